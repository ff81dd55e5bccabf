/** Rehearsal of failures (X5); docs/proofs.md says what is taken away and what is assumed. */
export { rehearse, type Outcome, type Rehearsal, type RehearsalOptions } from "./rehearse";
export { elementsOf, type Element, type ElementKind } from "./elements";
export { effectOf, type Effect } from "./effect";
export { applied } from "./apply";
export { Uplinks } from "./uplinks";
export { failureFindings } from "./findings";
