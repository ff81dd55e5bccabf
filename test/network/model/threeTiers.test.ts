import { buildModel } from "../../../network/model";
import { endpoint, gapTexts, portsOf, router, site, T0, T1, threeTiers } from "./resources";

const model = buildModel(threeTiers(), site, { networkNames: { "network-7": "lan-10" } });

describe("the three tiers of R10 to R12 as resources", () => {
  test("a port group and a VLAN segment of VLAN 10 are one open domain with the smallest MTU", () => {
    const domain = model.domains.find(({ id }) => id === "vlan:campus/10");
    expect(domain).toMatchObject({ kind: "vlan", vlan: 10, open: true, mtuBytes: 1500 });
    const attached = model.ports.filter((port) => port.domain === "vlan:campus/10");
    expect(attached.map(({ name }) => name).sort()).toEqual([
      "core vlan10",
      "corp",
      "edge lan",
      "pc nic0",
    ]);
  });

  test("machines have the addresses that cloud-init gives, and a default route", () => {
    const [port] = portsOf(model, endpoint(model, "worker"));
    expect(port!.owned.toText()).toBe("10.0.0.11");
    expect(port!.domain).toBe("segment:/infra/segments/nat");
    expect(endpoint(model, "worker").routes).toMatchObject([{ kind: "default" }]);
    expect(endpoint(model, "worker").doubt).toBeUndefined();
  });

  test("the distributed firewall covers NSX segments and no standard port group", () => {
    const coverage = (name: string) =>
      portsOf(model, endpoint(model, name))[0]!.distributedFirewall;
    expect(coverage("worker")).toBe("covered");
    expect(coverage("pc")).toBe("notCovered");
  });

  test("DNAT has the outside ports as its services and the service's ports inside", () => {
    const [jobs, snat] = router(model, "app").nat;
    expect(jobs).toMatchObject({ name: "jobs", action: "DNAT", priority: 100 });
    expect(jobs!.services.map(({ destinationPorts }) => destinationPorts?.toText())).toEqual([
      "5000-6000",
    ]);
    expect(jobs!.services[0]!.protocols).toEqual([6]);
    expect(jobs!.translatedPorts?.toText()).toBe("10000-11000");
    expect(jobs!.source.toText()).toBe("192.168.1.0/24");
    expect(jobs!.translated?.toText()).toBe("10.0.0.11");
    expect(snat).toMatchObject({ name: "snat", action: "SNAT", services: [] });
  });

  test("the Tier-0 answers on the LAN for NAT addresses of the Tier-1 and sends them down", () => {
    const lan = portsOf(model, router(model, "edge")).find(({ name }) => name === "edge lan");
    expect(lan!.answersFor.toText()).toBe("192.168.1.50, 192.168.1.60");
    const down = router(model, "edge").routes.filter(({ kind }) => kind === "advertised");
    expect(down.map(({ via }) => via[0]!.port)).toEqual([`${T0}#link:${T1}`, `${T0}#link:${T1}`]);
  });

  test("the Tier-0 has no route to segments that TIER1_CONNECTED would advertise", () => {
    const networks = router(model, "edge").routes.map(({ network }) => network.first);
    expect(networks).not.toContain(0x0a000000n);
    expect(networks).not.toContain(0x0a000900n);
  });

  test("the link ends in the Tier-1's service router and the Tier-0's distributed router", () => {
    const sides = (name: string) =>
      portsOf(model, router(model, name))
        .filter(({ peer }) => peer !== undefined)
        .map(({ side }) => side);
    expect(sides("app")).toEqual(["service"]);
    expect(sides("edge")).toEqual(["distributed"]);
  });

  test("gateway rules stand on the Tier-1 alone, in order of their numbers", () => {
    const names = (name: string) => router(model, name).firewall.rules.map((rule) => rule.name);
    expect(names("app")).toEqual(["allow-jobs", "drop-all"]);
    expect(names("edge")).toEqual([]);
    expect(router(model, "app").firewall.enabled).toBe(true);
  });

  test("the policy's scope decides what its rules are applied to", () => {
    const [allow, drop] = model.firewall.rules;
    const [mysql] = endpoint(model, "mysql").ports;
    expect(allow).toMatchObject({ name: "app-to-db", action: "ALLOW", appliedTo: [mysql] });
    expect(allow!.source.toText()).toBe("10.0.0.11");
    expect(allow!.destination.toText()).toBe("10.0.9.5");
    expect(allow!.services[0]!.destinationPorts?.toText()).toBe("3306");
    expect(drop).toMatchObject({ name: "nothing-else", action: "DROP", appliedTo: [mysql] });
  });

  test("outside networks own what nothing else owns", () => {
    const [corp] = portsOf(model, endpoint(model, "corp"));
    const text = corp!.owned.toText();
    expect(text).toContain("192.168.1.3-192.168.1.9");
    expect(text).not.toContain("192.168.1.10,");
    const [internet] = portsOf(model, endpoint(model, "internet"));
    expect(internet!.owned.overlaps(corp!.owned)).toBe(false);
  });

  test("nothing is left out", () => {
    expect(gapTexts(model)).toEqual([]);
  });
});
