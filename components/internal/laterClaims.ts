import * as pulumi from "@pulumi/pulumi";

import { claim } from "./claims";
import { InputFaultsError } from "./inputFaults";

/** What is claimed, and how a second claim is reported. */
export interface LaterClaim {
  /** Type token that names the provider, such as `nsxt:index:any`. */
  type: string;
  /** The thing, from the value that names it. */
  thing: (value: string) => string;
  /** Where the value stands. */
  path: string;
  claimant: string;
}

/** Outputs that were claimed by something, per thing: the same output is the same value. */
const claimed = new WeakMap<object, { what: string; claimant: string }[]>();

/**
 * As {@link claim}, for a value that may be known only later. Two claims with one output are found
 * at once, two outputs with one value when the second is known: whatever needs the returned value
 * then fails.
 *
 * @throws InputFaultsError
 */
export function claimLater(
  owner: pulumi.Resource,
  input: pulumi.Input<string>,
  { type, thing, path, claimant }: LaterClaim,
): pulumi.Input<string> {
  if (typeof input === "string") {
    claim(owner, type, thing(input), path, claimant);
    return input;
  }
  const what = thing("this");
  const holders = claimed.get(input) ?? [];
  const holder = holders.find((one) => one.what === what);
  if (holder !== undefined) {
    throw new InputFaultsError(claimant, [
      {
        path,
        message: `${holder.claimant} has the ${what} already, and each would undo the other's`,
        allowed: "one owner",
        fix: "write both in one component",
      },
    ]);
  }
  claimed.set(input, [...holders, { what, claimant }]);
  return pulumi.output(input).apply((value) => {
    claim(owner, type, thing(value), path, claimant);
    return value;
  });
}
