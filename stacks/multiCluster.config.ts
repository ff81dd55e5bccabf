import { z } from "zod";

import { parseAddress, parseCidr, parseRange } from "../network/address";
import { addressWithMask, name, text, vlanId } from "./fields";

/** What a site must say; names are those of what exists there. */
const site = z.strictObject({
  /** Its vCenter and NSX manager; passwords come from the environment or from secrets. */
  vcenter: z.strictObject({ server: name, user: name }),
  nsx: z.strictObject({ host: name, username: name }),
  datacenter: name,
  cluster: name,
  /** Hosts of the cluster, each with its place in the vMotion network, which it keeps. */
  hosts: z.record(name, z.int().min(0)),
  datastore: name,
  template: name,
  /** Transport zones that the edge nodes are in. */
  overlayZone: name,
  vlanZone: name,
  edgeCluster: name,
  /** Certificates that were imported: this end's, and the authority of the other's. */
  certificate: name,
  authority: name,
  /** Physical adapters of every host for the distributed switch. */
  adapters: z.array(name).min(1),
  vMotionVlanId: vlanId,
  tep: z.strictObject({
    vlanId,
    cidr: text(parseCidr),
    ranges: z.array(text(parseRange)).min(1),
    gatewayAddress: text(parseAddress).optional(),
  }),
  /** The transport between the sites: its VLAN here, the edge nodes' addresses, the router. */
  transport: z.strictObject({
    vlanId,
    edges: z.record(name, addressWithMask),
    router: z.strictObject({ address: text(parseAddress), asNumber: z.int() }),
    mtuBytes: z.int().default(1500),
  }),
});

/** Settings of the multi-cluster stack; the secret `vpn:preSharedKey` is read apart from these. */
export const multiClusterConfig = z.strictObject({
  topology: z.literal("multi-cluster"),
  /** Everything may be deleted or replaced: a lab. */
  disposable: z.boolean().default(false),
  sites: z.strictObject({ west: site, east: site }),
});

export type MultiClusterConfig = z.output<typeof multiClusterConfig>;
export type SiteConfig = z.output<typeof site>;
