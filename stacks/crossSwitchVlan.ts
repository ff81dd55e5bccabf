import type * as pulumi from "@pulumi/pulumi";

import {
  CrossSwitchVlan,
  DistributedFabric,
  NetworkedVm,
  StandardSwitchFabric,
  SwitchKind,
  type JoinedSwitch,
  type Uplinks,
} from "../components";
import type { CrossSwitchVlanConfig } from "./crossSwitchVlan.config";
import { computeSite, mapValues } from "./site";

/**
 * Two switches and one VLAN over both (R14): a front tier on the first switch, a back tier on the
 * second, and VLAN 100, in which machines of both tiers are neighbours.
 *
 *     front 192.168.20.0/24    shared VLAN 100, 192.168.100.0/24    back 192.168.30.0/24
 *     [ vSwitch1: front, shared ]                    [ vSwitch2: shared, back ]
 *           uplinks                                       uplinks
 *              ====== physical switch, trunk with VLAN 100 ======
 *
 * The switches never join inside of a host: the stack's output `physicalTrunk` lists the ports that
 * must carry the VLAN. The tiers' own VLANs are not shared, so the back tier is reached through the
 * physical router, or by a machine that is in the shared VLAN, and by nothing else.
 *
 * Creates a StandardSwitchFabric `front`, a StandardSwitchFabric or DistributedFabric `back`, the
 * CrossSwitchVlan `shared`, and one NetworkedVm per machine.
 */
export function crossSwitchVlan(config: CrossSwitchVlanConfig) {
  const { site, switches, shared, front, back, disposable } = config;
  const { datacenterId, hostId, ...compute } = computeSite(site);
  const hosts = Object.fromEntries(
    site.hosts.map((host) => [host, { hostSystemId: hostId(host) }]),
  );
  const common = { datacenterId, hosts, disposable };

  const first = standardSide("front", common, switches.front, front.vlanId);
  const second =
    switches.back.kind === SwitchKind.Distributed
      ? distributedSide("back", common, switches.back, back.vlanId)
      : standardSide("back", common, switches.back, back.vlanId);

  const joined = new CrossSwitchVlan("shared", {
    datacenterId,
    vlanId: shared.vlanId,
    switches: { front: first.side, back: second.side },
    disposable,
  });
  const joinedId = (key: string) => joined.networkIds.apply((ids) => ids[key] ?? "");

  const machinesOf = (key: "front" | "back", networkId: pulumi.Output<string>) =>
    mapValues(config[key].machines, (machine, name) => {
      const own = { networkId, address: machine.address, gateway: config[key].router };
      const { managedObjectId, macAddresses } = new NetworkedVm(name, {
        ...compute,
        hostSystemId: hostId(machine.host),
        cpus: machine.cpus,
        memoryMb: machine.memoryMb,
        nics:
          machine.shared === undefined
            ? [own]
            : [own, { networkId: joinedId(key), address: machine.shared }],
        disposable,
      });
      const { address, host, shared: sharedAddress } = machine;
      return { address, sharedAddress, host, managedObjectId, macAddresses };
    });

  return {
    networks: {
      front: { name: first.networkName, cidr: front.cidr, vlanId: front.vlanId },
      shared: { names: joined.networkNames, cidr: shared.cidr, vlanId: shared.vlanId },
      back: { name: second.networkName, cidr: back.cidr, vlanId: back.vlanId },
    },
    physicalTrunk: joined.physicalTrunk,
    trunkVlans: { front: first.trunkVlans, back: second.trunkVlans },
    machines: {
      ...machinesOf("front", first.networkId),
      ...machinesOf("back", second.networkId),
    },
  };
}

interface Common {
  datacenterId: pulumi.Input<string>;
  hosts: Record<string, { hostSystemId: pulumi.Input<string> }>;
  disposable: boolean;
}

interface SwitchPlan {
  name: string;
  uplinks: Uplinks;
  mtuBytes?: number;
}

/** A switch with its tier's port group, and what the shared VLAN needs to know of it. */
interface Side {
  networkId: pulumi.Output<string>;
  networkName: pulumi.Output<string>;
  trunkVlans: pulumi.Output<string>;
  side: JoinedSwitch;
}

function standardSide(
  tier: string,
  { datacenterId, hosts, disposable }: Common,
  { name, uplinks, mtuBytes }: SwitchPlan,
  vlanId: number,
): Side {
  const fabric = new StandardSwitchFabric(tier, {
    datacenterId,
    hosts,
    switches: { [name]: { uplinks, mtuBytes, portGroups: { [tier]: { vlanId } } } },
    disposable,
  });
  return {
    networkId: fabric.networkIds.apply((ids) => ids[tier] ?? ""),
    networkName: fabric.networkNames.apply((names) => names[tier] ?? ""),
    trunkVlans: fabric.trunkVlans.apply((vlans) => vlans[name] ?? ""),
    side: { switchName: fabric.switchNames.apply((names) => names[name] ?? ""), hosts, uplinks },
  };
}

function distributedSide(
  tier: string,
  { datacenterId, hosts, disposable }: Common,
  { name, uplinks, mtuBytes }: SwitchPlan,
  vlanId: number,
): Side {
  const { active, standby = [] } = uplinks;
  const uplinkName = (_: string, index: number) => `uplink${index + 1}`;
  const all = [...active, ...standby].map(uplinkName);
  const uplinkNames = { active: all.slice(0, active.length), standby: all.slice(active.length) };
  const fabric = new DistributedFabric(tier, {
    datacenterId,
    switchName: name,
    hosts,
    adapters: [...active, ...standby],
    uplinks: uplinkNames,
    mtuBytes,
    portGroups: { [tier]: { vlanId } },
    disposable,
  });
  return {
    networkId: fabric.networkIds.apply((ids) => ids[tier] ?? ""),
    networkName: fabric.networkNames.apply((names) => names[tier] ?? ""),
    trunkVlans: fabric.trunkVlans,
    side: {
      kind: SwitchKind.Distributed,
      switchName: fabric.switchName,
      distributedSwitchId: fabric.switchId,
      hosts,
      uplinks,
      uplinkNames,
    },
  };
}
