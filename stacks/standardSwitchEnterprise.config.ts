import { z } from "zod";

import { TeamingPolicy } from "../components";
import { parseAddress, parseCidr } from "../network/address";
import { parseBandwidth } from "../network/bandwidth";
import { machine, name, text, uplinks, vlanId, vsphereSite } from "./fields";
import { checkTier } from "./tiers";

/** A port group with its machines. */
const tier = z.strictObject({
  cidr: text(parseCidr),
  /** The tier's physical router. Default: the tier has none. */
  router: text(parseAddress).optional(),
  vlanId,
  /** Limit per port for what machines send. Default: none. */
  limit: text((value) => parseBandwidth(value)).optional(),
  machines: z.record(name, machine).default({}),
});

/** Settings of the standard-switch-enterprise stack; the guide's numbers are the defaults. */
export const standardSwitchEnterpriseConfig = z
  .strictObject({
    topology: z.literal("standard-switch-enterprise"),
    /** Everything may be deleted or replaced: a lab. */
    disposable: z.boolean().default(false),
    /** Names of what exists already. */
    site: vsphereSite,
    /** Management, on vSwitch0 of the installer: uplinks to the access switch. */
    management: z.strictObject({
      switchName: name.default("vSwitch0"),
      /** The physical switch, for people. */
      physicalSwitch: name.default("access (Catalyst 9200)"),
      tiers: z.record(name, tier),
    }),
    /** Production, on vSwitch1, which the stack makes: uplinks to the core switch. */
    production: z.strictObject({
      switchName: name.default("vSwitch1"),
      physicalSwitch: name.default("core (Catalyst 9500)"),
      uplinks,
      teaming: z.enum(TeamingPolicy).optional(),
      mtuBytes: z.int().default(9000),
      tiers: z.record(name, tier),
    }),
    /** Live migration: the guide's network and first address (R22). */
    vMotion: z.strictObject({
      cidr: text(parseCidr).default("192.168.10.0/24"),
      firstAddress: text(parseAddress).default("192.168.10.100"),
      vlanId,
      /** Limit per host; standard switches have no Network I/O Control. Default: none. */
      limit: text((value) => parseBandwidth(value)).optional(),
      /** Each host's place, which it keeps: the first address plus this. */
      slots: z.record(name, z.int().min(0)),
    }),
    /** Machines that stay on different hosts, keyed by rule. */
    separate: z.record(name, z.array(name).min(2)).default({}),
  })
  .superRefine((value, context) => {
    const { management, production, site, vMotion, separate } = value;
    const owners = new Map<string, string>();
    for (const [group, { tiers }] of Object.entries({ management, production })) {
      for (const [key, { machines, ...network }] of Object.entries(tiers)) {
        const path = [group, "tiers", key];
        const addresses = Object.entries(machines).map(([machineName, { address }]) => {
          return { path: [...path, "machines", machineName, "address"], text: address };
        });
        checkTier(context, path, network, addresses);
        for (const machineName of Object.keys(machines)) {
          const owner = owners.get(machineName);
          if (owner !== undefined) {
            const message = `${owner} has a machine of this name`;
            context.addIssue({ code: "custom", message, path: [...path, "machines", machineName] });
          }
          owners.set(machineName, `${group}.${key}`);
        }
      }
    }
    for (const host of site.hosts.filter((one) => vMotion.slots[one] === undefined)) {
      const message = "the host has no slot in the vMotion network";
      const params = { allowed: "a whole number from 0 that no other host has" };
      context.addIssue({ code: "custom", message, path: ["vMotion", "slots", host], params });
    }
    for (const [rule, names] of Object.entries(separate)) {
      names.forEach((one, index) => {
        if (!owners.has(one)) {
          const params = { value: one, allowed: [...owners.keys()].join(", ") };
          const path = ["separate", rule, index];
          context.addIssue({ code: "custom", message: "no such machine", path, params });
        }
      });
    }
  });

export type StandardSwitchEnterpriseConfig = z.output<typeof standardSwitchEnterpriseConfig>;
export type EnterpriseTier = z.output<typeof tier>;
