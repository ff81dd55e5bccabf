/** What a verdict takes for granted: parts of the manager that others own and that nobody described. */
import type { NetworkModel, Origin, Router } from "../model/types";
import { Verdict } from "./question";
import type { Answer, Hop } from "./question";

/** Categories of the distributed firewall in the order of evaluation, without Ethernet. */
const CATEGORIES = ["Emergency", "Infrastructure", "Environment", "Application"] as const;

const OF = "of the distributed firewall";

const GATEWAYS: ReadonlySet<Router["kind"]> = new Set(["tier0", "tier1", "vrf"]);

/**
 * What the verdict of one answer assumes, as sentences; empty where everything on the path is described.
 *
 * - A gateway that only the surroundings name: its own NAT and firewall rules are taken for absent.
 * - Categories of the distributed firewall, up to the one whose rule decides, in which neither a resource
 *   nor the surroundings have a rule: others may have some there.
 *
 * - A switch that the surroundings do not place goes to the only fabric of the site.
 *
 * A dump of the manager describes the first two, so that they are not assumed with one.
 */
export function assumptionsOf(
  model: NetworkModel,
  { hops, verdict }: Pick<Answer, "hops" | "verdict">,
): string[] {
  const links = hops.flatMap(
    ({ kind, at }) =>
      (kind === "domain" ? model.domains.find(({ id }) => id === at)?.assumes : undefined) ?? [],
  );
  if (hasDump(model)) {
    return [...new Set(links)];
  }
  const sentences = hops.flatMap((hop, index) => {
    const stops = verdict === Verdict.Denied && index === hops.length - 1;
    return hop.kind === "distributedFirewall"
      ? ofCategories(model, decidingCategory(model, hop), stops ? "allows" : "drops")
      : ofGateway(model, hop);
  });
  return [...new Set([...sentences, ...links])];
}

/** What all verdicts of a model assume that cross the parts which others own. */
export function assumptionsOfModel(model: NetworkModel): string[] {
  if (hasDump(model)) {
    return [];
  }
  const isFiltered = model.ports.some((port) => port.distributedFirewall === "covered");
  const gateways = model.routers
    .filter((router) => isUndescribed(router) && isLinked(model, router))
    .map(gatewayText);
  return [
    ...new Set([...gateways, ...(isFiltered ? ofCategories(model, undefined, "decides") : [])]),
  ];
}

function hasDump({ routers, firewall, groups, domains }: NetworkModel): boolean {
  const isDumped = ({ source }: Origin) => source === "dump";
  return (
    [...routers, ...domains].some(({ origins }) => origins.some(isDumped)) ||
    [...firewall.rules, ...groups].some(({ origin }) => isDumped(origin))
  );
}

function isUndescribed({ kind, origins }: Router): boolean {
  return GATEWAYS.has(kind) && origins.every(({ source }) => source !== "resource");
}

/** Whether another gateway sends its packets there; one that stands alone carries nothing of the program. */
function isLinked({ ports }: NetworkModel, { id }: Router): boolean {
  return ports.some(({ owner, peer }) => owner === id && peer !== undefined);
}

function ofGateway({ routers, ports }: NetworkModel, { at, kind }: Hop): string[] {
  if (!["router", "nat", "gatewayFirewall"].includes(kind)) {
    return [];
  }
  const owner = ports.find(({ id }) => id === at)?.owner ?? at;
  const router = routers.find(({ id }) => id === owner);
  return router !== undefined && isUndescribed(router) ? [gatewayText(router)] : [];
}

function gatewayText({ name }: Router): string {
  return `gateway ${name}, which others own, has no NAT and firewall rules but those that the surroundings name`;
}

/** The category of the rule that decided at a hop; undefined where it was the default. */
function decidingCategory({ firewall }: NetworkModel, { origin }: Hop): string | undefined {
  return firewall.rules.find(
    (rule) => rule.origin.ref === origin?.ref && rule.origin.label === origin.label,
  )?.category;
}

function ofCategories(
  { firewall }: NetworkModel,
  last: string | undefined,
  what: "drops" | "allows" | "decides",
): string[] {
  const known = new Set(firewall.rules.map(({ category }) => category));
  const end = CATEGORIES.findIndex((category) => category === last);
  const crossed = end < 0 ? CATEGORIES : CATEGORIES.slice(0, end);
  const open = crossed.filter((category) => !known.has(category));
  const noun = open.length === 1 ? "category" : "categories";
  const effect = what === "decides" ? "decides before the program's" : `${what} it`;
  return open.length === 0 ? [] : [`no rule of others in ${noun} ${listed(open)} ${OF} ${effect}`];
}

function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}
