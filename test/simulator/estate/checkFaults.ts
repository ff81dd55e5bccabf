import type { PropertyMap } from "vmnet/network/model/resource";
import { N, V } from "./lab";

const group = { displayName: "g" };
const nat = { displayName: "n", gatewayPath: "/infra/tier-1s/t1", action: "SNAT" };
const dvpg = { name: "g", distributedVirtualSwitchUuid: "50" };
const policy = { displayName: "p", category: "Application" };

/** Inputs, and every fault that the check finds in them. */
export const faults: [name: string, type: string, inputs: PropertyMap, expected: string[]][] = [
  [
    "an unknown property",
    N.group,
    { displayNam: "g", displayName: "g" },
    ['displayNam: Invalid or unknown key "displayNam"; did you mean "displayName"?'],
  ],
  [
    "an unknown nested property",
    N.segment,
    { displayName: "s", subnets: [{ cider: "10.0.0.1/24" }] },
    ['subnets[0].cider: Invalid or unknown key "cider"; did you mean "cidr"?'],
  ],
  ["a missing property", N.group, {}, ["displayName: Missing required property 'displayName'"]],
  [
    "a missing nested property",
    V.vm,
    { name: "v", resourcePoolId: "p", datastoreId: "d", networkInterfaces: [{}] },
    ["networkInterfaces[0].networkId: Missing required property 'networkId'"],
  ],
  ["a wrong type", N.group, { displayName: 7 }, ["displayName: expected a string, got number 7"]],
  [
    "a wrong type in a list",
    N.vlanSegment,
    { displayName: "v", vlanIds: [100] },
    ["vlanIds[0]: expected a string, got number 100"],
  ],
  [
    "a text where a list belongs",
    N.vlanSegment,
    { displayName: "v", vlanIds: "100" },
    ["vlanIds: expected a list, got string 100"],
  ],
  [
    "a list where a block belongs",
    N.segment,
    { displayName: "s", advancedConfig: [] },
    ["advancedConfig: expected an object, got a list"],
  ],
  [
    "a fraction where a whole number belongs",
    V.hostSwitch,
    { name: "s", hostSystemId: "h", networkAdapters: [], activeNics: [], mtu: 1500.5 },
    ["mtu: expected a whole number, got number 1500.5"],
  ],
  [
    "a value that is none of the allowed",
    N.natRule,
    { ...nat, action: "MASQUERADE" },
    [
      'action: expected action to be one of ["SNAT" "DNAT" "REFLEXIVE" "NO_SNAT" "NO_DNAT" "NAT64"], got MASQUERADE',
    ],
  ],
  [
    "a mistyped choice",
    N.natRule,
    { ...nat, action: "snat" },
    [
      'action: expected action to be one of ["SNAT" "DNAT" "REFLEXIVE" "NO_SNAT" "NO_DNAT" "NAT64"], got snat; did you mean "SNAT"?',
    ],
  ],
  [
    "a number above its range",
    V.hostSwitch,
    { name: "s", hostSystemId: "h", networkAdapters: [], activeNics: [], mtu: 9001 },
    ["mtu: expected mtu to be in the range (1 - 9000), got 9001"],
  ],
  [
    "a number below its least",
    N.tier1Interface,
    {
      displayName: "i",
      gatewayPath: "/infra/tier-1s/t",
      segmentPath: "/infra/segments/s",
      subnets: ["10.0.0.1/24"],
      mtu: 63,
    },
    ["mtu: expected mtu to be at least (64), got 63"],
  ],
  [
    "a CIDR without prefix",
    N.segment,
    { displayName: "s", subnets: [{ cidr: "10.0.0.1" }] },
    [
      "subnets[0].cidr: expected cidr to be an address with prefix length, such as 10.0.0.1/24, got 10.0.0.1",
    ],
  ],
  [
    "two ports where one range belongs",
    N.natRule,
    { ...nat, translatedPorts: "80,81" },
    [
      'translatedPorts: expected translatedPorts to be one port or one range, such as "443" or "5000-6000", got 80,81',
    ],
  ],
  [
    "a name where a path belongs",
    N.natRule,
    { ...nat, gatewayPath: "t0-existing" },
    [
      "gatewayPath: Invalid policy path: t0-existing; expected the path of an object, such as /infra/segments/web",
    ],
  ],
  [
    "two arguments that exclude each other",
    V.dvpg,
    { ...dvpg, vlanId: 10, vlanRanges: [] },
    [
      'vlanId: "vlanId": conflicts with vlanRanges; give one of the two',
      'vlanRanges: "vlanRanges": conflicts with vlanId; give one of the two',
    ],
  ],
  [
    "a version of virtual hardware that does not exist",
    V.vm,
    { name: "v", resourcePoolId: "p", datastoreId: "d", hardwareVersion: 12 },
    ["hardwareVersion: expected hardwareVersion to be one of 4, 7-11, 13-15, 17-22, got 12"],
  ],
  [
    "an argument that needs another",
    V.vm,
    { name: "v", resourcePoolId: "p", datastoreId: "d", numCoresPerNumaNode: 2 },
    ['numCoresPerNumaNode: "numCoresPerNumaNode": hardwareVersion must be specified too'],
  ],
  [
    "a list with too few items",
    N.staticRoute,
    { displayName: "r", gatewayPath: "/infra/tier-1s/t", network: "10.0.0.0/8", nextHops: [] },
    ["nextHops: Not enough list items: nextHops requires 1 item minimum, got 0"],
  ],
  [
    "a list with too many items",
    N.dhcpServer,
    { displayName: "d", serverAddresses: ["10.0.0.1/24", "10.0.0.2/24", "10.0.0.3/24"] },
    ["serverAddresses: Too many list items: serverAddresses supports 2 item maximum, got 3"],
  ],
  [
    "an empty element of a list",
    N.vlanSegment,
    { displayName: "v", vlanIds: [null] },
    ["vlanIds[0]: a list holds no empty values; leave the element out"],
  ],
  [
    "an answer given as an argument",
    N.group,
    { ...group, path: "/infra/x" },
    ['path: Can\'t configure a value for "path": the system decides it; leave it out'],
  ],
  [
    "a rule's id inside a policy",
    N.securityPolicy,
    { ...policy, rules: [{ displayName: "r", nsxId: "r" }] },
    [
      'rules[0].nsxId: Can\'t configure a value for "rule.0.nsx_id": the system decides it; leave it out',
    ],
  ],
  [
    "active NICs that the switch does not have",
    V.hostSwitch,
    { name: "s", hostSystemId: "h", networkAdapters: ["vmnic1"], activeNics: ["vmnic2"] },
    ['activeNics[0]: "vmnic2" is not in networkAdapters [vmnic1]'],
  ],
  [
    "a machine without datastore",
    V.vm,
    { name: "v", resourcePoolId: "p" },
    ["datastoreId: one of datastoreId datastoreClusterId must be specified"],
  ],
  [
    "two disks of one label",
    V.vm,
    { name: "v", resourcePoolId: "p", datastoreId: "d", disks: [{ label: "a" }, { label: "a" }] },
    ["disks[1].label: disk: duplicate name a"],
  ],
  [
    "an unknown type",
    "nsxt:index/policyNone:PolicyNone",
    {},
    [": nsxt:index/policyNone:PolicyNone is no resource type of the vsphere or nsxt package"],
  ],
];
