import type { PropertyMap } from "vmnet/network/model/resource";
import { named, snat, tcp } from "./cases";
import { edges, Lab, N, overlay, refusalOf, siteT0, vlanZone } from "./lab";
import { less, Run } from "./run";

const t1 = {
  ...named("t1"),
  type: "ROUTED",
  tier0Path: siteT0,
  edgeClusterPath: edges,
  haMode: "ACTIVE_STANDBY",
};
const segment = { ...named("web"), transportZonePath: overlay };
const gatewayPath = "/infra/tier-1s/t1";

describe("what is left out later stays on the manager", () => {
  const criteria = {
    conditions: [
      { key: "Tag", memberType: "VirtualMachine", operator: "EQUALS", value: "tier|web" },
    ],
  };
  const rows: [string, string, PropertyMap, string[], ((lab: Lab) => void)?][] = [
    ["a Tier-1", N.tier1, { ...t1, type: "NATTED" }, ["tier0Path", "edgeClusterPath"]],
    [
      "the advertisement rules of a Tier-1",
      N.tier1,
      { ...t1, routeAdvertisementRules: [{ name: "a", subnets: ["10.0.0.0/24"] }] },
      ["routeAdvertisementRules"],
    ],
    [
      "a segment",
      N.segment,
      {
        ...segment,
        description: "front",
        domainName: "lab.example",
        connectivityPath: gatewayPath,
        subnets: [{ cidr: "10.0.0.1/24" }],
        advancedConfig: { connectivity: "ON" },
      },
      ["description", "domainName", "connectivityPath", "subnets", "advancedConfig"],
      (lab) => lab.tier1("t1"),
    ],
    [
      "a VLAN segment",
      N.vlanSegment,
      { ...segment, transportZonePath: vlanZone, vlanIds: ["10"], description: "front" },
      ["description"],
    ],
    [
      "a NAT rule",
      N.natRule,
      { ...snat, sourceNetworks: ["10.0.0.0/24"] },
      ["sourceNetworks"],
      (lab) => lab.tier1("t1"),
    ],
    ["a group", N.group, { ...named("g"), criterias: [criteria] }, ["criterias"]],
    [
      "a subnet of a pool",
      N.poolSubnet,
      {
        ...named("s"),
        poolPath: "/infra/ip-pools/teps",
        cidr: "172.16.30.0/24",
        allocationRanges: [{ start: "172.16.30.10", end: "172.16.30.99" }],
        gateway: "172.16.30.1",
      },
      ["gateway"],
      (lab) => {
        lab.add(N.ipPool, named("teps"));
      },
    ],
  ];
  test.each(rows.map((row) => [row[0], row] as const))(
    "%s: proposed again at every preview",
    (_title, [, type, args, removed, prepare]) => {
      const lab = new Lab();
      prepare?.(lab);
      const run = new Run(lab, type, args);
      const bare = less(args, ...removed);
      for (let round = 0; round < 2; round += 1) {
        const shown = run.preview(bare).map((line) => line.split(" ")[0]);
        expect(shown.sort()).toEqual([...removed].sort());
        run.up(bare);
        run.refresh();
      }
      for (const name of removed) {
        expect(run.real[name]).toEqual(run.outputs[name]);
        expect(run.real[name]).toBeDefined();
      }
    },
  );

  test("a group cannot be emptied, and keeps the conjunctions of its criterias", () => {
    const args = {
      ...named("g"),
      criterias: [criteria, criteria],
      conjunctions: [{ operator: "OR" }],
    };
    const run = new Run(new Lab(), N.group, args);
    run.up(named("g"));
    expect(run.real).toMatchObject({ conjunctions: [{ operator: "OR" }] });
    expect(run.real["criterias"]).toHaveLength(2);
  });

  test("a removed connection still blocks the delete of its gateway", () => {
    const lab = new Lab();
    const gateway = new Run(lab, N.tier1, t1);
    const web = new Run(lab, N.segment, { ...segment, connectivityPath: gatewayPath });
    web.up(segment);
    expect(refusalOf(() => gateway.delete()).code).toBe(500030);
  });

  test("tags, descriptions of groups, NAT services and PUT kinds are removed properly", () => {
    const lab = new Lab();
    const group = new Run(lab, N.group, { ...named("g"), description: "d", tags: [{ tag: "x" }] });
    group.up(named("g"));
    expect(group.preview(named("g"))).toEqual([]);
    const service = { ...named("s"), l4PortSetEntries: [tcp("80")] };
    const run = new Run(lab, N.service, { ...service, description: "d" });
    run.up(service);
    expect(run.preview(service)).toEqual([]);
    expect(run.real["description"]).toBeUndefined();
  });

  test("bgpConfig left out later changes nothing and shows nothing", () => {
    const args = { ...named("t0"), haMode: "ACTIVE_STANDBY", edgeClusterPath: edges };
    const t0 = new Run(new Lab(), N.tier0, { ...args, bgpConfig: { localAsNum: "65001" } });
    expect(t0.preview(args)).toEqual([]);
    t0.up(args);
    expect(t0.real["bgpConfig"]).toMatchObject({ localAsNum: "65001", enabled: true });
  });

  test("a separate BGP configuration that is removed leaves BGP as it was", () => {
    const lab = new Lab();
    const args = { ...named("t0"), haMode: "ACTIVE_STANDBY", edgeClusterPath: edges };
    const t0 = new Run(lab, N.tier0, args);
    const bgp = new Run(lab, N.bgpConfig, {
      gatewayPath: "/infra/tier-0s/t0",
      localAsNum: "65001",
      enabled: true,
    });
    bgp.delete();
    expect(t0.real["bgpConfig"]).toMatchObject({ localAsNum: "65001", enabled: true });
  });
});

describe("gateways", () => {
  test("fails: every update of a Tier-1 with an edge cluster whose haMode was left out", () => {
    const run = new Run(new Lab(), N.tier1, less(t1, "haMode"));
    expect(run.outputs["haMode"]).toBe("NONE");
    expect(refusalOf(() => run.up({ ...less(t1, "haMode"), description: "x" })).message).toBe(
      "when edge_cluster_path is specified, ha_mode can not be set to NONE",
    );
    expect(run.up(t1)["haMode"]).toBe("ACTIVE_STANDBY");
  });

  test("a Tier-1 without type never settles", () => {
    const bare = less(t1, "type");
    const run = new Run(new Lab(), N.tier1, bare);
    expect(run.preview(bare)).toEqual(["type DELETE"]);
    expect(run.preview({ ...bare, type: "ROUTED" })).toEqual([]);
  });

  test("another edge cluster replaces a gateway whose locale service has an id", () => {
    const edge = (number: number) => edges.replace("01", `0${number}`);
    const args = (number: number, more: PropertyMap) => ({
      ...named("t0"),
      haMode: "ACTIVE_STANDBY",
      localeServices: [{ edgeClusterPath: edge(number), ...more }],
    });
    const fixed = new Run(new Lab(), N.tier0, args(1, { nsxId: "default" }));
    expect(fixed.preview(args(2, { nsxId: "default" })).join()).toMatch(/_REPLACE/);
    const free = new Run(new Lab(), N.tier0, args(1, {}));
    expect(free.preview(args(2, {})).join()).not.toMatch(/_REPLACE/);
  });

  test("an edge cluster changes in place", () => {
    const run = new Run(new Lab(), N.tier1, t1);
    const moved = { ...t1, edgeClusterPath: edges.replace("01", "02") };
    expect(run.preview(moved)).toEqual(["edgeClusterPath UPDATE"]);
    expect(run.up(moved)["edgeClusterPath"]).toBe(moved.edgeClusterPath);
  });

  test("poolAllocation replaces the gateway", () => {
    const run = new Run(new Lab(), N.tier1, t1);
    expect(run.preview({ ...t1, poolAllocation: "LB_SMALL" })).toEqual([
      "poolAllocation UPDATE_REPLACE",
    ]);
  });
});

describe("ids", () => {
  test("fails: a replacement with a fixed id, since the new object comes first", () => {
    const lab = new Lab();
    const run = new Run(lab, N.segment, segment);
    const moved = { ...segment, transportZonePath: vlanZone };
    expect(run.preview(moved)).toEqual(["transportZonePath UPDATE_REPLACE"]);
    expect(lab.refusal(N.segment, moved).message).toBe("Resource with id web already exists");
  });

  test("a create whose answer was lost is found again by an import only", () => {
    const lab = new Lab();
    lab.add(N.group, named("g"));
    expect(lab.refusal(N.group, named("g")).message).toBe("Resource with id g already exists");
    const seen = lab.estate.read(N.group, "g");
    const news = lab.estate.check(N.group, named("g"), undefined).inputs;
    expect(
      lab.estate.diff(N.group, "g", seen?.inputs ?? {}, seen?.outputs ?? {}, news).changes,
    ).toBe(false);
    const first = lab.add(N.group, { displayName: "no id" });
    expect(lab.add(N.group, { displayName: "no id" }).id).not.toBe(first.id);
  });

  test("another nsxId of a policy rule is reported as done, and the rule keeps its id", () => {
    const lab = new Lab();
    lab.add(N.parentSecurityPolicy, { ...named("p"), category: "Application" });
    const policyPath = "/infra/domains/default/security-policies/p";
    const rule = { ...named("old"), policyPath, action: "ALLOW", sequenceNumber: 10 };
    const run = new Run(lab, N.securityRule, rule);
    expect(run.preview({ ...rule, nsxId: "new" })).toEqual(["nsxId UPDATE"]);
    run.up({ ...rule, nsxId: "new" });
    run.refresh();
    expect(run.preview({ ...rule, nsxId: "new" })).toEqual([]);
    expect(run.real["path"]).toBe(`${policyPath}/rules/old`);
  });

  test("nsxId of a flood protection binding is ignored: a replacement on every preview", () => {
    const lab = new Lab();
    lab.tier1("t1");
    lab.add(N.gatewayFloodProfile, named("limits"));
    const args = {
      ...named("mine"),
      parentPath: gatewayPath,
      profilePath: "/infra/flood-protection-profiles/limits",
    };
    const run = new Run(lab, N.floodBinding, args);
    expect(run.id).toBe("default");
    expect(run.preview(args)).toEqual(["nsxId UPDATE_REPLACE"]);
    expect(run.preview(less(args, "nsxId"))).toEqual([]);
  });
});
