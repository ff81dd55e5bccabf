import {
  BridgedNetwork,
  BridgedSegment,
  MacAllowList,
  NetworkedVm,
  SegmentGuards,
} from "../components";
import { parseBandwidth } from "../network/bandwidth";
import type { BridgedLanConfig } from "./bridgedLan.config";
import { computeSite, mapValues, transportZonePath } from "./site";

/**
 * Machines as neighbours of a physical LAN (R04, R05, R06): the port group VM_Bridge, at most
 * 1 Gbit/s per port, and machines 192.168.1.10 and 192.168.1.20 with fixed addresses that ping each
 * other.
 *
 *     192.168.1.10   192.168.1.20
 *          |              |
 *     [ VM_Bridge, VLAN, at most 1 Gbit/s ] === LAN 192.168.1.0/24 === router 192.168.1.1
 *
 * On a vSphere switch ("MAC filter on"): forged and changed MAC addresses and promiscuous mode are
 * rejected. On an NSX segment: guarded ports besides, and only the MAC addresses of these machines may
 * send. Going from one to the other replaces the network and moves the machines to it.
 *
 * Creates a BridgedNetwork `lan`, or a BridgedSegment `lan` with SegmentGuards `ports` and a
 * MacAllowList `machines-macs`, and one NetworkedVm per machine.
 */
export function bridgedLan({ site, lan, disposable }: BridgedLanConfig) {
  const { datacenterId, hostId, ...compute } = computeSite(site);
  const common = {
    datacenterId,
    vlanId: lan.vlanId,
    networkName: lan.networkName,
    limit: parseBandwidth(lan.limit),
    disposable,
  };

  const segment =
    lan.segment === undefined
      ? undefined
      : new BridgedSegment("lan", {
          ...common,
          transportZonePath: transportZonePath(lan.segment.transportZone),
          guards: new SegmentGuards("ports", {}),
        });
  const network =
    segment ??
    new BridgedNetwork("lan", {
      ...common,
      hosts: Object.fromEntries(site.hosts.map((host) => [host, { hostSystemId: hostId(host) }])),
      switchName: lan.switch?.name ?? "",
      kind: lan.switch?.kind,
      uplinks: lan.switch?.uplinks,
      teaming: lan.switch?.teaming,
      mtuBytes: lan.switch?.mtuBytes,
    });

  const machines = mapValues(lan.machines, (machine, name) => {
    const { host, address, macAddress, cpus, memoryMb } = machine;
    const vm = new NetworkedVm(name, {
      ...compute,
      hostSystemId: hostId(host),
      cpus,
      memoryMb,
      nics: [{ networkId: network.networkId, address, gateway: lan.router, macAddress }],
      disposable,
    });
    const mac = vm.macAddresses.apply(([first = ""]) => first);
    return { address, host, mac, managedObjectId: vm.managedObjectId };
  });

  if (segment !== undefined && Object.keys(machines).length > 0) {
    new MacAllowList("machines-macs", {
      groupPath: segment.groupPath,
      allowed: mapValues(machines, ({ mac }) => mac),
    });
  }

  return {
    networks: { lan: { name: network.networkName, cidr: lan.cidr, vlanId: network.vlanId } },
    machines,
  };
}
