import * as pulumi from "@pulumi/pulumi";

import { faultsText, faultText, type Fault } from "../../network/faults";

/**
 * What a component throws for bad input: every fault, in `errors` for tools and in `message` for
 * people.
 */
export class InputFaultsError extends pulumi.InputPropertiesError {
  /** Pulumi's hosts print errors with this mark as one clean message, without a stack. */
  readonly __pulumiRunError = true;
  readonly faults: readonly Fault[];

  constructor(subject: string, faults: readonly Fault[]) {
    super({
      message: faultsText(subject, faults),
      errors: faults.map((fault) => ({
        propertyPath: fault.path,
        reason: faultText({ ...fault, path: "" }),
      })),
    });
    this.name = "InputFaultsError";
    this.faults = faults;
  }
}
