/** What a review found, as plain data: the JSON format, and what the Markdown is written from. */
import type { FlowChange } from "vmnet/network/reason/index";
import type { Diagram } from "vmnet/network/diagram/index";
import type { ResourceChange } from "./changes";
import type { FamilyReport } from "./checks";

/** A flow that opens or closes. */
export interface TrafficChange {
  change: FlowChange["change"];
  verdict: FlowChange["verdict"];
  /** `opens tcp 443 from a to b`. */
  text: string;
  /** Protocols and ports: `tcp 443`. */
  traffic: string;
  from: string[];
  to: string[];
  /** Ids of the same. */
  fromIds: string[];
  toIds: string[];
  /** Exactly the packets, as texts. */
  spaces: Record<string, string>[];
}

export interface BrokenExpectation {
  text: string;
  because?: string;
  status: "broken" | "undecided";
  /** True when it was not so on base. */
  isNew: boolean;
  /** `desk-1 -> db-1`. */
  pair: string;
  verdict: string;
  reason: string;
  /** The counter-example packet. */
  packet: string;
  hops: string[];
  remedy?: { text: string; proved: boolean };
}

export interface ExpectationReport {
  total: number;
  holding: number;
  /** Broken ones first. */
  failing: BrokenExpectation[];
  /** Hold now and did not on base. */
  fixed: string[];
  /** On base only: what nobody checks any more. */
  dropped: string[];
}

export interface StackReview {
  stack: string;
  /** `added` and `removed` stacks are on one side only. */
  kind: "changed" | "added" | "removed";
  /** Why the stack cannot be reviewed. */
  fault?: string;
  traffic: TrafficChange[];
  expectations?: ExpectationReport;
  /** What the checks of each family notice: added, gone and kept. */
  findings: FamilyReport[];
  resources: ResourceChange[];
  /** Gaps and assumptions of the model that base does not have. */
  warnings: string[];
  /** The topology with what changes in it; large ones with alike nodes joined. */
  diagram?: Diagram;
  /** How this was read. */
  notes: string[];
}

export interface Review {
  format: 1;
  base: { ref: string; commit?: string };
  head: { ref: string; commit?: string };
  /** The first line of the report. */
  summary: string;
  result: "nothing" | "changed" | "broken";
  stacks: StackReview[];
}

/** Whether a stack's part says anything that a reviewer must see. */
export function stackResult(review: StackReview): Review["result"] {
  const { fault, expectations, traffic, findings, resources, warnings } = review;
  const added = findings.flatMap((family) => family.added);
  const gone = findings.flatMap((family) => family.gone);
  if (
    fault !== undefined ||
    expectations?.failing.some(({ status }) => status === "broken") ||
    added.some(({ severity }) => severity === "error")
  ) {
    return "broken";
  }
  const differences = [traffic, resources, warnings, added, gone];
  const isQuiet =
    differences.every(({ length }) => length === 0) &&
    (expectations === undefined ||
      (expectations.fixed.length + expectations.dropped.length === 0 &&
        !expectations.failing.some(({ isNew }) => isNew)));
  return isQuiet && review.kind === "changed" ? "nothing" : "changed";
}
