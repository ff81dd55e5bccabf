import { z } from "zod";

const name = z.string().min(1);
const nsxId = z.string().regex(/^[^\s/]+$/, "an NSX id has no spaces and no slashes");
const moid = z.string().regex(/^[a-z0-9-]+$/, "a managed object id such as host-42");
const addressWithPrefix = z
  .string()
  .regex(/^[0-9a-fA-F.:]+\/\d{1,3}$/, "an address with prefix length such as 192.168.0.11/24");
const vlanId = z.int().min(0).max(4095);

const nic = z.strictObject({ name, speedMbit: z.int().positive() });
const portGroup = z.strictObject({ name, vlanId: vlanId.default(0) });
const standardSwitch = z.strictObject({
  name,
  nics: z.array(name).default([]),
  mtuBytes: z.int().min(1280).max(9000).default(1500),
  portGroups: z.array(portGroup).default([]),
});
const adapter = z.strictObject({
  device: z.string().regex(/^vmk\d+$/, "vmk0, vmk1, ..."),
  portGroup: name,
  address: addressWithPrefix,
  services: z.array(z.enum(["management", "vmotion", "vsan"])).default([]),
});
const host = z.strictObject({
  name,
  moid: moid.optional(),
  nics: z.array(nic).min(1),
  switches: z.array(standardSwitch).default([]),
  adapters: z.array(adapter).default([]),
});
const cluster = z.strictObject({
  name,
  moid: moid.optional(),
  intrusionDetection: z.boolean().default(false),
  resourcePools: z.array(name).default([]),
  hosts: z.array(host).min(1),
});
const datastore = z.strictObject({
  name,
  moid: moid.optional(),
  capacityGb: z.number().positive(),
  freeGb: z.number().nonnegative().optional(),
});
const templateDisk = z.strictObject({
  label: name,
  sizeGb: z.int().positive(),
  thin: z.boolean().default(true),
});
const template = z.strictObject({
  name,
  uuid: z.uuid().optional(),
  guestId: name,
  firmware: z.enum(["bios", "efi"]).default("efi"),
  cpus: z.int().positive().default(1),
  memoryMb: z.int().positive().default(1024),
  disks: z.array(templateDisk).min(1),
  nics: z.array(z.enum(["vmxnet3", "e1000e", "e1000"])).default(["vmxnet3"]),
  portGroup: name,
});
const datacenter = z.strictObject({
  name,
  moid: moid.optional(),
  clusters: z.array(cluster).min(1),
  datastores: z.array(datastore).min(1),
  templates: z.array(template).default([]),
});

const zone = z.strictObject({
  name,
  id: nsxId,
  type: z.enum(["OVERLAY_STANDARD", "OVERLAY_ENS", "VLAN_BACKED"]),
  default: z.boolean().default(false),
});
const edgeCluster = z.strictObject({
  name,
  id: nsxId,
  nodes: z.array(z.strictObject({ name, id: nsxId })).default([]),
});
const tier0 = z.strictObject({
  name,
  id: nsxId,
  haMode: z.enum(["ACTIVE_ACTIVE", "ACTIVE_STANDBY"]),
  edgeCluster: name.optional(),
  asn: z.string().optional(),
});
const l4 = z.strictObject({
  protocol: z.enum(["TCP", "UDP"]),
  destinationPorts: z.array(z.string()).default([]),
});
const service = z.strictObject({
  name,
  id: nsxId.optional(),
  entries: z.array(l4).default([]),
  icmp: z.array(z.enum(["ICMPv4", "ICMPv6"])).default([]),
});
const nsx = z.strictObject({
  version: z.string(),
  licences: z.strictObject({
    gatewayFirewall: z.boolean(),
    distributedFirewall: z.boolean(),
    intrusionDetection: z.boolean(),
    vpn: z.boolean(),
    loadBalancer: z.boolean(),
  }),
  transportZones: z.array(zone).min(1),
  edgeClusters: z.array(edgeCluster).default([]),
  tier0Gateways: z.array(tier0).default([]),
  services: z.array(service).default([]),
  contextProfiles: z.array(name).default([]),
  appIds: z.array(z.string()).min(1),
  certificates: z.array(z.strictObject({ name, id: nsxId })).default([]),
  readOnlyPaths: z.array(z.string().startsWith("/")).default([]),
});

/** Shape of an inventory file, format 1. */
export const inventorySchema = z.strictObject({
  format: z.literal(1),
  description: z.string().optional(),
  datacenter,
  nsx,
});

/** What exists in the simulated site before anything is deployed. */
export type Inventory = z.infer<typeof inventorySchema>;
export type InventoryHost = z.infer<typeof host>;
export type InventoryCluster = z.infer<typeof cluster>;
