import { z } from "zod";

import { SwitchKind, TeamingPolicy } from "../components";
import {
  addressesEqual,
  formatCidr,
  isUsableHost,
  parseAddress,
  parseCidr,
  parseInterfaceCidr,
  type InterfaceCidr,
} from "../network/address";
import { compareBandwidths, gigabit, parseBandwidth } from "../network/bandwidth";
import { addressWithMask, name, text, uplinks, vlanId } from "./fields";

/** The guide's ceiling (R04). */
const CEILING = gigabit(1);

const limit = text((value) => parseBandwidth(value)).refine(
  (value) => {
    const parsed = attempt(() => parseBandwidth(value));
    return parsed === undefined || compareBandwidths(parsed, CEILING) <= 0;
  },
  {
    error: "the limit of the bridged network is at most 1 Gbit/s",
    params: { allowed: "up to 1 Gbit/s", fix: "write 1 Gbit/s" },
  },
);

const machine = z.strictObject({
  /** With the LAN's mask, such as `192.168.1.10/24`. */
  address: addressWithMask,
  /** Name of the host that it starts on. */
  host: name,
  /** Fixed MAC address. Default: one that never changes. */
  macAddress: name.optional(),
  cpus: z.int().optional(),
  memoryMb: z.int().optional(),
});

const lan = z
  .strictObject({
    /** The LAN's network. */
    cidr: text(parseCidr).default("192.168.1.0/24"),
    /** The LAN's router. */
    router: text(parseAddress).default("192.168.1.1"),
    vlanId,
    networkName: name.default("VM_Bridge"),
    limit: limit.default("1 Gbit/s"),
    /** On a vSphere switch: MAC addresses are guarded by the switch. */
    switch: z
      .strictObject({
        name,
        kind: z.enum(SwitchKind).default(SwitchKind.Standard),
        uplinks,
        teaming: z.enum(TeamingPolicy).optional(),
        mtuBytes: z.int().optional(),
      })
      .optional(),
    /** Or on an NSX VLAN segment: guarded ports, and a list of the MAC addresses that may send. */
    segment: z.strictObject({ transportZone: name }).optional(),
    machines: z.record(name, machine).default({}),
  })
  .superRefine((value, context) => {
    if ((value.switch === undefined) === (value.segment === undefined)) {
      const message =
        "the network is on a vSphere switch or on an NSX segment: write one of the two";
      const params = { allowed: "exactly one of switch and segment" };
      context.addIssue({ code: "custom", message, path: ["switch"], params });
    }
    for (const { path, message, ...params } of machineIssues(value)) {
      context.addIssue({ code: "custom", message, path, params });
    }
  });

/** Settings of the bridged-lan stack; what a site must say, the guide's numbers are the defaults. */
export const bridgedLanConfig = z.strictObject({
  topology: z.literal("bridged-lan"),
  /** Everything may be deleted or replaced: a lab. */
  disposable: z.boolean().default(false),
  /** Names of what exists already. */
  site: z.strictObject({
    datacenter: name,
    cluster: name,
    hosts: z.array(name).min(1),
    datastore: name,
    template: name,
  }),
  lan,
});

export type BridgedLanConfig = z.output<typeof bridgedLanConfig>;

/** An address conflict is seen here, before two guests have it (R08). */
function machineIssues(value: {
  cidr: string;
  router: string;
  machines: Record<string, { address: string }>;
}): { path: string[]; message: string; value: string; allowed: string }[] {
  const network = attempt(() => parseCidr(value.cidr));
  const router = attempt(() => parseAddress(value.router));
  if (network === undefined || router === undefined) {
    return [];
  }
  const allowed = `another host address of ${formatCidr(network)}`;
  const issues = isUsableHost(network, router)
    ? []
    : [
        {
          path: ["router"],
          message: "the router is not in the LAN",
          value: value.router,
          allowed,
        },
      ];
  const seen: { key: string; read: InterfaceCidr }[] = [];
  for (const [key, { address }] of Object.entries(value.machines)) {
    const read = attempt(() => parseInterfaceCidr(address));
    if (read === undefined) {
      continue;
    }
    const path = ["machines", key, "address"];
    const twin = seen.find((one) => addressesEqual(one.read.address, read.address));
    if (formatCidr(read.network) !== formatCidr(network)) {
      issues.push({ path, message: "this is not in the LAN", value: address, allowed });
    } else if (addressesEqual(read.address, router)) {
      issues.push({ path, message: "this is the router's address", value: address, allowed });
    } else if (twin !== undefined) {
      const message = `${twin.key} has this address already`;
      issues.push({ path, message, value: address, allowed });
    }
    seen.push({ key, read });
  }
  return issues;
}

/** Nothing where the text is wrong: its own field says so. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
