/**
 * Hygiene of a network: rules that say too much or in vain, addresses that two have, objects that nobody
 * uses (R08, R61). Exact on packet sets; docs/proofs.md says what each finding means.
 */
import type { NetworkModel } from "../../model/types";
import type { Finding } from "../finding";
import { addressFindings } from "./addresses";
import { shadowedNat } from "./nat";
import { ruleFindings } from "./rules";
import { serverFindings } from "./servers";
import { unusedFindings } from "./unused";

const RANK = { error: 0, warning: 1, note: 2 } as const;

/**
 * Everything that is untidy in a network: duplicate addresses, shadowed, redundant, over-wide,
 * never-matching and dead rules, pools that lack machines, unused groups and services. Errors first; otherwise in the
 * model's order.
 */
export function hygieneFindings(model: NetworkModel): Finding[] {
  const all = [
    ...addressFindings(model),
    ...ruleFindings(model),
    ...shadowedNat(model),
    ...serverFindings(model),
    ...unusedFindings(model),
  ];
  return all.sort((a, b) => RANK[a.severity] - RANK[b.severity]);
}
