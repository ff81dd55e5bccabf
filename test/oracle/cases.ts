/** A hand-made case for a rule of docs/semantics.md: a change of the small site, a packet, its end. */
import { AddressSet } from "../../network/addressSet";
import type { SmallSite } from "./smallSite";

export interface Case {
  name: string;
  from: "corp" | "w" | "d";
  packet: string;
  /** `allowed delivered w`: verdict, reason, receiver; `never sent` for no answer. */
  expected: string;
  change(site: SmallSite): void;
}

export const set = (...texts: string[]) => AddressSet.of(...texts);
export const DROP = { action: "DROP" as const };
export const TO_W = "10.0.1.5 > 10.0.11.2";
export const TO_NAT = "10.0.1.5 > 10.0.1.2";
export const OUT = "10.0.11.2 > 10.0.1.5";
export const ACROSS = "10.0.11.2 > 10.0.12.2";

export function caseOf(
  name: string,
  from: Case["from"],
  packet: string,
  expected: string,
  change: Case["change"] = () => undefined,
): Case {
  return { name, from, packet, expected, change };
}
