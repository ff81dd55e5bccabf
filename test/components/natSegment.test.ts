import { FirewallAction, NatSegment, Protocol, tcp, udp } from "vmnet";

import { jobs, lab, natArgs, web } from "./fixtures";
import { built, valueOf } from "./harness";

jest.setTimeout(180_000);

const build = (changes = {}) => built(() => new NatSegment("app", natArgs(changes)));

describe("a segment behind NAT", () => {
  test("is a gateway, a segment, a group and a policy that drops", async () => {
    const { names } = await build();
    expect(names()).toEqual([
      "app",
      "app-drop",
      "app-gateway",
      "app-group",
      "app-outbound",
      "app-policy",
      "app-segment",
    ]);
  });

  test("advertises its NAT addresses and nothing else", async () => {
    const { find } = await build();
    expect(find("app-gateway").inputs).toMatchObject({
      nsxId: "app-gateway",
      tier0Path: lab.tier0Path,
      edgeClusterPath: lab.edgeClusterPath,
      routeAdvertisementTypes: ["TIER1_NAT"],
    });
  });

  test("writes what would not read back clean: type, haMode, connectivity", async () => {
    const { find } = await build();
    expect(find("app-gateway").inputs).toMatchObject({ type: "ROUTED", haMode: "ACTIVE_STANDBY" });
    expect(find("app-segment").inputs).toMatchObject({
      advancedConfig: { connectivity: "ON" },
      subnets: [{ cidr: "10.0.0.1/24" }],
      connectivityPath: "/infra/tier-1s/app-gateway",
    });
  });

  test("deletes before it replaces, protects what carries machines, follows its gateway", async () => {
    const { find, registrations } = await build({ portForwards: { jobs } });
    const children = registrations.filter(({ custom }) => custom);
    const first = children.filter(({ deleteBeforeReplace }) => !deleteBeforeReplace);
    expect(first.map(({ name }) => name)).toEqual(["app-service-jobs"]);
    expect(children.filter(({ protect }) => protect).map(({ name }) => name)).toEqual([
      "app-gateway",
      "app-segment",
    ]);
    expect(find("app-segment").replaceOnChanges).toContain("connectivityPath");
    expect(find("app-allow-jobs").replaceOnChanges).toContain("nsxId");
  });

  test("replaces for a removed argument only while the argument is left out", async () => {
    const { find } = await build({ portForwards: { jobs, web } });
    expect(find("app-forward-jobs").replaceOnChanges).not.toContain("sourceNetworks");
    expect(find("app-forward-web").replaceOnChanges).toContain("sourceNetworks");
  });

  test("replaces what refers to an object of its own with it: NSX deletes nothing that is referenced", async () => {
    const { find } = await build({ portForwards: { jobs } });
    expect(find("app-forward-jobs").replaceOnChanges).toContain("service");
    expect(find("app-allow-jobs").replaceOnChanges).toEqual(["nsxId", "scopes", "services"]);
    expect(find("app-group").replaceOnChanges).toEqual(["criterias"]);
  });

  test("translates what machines open to one address", async () => {
    const { find } = await build({ sourceNat: { address: "192.168.1.50" } });
    expect(find("app-snat").inputs).toMatchObject({
      action: "SNAT",
      gatewayPath: "/infra/tier-1s/app-gateway",
      sourceNetworks: ["10.0.0.0/24"],
      translatedNetworks: ["192.168.1.50"],
      firewallMatch: "MATCH_INTERNAL_ADDRESS",
    });
  });

  test("leases addresses from a server in the segment", async () => {
    const dhcp = { ranges: ["10.0.0.100-10.0.0.199"], dnsServers: ["192.168.1.1"] };
    const { find } = await build({ dhcp });
    expect(find("app-segment").inputs).toMatchObject({
      dhcpConfigPath: "/infra/dhcp-server-configs/app-dhcp",
      subnets: [
        {
          cidr: "10.0.0.1/24",
          dhcpRanges: ["10.0.0.100-10.0.0.199"],
          dhcpV4Config: { serverAddress: "10.0.0.2/24", leaseTime: 86400 },
        },
      ],
    });
  });

  test("is found by its network's id, once its last firewall rule is there", async () => {
    const { value, find } = await build();
    const app = value as NatSegment;
    expect(await valueOf(app.networkId)).toMatch(/^dvportgroup-/);
    expect(await valueOf(app.networkName)).toBe("app-segment");
    expect(await valueOf(app.gatewayAddress)).toBe("10.0.0.1");
    expect(find("app-group").inputs).toMatchObject({
      criterias: [{ pathExpression: { memberPaths: ["/infra/segments/app-segment"] } }],
    });
  });

  test("keeps its ids under another name, with a prefix", async () => {
    const { find } = await built(() => new NatSegment("front", natArgs({ nsxIdPrefix: "app" })));
    expect(find("front-segment").inputs).toMatchObject({
      nsxId: "app-segment",
      displayName: "front-segment",
    });
  });
});

describe("a forward", () => {
  test("has the inside ports in its service and the outside ports as translated ports (R11)", async () => {
    const { find } = await build({ portForwards: { jobs } });
    expect(find("app-service-jobs").inputs).toMatchObject({
      l4PortSetEntries: [{ protocol: "TCP", destinationPorts: ["10000-11000"] }],
    });
    expect(find("app-forward-jobs").inputs).toMatchObject({
      action: "DNAT",
      destinationNetworks: ["192.168.1.60"],
      translatedNetworks: ["10.0.0.11"],
      translatedPorts: "5000-6000",
      service: "/infra/services/app-service-jobs",
      sourceNetworks: ["192.168.1.0/24"],
    });
  });

  test("is allowed by a rule of its own, on the inside address and ports (R12)", async () => {
    const { find } = await build({ portForwards: { jobs } });
    expect(find("app-allow-jobs").inputs).toMatchObject({
      action: "ALLOW",
      sourceGroups: ["192.168.1.0/24"],
      destinationGroups: ["10.0.0.11"],
      services: ["/infra/services/app-service-jobs"],
      scopes: ["/infra/tier-1s/app-gateway"],
    });
    const drop = find("app-drop").inputs;
    expect(drop).toMatchObject({ action: "DROP", scopes: ["/infra/tier-1s/app-gateway"] });
    expect(drop.sequenceNumber).toBeGreaterThan(
      find("app-allow-jobs").inputs.sequenceNumber as number,
    );
  });

  test("to several machines is one rule per pair of addresses", async () => {
    const hosts = {
      a: { outside: "192.168.1.70", inside: "10.0.0.21" },
      b: { outside: "192.168.1.71", inside: "10.0.0.22" },
    };
    const ssh = {
      protocol: Protocol.Tcp,
      outside: { ports: "22" },
      inside: { ports: "22" },
      hosts,
    };
    const { find } = await build({ portForwards: { ssh } });
    expect(find("app-forward-ssh.a").inputs).toMatchObject({ translatedNetworks: ["10.0.0.21"] });
    expect(find("app-allow-ssh.b").inputs).toMatchObject({ destinationGroups: ["10.0.0.22"] });
  });

  test("sorts its sources, whose order NSX would report as a change", async () => {
    const from = ["192.168.2.0/24", "192.168.1.0/24", "192.168.2.0/24"];
    const { find } = await build({ portForwards: { jobs: { ...jobs, from } } });
    const sorted = ["192.168.1.0/24", "192.168.2.0/24"];
    expect(find("app-forward-jobs").inputs.sourceNetworks).toEqual(sorted);
  });
});

describe("the firewall", () => {
  test("puts exceptions before the forwards' own rules: allowed ones, then dropped ones", async () => {
    const { find } = await build({
      portForwards: { web },
      inbound: {
        partner: { forward: "web", from: ["203.0.113.8"], action: FirewallAction.Allow },
        others: { forward: "web", from: ["203.0.113.0/24"] },
      },
    });
    const number = (name: string) => find(name).inputs.sequenceNumber as number;
    expect(number("app-inbound-partner")).toBeLessThan(number("app-inbound-others"));
    expect(number("app-inbound-others")).toBeLessThan(number("app-allow-web"));
    expect(find("app-inbound-others").inputs).toMatchObject({
      action: "DROP",
      destinationGroups: ["10.0.0.12"],
      services: ["/infra/services/app-service-web"],
    });
  });

  test("takes an inbound rule by address and service when a forward leads there", async () => {
    const inbound = { all: { to: "10.0.0.0/28", services: [tcp("8443")], from: ["203.0.113.1"] } };
    const { find } = await build({ portForwards: { web }, inbound });
    expect(find("app-inbound-all").inputs).toMatchObject({
      destinationGroups: ["10.0.0.0/28"],
      services: ["/infra/services/app-service-inbound.all"],
    });
  });

  test("lets out everything from the segment's network by default, and exactly what is said else", async () => {
    const open = await build();
    expect(open.find("app-outbound").inputs).toMatchObject({ sourceGroups: ["10.0.0.0/24"] });
    const closed = await build({ outbound: {} });
    expect(closed.names().filter((name) => name.includes("outbound"))).toEqual([]);
    const dns = await build({ outbound: { dns: { to: ["192.168.1.1"], services: [udp("53")] } } });
    expect(dns.find("app-outbound-dns").inputs).toMatchObject({
      destinationGroups: ["192.168.1.1"],
      services: ["/infra/services/app-service-outbound.dns"],
    });
  });
});
