import { EstateRefusal } from "./types";
import { packageOf, shortName } from "./generic/tables";

/** `Tier1` of `...:PolicyTier1Gateway`, as the NSX provider's messages call a type. */
export function nsxLabel(type: string): string {
  return shortName(type)
    .replace(/^Policy/, "")
    .replace(/^(Tier[01])Gateway$/, "$1");
}

/** Stands for a manager's code that is not known; messages leave it out. */
const codeNotKnown = 0;

/**
 * What an NSX manager answers: its text and its code. The provider's own words are put around it.
 *
 * @param code Default: not known.
 * @param waits Whether the real provider waits instead. Default: false.
 */
export function managerRefusal(
  text: string,
  code = codeNotKnown,
  property?: string,
  waits = false,
): EstateRefusal {
  return new EstateRefusal(text, code, property, waits);
}

/**
 * Puts a manager's answer into the provider's words, `Failed to create Tier1 t1: <text> (code n)`.
 * Refusals without a number, which the provider itself makes, stay as they are.
 */
export function inProviderWords(
  error: unknown,
  verb: "create" | "update" | "delete",
  type: string,
  id: string,
): unknown {
  const fromManager = error instanceof EstateRefusal && typeof error.code === "number";
  if (!fromManager || packageOf(type) !== "nsxt") {
    return error;
  }
  const code = error.code === codeNotKnown ? undefined : error.code;
  const suffix = code === undefined ? "" : ` (code ${code})`;
  const text = `Failed to ${verb} ${nsxLabel(type)} ${id}: ${error.message}${suffix}`;
  return new EstateRefusal(text, code, error.property, error.waits);
}
