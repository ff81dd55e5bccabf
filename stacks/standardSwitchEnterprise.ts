import {
  ClusterBalancing,
  NetworkedVm,
  StandardSwitchFabric,
  VMotionNetwork,
  type FabricPortGroup,
} from "../components";
import { parseBandwidth } from "../network/bandwidth";
import { clusterId, computeSite, mapValues } from "./site";
import type {
  EnterpriseTier,
  StandardSwitchEnterpriseConfig,
} from "./standardSwitchEnterprise.config";

/**
 * An enterprise on standard switches (R20, R22, R43, R44): vSwitch0 for management on the access
 * switch, vSwitch1 for production on the core switch, the same on every host of a cluster.
 *
 *     management tiers      production tiers     vMotion 192.168.10.100, .101, ...
 *     [    vSwitch0   ]     [            vSwitch1, MTU 9000             ]
 *           |                        |                |
 *      access switch =========== core switch ======= core switch
 *
 * Each tier is a VLAN of its own; the physical routers decide what passes from one to another. Hosts
 * migrate machines over a VLAN that no machine is in. Machines named in `separate` stay on different
 * hosts. A further host is an entry in `site.hosts` and a slot, and touches no other.
 *
 * Creates the StandardSwitchFabric `fabric`, the VMotionNetwork `vmotion`, the ClusterBalancing
 * `balancing` when machines are to be kept apart, and one NetworkedVm per machine.
 */
export function standardSwitchEnterprise(config: StandardSwitchEnterpriseConfig) {
  const { site, management, production, vMotion, disposable } = config;
  const { datacenterId, hostId, ...compute } = computeSite(site);

  const fabric = new StandardSwitchFabric("fabric", {
    datacenterId,
    hosts: Object.fromEntries(site.hosts.map((host) => [host, { hostSystemId: hostId(host) }])),
    switches: {
      [management.switchName]: { existing: true, portGroups: portGroups(management.tiers) },
      [production.switchName]: {
        uplinks: production.uplinks,
        teaming: production.teaming,
        mtuBytes: production.mtuBytes,
        portGroups: portGroups(production.tiers),
      },
    },
    disposable,
  });

  const migration = new VMotionNetwork("vmotion", {
    hosts: Object.fromEntries(
      site.hosts.map((host) => [
        host,
        { hostSystemId: hostId(host), slot: vMotion.slots[host] ?? 0 },
      ]),
    ),
    cidr: vMotion.cidr,
    firstAddress: vMotion.firstAddress,
    vlanId: vMotion.vlanId,
    switchName: fabric.switchNames.apply((names) => names[production.switchName] ?? ""),
    uplinks: production.uplinks,
    teaming: production.teaming,
    mtuBytes: production.mtuBytes,
    switchMtuBytes: production.mtuBytes,
    limit: vMotion.limit === undefined ? undefined : parseBandwidth(vMotion.limit),
    disposable,
  });

  const tiers = { ...management.tiers, ...production.tiers };
  const machines = Object.fromEntries(
    Object.entries(tiers).flatMap(([key, tier]) => {
      const networkId = fabric.networkIds.apply((ids) => ids[key] ?? "");
      return Object.entries(tier.machines).map(([name, { address, host, cpus, memoryMb }]) => {
        const vm = new NetworkedVm(name, {
          ...compute,
          hostSystemId: hostId(host),
          cpus,
          memoryMb,
          nics: [{ networkId, address, gateway: tier.router }],
          disposable,
        });
        return [name, { tier: key, address, host, vm }] as const;
      });
    }),
  );

  if (Object.keys(config.separate).length > 0) {
    new ClusterBalancing("balancing", {
      computeClusterId: clusterId(site),
      separate: mapValues(config.separate, (names) => {
        return { vmIds: names.flatMap((name) => machines[name]?.vm.vmId ?? []) };
      }),
    });
  }

  return {
    networks: mapValues(tiers, ({ cidr, vlanId }, key) => {
      return { name: fabric.networkNames.apply((names) => names[key] ?? ""), cidr, vlanId };
    }),
    vMotion: { name: migration.networkName, addresses: migration.addresses },
    // What the ports of each physical switch must carry; vMotion goes over the production uplinks.
    trunks: {
      management: { physicalSwitch: management.physicalSwitch, vlans: vlansOf(management.tiers) },
      production: {
        physicalSwitch: production.physicalSwitch,
        uplinks: production.uplinks,
        mtuBytes: production.mtuBytes,
        vlans: [...vlansOf(production.tiers), vMotion.vlanId].sort((a, b) => a - b),
      },
    },
    machines: mapValues(machines, ({ tier, address, host, vm }) => {
      const { managedObjectId, macAddresses } = vm;
      return { tier, address, host, managedObjectId, macAddresses };
    }),
  };
}

function portGroups(tiers: Record<string, EnterpriseTier>): Record<string, FabricPortGroup> {
  return mapValues(tiers, ({ vlanId, limit }) => {
    return { vlanId, ...(limit === undefined ? {} : { limit: parseBandwidth(limit) }) };
  });
}

function vlansOf(tiers: Record<string, EnterpriseTier>): number[] {
  return Object.values(tiers)
    .map(({ vlanId }) => vlanId)
    .sort((a, b) => a - b);
}
