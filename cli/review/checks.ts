/** The checks that a review runs on both sides of a change; each family of findings is one line. */
import { handoffFindings } from "vmnet/network/handoff/index";
import type { Handoff } from "vmnet/network/handoff/index";
import type { NetworkModel } from "vmnet/network/model/types";
import { policyFindings } from "vmnet/network/policy/index";
import type { PolicyResource } from "vmnet/network/policy/index";
import { meaningful, type Expectation } from "vmnet/network/reason/expectation/index";
import { capacityFindings } from "vmnet/network/reason/capacity/index";
import { failureFindings } from "vmnet/network/reason/failures/index";
import { findingDifference } from "vmnet/network/reason/finding";
import type { Finding, FindingDifference } from "vmnet/network/reason/finding";
import { hygieneFindings } from "vmnet/network/reason/hygiene/index";
import { mtuFindings } from "vmnet/network/reason/mtu/index";

/** One side of a change, as far as checks may look at it. */
export interface CheckedNetwork {
  model: NetworkModel;
  resources: readonly PolicyResource[];
  expectations: readonly Expectation[];
  /** What physical switches have to be; absent where nobody says who is plugged where. */
  handoff?: Handoff;
}

/** A family of findings. */
export interface CheckFamily {
  /** The part of a finding's `check` before the slash. */
  name: string;
  /** Heading for people. */
  title: string;
  find(network: CheckedNetwork): readonly Finding[];
  /** Notes of this family tell changes: one that was there before is no finding. */
  tellsChanges?: boolean;
}

/** In the order in which reports show them. */
export const FAMILIES: readonly CheckFamily[] = [
  { name: "mtu", title: "Packet sizes", find: ({ model }) => mtuFindings(model) },
  {
    name: "failures",
    title: "Failure rehearsal",
    // What names nothing there is told with the expectations themselves.
    find: ({ model, expectations }) => failureFindings(model, meaningful(model, expectations)),
  },
  {
    name: "capacity",
    title: "Capacity",
    find: ({ model, resources }) => capacityFindings(model, resources),
  },
  { name: "hygiene", title: "Hygiene", find: ({ model }) => hygieneFindings(model) },
  { name: "policy", title: "Policies", find: ({ resources }) => policyFindings(resources) },
  {
    name: "handoff",
    title: "Physical switches",
    find: ({ handoff }) => (handoff === undefined ? [] : handoffFindings(handoff)),
    tellsChanges: true,
  },
];

/** What a change does to the findings of one family. */
export interface FamilyReport extends FindingDifference {
  family: string;
  title: string;
}

/**
 * Runs each family on both sides.
 *
 * @param base, head Undefined where that side has no such stack: it then has no findings.
 * @returns Families with any finding.
 */
export function compareFindings(
  base: CheckedNetwork | undefined,
  head: CheckedNetwork | undefined,
  families: readonly CheckFamily[] = FAMILIES,
): FamilyReport[] {
  return families.flatMap(({ name, title, find, tellsChanges }): FamilyReport[] => {
    const of = (side: CheckedNetwork | undefined) => (side === undefined ? [] : find(side));
    const difference = findingDifference(of(base), of(head));
    const { added, gone } = difference;
    const kept = difference.kept.filter(({ severity }) => severity !== "note" || !tellsChanges);
    const isEmpty = added.length + gone.length + kept.length === 0;
    return isEmpty ? [] : [{ family: name, title, added, gone, kept }];
  });
}
