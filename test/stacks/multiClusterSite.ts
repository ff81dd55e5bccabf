import { Estate, loadInventory, type Inventory } from "@vmnet/simulator";

import { settingsOf } from "./stackFile";

/** Stands for the secret that no stack file holds. */
export const TUNNEL_KEY = "a key of the tests 0123456789";

interface Site {
  datacenter: string;
  cluster: string;
  hosts: Record<string, number>;
  datastore: string;
  edgeCluster: string;
  certificate: string;
  authority: string;
}

/** The settings of a multi-cluster stack, with a key for the tunnels. */
export function multiClusterSettings(stack: string): Record<string, string> {
  return { ...settingsOf(stack), "vpn:preSharedKey": TUNNEL_KEY };
}

/** The lab under the names of both sites: its first cluster is the west, its second the east. */
export function multiClusterEstate(stack: string): Estate {
  const sites = Object.values(
    JSON.parse(settingsOf(stack)["vmnet:sites"] ?? "{}") as Record<string, Site>,
  );
  const inventory: Inventory = structuredClone(loadInventory());
  const { datacenter, nsx } = inventory;
  const [west] = sites;
  datacenter.name = west!.datacenter;
  datacenter.datastores = [{ ...datacenter.datastores[0]!, name: west!.datastore }];
  nsx.tier0Gateways = [];
  datacenter.clusters = datacenter.clusters.map((cluster, at) => ({
    ...cluster,
    name: sites[at]!.cluster,
    hosts: Object.keys(sites[at]!.hosts).map((name, index) => {
      return { ...cluster.hosts[0]!, name, moid: `host-${at + 1}0${index + 1}` };
    }),
  }));
  nsx.edgeClusters = nsx.edgeClusters.map((one, at) => ({ ...one, name: sites[at]!.edgeCluster }));
  const certificates = sites.flatMap(({ certificate, authority }) => [certificate, authority]);
  nsx.certificates = [...new Set(certificates)].map((name) => ({ name, id: name }));
  return Estate.open({ inventory });
}
