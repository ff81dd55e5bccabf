/** `inventory/<site>.hosts.json`: the network configuration of a site's hosts, and how it is read. */
import { faultsText } from "vmnet/network/faults";
import { schemaFaults, unsafeKeys } from "vmnet/network/schemaFaults";
import { z } from "zod";
import { UserError } from "../terminal";

const name = z.string("expected a name").min(1).max(1_000);
const device = z.string("expected an adapter such as vmnic0").min(1).max(100);
const mtuBytes = z.int("expected bytes").min(64).max(65_535).optional();
const adapters = z.array(device);

const hostShape = z.strictObject({
  /** Its name in vCenter. */
  name,
  /** Standard switches. */
  switches: z.array(
    z.strictObject({
      name,
      /** In the order in which the host tells them. */
      adapters,
      mtuBytes,
      portGroups: z.array(
        z.strictObject({
          name,
          /** 0: untagged; 4095: every VLAN, as it comes. */
          vlanId: z.int().min(0).max(4095),
        }),
      ),
    }),
  ),
  /** The host's parts of distributed switches; also those of NSX. */
  distributed: z.array(z.strictObject({ uuid: name, name: name.optional(), adapters, mtuBytes })),
  /** Physical adapters; without a speed where there is no link. */
  adapters: z.array(z.strictObject({ device, speedMbit: z.int().min(0).optional() })),
  vmkernel: z.array(
    z.strictObject({
      device,
      /** Port group of a standard switch. */
      portGroup: name.optional(),
      /** UUID of a distributed switch. */
      distributedSwitch: name.optional(),
      address: z.union([z.ipv4(), z.ipv6()]).optional(),
      subnetMask: z.ipv4().optional(),
      dhcp: z.boolean().optional(),
      mtuBytes,
    }),
  ),
});

const fileShape = z.strictObject({
  format: z.literal(1, "expected 1, the only format there is"),
  site: z.string().min(1).max(100),
  /** UTC. */
  takenAt: z.iso.datetime("a time such as 2026-01-31T10:00:00.000Z"),
  hosts: z.record(
    z.string().regex(/^[A-Za-z][\w-]{0,79}$/, "a managed object id such as host-21"),
    hostShape,
  ),
});

/** A host's network configuration, in bytes and Mbit/s. */
export type HostNetwork = z.infer<typeof hostShape>;

/** Format 1. */
export type HostsFile = z.infer<typeof fileShape>;

/** Some ten thousand hosts fit, in characters. */
const LONGEST_FILE = 64_000_000;

/**
 * Reads the text of a hosts file.
 *
 * @param shown the file's name in messages
 * @throws UserError with every fault and its path
 */
export function parseHosts(text: string, shown: string): HostsFile {
  if (text.length > LONGEST_FILE) {
    throw new UserError(`${shown}: larger than any file of hosts (${LONGEST_FILE} characters)`);
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new UserError(`${shown}: this is not JSON; make it again with vmnet inventory dump`);
  }
  const unsafe = unsafeKeys(content);
  if (unsafe.length > 0) throw new UserError(faultsText(shown, unsafe));
  const read = fileShape.safeParse(content);
  if (!read.success) {
    throw new UserError(faultsText(shown, schemaFaults(fileShape, read.error.issues, content)));
  }
  return read.data;
}
