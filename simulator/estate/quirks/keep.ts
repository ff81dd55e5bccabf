import type { PropertyMap } from "vmnet/network/model/resource";
import { copyOf, isZero } from "../generic/values";
import type { WriteSituation } from "./quirk";

/** The properties but some. */
export function without(properties: PropertyMap, names: readonly string[]): PropertyMap {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));
}

/**
 * Arguments that are zero (false, 0, "", empty or left out) and for that reason never leave the
 * provider: the object keeps what it has. At a create there is nothing to keep, and the system's own
 * default applies.
 */
export function keptWhenZero(
  { inputs, before }: WriteSituation,
  names: readonly string[],
): PropertyMap | undefined {
  const unsent = names.filter((name) => isZero(inputs[name]) && inputs[name] !== undefined);
  const kept = names.filter((name) => isZero(inputs[name]) && !isZero(before?.outputs[name]));
  if (unsent.length === 0 && kept.length === 0) {
    return undefined;
  }
  const sent = without(inputs, unsent);
  for (const name of kept) {
    sent[name] = copyOf(before?.outputs[name]);
  }
  return sent;
}
