import { z } from "zod";

import { parseAddress, parseCidr } from "../network/address";
import { parseBandwidth } from "../network/bandwidth";
import { TrafficWeight } from "../network/shares";
import { parseVlans } from "../network/vlan";
import { addressWithMask, name, text, vlanId } from "./fields";
import { checkTier } from "./tiers";

const rate = text(parseBandwidth);

const machine = z.strictObject({
  /** With the mask of its network, such as `10.50.0.11/24`. */
  address: addressWithMask,
  /** Name of the host that it starts on. */
  host: name,
  cpus: z.int().optional(),
  memoryMb: z.int().optional(),
});
const machines = z.record(name, machine).default({});

/** A foot in the network of the core's router. */
const handOff = {
  vlanId,
  /** The next router. */
  router: text(parseAddress),
  /** The gateway's address on each edge node, keyed by node. */
  edges: z.record(name, addressWithMask),
  /** What the core's router sends to: it moves to the active one of two edge nodes. Default: none. */
  vip: addressWithMask.optional(),
};

const slice = z.strictObject({
  /** Place in the order; 1 is served first. */
  rank: z.int(),
  /** What it has when all are busy; together at most the uplink's capacity. */
  committed: rate,
  /** What it may take while others leave it. Default: what is committed. */
  ceiling: z.strictObject({ ingress: rate.optional(), egress: rate.optional() }).optional(),
  /** Codepoint of its packets. */
  dscp: z.int(),
  weight: z.enum(TrafficWeight),
  shares: z.int().optional(),
  cidr: text(parseCidr),
  /** A gateway of its own inside the shared one (VRF): routes and hand-off apart. Default: shared. */
  routing: z.strictObject(handOff).optional(),
  machines,
});

/** Settings of the network-slicing stack; what a site must say, the guide's names are the defaults. */
export const networkSlicingConfig = z
  .strictObject({
    topology: z.literal("network-slicing"),
    /** Everything may be deleted or replaced: a lab. */
    disposable: z.boolean().default(false),
    /** Names of what exists already. */
    site: z.strictObject({
      datacenter: name,
      cluster: name,
      hosts: z.array(name).min(1),
      datastore: name,
      template: name,
      overlayZone: name,
      vlanZone: name,
      edgeCluster: name,
    }),
    /** The link to the core that all slices share. */
    uplink: z.strictObject({
      name: name.default("core"),
      capacity: rate,
      ...handOff,
      /** VLANs for slices with routing of their own, such as `141-149`. */
      trunk: text(parseVlans).optional(),
    }),
    /** The slices, keyed by name. */
    slices: z.record(name, slice),
    /** Name service and the like, that every slice may ask. */
    shared: z.strictObject({ cidr: text(parseCidr).default("10.60.0.0/24"), machines }),
  })
  .superRefine(({ slices, shared, uplink }, context) => {
    for (const [key, one] of Object.entries({ ...slices, "": shared })) {
      const path = key === "" ? ["shared"] : ["slices", key];
      const addresses = Object.entries(one.machines).map(([machineName, { address }]) => {
        return { path: [...path, "machines", machineName, "address"], text: address };
      });
      checkTier(context, path, one, addresses);
      if ("routing" in one && one.routing !== undefined && uplink.trunk === undefined) {
        context.addIssue({
          code: "custom",
          path: ["uplink", "trunk"],
          message: `slice ${key} has routing of its own, and no trunk carries its VLAN`,
          params: { allowed: "VLANs such as 141-149" },
        });
      }
    }
  });

export type NetworkSlicingConfig = z.output<typeof networkSlicingConfig>;
export type SliceConfig = z.output<typeof slice>;
export type SliceMachineConfig = z.output<typeof machine>;
