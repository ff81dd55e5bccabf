import * as pulumi from "@pulumi/pulumi";
import { BridgedNetwork, NatSegment, NetworkedVm } from "vmnet";

import { bridgedArgs, jobs, natArgs, vmArgs } from "../components/fixtures";
import { linesOf, type Row } from "./lines";

jest.setTimeout(180_000);

const nat = (changes: Record<string, unknown>) => () => {
  new NatSegment("app", { ...natArgs(), ...changes });
};
const bridged = (changes: Record<string, unknown>) => () => {
  new BridgedNetwork("lan", { ...bridgedArgs(), ...changes });
};
const vm = (changes: Record<string, unknown>) => () => {
  new NetworkedVm("web", { ...vmArgs(), ...changes });
};

/** Arguments that would have no effect, and values that come too late to have theirs. */
const rows: Row[] = [
  [
    "a misspelt argument",
    nat({ portForward: { jobs } }),
    [
      'portForward: there is no argument of this name (allowed: tier0Path, edgeClusterPath, transportZonePath, datacenterId, cidr, gatewayAddress, dhcp, outsideNetwork, sourceNat, portForwards, inbound, outbound, logDrops, guards, nsxIdPrefix, disposable); did you mean "portForwards"?',
    ],
  ],
  [
    "a misspelt argument deep inside",
    nat({ portForwards: { jobs: { ...jobs, form: [] } } }),
    [
      'portForwards.jobs.form: there is no argument of this name (allowed: protocol, from, outside, inside, hosts); did you mean "from"?',
    ],
  ],
  [
    "an argument of another component",
    vm({ vlanId: 10 }),
    [
      "vlanId: there is no argument of this name (allowed: hostSystemId, pinToHost, resourcePoolId, datastoreId, folder, template, vmName, cpus, memoryMb, diskSizeGb, nics, tagIds, userData, disposable); leave this out",
    ],
  ],
  [
    "an argument in the API's spelling",
    bridged({ vlan_id: 10 }),
    [
      'vlan_id: there is no argument of this name (allowed: datacenterId, hosts, kind, switchName, existingSwitch, distributedSwitchId, distributedSwitchVersion, uplinks, networkName, vlanId, limit, burstSizeBytes, teaming, etherChannel, mtuBytes, disposable); did you mean "vlanId"?',
    ],
  ],
  [
    "an output where a number of things is decided",
    bridged({ hosts: pulumi.output({}) }),
    [
      "hosts: this decides what is created, so it must be known before anything is (allowed: a map, keyed by name, no output or promise); write the value itself, or take it from the stack's configuration",
    ],
  ],
  [
    "an output for a name that others need at once",
    bridged({ networkName: pulumi.output("n") }),
    [
      "networkName: this decides what is created, so it must be known before anything is (allowed: a text, no output or promise); write the value itself, or take it from the stack's configuration",
    ],
  ],
  [
    "a promise for a list",
    vm({ nics: Promise.resolve([]) }),
    [
      "nics: this decides what is created, so it must be known before anything is (allowed: a list, no output or promise); write the value itself, or take it from the stack's configuration",
    ],
  ],
  [
    "several at once: types, unknown arguments and values",
    nat({ cidr: "10.0.0.0", datacenterId: 2, tier0: "x", dhcp: { ranges: "10.0.0.5" } }),
    [
      'tier0: there is no argument of this name (allowed: tier0Path, edgeClusterPath, transportZonePath, datacenterId, cidr, gatewayAddress, dhcp, outsideNetwork, sourceNat, portForwards, inbound, outbound, logDrops, guards, nsxIdPrefix, disposable); did you mean "tier0Path"?',
      'datacenterId: this is not a text (got 2; allowed: a text); write it in quotes: "2"',
      'dhcp.ranges: this is not a list (got "10.0.0.5"; allowed: a list); write a list, ["10.0.0.5"]',
      'cidr: the mask is missing (got "10.0.0.0"; allowed: a network address with its mask, such as 10.0.0.0/24 or 2001:db8::/64); did you mean "10.0.0.0/8"?',
    ],
  ],
];

describe("a program without types fails", () => {
  test.each(rows)("fails: %s", async (_title, program, lines) => {
    expect(await linesOf(program)).toEqual(lines);
  });
});
