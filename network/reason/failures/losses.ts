/** What a failure costs: expectations that no longer hold, and traffic that no longer gets through. */
import type { NetworkModel } from "../../model/types";
import { flowDifference } from "../difference";
import { checkExpectations, Relation, Status, type Expectation } from "../expectation";
import { SubjectIndex } from "../expectation/subjects";
import { expectationText } from "../expectation/text";
import { matrix, type PairFlows } from "../matrix";
import { Verdict } from "../question";

/** What is lost; empty lists for a failure that is survived. */
export interface Loss {
  /** Expectations that held and are broken, in words. */
  expectations: string[];
  /** Traffic that was allowed and is not: `tcp 443 from a to b`. */
  traffic: string[];
  /** Pairs of endpoints that lose all or some of their traffic, by ids. */
  pairs: ReadonlySet<string>;
}

export const NOTHING: Loss = { expectations: [], traffic: [], pairs: new Set() };

export function isNothing({ expectations, pairs }: Loss): boolean {
  return expectations.length === 0 && pairs.size === 0;
}

/** The network before any failure, with what failures are compared with. */
export class Baseline {
  private readonly before: PairFlows[] | undefined;
  private readonly held: { text: string; expectation: Expectation }[];

  /**
   * @param withTraffic False leaves traffic out, for networks too large to compare again and again.
   * @throws FaultsError for expectations about names that the model does not have
   */
  constructor(model: NetworkModel, expectations: readonly Expectation[], withTraffic: boolean) {
    const index = SubjectIndex.of(model);
    const findings = checkExpectations(model, expectations);
    this.before = withTraffic ? matrix(model) : undefined;
    // By id, since names of networks and groups lose members in a failure.
    const ids = (subjects: Expectation["from"]) =>
      subjects.flatMap((subject) => {
        const found = index.find(subject);
        return "ids" in found ? found.ids.map((name) => ({ name })) : [];
      });
    this.held = findings.flatMap(({ status, expectation }) =>
      status === Status.Holds && expectation.relation === Relation.CanReach
        ? [
            {
              text: expectationText(expectation),
              expectation: { ...expectation, from: ids(expectation.from), to: ids(expectation.to) },
            },
          ]
        : [],
    );
  }

  /** How many expectations are rehearsed: what forbids is not lost by a failure. */
  get expectations(): number {
    return this.held.length;
  }

  /** What another network does not do any more. */
  lossIn(model: NetworkModel): Loss {
    const findings = checkExpectations(
      model,
      this.held.map(({ expectation }) => expectation),
    );
    const expectations = findings.flatMap(({ status }, at) =>
      status === Status.Holds ? [] : [this.held[at]?.text ?? ""],
    );
    if (this.before === undefined) {
      return { expectations, traffic: [], pairs: new Set(expectations) };
    }
    const changes = flowDifference(this.before, matrix(model)).filter(
      ({ change, verdict }) => change === "closed" && verdict === Verdict.Allowed,
    );
    const pairs = changes.flatMap(({ from, to }) =>
      from.flatMap((a) => to.map((b) => `${a.id}\n${b.id}`)),
    );
    return {
      expectations,
      traffic: changes.map(({ text }) => text.replace(/^closes /, "")),
      pairs: new Set(pairs),
    };
  }
}
