import * as pulumi from "@pulumi/pulumi";
import {
  BridgedNetwork,
  EdgeGateway,
  HostOnlyNetwork,
  IsolatedNetwork,
  NatSegment,
  NetworkedVm,
  RoutedSegment,
  SegmentGuards,
  tcp,
  TeamingPolicy,
} from "vmnet";

import { bridgedArgs, edgeArgs, lab, natArgs, sealedArgs, vmArgs } from "../components/fixtures";
import { runProgram } from "../components/harness";
import { linesOf, untyped, type Row } from "./lines";

jest.setTimeout(180_000);

const nat = (changes: object) => () => new NatSegment("app", natArgs(changes));
const bridged = (changes: object) => () => new BridgedNetwork("lan", bridgedArgs(changes));
const edge = (changes: object) => () => new EdgeGateway("edge", edgeArgs(changes));
const vm = (changes: object) => () => new NetworkedVm("web", vmArgs(changes));
const sealed = (changes: object) => () => new IsolatedNetwork("db", sealedArgs(changes));
const hostOnly = (changes: object) => () =>
  new HostOnlyNetwork("lab", {
    datacenterId: lab.datacenterId,
    hosts: { "esxi-01": { hostSystemId: "host-21" } },
    ...changes,
  });
const routed = (changes: object) => () =>
  new RoutedSegment("far", {
    tier0Path: lab.tier0Path,
    datacenterId: lab.datacenterId,
    transportZonePath: lab.overlayPath,
    cidr: "10.2.0.0/24",
    ...changes,
  });
const nic = { networkId: "network-11", address: "192.168.1.10/24", gateway: "192.168.1.1" };

/** Values of the right type that cannot work. */
const rows: Row[] = [
  [
    "a name with a slash",
    () => new SegmentGuards("a/b", {}),
    [
      'name: the component\'s name becomes part of ids and paths (got "a/b"; allowed: letters a to z, digits, -, _ and ., at most 60 of them); did you mean "a-b"?',
    ],
  ],
  [
    "a name in another script",
    () => new SegmentGuards("büro netz", {}),
    [
      'name: the component\'s name becomes part of ids and paths (got "büro netz"; allowed: letters a to z, digits, -, _ and ., at most 60 of them); did you mean "buro-netz"?',
    ],
  ],
  [
    "a name that is too long",
    () => new SegmentGuards("n".repeat(61), {}),
    [
      'name: the component\'s name becomes part of ids and paths (got "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"; allowed: letters a to z, digits, -, _ and ., at most 60 of them); did you mean "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"?',
    ],
  ],
  [
    "no name",
    () => new SegmentGuards("", {}),
    [
      'name: the component\'s name becomes part of ids and paths (got ""; allowed: letters a to z, digits, -, _ and ., at most 60 of them); write one',
    ],
  ],
  [
    "a key that is too long",
    edge({ interfaces: { ["e".repeat(200)]: edgeArgs().interfaces["edge-01"] } }),
    [
      'interfaces.eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee: this key names resources (got "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee...; allowed: letters a to z, digits, - and _, beginning with a letter or digit, at most 120); did you mean "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"?',
    ],
  ],
  [
    "a VLAN that stands for all",
    bridged({ vlanId: 4095 }),
    [
      "vlanId: 4095 stands for all VLANs and is not one VLAN (got 4095; allowed: a whole number from 1 to 4094, 0 for untagged); use a trunk with ranges of VLAN ids",
    ],
  ],
  [
    "no host",
    bridged({ hosts: {} }),
    [
      'hosts: no host is named (got {}; allowed: one or more); write { "esxi-01": { hostSystemId: "host-21" } } or the like',
    ],
  ],
  [
    "no uplink",
    bridged({ uplinks: undefined }),
    [
      'hosts.esxi-01.uplinks: a bridged network needs a physical adapter (allowed: such as { active: ["vmnic1"] }); write uplinks for the network or for this host; without uplinks it would be sealed',
      'hosts.esxi-02.uplinks: a bridged network needs a physical adapter (allowed: such as { active: ["vmnic1"] }); write uplinks for the network or for this host; without uplinks it would be sealed',
    ],
  ],
  [
    "an adapter twice",
    bridged({ uplinks: { active: ["vmnic1"], standby: ["vmnic1"] } }),
    [
      'uplinks: an uplink is named twice (got "vmnic1"; allowed: each once, active or standby); leave one of the two out',
    ],
  ],
  [
    "IP hash without EtherChannel",
    bridged({ uplinks: { active: ["vmnic1"] }, teaming: TeamingPolicy.IpHash }),
    [
      'teaming: IP hash without an EtherChannel makes the physical switch see MACs move (got "loadbalance_ip"; allowed: IP hash together with etherChannel: true); set up the EtherChannel and write etherChannel: true, or take SourceId',
    ],
  ],
  [
    "round robin",
    bridged({ teaming: untyped("round_robin") }),
    [
      'teaming: this is not one of the choices (got "round_robin"; allowed: loadbalance_srcid, loadbalance_srcmac, loadbalance_ip, failover_explicit); there is no round robin over uplinks; SourceId spreads machines evenly',
    ],
  ],
  [
    "an MTU beyond jumbo frames",
    bridged({ mtuBytes: 9500 }),
    [
      "mtuBytes: this is not an MTU that works here (got 9500; allowed: a whole number of bytes from 1280 to 9000); the largest is 9000",
    ],
  ],
  [
    "a rate of nothing",
    bridged({ limit: { bitsPerSecond: 0 } }),
    [
      'limit: this is not a data rate (got {"bitsPerSecond":0}; allowed: a rate of at least 1 bit/s that is a whole number of bits per second)',
    ],
  ],
  [
    "a burst without a limit",
    bridged({ burstSizeBytes: 1000 }),
    [
      "burstSizeBytes: a burst has a meaning only with a limit (got 1000); write limit too, or leave this out",
    ],
  ],
  [
    "a name that vCenter decodes",
    bridged({ networkName: "a%2fb" }),
    [
      'networkName: this cannot be the name of a switch or a port group (got "a%2fb"; allowed: 1 to 80 characters without /, \\, % and line breaks); did you mean "a-2fb"?',
    ],
  ],
  [
    "a name with a line break",
    bridged({ networkName: "a\nb" }),
    [
      'networkName: this cannot be the name of a switch or a port group (got "a\\nb"; allowed: 1 to 80 characters without /, \\, % and line breaks); did you mean "a-b"?',
    ],
  ],
  [
    "a host twice",
    hostOnly({ hosts: { a: { hostSystemId: "host-21" }, b: { hostSystemId: "host-21" } } }),
    [
      'hosts.b.hostSystemId: a is the same host (got "host-21"; allowed: each host once); leave one of the two out',
    ],
  ],
  [
    "a host's address without mask",
    hostOnly({ hosts: { a: { hostSystemId: "host-21", hostAddress: "10.5.0.1" } } }),
    [
      'hosts.a.hostAddress: the mask is missing (got "10.5.0.1"; allowed: an interface\'s address with its mask, such as 10.0.0.1/24); did you mean "10.5.0.1/24"?',
    ],
  ],
  [
    "an interface without mask",
    edge({ interfaces: { e: { edgeNodePath: lab.edgeNodePath, address: "192.168.1.2" } } }),
    [
      'interfaces.e.address: the mask is missing (got "192.168.1.2"; allowed: an interface\'s address with its mask, such as 10.0.0.1/24); did you mean "192.168.1.2/24"?',
    ],
  ],
  [
    "a next hop outside of the LAN",
    edge({ staticRoutes: { all: { cidr: "0.0.0.0/0", nextHop: "10.9.9.9" } } }),
    [
      'staticRoutes.all.nextHop: the next hop is not in the LAN of the interfaces (got "10.9.9.9"; allowed: a host address of 192.168.1.0/24); take the LAN\'s router',
    ],
  ],
  [
    "a sealed network with a gateway's address",
    sealed({ gatewayAddress: "10.0.9.1" }),
    [
      'gatewayAddress: a sealed network has no gateway and no firewall (got "10.0.9.1"); leave this out, or make it a tier with gatewayPath',
    ],
  ],
  [
    "a tier without its network",
    sealed({ gatewayPath: "/infra/tier-1s/app" }),
    ["cidr: this is required (allowed: a network such as 10.0.0.0/24); write it"],
  ],
  [
    "a peer that is nobody",
    sealed({
      gatewayPath: "/infra/tier-1s/app",
      cidr: "10.0.9.0/24",
      reachableFrom: { app: { services: [tcp("3306")] } },
    }),
    [
      "reachableFrom.app: a peer is a group or a list of addresses (allowed: exactly one of groupPath and addresses); write one of them",
    ],
  ],
  [
    "nobody who routes",
    routed({ tier0Path: undefined }),
    [
      "gatewayPath: it is not said who routes (allowed: either gatewayPath (a tier-1 that exists) or tier0Path (a tier-1 is made below it)); write one of them",
    ],
  ],
  [
    "a route into the network itself",
    routed({ routes: { own: { cidr: "10.2.0.0/25", nextHop: "10.2.0.9" } } }),
    [
      'routes.own.cidr: this is connected (cidr), a route would cut machines of it off (got "10.2.0.0/25"; allowed: a network behind another router)',
    ],
  ],
  [
    "a machine without adapter",
    vm({ nics: [] }),
    ["nics: the machine has no adapter (got 0; allowed: 1 to 10); write [{ networkId: ... }]"],
  ],
  [
    "a MAC address of a group",
    vm({ nics: [{ ...nic, macAddress: "01:00:5e:00:00:01" }] }),
    [
      'nics[0].macAddress: this is a multicast address (got "01:00:5e:00:00:01"; allowed: such as 00:50:56:00:00:10, from 00:50:56:00:00:00 to 00:50:56:3f:ff:ff); leave this out: a fixed one is made from the machine\'s name',
    ],
  ],
  [
    "a MAC address that vCenter gives out",
    vm({ nics: [{ ...nic, macAddress: "00:50:56:80:00:01" }] }),
    [
      'nics[0].macAddress: vCenter gives out addresses of this range by itself (got "00:50:56:80:00:01"; allowed: such as 00:50:56:00:00:10, from 00:50:56:00:00:00 to 00:50:56:3f:ff:ff); leave this out: a fixed one is made from the machine\'s name',
    ],
  ],
  [
    "a gateway in another network",
    vm({ nics: [{ ...nic, gateway: "192.168.2.1" }] }),
    [
      'nics[0].gateway: the gateway is not in the adapter\'s network (got "192.168.2.1"; allowed: another host address of 192.168.1.0/24); such as 192.168.1.1',
    ],
  ],
  [
    "two default gateways",
    vm({ nics: [nic, { ...nic, networkId: "network-12", address: "192.168.1.11/24" }] }),
    [
      'nics: a machine has one default gateway, several adapters name one (got ["192.168.1.1","192.168.1.1"]; allowed: a gateway on one adapter); leave gateway out on all adapters but one',
    ],
  ],
  [
    "memory in odd steps",
    vm({ memoryMb: 1023 }),
    [
      "memoryMb: memory comes in steps of 4 MB (got 1023; allowed: a multiple of 4); the nearest is 1024",
    ],
  ],
  [
    "more addresses per port than NSX counts",
    () => new SegmentGuards("g", { addressesPerPort: 257 }),
    [
      "addressesPerPort: out of range (got 257; allowed: a whole number from 1 to 256); the nearest is 256",
    ],
  ],
];

describe("a component fails", () => {
  test.each(rows)("fails: %s", async (_title, program, lines) => {
    expect(await linesOf(program)).toEqual(lines);
  });

  test("fails for a value that is known only later, without showing a secret", async () => {
    const late = async (cidr: pulumi.Output<string>) =>
      (await runProgram(nat({ cidr }))).errors.map(({ message }) => message).join("\n");
    expect(await late(pulumi.output("10.0.0.5/24"))).toContain('got "10.0.0.5/24"');
    const secret = await late(pulumi.secret("10.0.0.5/24"));
    expect(secret).toContain("cidr: a network's address has no bits set after the mask");
    expect(secret).not.toContain("10.0.0.5");
  });
});
