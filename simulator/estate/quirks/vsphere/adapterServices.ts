import { textsOf } from "../../generic/values";
import { V } from "../../kinds";
import type { Quirk } from "../quirk";

/** The provider looks for the adapter's name inside of others' names: vmk1 is in vmk10. */
export const servicesOfLongerNames: Quirk = {
  name: "vmk1 reads the services of vmk10 as its own",
  source: "seen, code (a substring test)",
  types: [V.vnic],
  read({ object, world }) {
    if (object === undefined) {
      return undefined;
    }
    const services = world.store
      .list(V.vnic)
      .filter((other) => other.id.startsWith(object.id))
      .flatMap((other) => textsOf(other.outputs["services"]));
    const own = textsOf(object.outputs["services"]);
    const seen = [...new Set([...own, ...services])];
    return seen.length === own.length
      ? undefined
      : { ...object, outputs: { ...object.outputs, services: seen } };
  },
};
