import { AddressSet, NO_ADDRESS } from "../../addressSet";
import { PortSet } from "../../ports";
import type { NatAction, NatRule, Router, ServiceMatch } from "../types";
import { addGap, joinDoubts, portsOf, unknown, type Draft } from "./draft";
import type { Item } from "./items";
import { readSets } from "./readAddress";
import { readPorts, resolveServices } from "./services";
import { flagOf, numberOf, textOf, textsOf } from "./values";

const ACTIONS: readonly string[] = ["SNAT", "DNAT", "REFLEXIVE", "NO_SNAT", "NO_DNAT"];
const FIREWALL_MATCHES = ["MATCH_EXTERNAL_ADDRESS", "MATCH_INTERNAL_ADDRESS", "BYPASS"] as const;
/** The provider's default; the manager's own is MATCH_INTERNAL_ADDRESS. */
const DEFAULT_MATCH = "BYPASS";
const DEFAULT_PRIORITY = 100;

/** Puts every NAT rule on its router, in the order of evaluation. */
export function addNatRules(draft: Draft): void {
  const touched = new Set<Router>();
  for (const item of draft.items.ofKind("NatRule")) {
    const path = textOf(item.props["gatewayPath"]);
    const router = path === undefined ? undefined : draft.routers.get(path);
    if (router === undefined) {
      addGap(draft, item.origin, "A NAT rule whose gateway is not known; it is left out.");
    } else if (flagOf(item.props["enabled"]) !== false) {
      addRule(draft, router, item);
      touched.add(router);
    }
  }
  for (const router of touched) {
    router.nat.sort((a, b) => a.priority - b.priority || (a.id < b.id ? -1 : 1));
    noteDead(draft, router);
    noteTies(draft, router);
  }
}

function addRule(draft: Draft, router: Router, item: Item): void {
  const action = textOf(item.props["action"]);
  if (action === undefined || !isAction(action)) {
    addGap(draft, item.origin, `NAT action ${action ?? "unknown"} is not represented.`);
    router.doubt = joinDoubts(router.doubt, unknown(`NAT rule "${item.name}" is not represented`));
    return;
  }
  const { rule, problem } = natRule(draft, router, item, action);
  if (problem !== undefined) {
    addGap(draft, item.origin, `${problem}: what this gateway translates is not known.`);
    router.doubt = joinDoubts(router.doubt, unknown(`NAT rule "${item.name}": ${problem}`));
    return;
  }
  router.nat.push(rule);
}

function isAction(text: string): text is NatAction {
  return ACTIONS.includes(text);
}

function natRule(draft: Draft, router: Router, item: Item, action: NatAction) {
  const { props } = item;
  const source = readSets(textsOf(props["sourceNetworks"]));
  const destination = readSets(textsOf(props["destinationNetworks"]));
  const given = textsOf(props["translatedNetworks"]);
  const hasNone = given.known.length === 0 && !given.hasUnknown;
  const translated = hasNone ? { set: NO_ADDRESS } : readSets(given);
  const ports = natPorts(draft, item, action);
  const scopes = scopePorts(draft, router, item);
  const match = textOf(props["firewallMatch"]) ?? DEFAULT_MATCH;
  const rule: NatRule = {
    id: item.id,
    name: item.name,
    action,
    priority: numberOf(props["rulePriority"]) ?? DEFAULT_PRIORITY,
    source: source.set,
    destination: destination.set,
    services: ports.services,
    ...(action.startsWith("NO_") || translated.set.isEmpty ? {} : { translated: translated.set }),
    ...(ports.translated === undefined ? {} : { translatedPorts: ports.translated }),
    firewallMatch: FIREWALL_MATCHES.find((known) => known === match) ?? DEFAULT_MATCH,
    ...(scopes.ports === undefined ? {} : { ports: scopes.ports }),
    origin: item.origin,
  };
  const needsTarget = !action.startsWith("NO_") && translated.set.isEmpty;
  const problem =
    source.problem ??
    destination.problem ??
    translated.problem ??
    ports.problem ??
    scopes.problem ??
    (needsTarget ? "it has no translated network" : undefined);
  return { rule, problem };
}

interface NatPorts {
  services: ServiceMatch[];
  translated?: PortSet;
  problem?: string;
}

/**
 * The API has DNAT's ports inside out: with a service, the service's destination port is the inside
 * port, and `translatedPorts` is the outside port that packets arrive with; without a service,
 * `translatedPorts` is ignored (docs/fidelity.md). For SNAT the port of a service is ignored.
 */
function natPorts(draft: Draft, item: Item, action: NatAction): NatPorts {
  const path = textsOf(item.props["service"]);
  const outsideText = textsOf(item.props["translatedPorts"]);
  const hasOutside = outsideText.known.length > 0 || outsideText.hasUnknown;
  if (path.known.length === 0 && !path.hasUnknown) {
    if (hasOutside) {
      addGap(
        draft,
        item.origin,
        "translatedPorts without a service has no effect: all ports match.",
      );
    }
    return { services: [] };
  }
  const service = resolveServices(draft, path, undefined);
  if (service.doubt !== undefined) {
    return { services: [], problem: service.doubt.reason };
  }
  if (action === "SNAT" || action === "REFLEXIVE") {
    addGap(
      draft,
      item.origin,
      `The ports of a service are ignored for ${action}; its protocol counts.`,
    );
    return { services: service.matches.map(({ protocols }) => (protocols ? { protocols } : {})) };
  }
  if (action !== "DNAT" || !hasOutside) {
    return { services: service.matches };
  }
  const outside = readPorts(outsideText);
  if (outside === undefined) {
    return { services: [], problem: "the outside ports are not known" };
  }
  const inside = service.matches.map(({ destinationPorts }) => destinationPorts ?? PortSet.ANY);
  const [first = PortSet.ANY] = inside;
  const services = service.matches.map((match) => ({ ...match, destinationPorts: outside }));
  const isOne = inside.every((ports) => ports.equals(first));
  return isOne
    ? { services, translated: first }
    : {
        services,
        problem: "its service has several inside ports, which this model cannot tell apart",
      };
}

/** Ports by interface path; labels are not represented. */
function scopePorts(
  draft: Draft,
  router: Router,
  item: Item,
): { ports?: string[]; problem?: string } {
  const scopes = textsOf(item.props["scopes"]);
  if (scopes.hasUnknown) {
    // Computed by the manager when left out: it then holds nothing that limits the rule.
    return {};
  }
  const own = portsOf(draft, router);
  const limiting = scopes.known.filter((scope) => scope !== router.id);
  if (limiting.length === 0) {
    return {};
  }
  const found = limiting.map(
    (scope) => own.find((port) => port.id === `${router.id}#${scope}`)?.id,
  );
  const ports = found.flatMap((id) => id ?? []);
  return ports.length === limiting.length
    ? { ports }
    : { problem: `its scope ${limiting.join(", ")} names no described interface` };
}

/** The addresses that a rule makes the gateway answer for on its outside. */
export function outsideAddresses(rule: NatRule): AddressSet {
  const set =
    rule.action === "DNAT"
      ? rule.destination
      : rule.action === "SNAT" || rule.action === "REFLEXIVE"
        ? (rule.translated ?? NO_ADDRESS)
        : NO_ADDRESS;
  return set.equals(AddressSet.ANY) ? NO_ADDRESS : set;
}

function noteDead(draft: Draft, router: Router): void {
  const stated = draft.surroundings.gateways?.find(({ path }) => path === router.id)?.haMode;
  const haMode = textOf(draft.items.atPath(router.id)?.props["haMode"]) ?? stated;
  if (haMode === "ACTIVE_ACTIVE") {
    for (const { action, origin } of router.nat) {
      if (action === "SNAT" || action === "DNAT") {
        addGap(
          draft,
          origin,
          `An ACTIVE_ACTIVE gateway takes no ${action}; the rule is read all the same.`,
        );
      }
    }
  }
  if (!router.hasServiceRouter) {
    for (const { origin } of router.nat) {
      addGap(
        draft,
        origin,
        "Dead rule: the gateway has no edge cluster, so nothing evaluates NAT.",
      );
    }
  }
}

function noteTies(draft: Draft, router: Router): void {
  router.nat.forEach((rule, index) => {
    const next = router.nat[index + 1];
    const isTie =
      next !== undefined &&
      next.priority === rule.priority &&
      next.action.endsWith("SNAT") === rule.action.endsWith("SNAT") &&
      next.source.overlaps(rule.source) &&
      next.destination.overlaps(rule.destination) &&
      rule.services.length === 0 &&
      next.services.length === 0;
    if (isTie) {
      addGap(
        draft,
        next.origin,
        `Same priority as "${rule.name}", and both match some packets; which one comes first is not known.`,
      );
    }
  });
}
