import type * as pulumi from "@pulumi/pulumi";

import { text, type Shape } from "./shape";

/** A text whose value is in no message, whatever was given in its place. */
export const secretText: Shape<pulumi.Input<string>> = {
  standIn: text.standIn,
  read: (checks, path, value) => {
    const own = checks.part();
    const read = text.read(own, path, value);
    for (const { path: at, message, allowed } of own.faults.faults) {
      checks.fault(at, { message, allowed, secret: true });
    }
    return read;
  },
};
