import { buildModel, readDump } from "../../../network/model";
import { endpoint, gapTexts, machine, nsx, portsOf, router, site } from "./resources";

const D = "/infra/domains/default";

/** What the Policy API answers for a small network, as {path: object}. */
const network: Record<string, object> = {
  "/infra/tier-0s/edge": {
    resource_type: "Tier0",
    id: "edge",
    display_name: "edge",
    ha_mode: "ACTIVE_STANDBY",
  },
  "/infra/tier-0s/edge/locale-services/default": {
    resource_type: "LocaleServices",
    edge_cluster_path: "/infra/edges/1",
    route_redistribution_config: {
      bgp_enabled: true,
      redistribution_rules: [{ route_redistribution_types: ["TIER1_NAT"] }],
    },
  },
  "/infra/tier-0s/edge/locale-services/default/interfaces/lan": {
    resource_type: "Tier0Interface",
    type: "EXTERNAL",
    segment_path: "/infra/segments/uplink",
    subnets: [{ ip_addresses: ["192.168.1.2"], prefix_len: 24 }],
  },
  "/infra/tier-0s/edge/static-routes/out": {
    resource_type: "StaticRoutes",
    network: "0.0.0.0/0",
    next_hops: [{ ip_address: "192.168.1.1", admin_distance: 1 }],
  },
  "/infra/tier-1s/app": {
    resource_type: "Tier1",
    display_name: "app",
    tier0_path: "/infra/tier-0s/edge",
    route_advertisement_types: ["TIER1_NAT"],
    disable_firewall: false,
  },
  "/infra/tier-1s/app/locale-services/default": {
    resource_type: "LocaleServices",
    edge_cluster_path: "/infra/edges/1",
  },
  "/infra/tier-1s/app/nat/USER/nat-rules/web": {
    resource_type: "PolicyNatRule",
    display_name: "web",
    action: "DNAT",
    destination_network: "192.168.1.61",
    translated_network: "10.0.0.12",
    service: "/infra/services/web",
    translated_ports: "443",
    sequence_number: 10,
    enabled: true,
  },
  "/infra/tier-1s/app/nat/USER/nat-rules/out": {
    resource_type: "PolicyNatRule",
    action: "SNAT",
    source_network: "10.0.0.0/24,10.0.1.0/24",
    translated_network: "192.168.1.50",
    firewall_match: "BYPASS",
  },
  "/infra/segments/uplink": {
    resource_type: "Segment",
    vlan_ids: ["10"],
    transport_zone_path: "/infra/zones/vlan",
  },
  "/infra/segments/app": {
    resource_type: "Segment",
    connectivity_path: "/infra/tier-1s/app",
    subnets: [{ gateway_address: "10.0.0.1/24", network: "10.0.0.0/24" }],
  },
  "/infra/segments/app/ports/p1": {
    resource_type: "SegmentPort",
    attachment: { id: "lp-1" },
    tags: [{ scope: "port", tag: "gold" }],
  },
  "/infra/services/web": {
    resource_type: "Service",
    service_entries: [
      { resource_type: "L4PortSetServiceEntry", l4_protocol: "TCP", destination_ports: ["8443"] },
    ],
  },
  [`${D}/groups/prod`]: {
    resource_type: "Group",
    display_name: "prod",
    expression: [
      {
        resource_type: "Condition",
        key: "Tag",
        member_type: "VirtualMachine",
        operator: "EQUALS",
        value: "env|prod",
      },
      { resource_type: "ConjunctionOperator", conjunction_operator: "OR" },
      { resource_type: "IPAddressExpression", ip_addresses: ["172.16.0.0/24"] },
    ],
  },
  [`${D}/security-policies/guard`]: {
    resource_type: "SecurityPolicy",
    category: "Application",
    scope: ["ANY"],
    sequence_number: 3,
    rules: [
      {
        display_name: "in",
        path: `${D}/security-policies/guard/rules/in`,
        id: "in",
        action: "ALLOW",
        source_groups: ["ANY"],
        destination_groups: [`${D}/groups/prod`],
        services: ["/infra/services/web"],
        scope: ["ANY"],
        sequence_number: 10,
      },
    ],
  },
  [`${D}/security-policies/default-layer3-section`]: {
    resource_type: "SecurityPolicy",
    category: "Application",
    rules: [
      { display_name: "last", action: "DROP", source_groups: ["ANY"], destination_groups: ["ANY"] },
    ],
  },
  [`${D}/gateway-policies/edge`]: {
    resource_type: "GatewayPolicy",
    category: "LocalGatewayRules",
    rules: [],
  },
  [`${D}/gateway-policies/edge/rules/allow`]: {
    resource_type: "Rule",
    display_name: "allow",
    action: "ALLOW",
    scope: ["/infra/tier-1s/app"],
    sequence_number: 1,
  },
  "/infra/settings/firewall/security/exclude-list": {
    resource_type: "PolicyExcludeList",
    members: [`${D}/groups/none`],
  },
};
const inventory = [
  {
    resource_type: "VirtualMachine",
    external_id: "5001",
    display_name: "web",
    tags: [{ scope: "env", tag: "prod" }],
    compute_ids: ["biosUuid:4207"],
  },
  {
    resource_type: "VirtualNetworkInterface",
    owner_vm_id: "5001",
    mac_address: "00:50:56:00:00:01",
    lport_attachment_id: "lp-1",
    ip_address_info: [{ ip_addresses: ["10.0.0.12"] }],
  },
];
const dump = JSON.stringify([network, { results: inventory, result_count: 2 }]);

describe("a dump of a manager", () => {
  const model = buildModel(readDump(dump), site);

  test("gives gateways with edge clusters, links and routes", () => {
    expect(router(model, "edge").hasServiceRouter).toBe(true);
    expect(router(model, "app").hasServiceRouter).toBe(true);
    const kinds = router(model, "edge").routes.map(({ kind }) => kind);
    expect(kinds).toEqual(["connected", "static", "advertised", "advertised"]);
  });

  test("gives NAT with the manager's own default of firewallMatch", () => {
    const [web, out] = router(model, "app").nat;
    expect(web).toMatchObject({
      name: "web",
      firewallMatch: "MATCH_INTERNAL_ADDRESS",
      priority: 10,
    });
    expect(web!.translatedPorts?.toText()).toBe("8443");
    expect(out).toMatchObject({ name: "out", firewallMatch: "BYPASS", priority: 100 });
    expect(out!.source.toText()).toBe("10.0.0.0/23");
  });

  test("gives machines on their segments with tags and seen addresses", () => {
    const [port] = portsOf(model, endpoint(model, "web"));
    expect(port).toMatchObject({ domain: "segment:/infra/segments/app", mac: "00:50:56:00:00:01" });
    expect(port!.owned.toText()).toBe("10.0.0.12");
    const prod = model.groups.find(({ name }) => name === "prod");
    expect(prod!.addresses.toText()).toBe("10.0.0.12, 172.16.0.0/24");
  });

  test("gives rules of both firewalls, inline and single ones", () => {
    expect(model.firewall.rules.map(({ name }) => name)).toEqual(["in"]);
    expect(model.firewall.defaultAction).toMatchObject({
      action: "DROP",
      origin: { source: "dump" },
    });
    expect(router(model, "app").firewall.rules.map(({ name }) => name)).toEqual(["allow"]);
  });

  test("gives way to a program that describes the same object", () => {
    const own = nsx("Tier1Gateway", "app", { displayName: "ours", enableFirewall: false });
    const both = buildModel([...readDump(dump), own], site);
    expect(both.routers.filter(({ id }) => id === "/infra/tier-1s/app")).toMatchObject([
      { name: "ours", firewall: { enabled: false } },
    ]);
  });

  test("knows a machine of a program by its BIOS UUID, and keeps its tags", () => {
    const own = machine("web-of-program", [
      { networkId: "/infra/segments/app", address: "10.0.0.99/24" },
    ]);
    const both = buildModel([...readDump(dump), { ...own, id: "4207" }], site);
    expect(both.endpoints.filter(({ kind }) => kind === "machine").map(({ name }) => name)).toEqual(
      ["web-of-program"],
    );
    expect(both.groups.find(({ name }) => name === "prod")!.addresses.toText()).toContain(
      "10.0.0.99",
    );
  });

  test("of the hierarchical API is the same", () => {
    const tree = {
      resource_type: "Infra",
      path: "/infra",
      children: [
        {
          resource_type: "ChildTier1",
          Tier1: {
            resource_type: "Tier1",
            path: "/infra/tier-1s/deep",
            display_name: "deep",
            children: [
              {
                resource_type: "ChildPolicyNat",
                PolicyNat: {
                  resource_type: "PolicyNat",
                  path: "/infra/tier-1s/deep/nat/USER",
                  children: [],
                },
              },
            ],
          },
        },
      ],
    };
    expect(readDump(JSON.stringify(tree)).map(({ name }) => name)).toEqual(["deep"]);
  });

  test("names types that the model leaves out", () => {
    const other = [{ resource_type: "L2VPNService", path: "/infra/tier-0s/edge/l2vpn-services/x" }];
    expect(gapTexts(buildModel(readDump(JSON.stringify(other)), site)).join()).toContain(
      "L2VPNService are not represented",
    );
  });

  test.each<[string, string, RegExp]>([
    ["a truncated file", dump.slice(0, 200), /truncated/],
    [
      "a list of which pages are missing",
      '{"results":[],"cursor":"abc"}',
      /results: the list goes on/,
    ],
    [
      "fewer results than counted",
      JSON.stringify({ results: inventory, result_count: 9 }),
      /2 of 9 objects/,
    ],
    ["a file of Pulumi", '{"deployment":{}}', /file of Pulumi/],
    ["objects without type", '[{"path":"/infra/x"}]', /\[0\]\.resource_type: missing/],
    ["objects without path", '[{"resource_type":"Group"}]', /\[0\]\.path: missing: which Group/],
    ["something else", '["x"]', /\[0\]: not an object/],
    ["nothing", "[]", /no object in it/],
  ])("fails to be read with %s", (_what, text, message) => {
    expect(() => readDump(text)).toThrow(message);
  });
});
