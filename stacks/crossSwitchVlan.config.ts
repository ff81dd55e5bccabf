import { z } from "zod";

import { SwitchKind } from "../components";
import { parseAddress, parseCidr } from "../network/address";
import { addressWithMask, machine, name, text, uplinks, vlanId, vsphereSite } from "./fields";
import { checkTier } from "./tiers";

/** A machine with an adapter in its own tier and one in the shared VLAN. */
const joinedMachine = machine.extend({
  /** In the shared VLAN, such as `192.168.100.11/24`. Default: the machine is not in it. */
  shared: addressWithMask.optional(),
});
const machines = z.record(name, joinedMachine).default({});

/** A tier of its own on one of the two switches. */
const tier = (cidr: string, router: string) =>
  z.strictObject({
    cidr: text(parseCidr).default(cidr),
    router: text(parseAddress).default(router),
    vlanId,
    machines,
  });

/** Settings of the cross-switch-vlan stack; what a site must say, the guide's numbers are the defaults. */
export const crossSwitchVlanConfig = z
  .strictObject({
    topology: z.literal("cross-switch-vlan"),
    /** Everything may be deleted or replaced: a lab. */
    disposable: z.boolean().default(false),
    /** Names of what exists already. */
    site: vsphereSite,
    /** The two switches, which the stack makes. */
    switches: z.strictObject({
      front: z.strictObject({
        name: name.default("vSwitch1"),
        uplinks,
        mtuBytes: z.int().optional(),
      }),
      back: z.strictObject({
        name: name.default("vSwitch2"),
        kind: z.enum(SwitchKind).default(SwitchKind.Standard),
        uplinks,
        mtuBytes: z.int().optional(),
      }),
    }),
    /** The VLAN that both switches carry (R14). */
    shared: z
      .strictObject({
        cidr: text(parseCidr).default("192.168.100.0/24"),
        vlanId: vlanId.default(100),
      })
      .prefault({}),
    /** Front tier, on the first switch. */
    front: tier("192.168.20.0/24", "192.168.20.1"),
    /** Back tier, on the second switch. */
    back: tier("192.168.30.0/24", "192.168.30.1"),
  })
  .superRefine(({ front, back, shared }, context) => {
    const joined: { path: string[]; text: string }[] = [];
    for (const [key, { machines: all, ...network }] of Object.entries({ front, back })) {
      const own = Object.entries(all).map(([machineName, { address }]) => {
        return { path: [key, "machines", machineName, "address"], text: address };
      });
      checkTier(context, [key], network, own);
      for (const [machineName, one] of Object.entries(all)) {
        const path = [key, "machines", machineName, "shared"];
        joined.push(...(one.shared === undefined ? [] : [{ path, text: one.shared }]));
      }
    }
    checkTier(context, ["shared"], shared, joined);
    const twins = Object.keys(front.machines).filter((key) => key in back.machines);
    for (const twin of twins) {
      const message = "a machine of the front tier has this name";
      context.addIssue({ code: "custom", message, path: ["back", "machines", twin] });
    }
  });

export type CrossSwitchVlanConfig = z.output<typeof crossSwitchVlanConfig>;
