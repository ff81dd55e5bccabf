import type { PropertyMap } from "vmnet/network/model/resource";
import type { World } from "../family";
import { checkInputs } from "../generic/check";
import { functionOutputs, functionTableOf, packageOf } from "../generic/tables";
import { isAbsent } from "../generic/values";
import { EstateRefusal } from "../types";
import { genericLookup } from "./generic";
import { nsxFunctions } from "./nsx";
import { vsphereFunctions } from "./vsphere";

/** Answers a function; arguments are complete. Throws EstateRefusal when nothing is found. */
export type Lookup = (world: World, args: PropertyMap) => PropertyMap;

const handWritten: Record<string, Lookup> = { ...vsphereFunctions, ...nsxFunctions };

/** Tokens of the functions with rules of their own; the others look an object up by its name. */
export const modelledFunctions = Object.keys(handWritten);

/**
 * Calls a function (data source).
 *
 * @throws EstateRefusal for an unknown function, wrong arguments (all faults in one message), and
 * where the real data source fails
 */
export function callFunction(world: World, token: string, args: PropertyMap): PropertyMap {
  const table = functionTableOf(token);
  if (table === undefined) {
    throw new EstateRefusal(`${token} is no function of the vsphere or nsxt package`);
  }
  const { inputs, failures } = checkInputs(table, args, undefined);
  if (failures.length > 0) {
    const list = failures.map(({ property, reason }) => `\n  - ${property}: ${reason}`).join("");
    throw new EstateRefusal(
      `${token} was called with wrong arguments:${list}`,
      undefined,
      failures[0]?.property,
    );
  }
  const known = handWritten[token];
  const answer = known === undefined ? genericLookup(world, token, inputs) : known(world, inputs);
  return shaped(token, { ...inputs, ...answer });
}

/** Only the answer's own names, and a context only where the caller gave one. */
function shaped(token: string, values: PropertyMap): PropertyMap {
  const answer: PropertyMap = {};
  for (const name of functionOutputs(token)) {
    if (!isAbsent(values[name])) {
      answer[name] = values[name];
    }
  }
  // NSX data sources always answer a text here.
  if (packageOf(token) === "nsxt" && functionOutputs(token).includes("description")) {
    answer["description"] ??= "";
  }
  return answer;
}
