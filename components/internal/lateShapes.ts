import type * as pulumi from "@pulumi/pulumi";

import { isLater } from "./checks";
import type { Shape } from "./shape";

/** Something whole that may be known only later; its values are in no message. */
function lateWhole<T>(expected: string, isRight: (value: unknown) => boolean): Shape<T> {
  const nothing = new Promise<never>(() => undefined);
  return {
    standIn: () => nothing,
    read: (checks, path, value) => {
      const now = isLater(value) ? checks.lateValue(value)?.value : value;
      if (now !== undefined && !isRight(now)) {
        checks.fault(path, { message: `this is not ${expected}`, allowed: expected, secret: true });
        return isLater(value) ? value : nothing;
      }
      return value;
    },
  };
}

const areTexts = (values: readonly unknown[]) => values.every((one) => typeof one === "string");
/** Texts by name, known only later. */
export const lateTexts = lateWhole<pulumi.Input<Record<string, string>>>(
  "a map of texts, keyed by common name",
  (value) =>
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    areTexts(Object.values(value)),
);

/** A list of texts, known only later. */
export const lateList = lateWhole<pulumi.Input<string[]>>("a list of texts", (value) =>
  Array.isArray(value) ? areTexts(value) : false,
);
