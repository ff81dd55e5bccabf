/** How grave a finding is: an error breaks the review, a warning wants a look, a note informs. */
export type Severity = "error" | "warning" | "note";

/**
 * One thing that a check of the network noticed, as plain data. Every check (MTU, failures, hygiene,
 * capacity, policy) reports this one shape, so that reports and differences need no check's details.
 */
export interface Finding {
  /** Family and rule, in lower case: `hygiene/shadowed-rule`, `mtu/tunnel-below-guest`. */
  readonly check: string;
  readonly severity: Severity;
  /** Names of the objects it is about, as the model shows them, the first one to blame. */
  readonly subjects: readonly string[];
  /** Identity across revisions: equal on base and head means "the same finding", never shown. */
  readonly key: string;
  /** One sentence that says what is wrong, with names and values. */
  readonly text: string;
  /** Proof: numbers, hops, the rule that decides; one line each. */
  readonly evidence: readonly string[];
  /** The change that would end it, where one is known. */
  readonly fix?: string;
}

/** What a change adds to, removes from and leaves in a list of findings. */
export interface FindingDifference {
  readonly added: readonly Finding[];
  readonly gone: readonly Finding[];
  readonly kept: readonly Finding[];
}

/** Compares the findings of two revisions by their keys; each list keeps its order. */
export function findingDifference(
  base: readonly Finding[],
  head: readonly Finding[],
): FindingDifference {
  const before = new Set(base.map(({ key }) => key));
  const after = new Set(head.map(({ key }) => key));
  return {
    added: head.filter(({ key }) => !before.has(key)),
    gone: base.filter(({ key }) => !after.has(key)),
    kept: head.filter(({ key }) => before.has(key)),
  };
}
