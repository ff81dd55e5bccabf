/**
 * Rehearsal of failures (X5): every physical NIC, host, edge node, tunnel and BGP neighbour is taken away
 * once, and two at a time; what is lost is what the solver says about the network without them.
 */
import type { NetworkModel } from "../../model/types";
import type { Expectation } from "../expectation";
import { applied } from "./apply";
import { effectKey, effectOf, isWithoutEffect, type Effect } from "./effect";
import { elementsOf, type Element } from "./elements";
import { Baseline, isNothing, NOTHING, type Loss } from "./losses";
import { namesOf } from "../hygiene/words";
import { survivalOf } from "./reasons";
import { Uplinks } from "./uplinks";

export interface RehearsalOptions {
  /** Also two failures at a time. Default: yes, up to 80 elements. */
  pairs?: boolean;
  /** Also traffic that no expectation names. Default: yes, up to 400 endpoints. */
  traffic?: boolean;
}

/** What one failure, or two together, cost. */
export interface Outcome extends Loss {
  /** One element, or two. */
  failed: Element[];
  /** Why nothing is lost; absent when something is. */
  survives?: string;
  assumes: string[];
}

export interface Rehearsal {
  /** One for each element. */
  singles: Outcome[];
  /** Pairs that cost more than their two failures one by one. */
  pairs: Outcome[];
  counted: {
    elements: number;
    /** Expectations that allow something and hold. */
    expectations: number;
    pairs: number;
    /** Networks that were really compared; equal failures count once. */
    compared: number;
  };
  /** What was left out, for people. */
  leftOut: string[];
}

const MOST_ELEMENTS_IN_PAIRS = 80;
const MOST_ENDPOINTS = 400;
/** Pairs whose network is compared; what is left out is told. */
const MOST_COMPARED = 1_500;

/**
 * Takes every element away, alone and in pairs. Only expectations that hold before and allow something can be
 * lost; what must never be reachable is not opened by a failure.
 *
 * @throws FaultsError for expectations about names that the model does not have
 */
export function rehearse(
  model: NetworkModel,
  expectations: readonly Expectation[],
  options: RehearsalOptions = {},
): Rehearsal {
  const elements = elementsOf(model);
  const withTraffic = options.traffic ?? model.endpoints.length <= MOST_ENDPOINTS;
  const withPairs = options.pairs ?? elements.length <= MOST_ELEMENTS_IN_PAIRS;
  const work = new Work(model, expectations, withTraffic);
  const singles = elements.map((element) => work.single(element));
  const pairs = withPairs ? work.pairsOf(singles) : [];
  const leftOut = [
    ...(withTraffic ? [] : ["traffic that no expectation names, because the network is large"]),
    ...(withPairs ? [] : ["two failures at a time"]),
    ...undescribed(model),
    ...(work.skipped > 0 ? [`${work.skipped} pairs of failures, because there are too many`] : []),
  ];
  const { length } = elements;
  return {
    singles,
    pairs,
    counted: {
      elements: length,
      expectations: work.baseline.expectations,
      pairs: withPairs ? (length * (length - 1)) / 2 : 0,
      compared: work.compared,
    },
    leftOut,
  };
}

/** What may fail and is not described: switches of port groups, and where machines run. */
function undescribed({ underlay, ports, endpoints }: NetworkModel): string[] {
  const known = new Set(underlay?.switches.map(({ id }) => id));
  const switches = (underlay?.networks ?? []).flatMap(({ switch: id, name }) =>
    id === undefined || known.has(id) ? [] : [`${id} (below port group ${name})`],
  );
  const machines = new Set(endpoints.filter(({ kind }) => kind === "machine").map(({ id }) => id));
  const homeless = new Set(
    ports.flatMap(({ owner, host }) => (machines.has(owner) && host === undefined ? [owner] : [])),
  );
  return [
    ...(switches.length === 0
      ? []
      : [`uplinks of switches that no resource describes: ${namesOf([...new Set(switches)])}`]),
    ...(homeless.size === 0
      ? []
      : [`hosts of ${homeless.size} machines, of which nobody says where they run`]),
  ];
}

/** One rehearsal with what it has found so far. */
class Work {
  readonly baseline: Baseline;
  readonly uplinks: Uplinks;
  compared = 0;
  skipped = 0;
  private readonly losses = new Map<string, Loss>();

  constructor(
    readonly model: NetworkModel,
    expectations: readonly Expectation[],
    withTraffic: boolean,
  ) {
    this.baseline = new Baseline(model, expectations, withTraffic);
    this.uplinks = new Uplinks(model);
  }

  private lossOf(effect: Effect): Loss {
    if (isWithoutEffect(effect)) {
      return NOTHING;
    }
    const key = effectKey(effect);
    const known = this.losses.get(key);
    if (known !== undefined) {
      return known;
    }
    this.compared += 1;
    const loss = this.baseline.lossIn(applied(this.model, effect));
    this.losses.set(key, loss);
    return loss;
  }

  single(element: Element): Outcome {
    const effect = effectOf(this.model, this.uplinks, [element]);
    const loss = this.lossOf(effect);
    return {
      ...loss,
      failed: [element],
      ...(isNothing(loss)
        ? { survives: survivalOf(this.model, this.uplinks, element, effect) }
        : {}),
      assumes: [...effect.assumes],
    };
  }

  /** Pairs that lose something which neither of the two loses alone. */
  pairsOf(singles: readonly Outcome[]): Outcome[] {
    const effects = new Map(
      singles.map((one) => [one, effectKey(effectOf(this.model, this.uplinks, one.failed))]),
    );
    const found: Outcome[] = [];
    singles.forEach((first, index) => {
      for (const second of singles.slice(index + 1)) {
        const failed = [...first.failed, ...second.failed];
        const effect = effectOf(this.model, this.uplinks, failed);
        const key = effectKey(effect);
        // The second adds nothing to the first, or the first nothing to the second.
        if (key === effects.get(first) || key === effects.get(second) || isWithoutEffect(effect)) {
          continue;
        }
        if (this.compared >= MOST_COMPARED && !this.losses.has(key)) {
          this.skipped += 1;
          continue;
        }
        const loss = this.lossOf(effect);
        const more = beyond(loss, [first, second]);
        if (!isNothing(more)) {
          found.push({ ...more, failed, assumes: [...effect.assumes] });
        }
      }
    });
    return found;
  }
}

/** What is lost by two failures together only. */
function beyond(loss: Loss, singles: readonly Loss[]): Loss {
  const expectations = new Set(singles.flatMap((one) => one.expectations));
  const pairs = new Set(
    [...loss.pairs].filter((pair) => !singles.some((one) => one.pairs.has(pair))),
  );
  const traffic = new Set(singles.flatMap((one) => one.traffic));
  return {
    expectations: loss.expectations.filter((text) => !expectations.has(text)),
    traffic: pairs.size === 0 ? [] : loss.traffic.filter((text) => !traffic.has(text)),
    pairs,
  };
}
