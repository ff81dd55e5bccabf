import { V } from "../../kinds";
import type { Quirk } from "../quirk";

/** `autoExpand: false` is not sent, and a group expands unless it is told not to. */
export const autoExpandStaysOn: Quirk = {
  name: "autoExpand false is not sent",
  source: "seen; that the default is true is a rule of the stand-in",
  types: [V.dvpg],
  apply: ({ inputs }) =>
    inputs["autoExpand"] === false ? { ...inputs, autoExpand: true } : undefined,
};
