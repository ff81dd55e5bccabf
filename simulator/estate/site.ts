import { createHash } from "node:crypto";
import type { Inventory, InventoryCluster, InventoryHost } from "./inventory";

export interface SiteHost {
  moid: string;
  clusterMoid: string;
  host: InventoryHost;
}

export interface SiteCluster {
  moid: string;
  rootPool: string;
  cluster: InventoryCluster;
}

/** The inventory with every managed object id filled in. */
export class Site {
  readonly datacenter: string;
  readonly clusters: SiteCluster[] = [];
  readonly hosts: SiteHost[] = [];

  constructor(readonly inventory: Inventory) {
    this.datacenter = inventory.datacenter.moid ?? "datacenter-2";
    inventory.datacenter.clusters.forEach((cluster, index) => {
      const moid = cluster.moid ?? `domain-c${8 + index}`;
      const number = moid.replace(/\D/g, "");
      this.clusters.push({ moid, rootPool: `resgroup-${number}`, cluster });
      for (const host of cluster.hosts) {
        const fallback = `host-${21 + this.hosts.length}`;
        this.hosts.push({ moid: host.moid ?? fallback, clusterMoid: moid, host });
      }
    });
  }

  host(moid: string): SiteHost | undefined {
    return this.hosts.find((item) => item.moid === moid);
  }

  cluster(moid: string): SiteCluster | undefined {
    return this.clusters.find((item) => item.moid === moid);
  }
}

/** A UUID that depends on its text only, for inventory objects that name none. */
export function stableUuid(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
