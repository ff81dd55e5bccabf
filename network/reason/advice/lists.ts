/** Changed copies of a model's rule lists, and what two models do differently. */
import type { FirewallRule, NetworkModel } from "../../model/types";
import { flowDifference, type FlowChange } from "../difference";
import { matrix, type PairFlows } from "../matrix";

/** The distributed firewall, or a gateway's by the router's id. */
export type Place = string;
export const DISTRIBUTED: Place = "distributed";

export interface PlacedList {
  place: Place;
  name: string;
  rules: readonly FirewallRule[];
}

/** Every list of rules that packets meet. */
export function listsOf({ firewall, routers }: NetworkModel): PlacedList[] {
  return [
    { place: DISTRIBUTED, name: "the distributed firewall", rules: firewall.rules },
    ...routers
      .filter(({ firewall: own, hasServiceRouter }) => own.enabled && hasServiceRouter)
      .map(({ id, name, firewall: own }) => ({
        place: id,
        name: `gateway ${name}`,
        rules: own.rules,
      })),
  ];
}

/** A copy of the model with another list of rules at a place. */
export function withRules(
  model: NetworkModel,
  place: Place,
  change: (rules: readonly FirewallRule[]) => FirewallRule[],
): NetworkModel {
  const { firewall } = model;
  return place === DISTRIBUTED
    ? { ...model, firewall: { ...firewall, rules: change(firewall.rules) } }
    : {
        ...model,
        routers: model.routers.map((router) =>
          router.id === place
            ? {
                ...router,
                firewall: { ...router.firewall, rules: change(router.firewall.rules) },
              }
            : router,
        ),
      };
}

/** Networks in which trying every suggestion on the whole model takes too long. */
const MOST_ENDPOINTS = 400;
const MOST_RULES = 2_000;

/** Compares changed models with the one that there is, whose flows are computed once. */
export class Trials {
  private flows: PairFlows[] | undefined;
  /** False when the network is too large to try every change on it. */
  readonly isPossible: boolean;

  constructor(readonly model: NetworkModel) {
    const rules = listsOf(model).reduce((sum, list) => sum + list.rules.length, 0);
    this.isPossible = model.endpoints.length <= MOST_ENDPOINTS && rules <= MOST_RULES;
  }

  /** What a changed model does differently, by the solver. */
  difference(changed: NetworkModel): FlowChange[] {
    this.flows ??= matrix(this.model);
    return flowDifference(this.flows, matrix(changed));
  }

  get pairs(): number {
    this.flows ??= matrix(this.model);
    return this.flows.length;
  }
}

const MOST_LINES = 8;

/** The difference in sentences, bounded. */
export function changeLines(changes: readonly FlowChange[]): string[] {
  const lines = changes.slice(0, MOST_LINES).map(({ text }) => text);
  const more = changes.length - lines.length;
  return more > 0 ? [...lines, `and ${more} more`] : lines;
}
