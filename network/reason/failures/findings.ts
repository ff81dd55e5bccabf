/** Single points of failure as findings. */
import type { NetworkModel } from "../../model/types";
import type { Expectation } from "../expectation";
import type { Finding } from "../finding";
import { namesOf } from "../hygiene/words";
import type { ElementKind } from "./elements";
import { rehearse, type Outcome, type Rehearsal } from "./rehearse";

const FIXES: Readonly<Record<ElementKind, string>> = {
  uplink: "give the switch and its port groups a second uplink on this host, active or standby",
  host: "let vSphere HA restart its machines (surroundings: hosts[].restarts), or run a second machine on another host",
  edgeNode:
    "give the gateway an interface on a second node of its edge cluster, and a shared address",
  tunnel: "add a second tunnel between the same gateways, over another uplink or provider",
  bgpPeer: "add a second neighbour that announces the same networks",
};

const MOST_LINES = 6;

/**
 * A warning for each single point of failure: an element without which an expectation breaks, or traffic
 * that works today is lost. A note for a host that takes only its own machines with it.
 *
 * @param rehearsal Of the same model and expectations, where there is one already.
 */
export function failureFindings(
  model: NetworkModel,
  expectations: readonly Expectation[],
  rehearsal: Rehearsal = rehearse(model, expectations, { pairs: false }),
): Finding[] {
  return rehearsal.singles.flatMap((outcome) => {
    const [element] = outcome.failed;
    if (element === undefined || outcome.survives !== undefined) {
      return [];
    }
    const { id, kind, name } = element;
    const broken = outcome.expectations.length;
    return [
      {
        check: `failure/single-${KINDS[kind]}`,
        severity: kind === "host" && broken === 0 ? ("note" as const) : ("warning" as const),
        subjects: [name],
        key: JSON.stringify(["failure", id]),
        text: `${name} is a single point of failure: without it ${lossText(outcome)}`,
        evidence: evidenceOf(outcome),
        fix: FIXES[kind],
      },
    ];
  });
}

const KINDS: Readonly<Record<ElementKind, string>> = {
  uplink: "uplink",
  host: "host",
  edgeNode: "edge-node",
  tunnel: "tunnel",
  bgpPeer: "bgp-peer",
};

/** `2 expectations break and 5 pairs lose traffic`. */
export function lossText({ expectations, pairs, traffic }: Outcome): string {
  const number = (count: number, noun: string, verb: string) =>
    `${count} ${noun}${count === 1 ? "" : "s"} ${verb}${count === 1 ? "s" : ""}`;
  const parts = [
    ...(expectations.length > 0 ? [number(expectations.length, "expectation", "break")] : []),
    ...(traffic.length > 0 ? [`${number(pairs.size, "pair", "lose")} traffic`] : []),
  ];
  return parts.join(" and ");
}

function evidenceOf({ expectations, traffic, assumes }: Outcome): string[] {
  const lines = [
    ...expectations.map((text) => `no longer holds: ${text}`),
    ...traffic.map((text) => `lost: ${text}`),
  ];
  const more = lines.slice(MOST_LINES);
  return [
    ...lines.slice(0, MOST_LINES),
    ...(more.length > 0 ? [`and ${more.length} more, such as ${namesOf(more.slice(0, 1))}`] : []),
    ...assumes.map((text) => `assumes: ${text}`),
  ];
}
