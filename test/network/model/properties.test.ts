import fc from "fast-check";

import { FaultsError } from "../../../network/faults";
import {
  buildModel,
  checkSurroundings,
  readDump,
  readPreview,
  readStackExport,
  rebuildPaths,
  UNKNOWN,
  type NetworkModel,
  type PropertyMap,
  type PropertyValue,
  type Resource,
} from "../../../network/model";
import { nsx, site, threeTiers, vsphere } from "./resources";

/** Values as they may stand in a property: plausible, unknown, and plain wrong. */
const texts = fc.constantFrom(
  UNKNOWN,
  "",
  "ANY",
  "any",
  "10.0.0.1",
  "10.0.0.0/24",
  "10.0.0.1-10.0.0.9",
  "300.1.1.1/99",
  "::/0",
  "443",
  "5000-6000",
  "/infra/tier-0s/edge",
  "/infra/tier-1s/app",
  "/infra/segments/nat",
  "/infra/domains/default/groups/db",
  "/infra/services/jobs-inside",
  "DNAT",
  "ALLOW",
  "network-7",
  "__proto__",
  "constructor",
  "TIER1_NAT",
  "EQUALS",
  "Tag",
);
const leaf = fc.oneof(texts, fc.integer(), fc.double(), fc.boolean(), fc.constant(null));
const names = fc.constantFrom(
  "gatewayPath",
  "tier0Path",
  "connectivityPath",
  "segmentPath",
  "subnets",
  "cidr",
  "action",
  "rules",
  "sourceGroups",
  "destinationGroups",
  "services",
  "scopes",
  "sourceNetworks",
  "destinationNetworks",
  "translatedNetworks",
  "translatedPorts",
  "service",
  "criterias",
  "conditions",
  "pathExpression",
  "memberPaths",
  "ipAddresses",
  "ipaddressExpression",
  "key",
  "memberType",
  "operator",
  "value",
  "networkInterfaces",
  "networkId",
  "vlanId",
  "vlanIds",
  "vlanRanges",
  "hosts",
  "devices",
  "path",
  "extraConfig",
  "guestinfo.metadata",
  "nextHops",
  "ipAddress",
  "network",
  "serviceEntries",
  "l4PortSetEntries",
  "destinationPorts",
  "protocol",
  "category",
  "policyPath",
  "prefixLength",
  "bgpPath",
  "neighborAddress",
  "types",
  "routeAdvertisementTypes",
  "servicePath",
  "peerAddress",
);
const { value } = fc.letrec<{ value: PropertyValue; map: PropertyMap }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.array(tie("value"), { maxLength: 3 }),
    tie("map"),
  ),
  map: fc.dictionary(names, tie("value"), { maxKeys: 4 }),
}));
const properties = fc.dictionary(names, value, { maxKeys: 8 });
const kinds = [
  "Tier0Gateway",
  "Tier1Gateway",
  "Tier0GatewayInterface",
  "Tier1GatewayInterface",
  "Segment",
  "VlanSegment",
  "NatRule",
  "StaticRoute",
  "Group",
  "Service",
  "SecurityPolicy",
  "GatewayPolicy",
  "ParentSecurityPolicy",
  "SecurityPolicyRule",
  "GatewayPolicyRule",
  "IpsecVpnSession",
  "VmTags",
  "IpsecVpnLocalEndpoint",
  "BgpNeighbor",
  "BgpConfig",
  "GatewayRedistributionConfig",
  "LbService",
  "LbVirtualServer",
  "LbPool",
  "Tier0GatewayHaVipConfig",
  "FirewallExcludeListMember",
  "DhcpV4StaticBinding",
  "GatewayPrefixList",
  "GatewayRouteMap",
  "SegmentPort",
  "GatewayDnsForwarder",
];
const vsphereKinds = [
  "VirtualMachine",
  "HostPortGroup",
  "HostVirtualSwitch",
  "DistributedPortGroup",
  "DistributedVirtualSwitch",
  "DistributedVirtualSwitchPvlanMapping",
  "Vnic",
];
const resources: fc.Arbitrary<Resource> = fc
  .tuple(
    fc.constantFrom(...kinds, ...vsphereKinds),
    fc.constantFrom("edge", "app", "nat", "db", "x"),
    properties,
    properties,
  )
  .map(([kind, id, inputs, outputs]) => {
    const made = vsphereKinds.includes(kind)
      ? vsphere(kind, id, id, inputs)
      : nsx(kind, id, inputs);
    return { ...made, outputs: { ...made.outputs, ...outputs } };
  });
const lists = fc.uniqueArray(resources, { selector: ({ urn }) => urn, maxLength: 12 });

/** A model as plain data, lists that have no order sorted. */
function plain(model: NetworkModel): unknown {
  const show = (part: unknown) =>
    JSON.stringify(part, (_key, found: unknown) =>
      typeof found === "bigint" ? `${found}n` : found,
    );
  const sorted = (list: readonly unknown[]) => list.map(show).sort();
  const { domains, ports, endpoints, routers, groups, gaps, firewall } = model;
  return {
    sets: [domains, ports, endpoints, routers, groups, gaps].map(sorted),
    firewall: show(firewall),
  };
}

describe("for whatever the properties of resources hold", () => {
  test("building never throws, and refers to nothing that is not there", () => {
    fc.assert(
      fc.property(lists, (list) => {
        const model = buildModel(rebuildPaths(list), site);
        const ports = new Set(model.ports.map(({ id }) => id));
        const domains = new Set(model.domains.map(({ id }) => id));
        for (const owner of [...model.endpoints, ...model.routers]) {
          expect(owner.ports.filter((id) => !ports.has(id))).toEqual([]);
          const ways = owner.routes.flatMap(({ via }) => via.map(({ port }) => port));
          expect(ways.filter((id) => !owner.ports.includes(id))).toEqual([]);
        }
        for (const { domain, peer } of model.ports) {
          expect(domain === undefined || domains.has(domain)).toBe(true);
          expect(peer === undefined || ports.has(peer)).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
  });

  test("the order of the resources changes nothing", () => {
    fc.assert(
      fc.property(
        lists.chain((list) => {
          const all = [
            ...list,
            ...threeTiers().filter(({ urn }) => list.every((one) => one.urn !== urn)),
          ];
          return fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }));
        }),
        ([list, shuffled]) => {
          expect(plain(buildModel(shuffled, site))).toEqual(plain(buildModel(list, site)));
        },
      ),
      { numRuns: 150 },
    );
  });

  test("readers refuse other JSON with a list of faults and nothing else", () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.constantFrom(readDump, readPreview, readStackExport),
        (text, read) => {
          try {
            read(text);
          } catch (error) {
            expect(error).toBeInstanceOf(FaultsError);
          }
        },
      ),
    );
  });

  test("a surroundings file is checked without ever throwing", () => {
    const keys = fc.constantFrom(
      "format",
      "site",
      "fabrics",
      "name",
      "outside",
      "routers",
      "interfaces",
      "addresses",
      "vlan",
      "fabric",
      "gateways",
      "path",
      "policies",
      "rules",
      "machines",
      "nics",
      "routes",
      "network",
    );
    const { file } = fc.letrec<{ file: unknown }>((tie) => ({
      file: fc.oneof(
        { depthSize: "small" },
        leaf,
        fc.array(tie("file"), { maxLength: 3 }),
        fc.dictionary(keys, tie("file"), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(file, (content) => {
        expect(checkSurroundings(content).every(({ message }) => message !== "")).toBe(true);
      }),
    );
  });

  test("rebuilding paths twice is rebuilding them once", () => {
    fc.assert(
      fc.property(lists, (list) => {
        const once = rebuildPaths(list);
        expect(rebuildPaths(once)).toEqual(once);
      }),
      { numRuns: 150 },
    );
  });
});
