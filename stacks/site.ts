import * as nsxt from "@pulumi/nsxt";
import * as pulumi from "@pulumi/pulumi";
import * as vsphere from "@pulumi/vsphere";

/** NSX look-ups take a beginning for a name: "edge" would find "edge-old" silently. */
function named<T extends { displayName?: string }>(found: pulumi.Output<T>, name: string) {
  return found.apply((one) => {
    if (one.displayName !== name) {
      throw new pulumi.RunError(
        `NSX has nothing named ${JSON.stringify(name)}; the nearest is ${JSON.stringify(one.displayName)}`,
      );
    }
    return one;
  });
}

/** Policy path of what has exactly this name. */
function exactly(found: pulumi.Output<{ displayName?: string; path: string }>, name: string) {
  return named(found, name).apply(({ path }) => path);
}

/** Which of several sites is asked; the default provider's without. */
export type At = pulumi.InvokeOutputOptions;

/** Policy path of a transport zone, by its name. */
export function transportZonePath(name: string, at: At = {}): pulumi.Output<string> {
  return exactly(nsxt.getPolicyTransportZoneOutput({ displayName: name }, at), name);
}

/** Policy path of an edge cluster, by its name. */
export function edgeClusterPath(name: string, at: At = {}): pulumi.Output<string> {
  return exactly(nsxt.getPolicyEdgeClusterOutput({ displayName: name }, at), name);
}

/** Policy path of a node of an edge cluster, by its name. */
export function edgeNodePath(
  cluster: pulumi.Input<string>,
  name: string,
  at: At = {},
): pulumi.Output<string> {
  const found = nsxt.getPolicyEdgeNodeOutput({ edgeClusterPath: cluster, displayName: name }, at);
  return exactly(found, name);
}

/** Policy path of a tier-0 gateway that exists, by its name. */
export function tier0Path(name: string, at: At = {}): pulumi.Output<string> {
  return exactly(nsxt.getPolicyTier0GatewayOutput({ displayName: name }, at), name);
}

/** Policy path of a certificate that was imported, by its name. */
export function certificatePath(name: string, at: At = {}): pulumi.Output<string> {
  return exactly(nsxt.getPolicyCertificateOutput({ displayName: name }, at), name);
}

/** Id by which NSX knows a vSphere cluster, by the cluster's name. */
export function computeCollectionId(name: string, at: At = {}): pulumi.Output<string> {
  const found = nsxt.getComputeCollectionOutput({ displayName: name }, at);
  return named(found, name).apply(({ id }) => id);
}

/** Managed object id of a cluster, by its name. */
export function clusterId(names: { datacenter: string; cluster: string }): pulumi.Output<string> {
  const datacenterId = vsphere.getDatacenterOutput({ name: names.datacenter }).id;
  return vsphere.getComputeClusterOutput({ name: names.cluster, datacenterId }).id;
}

/** What machines need of a vSphere site, by names. */
export function computeSite(
  names: {
    datacenter: string;
    cluster: string;
    datastore: string;
    template: string;
    hosts: readonly string[];
  },
  at: At = {},
) {
  const datacenterId = vsphere.getDatacenterOutput({ name: names.datacenter }, at).id;
  const cluster = vsphere.getComputeClusterOutput({ name: names.cluster, datacenterId }, at);
  const template = vsphere.getVirtualMachineOutput({ name: names.template, datacenterId }, at);
  const hostIds = new Map(
    names.hosts.map((name) => [name, vsphere.getHostOutput({ name, datacenterId }, at).id]),
  );
  return {
    datacenterId,
    resourcePoolId: cluster.resourcePoolId,
    datastoreId: vsphere.getDatastoreOutput({ name: names.datastore, datacenterId }, at).id,
    template: {
      uuid: template.apply(({ uuid, id }) => uuid ?? id),
      guestId: template.guestId,
      firmware: template.apply(({ firmware }) => firmware ?? "bios"),
      thinProvisioned: template.apply(({ disks }) => disks[0]?.thinProvisioned ?? true),
      eagerlyScrub: template.apply(({ disks }) => disks[0]?.eagerlyScrub ?? false),
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
