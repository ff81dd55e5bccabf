/** Suggestions as plain data: what to change, and the proof of what that does (R61). */
import type { Origin } from "../../model/types";

export type SuggestionKind =
  | "removeRule"
  | "moveRule"
  | "mergeRules"
  | "narrowRule"
  | "removeUnused"
  | "teaming"
  | "redundancy"
  | "mtu"
  | "reservation";

/** One property of one object, and what it would be. */
export interface Change {
  /** Name for people. */
  resource: string;
  /** Where it is defined. */
  origin?: Origin;
  property: string;
  from: string;
  to: string;
}

export interface Suggestion {
  kind: SuggestionKind;
  /** One sentence. */
  text: string;
  changes: Change[];
  /** What the change does to traffic: nothing at all, or exactly what the proof lists. */
  effect: "none" | "listed";
  /** Numbers, and what stays equal; one line each. */
  proof: string[];
  /** Identity across revisions. */
  key: string;
}
