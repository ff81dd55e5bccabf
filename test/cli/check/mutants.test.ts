import { mutantsOf } from "../../../cli/check/mutants";
import type { PropertyMap, Resource } from "../../../network/model/resource";

function resource(kind: string, name: string, inputs: PropertyMap): Resource {
  const type = `nsxt:index/${kind.charAt(0).toLowerCase()}${kind.slice(1)}:${kind}`;
  return { urn: `urn:${kind}::${name}`, type, name, custom: true, inputs, outputs: { ...inputs } };
}

const names = (...resources: Resource[]) => mutantsOf(resources).map(({ name }) => name);

describe("mutants", () => {
  test("remove a rule, and take away each of its limits", () => {
    const rule = resource("PolicyGatewayPolicyRule", "web", {
      action: "ALLOW",
      sourceGroups: ["10.0.0.0/24"],
      destinationGroups: [],
      services: ["/infra/services/HTTP"],
      scopes: ["/infra/tier-1s/a"],
    });
    expect(names(rule)).toEqual([
      "web: removed",
      "web: any source",
      "web: any service",
      "web: applied everywhere",
    ]);
    const [gone, wide] = mutantsOf([rule]);
    expect(gone!.resources).toEqual([]);
    expect(wide!.resources[0]!.inputs).not.toHaveProperty("sourceGroups");
    expect(wide!.resources[0]!.outputs).not.toHaveProperty("sourceGroups");
    expect(rule.inputs).toHaveProperty("sourceGroups");
  });

  test("open a rule to every service, also one that holds its services itself", () => {
    const serviceEntries = { l4PortSetEntries: [{ protocol: "TCP", destinationPorts: ["443"] }] };
    const rule = (more: PropertyMap) =>
      resource("PolicySecurityPolicyRule", "web", { action: "ALLOW", ...more });
    for (const more of [{}, { services: ["/infra/services/HTTP"] }]) {
      const [, open] = mutantsOf([rule({ serviceEntries, ...more })]);
      expect(open!.name).toBe("web: any service");
      expect(open!.resources[0]!.inputs).toEqual({ action: "ALLOW" });
    }
    expect(names(rule({ services: [] }))).toEqual(["web: removed"]);
  });

  test("let a rule pass what it drops", () => {
    expect(names(resource("PolicySecurityPolicyRule", "drop", { action: "DROP" }))).toEqual([
      "drop: removed",
      "drop: allows",
    ]);
  });

  test("change the rules that a policy holds itself", () => {
    const policy = resource("PolicySecurityPolicy", "base", {
      rules: [
        { displayName: "dns", action: "ALLOW", services: ["/infra/services/DNS"] },
        { displayName: "rest", action: "DROP" },
      ],
    });
    expect(names(policy)).toEqual([
      "base: dns removed",
      "base: dns any service",
      "base: rest removed",
      "base: rest allows",
    ]);
    expect(mutantsOf([policy])[0]!.resources[0]!.inputs.rules).toEqual([
      { displayName: "rest", action: "DROP" },
    ]);
  });

  test("take servers and members of load balancers away", () => {
    const members = [{ displayName: "a", port: "8080" }, { ipAddress: "10.0.0.2" }];
    const pool = resource("PolicyLbPool", "pool", { members });
    expect(names(resource("PolicyLbVirtualServer", "shop", { ports: ["443"] }), pool)).toEqual([
      "shop: removed",
      "shop: every port",
      "shop: off",
      ...["a", "10.0.0.2"].flatMap((name) =>
        ["removed", "disabled", "at another port"].map((what) => `pool: member ${name} ${what}`),
      ),
    ]);
    expect(mutantsOf([pool])[2]!.resources[0]!.inputs.members).toEqual([
      { displayName: "a", port: "1" },
      members[1],
    ]);
  });

  test("move VLANs, drop and widen routes and advertisements", () => {
    expect(
      names(
        resource("PolicyVlanSegment", "lan", { vlanIds: ["10"] }),
        resource("PolicyStaticRoute", "route", { network: "10.1.0.0/16" }),
        resource("PolicyTier1Gateway", "gw", { routeAdvertisementTypes: ["TIER1_NAT"] }),
      ),
    ).toEqual(
      expect.arrayContaining([
        "lan: next VLAN",
        "route: removed",
        "route: every network",
        "gw: firewall off",
        "gw: does not advertise TIER1_NAT",
        "gw: advertises TIER1_CONNECTED",
      ]),
    );
  });

  test("remove and widen what filters, announces and carries routes", () => {
    const found = names(
      resource("PolicyGatewayPrefixList", "theirs", {
        prefixes: [
          { action: "DENY", network: "10.9.0.0/16" },
          { action: "PERMIT", network: "10.0.0.0/8", le: 24 },
        ],
      }),
      resource("PolicyGatewayRouteMap", "in", {
        entries: [{ action: "PERMIT", prefixListMatches: ["/a"], set: { localPreference: 200 } }],
      }),
      resource("PolicyBgpNeighbor", "peer", {
        routeFilterings: [{ addressFamily: "IPV4", inRouteFilter: "/in", outRouteFilter: "/out" }],
      }),
      resource("PolicyGatewayRedistributionConfig", "tell", {
        rules: [{ name: "all", types: ["TIER1_NAT"] }],
      }),
      resource("PolicyIpsecVpnSession", "paris", { enabled: true }),
      resource("PolicySegment", "net", { connectivityPath: "/infra/tier-1s/a" }),
    );
    expect(found).toEqual(
      expect.arrayContaining([
        "theirs: DENY 10.9.0.0/16 removed",
        "theirs: DENY 10.9.0.0/16 permits",
        "theirs: PERMIT 10.0.0.0/8 for every network",
        "in: entry 1 (PERMIT) for every network",
        "in: entry 1 (PERMIT) without preference",
        "peer: removed",
        "peer: IPV4 accepts everything",
        "peer: IPV4 tells everything",
        "tell: rule all does not redistribute TIER1_NAT",
        "tell: rule all redistributes TIER0_CONNECTED",
        "paris: removed",
        "net: off its gateway",
      ]),
    );
  });

  test("cut and widen trunks, private VLANs and uplinks", () => {
    const found = names(
      resource("DistributedPortGroup", "trunk", {
        vlanRanges: [
          { minVlan: 10, maxVlan: 20 },
          { minVlan: 30, maxVlan: 30 },
        ],
      }),
      resource("PolicyVlanSegment", "guests", { vlanIds: ["10-20", "30"] }),
      resource("DistributedVirtualSwitch", "dvs", {
        hosts: [{ hostSystemId: "host-1", devices: ["vmnic1"] }],
        pvlanMappings: [{ primaryVlanId: 100, secondaryVlanId: 101, pvlanType: "isolated" }],
      }),
      resource("HostVirtualSwitch", "sw", { networkAdapters: ["vmnic0"] }),
    );
    expect(found).toEqual(
      expect.arrayContaining([
        "trunk: trunk range 10-20 removed",
        "trunk: trunk of every VLAN",
        "guests: trunk without VLAN 10-20",
        "guests: trunk of every VLAN",
        "dvs: private VLAN 101 removed",
        "dvs: private VLAN 101 as a community",
        "dvs: host host-1 without uplinks",
        "sw: without uplinks",
      ]),
    );
  });

  test("take members out of groups one at a time, with the operator between them", () => {
    const group = resource("PolicyGroup", "app", {
      criterias: [
        { ipaddressExpression: { ipAddresses: ["10.0.0.1", "10.0.0.2"] } },
        { pathExpression: { memberPaths: ["/infra/segments/app"] } },
      ],
      conjunctions: [{ operator: "OR" }],
    });
    expect(names(group)).toEqual([
      "app: without members",
      "app: without ipaddressExpression",
      "app: without pathExpression",
      "app: ipaddressExpression without 10.0.0.1",
      "app: ipaddressExpression without 10.0.0.2",
    ]);
    const [, noAddresses, , one] = mutantsOf([group]).map((mutant) => mutant.resources[0]!.inputs);
    expect(noAddresses).toEqual({
      criterias: [{ pathExpression: { memberPaths: ["/infra/segments/app"] } }],
      conjunctions: [],
    });
    expect(one).toMatchObject({
      criterias: [{ ipaddressExpression: { ipAddresses: ["10.0.0.2"] } }, {}],
    });
  });

  test("have names of their own where two resources have the same", () => {
    const found = names(
      resource("PolicyGatewayPolicyRule", "web", { action: "ALLOW" }),
      resource("PolicyNatRule", "web", { action: "DNAT" }),
    );
    expect(found).toEqual(["GatewayPolicyRule web: removed", "NatRule web: removed"]);
  });
});
