import { Estate, loadInventory } from "@vmnet/simulator/estate/index";
import {
  type Case,
  named,
  gateway,
  served,
  activeActive,
  pool,
  range,
  bound,
  binding,
  testRefusals,
} from "./cases";
import { Lab, N, siteT0 } from "./lab";

const cases: Case[] = [
  [
    "criterias without conjunction",
    N.group,
    {
      ...named("g"),
      criterias: [
        { ipaddressExpression: { ipAddresses: ["10.0.0.1"] } },
        { macaddressExpression: { macAddresses: ["00:50:56:00:00:01"] } },
      ],
    },
    /^Missing conjunction for criteria/,
  ],
  [
    "a conjunction too many",
    N.group,
    {
      ...named("g"),
      criterias: [{ ipaddressExpression: { ipAddresses: ["10.0.0.1"] } }],
      conjunctions: [{ operator: "OR" }],
    },
    /^Missing criteria for conjunction/,
  ],
  [
    "an unknown App-ID",
    N.contextProfile,
    { ...named("c"), appIds: [{ values: ["NOSUCHAPP"] }] },
    /^Attribute values \[NOSUCHAPP\] are not valid for attribute type app_id$/,
  ],
  [
    "a TLS version that nobody lists",
    N.contextProfile,
    {
      ...named("c"),
      appIds: [{ values: ["SSL"], subAttribute: { tlsVersions: ["TLS_V10", "TLS_V1_1"] } }],
    },
    /^Attribute values \[TLS_V1_1\] are not valid for attribute type tls_version$/,
  ],
  [
    "a gateway rule without scopes",
    N.gatewayRule,
    { ...named("r"), policyPath: "/infra/domains/default/gateway-policies/p", sequenceNumber: 10 },
    /needs scopes/,
    (lab) => void lab.add(N.parentGatewayPolicy, { ...named("p"), category: "LocalGatewayRules" }),
  ],
  [
    "a gateway rule in a security policy",
    N.gatewayRule,
    {
      ...named("r"),
      policyPath: "/infra/domains/default/security-policies/p",
      sequenceNumber: 10,
      scopes: [siteT0],
    },
    /is no policy for this kind of rule/,
    (lab) => void lab.add(N.parentSecurityPolicy, { ...named("p"), category: "Application" }),
  ],
  [
    "a stateful Ethernet policy",
    N.securityPolicy,
    { ...named("p"), category: "Ethernet" },
    /must be stateless/,
  ],
  [
    "a jump outside of Environment",
    N.securityPolicy,
    {
      ...named("p"),
      category: "Application",
      rules: [{ displayName: "r", action: "JUMP_TO_APPLICATION" }],
    },
    /valid in category Environment only/,
  ],
  [
    "a static binding outside of its subnet",
    N.staticBinding,
    binding("10.0.9.9", "00:50:56:00:00:02"),
    /is in no subnet of/,
    served,
  ],
  [
    "a static binding of the gateway",
    N.staticBinding,
    binding("10.0.0.1", "00:50:56:00:00:02"),
    /is the gateway of/,
    served,
  ],
  [
    "a static binding's foreign gateway",
    N.staticBinding,
    { ...binding("10.0.0.11", "00:50:56:00:00:02"), gatewayAddress: "10.9.0.1" },
    /Gateway address 10\.9\.0\.1/,
    served,
  ],
  [
    "an address bound twice",
    N.staticBinding,
    binding("10.0.0.10", "00:50:56:00:00:02"),
    /IP address 10\.0\.0\.10 is bound/,
    bound,
  ],
  [
    "a MAC bound twice",
    N.staticBinding,
    binding("10.0.0.12", "00:50:56:00:00:01"),
    /MAC address 00:50:56:00:00:01 is bound/,
    bound,
  ],
  [
    "a pool range outside of its subnet",
    N.poolSubnet,
    {
      ...named("s"),
      poolPath: "/infra/ip-pools/p",
      cidr: "10.1.0.0/24",
      allocationRanges: [range("10.1.1.1", "10.1.1.9")],
    },
    /is not a range of the subnet/,
    pool,
  ],
  [
    "pool ranges that overlap",
    N.poolSubnet,
    {
      ...named("s"),
      poolPath: "/infra/ip-pools/p",
      cidr: "10.1.0.0/24",
      allocationRanges: [range("10.1.0.1", "10.1.0.9"), range("10.1.0.9", "10.1.0.12")],
    },
    /overlaps with 10\.1\.0\.1-10\.1\.0\.9/,
    pool,
  ],
  [
    "a pool gateway outside of its subnet",
    N.poolSubnet,
    {
      ...named("s"),
      poolPath: "/infra/ip-pools/p",
      cidr: "10.1.0.0/24",
      gateway: "10.2.0.1",
      allocationRanges: [range("10.1.0.1", "10.1.0.9")],
    },
    /Gateway 10\.2\.0\.1/,
    pool,
  ],
  [
    "an allocation from an empty pool",
    N.allocation,
    { ...named("a"), poolPath: "/infra/ip-pools/p" },
    /has no free address/,
    pool,
  ],
  [
    "an allocation that is not in the pool",
    N.allocation,
    { ...named("a"), poolPath: "/infra/ip-pools/p", allocationIp: "10.3.0.1" },
    /is not free in the pool/,
    pool,
  ],
  [
    "tags of a machine that NSX does not know",
    N.vmTags,
    { instanceId: "4200", tags: [{ tag: "web" }] },
    /^Cannot find VM with ID 4200$/,
  ],
  [
    "IPsec on an ACTIVE_ACTIVE gateway",
    N.ipsecService,
    { ...named("v"), gatewayPath: "/infra/tier-0s/aa" },
    /IPsec VPN is not supported on the ACTIVE_ACTIVE/,
    activeActive,
  ],
  [
    "IPsec without a gateway",
    N.ipsecService,
    named("v"),
    /one of gatewayPath and localeServicePath/,
  ],
  [
    "a BGP neighbour of something else",
    N.bgpNeighbor,
    { ...named("b"), bgpPath: siteT0, neighborAddress: "192.168.1.1", remoteAsNum: "65100" },
    /is no BGP configuration/,
  ],
  [
    "redistribution on a Tier-1",
    N.redistribution,
    { gatewayPath: "/infra/tier-1s/t1" },
    /is no Tier-0 gateway/,
    gateway,
  ],
];

describe("what NSX refuses of groups, policies, addresses and VPN", () => testRefusals(cases));

test("fails: what the site has no licence for", () => {
  const inventory = structuredClone(loadInventory());
  inventory.nsx.licences.intrusionDetection = false;
  const lab = new Lab(Estate.open({ inventory }));
  const refusal = lab.refusal(N.idsPolicy, named("ids"));
  expect(refusal.message).toMatch(
    /^Failed to create IntrusionServicePolicy ids: .* no licence for intrusionDetection/,
  );
});
