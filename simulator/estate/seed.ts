import type { PropertyMap } from "vmnet/network/model/resource";
import { nsxPath } from "vmnet/network/model/paths";
import { N, P, V } from "./kinds";
import type { Site, SiteHost } from "./site";
import { stableUuid } from "./site";
import type { EstateObject } from "./stateFile";

const enforcementPoint = "/infra/sites/default/enforcement-points/default";

function seeded(
  type: string,
  id: string,
  outputs: PropertyMap,
  more: { path?: string; internal?: Record<string, string | number> } = {},
): EstateObject {
  return { type, id, outputs, origin: "inventory", ...more };
}

function nsxObject(
  type: string,
  id: string,
  displayName: string,
  outputs: PropertyMap,
): EstateObject {
  const path = nsxPath(type, id, outputs);
  const own = { displayName, nsxId: id, path, revision: 0 };
  return seeded(type, id, { ...own, ...outputs }, path === undefined ? {} : { path });
}

function hostObjects({ moid, host }: SiteHost): EstateObject[] {
  const objects: EstateObject[] = [];
  for (const item of host.switches) {
    objects.push(
      seeded(V.hostSwitch, `tf-HostVirtualSwitch:${moid}:${item.name}`, {
        name: item.name,
        hostSystemId: moid,
        networkAdapters: item.nics,
        activeNics: item.nics,
        standbyNics: [],
        mtu: item.mtuBytes,
        numberOfPorts: 128,
        teamingPolicy: "loadbalance_srcid",
        allowPromiscuous: false,
        allowForgedTransmits: true,
        allowMacChanges: true,
        notifySwitches: true,
        checkBeacon: false,
        beaconInterval: 1,
        linkDiscoveryOperation: "listen",
        linkDiscoveryProtocol: "cdp",
        shapingEnabled: false,
      }),
    );
    for (const group of item.portGroups) {
      objects.push(
        seeded(
          V.hostPortGroup,
          `tf-HostPortGroup:${moid}:${group.name}`,
          {
            name: group.name,
            hostSystemId: moid,
            virtualSwitchName: item.name,
            vlanId: group.vlanId,
            key: `key-vim.host.PortGroup-${group.name}`,
          },
          { internal: { network: `network-${stableUuid(group.name).slice(0, 4)}` } },
        ),
      );
    }
  }
  for (const vmk of host.adapters) {
    const [ip = "", prefix = "24"] = vmk.address.split("/");
    objects.push(
      seeded(V.vnic, `${moid}_${vmk.device}`, {
        host: moid,
        portgroup: vmk.portGroup,
        ipv4: { ip, netmask: netmaskOf(Number(prefix)) },
        netstack: "defaultTcpipStack",
        services: vmk.services,
        mtu: 1500,
      }),
    );
  }
  return objects;
}

/** `255.255.255.0` for 24. */
function netmaskOf(prefix: number): string {
  const bits = prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0;
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join(".");
}

function templateObjects(site: Site): EstateObject[] {
  const firstHost = site.hosts[0];
  const { datacenter } = site.inventory;
  return datacenter.templates.map((item, index) => {
    const uuid = item.uuid ?? stableUuid(`template ${item.name}`);
    return seeded(
      V.vm,
      uuid,
      {
        name: item.name,
        uuid,
        moid: `vm-${101 + index}`,
        guestId: item.guestId,
        firmware: item.firmware,
        numCpus: item.cpus,
        memory: item.memoryMb,
        hostSystemId: firstHost?.moid ?? "",
        resourcePoolId: site.clusters[0]?.rootPool ?? "",
        disks: item.disks.map((disk) => ({
          label: disk.label,
          size: disk.sizeGb,
          thinProvisioned: disk.thin,
          eagerlyScrub: false,
        })),
        networkInterfaces: item.nics.map((adapterType) => ({
          adapterType,
          networkId: `network-${stableUuid(item.portGroup).slice(0, 4)}`,
        })),
        powerState: "off",
      },
      { internal: { template: 1 } },
    );
  });
}

function vsphereObjects(site: Site): EstateObject[] {
  const { datacenter } = site.inventory;
  const objects = [
    seeded(V.datacenter, datacenter.name, { name: datacenter.name, moid: site.datacenter }),
  ];
  for (const { moid, rootPool, cluster } of site.clusters) {
    const members = site.hosts.filter((item) => item.clusterMoid === moid);
    objects.push(
      seeded(V.cluster, moid, {
        name: cluster.name,
        datacenterId: site.datacenter,
        hostSystemIds: members.map((item) => item.moid),
        resourcePoolId: rootPool,
        drsEnabled: true,
        haEnabled: true,
      }),
      seeded(V.resourcePool, rootPool, { name: "Resources", parentResourcePoolId: moid }),
    );
    cluster.resourcePools.forEach((name, index) => {
      const id = `${rootPool}${index + 1}`;
      objects.push(seeded(V.resourcePool, id, { name, parentResourcePoolId: rootPool }));
    });
    for (const item of members) {
      objects.push(
        seeded(V.host, item.moid, { hostname: item.host.name, cluster: moid, connected: true }),
        ...hostObjects(item),
      );
    }
  }
  datacenter.datastores.forEach((item, index) => {
    objects.push(
      seeded(P.datastore, item.moid ?? `datastore-${41 + index}`, {
        name: item.name,
        capacityGb: item.capacityGb,
        freeGb: item.freeGb ?? item.capacityGb,
      }),
    );
  });
  return [...objects, ...templateObjects(site)];
}

function nsxObjects(site: Site): EstateObject[] {
  const { nsx } = site.inventory;
  const objects: EstateObject[] = [
    seeded(P.site, "default", { displayName: "default" }, { path: "/infra/sites/default" }),
    seeded(P.computeManager, stableUuid("compute manager"), {
      displayName: "vcenter",
      server: "vcenter.lab.example",
    }),
  ];
  for (const { moid, cluster } of site.clusters) {
    const id = stableUuid(`collection ${cluster.name}`);
    objects.push(seeded(P.computeCollection, id, { displayName: cluster.name, cmLocalId: moid }));
  }
  for (const zone of nsx.transportZones) {
    objects.push(
      nsxObject(N.transportZone, zone.id, zone.name, {
        transportType: zone.type,
        isDefault: zone.default,
        sitePath: "/infra/sites/default",
        enforcementPoint: "default",
        realizedId: stableUuid(`zone ${zone.id}`),
      }),
    );
  }
  for (const item of nsx.edgeClusters) {
    objects.push(
      nsxObject(N.edgeCluster, item.id, item.name, { sitePath: "/infra/sites/default" }),
    );
    item.nodes.forEach((node, memberIndex) => {
      const edgeClusterPath = `${enforcementPoint}/edge-clusters/${item.id}`;
      const path = `${edgeClusterPath}/edge-nodes/${node.id}`;
      const outputs = { displayName: node.name, edgeClusterPath, memberIndex };
      objects.push(seeded(P.edgeNode, node.id, outputs, { path }));
    });
  }
  for (const item of nsx.tier0Gateways) {
    const edges = nsx.edgeClusters.find((entry) => entry.name === item.edgeCluster);
    const edgeClusterPath =
      edges === undefined ? undefined : `${enforcementPoint}/edge-clusters/${edges.id}`;
    objects.push(
      nsxObject(N.tier0, item.id, item.name, {
        haMode: item.haMode,
        failoverMode: "NON_PREEMPTIVE",
        enableFirewall: true,
        edgeClusterPath,
        bgpConfig: {
          enabled: item.asn !== undefined,
          localAsNum: item.asn,
          ecmp: true,
          revision: 0,
        },
      }),
    );
  }
  for (const item of nsx.services) {
    objects.push(
      nsxObject(N.service, item.id ?? item.name, item.name, {
        l4PortSetEntries: item.entries.map((entry) => ({ ...entry })),
        icmpEntries: item.icmp.map((protocol) => ({ protocol })),
      }),
    );
  }
  nsx.contextProfiles.forEach((name) => objects.push(nsxObject(N.contextProfile, name, name, {})));
  for (const item of nsx.certificates) {
    const path = `/infra/certificates/${item.id}`;
    objects.push(seeded(P.certificate, item.id, { displayName: item.name }, { path }));
  }
  return objects;
}

/** Every object that the inventory says is there before anything is deployed. */
export function seedObjects(site: Site): EstateObject[] {
  return [...vsphereObjects(site), ...nsxObjects(site)].map(withoutUndefined);
}

/** State files hold JSON; so that seeds compare equal to what was read, they hold JSON too. */
function withoutUndefined(object: EstateObject): EstateObject {
  return { ...object, outputs: JSON.parse(JSON.stringify(object.outputs)) as PropertyMap };
}
