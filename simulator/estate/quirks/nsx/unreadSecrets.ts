import { isAbsent } from "../../generic/values";
import { N } from "../../kinds";
import { without } from "../keep";
import type { Quirk } from "../quirk";

const secrets: Record<string, string> = {
  [N.ipsecSession]: "psk",
  [N.bgpNeighbor]: "password",
};

/** Sent at create and when they change, never read: drift is invisible, an import has none. */
export const secretsNeverRead: Quirk = {
  name: "keys and passwords are never read back",
  source: "seen",
  types: Object.keys(secrets),
  read({ object, type, oldOutputs }) {
    const name = secrets[type] ?? "";
    if (object === undefined) {
      return undefined;
    }
    const outputs = without(object.outputs, [name]);
    const recorded = oldOutputs?.[name];
    return { ...object, outputs: isAbsent(recorded) ? outputs : { ...outputs, [name]: recorded } };
  },
};
