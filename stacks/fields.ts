import { z } from "zod";

import { parseInterfaceCidr } from "../network/address";
import { ValueError } from "../network/faults";
import { parseVlanId } from "../network/vlan";

/** A value that one of the core's parsers reads; its own words and repair become the issue. */
function readBy<S extends z.ZodType>(schema: S, parse: (value: z.output<S>) => unknown) {
  return schema.superRefine((value, context) => {
    try {
      parse(value);
    } catch (error) {
      if (!(error instanceof ValueError)) {
        throw error;
      }
      const { what, allowed, fix } = error;
      context.addIssue({ code: "custom", message: what, params: { value, allowed, fix } });
    }
  });
}

/** A text that a parser of the core reads. */
export const text = (parse: (value: string) => unknown) => readBy(z.string(), parse);

/** A name of something that exists. */
export const name = z.string().min(1);

/** An address with the mask of its network, such as `10.0.0.11/24`. */
export const addressWithMask = text(parseInterfaceCidr);

/** 1 to 4094, or 0 for untagged frames. */
export const vlanId = readBy(z.int(), (id) => parseVlanId(id));

/** What every machine says. */
export const machine = z.strictObject({
  /** With the mask of its network, such as `10.0.0.11/24`. */
  address: addressWithMask,
  /** Name of the host that it starts on. */
  host: name,
  cpus: z.int().optional(),
  memoryMb: z.int().optional(),
});

/** Names of what a vSphere site has already. */
export const vsphereSite = z.strictObject({
  datacenter: name,
  cluster: name,
  hosts: z.array(name).min(1),
  datastore: name,
  template: name,
});

/** Physical adapters of every host. */
export const uplinks = z.strictObject({
  active: z.array(name).min(1),
  standby: z.array(name).optional(),
});
