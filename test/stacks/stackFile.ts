import { readFileSync } from "node:fs";
import { join } from "node:path";

import { Estate, loadInventory, type Inventory } from "@vmnet/simulator";
import { parse } from "yaml";

const root = join(__dirname, "../..");

/** A stack file's settings as the engine hands them to a program: structured ones as JSON. */
export function settingsOf(stack: string): Record<string, string> {
  const { config } = parse(readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8")) as {
    config: Record<string, unknown>;
  };
  const text = (value: unknown) =>
    typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, text(value)]));
}

interface Site {
  datacenter: string;
  cluster: string;
  hosts: string[];
  datastore: string;
  /** Default: the lab's own. */
  edgeCluster?: string;
}

/** The lab under the names of a stack file's site: its first cluster, as large as the site says. */
export function siteOf(stack: string): Estate {
  const site = JSON.parse(settingsOf(stack)["vmnet:site"] ?? "{}") as Site;
  const inventory: Inventory = structuredClone(loadInventory());
  const { datacenter, nsx } = inventory;
  const [cluster] = datacenter.clusters;
  const [host] = cluster?.hosts ?? [];
  if (cluster === undefined || host === undefined) {
    throw new Error("the lab has no host");
  }
  datacenter.name = site.datacenter;
  cluster.name = site.cluster;
  cluster.hosts = site.hosts.map((name, index) => ({ ...host, name, moid: `host-${101 + index}` }));
  datacenter.datastores = datacenter.datastores.map((one, index) => {
    return index === 0 ? { ...one, name: site.datastore } : one;
  });
  const { edgeCluster } = site;
  if (edgeCluster !== undefined) {
    nsx.edgeClusters = nsx.edgeClusters.map((one, index) => {
      return index === 0 ? { ...one, name: edgeCluster } : one;
    });
    nsx.tier0Gateways = nsx.tier0Gateways.map((one) => ({ ...one, edgeCluster }));
  }
  return Estate.open({ inventory });
}
