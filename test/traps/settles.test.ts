import * as pulumi from "@pulumi/pulumi";
import * as vsphere from "@pulumi/vsphere";
import { Estate } from "@vmnet/simulator";
import { gigabit } from "vmnet/network/bandwidth";
import {
  BridgedNetwork,
  BridgedSegment,
  EdgeGateway,
  HostOnlyNetwork,
  InventoryTags,
  IsolatedNetwork,
  MacAllowList,
  NatSegment,
  NetworkedVm,
  RoutedSegment,
  SegmentGuards,
  SwitchKind,
  VmTags,
} from "vmnet";
import { build } from "../../stacks/topologies";
import {
  bridgedArgs,
  edgeArgs,
  jobs,
  lab,
  natArgs,
  sealedArgs,
  vmArgs,
  web,
} from "../components/fixtures";
import { built } from "../components/harness";
import { dhcp, far, routedArgs } from "../components/routedFixtures";
import { settingsOf, siteOf } from "../stacks/stackFile";
import { remembered, settles } from "./settling";

jest.setTimeout(180_000);

const inLan = { transportZonePath: lab.vlanPath, datacenterId: lab.datacenterId, vlanId: 10 };
const machine = () => {
  const { id: networkId } = vsphere.getNetworkOutput({ name: "VM Network" });
  return new NetworkedVm("vm", vmArgs({ nics: [{ networkId, address: "192.168.1.10/24" }] }));
};

const programs: [string, () => unknown][] = [
  [
    "BridgedNetwork on standard switches",
    () => new BridgedNetwork("lan", bridgedArgs({ limit: gigabit(1) })),
  ],
  [
    "BridgedNetwork on a distributed switch",
    () =>
      new BridgedNetwork(
        "lan",
        bridgedArgs({ kind: SwitchKind.Distributed, limit: gigabit(1), vlanId: 0 }),
      ),
  ],
  [
    "IsolatedNetwork on a standard switch",
    () => {
      const hosts = { "esxi-01": lab.host };
      return new IsolatedNetwork("vault", { datacenterId: lab.datacenterId, hosts });
    },
  ],
  [
    "BridgedSegment, SegmentGuards and MacAllowList",
    () => {
      const guards = new SegmentGuards("ports", {});
      const segment = new BridgedSegment("lan", { ...inLan, limit: gigabit(1), guards });
      return new MacAllowList("macs", {
        groupPath: segment.groupPath,
        allowed: { a: "00:50:56:00:00:1E" },
      });
    },
  ],
  ["EdgeGateway", () => new EdgeGateway("edge", edgeArgs())],
  [
    "HostOnlyNetwork",
    () =>
      new HostOnlyNetwork("desk", {
        datacenterId: lab.datacenterId,
        hosts: { "esxi-01": { hostSystemId: lab.host, hostAddress: "192.168.56.1/24" } },
      }),
  ],
  ["NatSegment", () => new NatSegment("app", natArgs({ portForwards: { jobs, web } }))],
  ["IsolatedNetwork on a segment", () => new IsolatedNetwork("db", sealedArgs())],
  ["RoutedSegment", () => new RoutedSegment("plant", routedArgs({ routes: { far }, ...dhcp }))],
  [
    "NetworkedVm and VmTags",
    () => new VmTags("labels", { vmId: machine().vmId, tags: { t: ["a"] } }),
  ],
  ["InventoryTags", () => new InventoryTags("tier", { tags: { web: "public servers" } })],
];

describe("no component falls into a trap of creation, refresh or the first update", () => {
  beforeEach(() => {
    jest.spyOn(pulumi.log, "warn").mockResolvedValue();
  });
  afterEach(() => jest.restoreAllMocks());

  test.each(programs)("%s", async (_title, program) => {
    const estate = Estate.open();
    const all = remembered(estate);
    await built(program, { estate });
    settles(all, estate);
  });

  test.each(
    ["three-tier-nat", "bridged-lan"].flatMap((topology) =>
      ["lab", "dev", "prod"].map((environment) => `${topology}-${environment}`),
    ),
  )("stack %s", async (stack) => {
    const estate = siteOf(stack);
    const all = remembered(estate);
    await built(build, { stack, config: settingsOf(stack), estate });
    settles(all, estate);
  });
});
