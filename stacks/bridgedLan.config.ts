import { z } from "zod";

import { SwitchKind, TeamingPolicy } from "../components";
import { parseAddress, parseCidr } from "../network/address";
import { compareBandwidths, gigabit, parseBandwidth } from "../network/bandwidth";
import { machine, name, text, uplinks, vlanId, vsphereSite } from "./fields";
import { checkTier, readOrNothing } from "./tiers";

/** The guide's ceiling (R04). */
const CEILING = gigabit(1);

const limit = text((value) => parseBandwidth(value)).refine(
  (value) => {
    const parsed = readOrNothing(() => parseBandwidth(value));
    return parsed === undefined || compareBandwidths(parsed, CEILING) <= 0;
  },
  {
    error: "the limit of the bridged network is at most 1 Gbit/s",
    params: { allowed: "up to 1 Gbit/s", fix: "write 1 Gbit/s" },
  },
);

const bridgedMachine = machine.extend({
  /** Fixed MAC address. Default: one that never changes. */
  macAddress: name.optional(),
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
    machines: z.record(name, bridgedMachine).default({}),
  })
  .superRefine((value, context) => {
    if ((value.switch === undefined) === (value.segment === undefined)) {
      const message =
        "the network is on a vSphere switch or on an NSX segment: write one of the two";
      const params = { allowed: "exactly one of switch and segment" };
      context.addIssue({ code: "custom", message, path: ["switch"], params });
    }
    // An address conflict is seen here, before two guests have it (R08).
    const addresses = Object.entries(value.machines).map(([key, { address }]) => {
      return { path: ["machines", key, "address"], text: address };
    });
    checkTier(context, [], value, addresses);
  });

/** Settings of the bridged-lan stack; what a site must say, the guide's numbers are the defaults. */
export const bridgedLanConfig = z.strictObject({
  topology: z.literal("bridged-lan"),
  /** Everything may be deleted or replaced: a lab. */
  disposable: z.boolean().default(false),
  /** Names of what exists already. */
  site: vsphereSite,
  lan,
});

export type BridgedLanConfig = z.output<typeof bridgedLanConfig>;
