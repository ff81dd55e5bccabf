import { faultText } from "../../faults";
import { DECLARED_MACHINE, readDeclaredMachine } from "../surroundings/declared";
import type { DeclaredMachine } from "../surroundings/declared";
import { isUnknown } from "../resource";
import type { Doubt } from "../types";
import { addGap, unknown, type Draft } from "./draft";
import type { Item } from "./items";
import { mapOf, textOf } from "./values";

/** What a machine's resource declares of itself; what cannot be read is a doubt, never ignored. */
export function declaredMachine(
  draft: Draft,
  { props, origin }: Item,
): { machine?: DeclaredMachine; doubt?: Doubt } {
  const value = mapOf(props["extraConfig"])?.[DECLARED_MACHINE];
  if (isUnknown(value)) {
    return { doubt: unknown(`its ${DECLARED_MACHINE} is not known yet, or secret`) };
  }
  const text = textOf(value);
  if (text === undefined) {
    return {};
  }
  const read = readDeclaredMachine(text);
  if ("faults" in read) {
    const faults = read.faults.map(faultText).join("; ");
    addGap(draft, origin, `Its ${DECLARED_MACHINE} cannot be read: ${faults}`);
    return { doubt: unknown(`its ${DECLARED_MACHINE} cannot be read`) };
  }
  return { machine: read };
}
