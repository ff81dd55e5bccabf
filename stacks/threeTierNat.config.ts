import { z } from "zod";

import { SwitchKind, TeamingPolicy } from "../components";
import { parseRange } from "../network/address";
import { parseBandwidth } from "../network/bandwidth";
import { addressWithMask, machine, name, text, uplinks, vlanId, vsphereSite } from "./fields";

const machines = z.record(name, machine).default({});

/** Settings of the three-tier-nat stack; what a site must say, the guide's numbers are the defaults. */
export const threeTierNatConfig = z.strictObject({
  topology: z.literal("three-tier-nat"),
  /** Everything may be deleted or replaced: a lab. */
  disposable: z.boolean().default(false),
  /** Names of what exists already. */
  site: vsphereSite.extend({ overlayZone: name, vlanZone: name, edgeCluster: name }),
  /** Layer 1: the bridged LAN 192.168.1.0/24. */
  lan: z.strictObject({
    kind: z.enum(SwitchKind).default(SwitchKind.Standard),
    switchName: name,
    uplinks,
    teaming: z.enum(TeamingPolicy).optional(),
    networkName: name.default("VM_Bridge"),
    vlanId,
    limit: text(parseBandwidth).default("1 Gbit/s"),
    mtuBytes: z.int().optional(),
    /** The gateway's address on each edge node, keyed by node. */
    edges: z.record(name, addressWithMask),
    /** Addresses and ranges that others have, keyed by who. */
    used: z.record(name, text(parseRange)).default({ router: "192.168.1.1" }),
    machines,
  }),
  /** Layer 2: 10.0.0.0/24 behind NAT. */
  app: z.strictObject({ machines }),
  /** Layer 3: 10.0.9.0/24, reached from layer 2 on tcp 3306 only. */
  db: z.strictObject({ machines }),
});

export type ThreeTierNatConfig = z.output<typeof threeTierNatConfig>;
export type MachineConfig = z.output<typeof machine>;
