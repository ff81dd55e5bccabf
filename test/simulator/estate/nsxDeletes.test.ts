import { named, snat, tcp, activeActive, range } from "./cases";
import { edges, Lab, N, point, refusalOf, siteT0, vlanZone } from "./lab";

describe("what NSX refuses at delete and update", () => {
  test("fails: an HA VIP on an ACTIVE_ACTIVE gateway", () => {
    const lab = new Lab();
    activeActive(lab);
    lab.add(N.vlanSegment, { ...named("v"), transportZonePath: vlanZone, vlanIds: ["10"] });
    const paths = ["i1", "i2"].map((id, index) => {
      const inputs = {
        ...named(id),
        gatewayPath: "/infra/tier-0s/aa",
        segmentPath: "/infra/segments/v",
        subnets: [`192.168.1.${index + 2}/24`],
      };
      return String(lab.add(N.tier0Interface, inputs).outputs["path"]);
    });
    const configs = [{ externalInterfacePaths: paths, vipSubnets: ["192.168.1.4/24"] }];
    expect(lab.refusal(N.haVip, { configs }).message).toMatch(/HA VIP is not supported/);
  });

  test("fails: deleting a gateway that a segment is connected to, with the manager's code", () => {
    const lab = new Lab();
    const t1 = lab.tier1("t1");
    lab.segment("web", { connectivityPath: "/infra/tier-1s/t1" });
    const refusal = refusalOf(() => lab.estate.delete(N.tier1, t1.id, t1.outputs));
    expect(refusal.code).toBe(500030);
    expect(refusal.message).toBe(
      "Failed to delete Tier1 t1: The object path=[/infra/tier-1s/t1] cannot be deleted as either it has " +
        "children or it is being referenced by other objects path=[/infra/segments/web]. (code 500030)",
    );
  });

  test("a gateway's own NAT rules go with it", () => {
    const lab = new Lab();
    const t1 = lab.tier1("t1");
    const rule = lab.add(N.natRule, snat);
    lab.estate.delete(N.tier1, t1.id, t1.outputs);
    expect(lab.estate.read(N.natRule, rule.id)).toBeUndefined();
  });

  test("a group is deleted by force although a rule names it", () => {
    const lab = new Lab();
    const group = lab.add(N.group, named("g"));
    const path = String(group.outputs["path"]);
    lab.add(N.securityPolicy, {
      ...named("p"),
      category: "Application",
      rules: [{ displayName: "r", sourceGroups: [path] }],
    });
    lab.estate.delete(N.group, group.id, group.outputs);
    expect(lab.estate.read(N.group, group.id)).toBeUndefined();
  });

  test("fails: deleting a service that a rule names", () => {
    const lab = new Lab();
    const made = lab.add(N.service, { ...named("s"), l4PortSetEntries: [tcp("80")] });
    lab.add(N.securityPolicy, {
      ...named("p"),
      category: "Application",
      rules: [{ displayName: "r", services: ["/infra/services/s"] }],
    });
    expect(refusalOf(() => lab.estate.delete(N.service, made.id, made.outputs)).code).toBe(500030);
  });

  test("fails: deleting a segment with machines on it", () => {
    const lab = new Lab();
    const web = lab.segment("web");
    lab.machine("vm1", lab.network("web"));
    expect(refusalOf(() => lab.estate.delete(N.segment, web.id, web.outputs)).message).toMatch(
      /ports of the machines \[vm1\]/,
    );
  });

  test("fails: deleting a pool with subnets", () => {
    const lab = new Lab();
    const made = lab.add(N.ipPool, named("p"));
    lab.add(N.poolSubnet, {
      ...named("s"),
      poolPath: "/infra/ip-pools/p",
      cidr: "10.1.0.0/24",
      allocationRanges: [range("10.1.0.1", "10.1.0.9")],
    });
    expect(refusalOf(() => lab.estate.delete(N.ipPool, made.id, made.outputs)).code).toBe(500030);
  });

  test("fails: an update with a stale revision; a refresh heals it", () => {
    const lab = new Lab();
    const made = lab.tier1("t1");
    lab.change(N.tier1, made, { description: "by somebody else" });
    const refusal = refusalOf(() => lab.change(N.tier1, made, { description: "mine" }));
    expect(refusal.code).toBe(604);
    expect(refusal.message).toContain("The object t1 is at revision 1, the request has 0.");
    const fresh = lab.estate.read(N.tier1, "t1", made.inputs, made.outputs);
    expect(
      lab.change(N.tier1, { ...made, outputs: fresh!.outputs }, { description: "mine" })[
        "revision"
      ],
    ).toBe(2);
  });

  test("fails: a Tier-0 update after a separate BGP resource moved its settings on", () => {
    const lab = new Lab();
    const t0 = lab.add(N.tier0, {
      ...named("t0"),
      haMode: "ACTIVE_STANDBY",
      edgeClusterPath: edges,
    });
    lab.add(N.bgpConfig, { gatewayPath: "/infra/tier-0s/t0", localAsNum: "65001" });
    const refusal = refusalOf(() => lab.change(N.tier0, t0, { description: "x" }));
    expect(refusal.message).toContain("The object bgp is at revision 1, the request has 0.");
    expect(refusal.code).toBe(604);
  });

  test("fails: another gateway address while DHCP is on", () => {
    const lab = new Lab();
    const web = lab.segment("web", {
      subnets: [{ cidr: "10.0.0.1/24", dhcpRanges: ["10.0.0.5-10.0.0.9"] }],
    });
    const subnets = [{ cidr: "10.0.0.254/24", dhcpRanges: ["10.0.0.5-10.0.0.9"] }];
    expect(refusalOf(() => lab.change(N.segment, web, { subnets })).message).toMatch(
      /cannot change .* while DHCP is on/,
    );
  });

  test("an object that somebody deleted is created again by an update", () => {
    const lab = new Lab();
    const made = lab.add(N.group, named("g"));
    lab.estate.delete(N.group, made.id, made.outputs);
    lab.change(N.group, made, { description: "again" });
    expect(lab.estate.read(N.group, "g")?.outputs["path"]).toBe("/infra/domains/default/groups/g");
  });

  test("the default edge nodes of the inventory are found by path", () => {
    const lab = new Lab();
    const edgeNodePath = `${point}/edge-clusters/edge-cluster-01/edge-nodes/edge-node-01`;
    lab.add(N.vlanSegment, { ...named("v"), transportZonePath: vlanZone, vlanIds: ["10"] });
    const made = lab.add(N.tier0Interface, {
      ...named("i"),
      gatewayPath: siteT0,
      segmentPath: "/infra/segments/v",
      subnets: ["192.168.1.2/24"],
      edgeNodePath,
    });
    expect(made.outputs).toMatchObject({
      ipAddresses: ["192.168.1.2"],
      localeServiceId: "default",
      path: `${siteT0}/locale-services/default/interfaces/i`,
    });
  });
});
