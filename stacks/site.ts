import * as nsxt from "@pulumi/nsxt";
import * as pulumi from "@pulumi/pulumi";
import * as vsphere from "@pulumi/vsphere";

/** NSX look-ups take a beginning for a name: "edge" would find "edge-old" silently. */
function exactly(found: pulumi.Output<{ displayName?: string; path: string }>, name: string) {
  return found.apply(({ displayName, path }) => {
    if (displayName !== name) {
      throw new pulumi.RunError(
        `NSX has nothing named ${JSON.stringify(name)}; the nearest is ${JSON.stringify(displayName)}`,
      );
    }
    return path;
  });
}

/** Policy path of a transport zone, by its name. */
export function transportZonePath(name: string): pulumi.Output<string> {
  return exactly(nsxt.getPolicyTransportZoneOutput({ displayName: name }), name);
}

/** Policy path of an edge cluster, by its name. */
export function edgeClusterPath(name: string): pulumi.Output<string> {
  return exactly(nsxt.getPolicyEdgeClusterOutput({ displayName: name }), name);
}

/** Policy path of a node of an edge cluster, by its name. */
export function edgeNodePath(cluster: pulumi.Input<string>, name: string): pulumi.Output<string> {
  const found = nsxt.getPolicyEdgeNodeOutput({ edgeClusterPath: cluster, displayName: name });
  return exactly(found, name);
}

/** What machines need of a vSphere site, by names. */
export function computeSite(names: {
  datacenter: string;
  cluster: string;
  datastore: string;
  template: string;
  hosts: readonly string[];
}) {
  const datacenterId = vsphere.getDatacenterOutput({ name: names.datacenter }).id;
  const cluster = vsphere.getComputeClusterOutput({ name: names.cluster, datacenterId });
  const template = vsphere.getVirtualMachineOutput({ name: names.template, datacenterId });
  const hostIds = new Map(
    names.hosts.map((name) => [name, vsphere.getHostOutput({ name, datacenterId }).id]),
  );
  return {
    datacenterId,
    resourcePoolId: cluster.resourcePoolId,
    datastoreId: vsphere.getDatastoreOutput({ name: names.datastore, datacenterId }).id,
    template: {
      uuid: template.apply(({ uuid, id }) => uuid ?? id),
      guestId: template.guestId,
      firmware: template.apply(({ firmware }) => firmware ?? "bios"),
    },
    /** Managed object id of a host. @throws RunError for a host that the site does not name */
    hostId: (host: string): pulumi.Output<string> => {
      const id = hostIds.get(host);
      if (id === undefined) {
        const known = names.hosts.join(", ");
        throw new pulumi.RunError(`vmnet:site.hosts does not name ${host} (it has ${known})`);
      }
      return id;
    },
  };
}

/** A map with the same keys. */
export function mapValues<T, R>(map: Record<string, T>, change: (value: T, key: string) => R) {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));
}
