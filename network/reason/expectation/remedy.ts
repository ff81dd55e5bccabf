/** What would make a broken expectation hold (X4): small changes of the model, each tried before it is told. */
import { AddressSet } from "../../addressSet";
import type { DefaultAction, FirewallRule, NetworkModel, Origin } from "../../model/types";
import { PortSet } from "../../ports";
import type { Answer, FlowSpace } from "../question";
import { shortAddresses } from "../shortText";
import { trafficText } from "../text";
import { checkExpectations, Status, type CounterExample, type Finding } from "./check";
import { Relation } from "./expectation";

/** A change that was tried on the model. */
export interface Remedy {
  /** What to change, for people. */
  text: string;
  /** The rule, forward or gateway that it concerns. */
  origin?: Origin;
  /** True when the expectation holds in the changed model. */
  proved: boolean;
}

interface Candidate {
  text: string;
  origin: Origin;
  model: NetworkModel;
}

/** How many firewalls in a row a remedy opens at most: one at each end, and two gateways. */
const LONGEST = 4;

/**
 * The smallest change that makes a broken expectation hold: closing the rule or the translation that
 * lets a packet through, or opening the firewalls that stop it. What no single such change can mend
 * gets advice by its reason, marked as not proved.
 */
export function remedyFor(model: NetworkModel, finding: Finding): Remedy | undefined {
  const { status, counterExample, expectation } = finding;
  // What is lost is not in the model that would be changed.
  const isLossy = (expectation.without ?? []).length > 0;
  if (status !== Status.Broken || counterExample === undefined || isLossy) {
    return undefined;
  }
  return expectation.relation === Relation.CanReach
    ? opened(model, finding, counterExample)
    : closed(model, finding, counterExample);
}

function holdsIn(model: NetworkModel, { expectation }: Finding): boolean {
  return checkExpectations(model, [expectation])[0]?.status === Status.Holds;
}

function closed(model: NetworkModel, finding: Finding, example: CounterExample): Remedy {
  const { answer } = example;
  const origins = [...answer.hops].reverse().flatMap(({ origin }) => origin ?? []);
  // Taking something away is a smaller change than adding a rule against it.
  const tried = [
    ...origins.flatMap((origin) => removal(model, origin)),
    ...origins.flatMap((origin) => blocking(model, origin, answer)),
  ];
  const proved = tried.find((candidate) => holdsIn(candidate.model, finding));
  if (proved !== undefined) {
    return { text: proved.text, origin: proved.origin, proved: true };
  }
  return {
    text: "more than one rule lets it through: add a DROP rule for this pair at the head of an earlier category",
    proved: false,
  };
}

function removal(model: NetworkModel, origin: Origin): Candidate[] {
  const without = withoutRule(model, origin);
  return without === undefined
    ? []
    : [{ text: `remove or narrow ${origin.label}`, origin, model: without }];
}

function blocking(model: NetworkModel, origin: Origin, answer: Answer): Candidate[] {
  const blocked = withRule(model, origin, answer, "DROP");
  return blocked === undefined
    ? []
    : [
        {
          text: `add a DROP rule before ${origin.label}: ${ruleWords(answer)}`,
          origin,
          model: blocked,
        },
      ];
}

function opened(model: NetworkModel, finding: Finding, example: CounterExample): Remedy {
  let current = model;
  let { answer } = example;
  const texts: string[] = [];
  let first: Origin | undefined;
  while (texts.length < LONGEST && answer.reason === "firewall" && answer.origin !== undefined) {
    const next = withRule(current, answer.origin, answer, "ALLOW");
    if (next === undefined) {
      break;
    }
    texts.push(`add an ALLOW rule before ${answer.origin.label}: ${ruleWords(answer)}`);
    first ??= answer.origin;
    current = next;
    const [again] = checkExpectations(current, [finding.expectation]);
    if (again?.status === Status.Holds) {
      return { text: texts.join("; then "), ...(first && { origin: first }), proved: true };
    }
    if (again?.counterExample === undefined) {
      break;
    }
    answer = again.counterExample.answer;
  }
  const advice = ADVICE[answer.reason] ?? "see the last hop of the path";
  return { text: [...texts, advice].join("; then "), proved: false };
}

const ADVICE: Readonly<Record<string, string>> = {
  firewall: "allow the traffic at the firewall of the last hop",
  noRoute:
    "give the last router of the path a route to the destination, or advertise its network there",
  noHost:
    "nobody has this address on the last network of the path: check the address, or attach the machine",
  noTranslation: "the gateway has this address for NAT only: add a port forward for the traffic",
  noVirtualServer:
    "the gateway balances this address: add a virtual server for the traffic, or switch it on",
  noMember: "give the pool a member that is enabled",
  noReturnPath:
    "the answer does not find its way back: add the missing route, or a source NAT rule",
  notForwarded: "the packet ends at a machine that does not route: check next hops and addresses",
  deliveredElsewhere:
    "another machine has this address: call another address, or change one of the two",
  privateVlan: "the two ports are separated by a private VLAN: put them into one community",
  portBlocked: "take blockAllPorts off the port group",
  natWithoutFirewall: "switch the gateway's firewall on: without it, translated traffic is dropped",
  loop: "two routers send the packet to each other: correct one of the two routes",
  notInspected: "nothing looks into it: put a rule with a context profile before what lets it in",
  notSent: "the sender has no route to the destination",
};

function ruleWords(answer: Answer): string {
  const space = seenSpace(answer);
  return `${trafficText(space)} from ${shortAddresses(space.source)} to ${shortAddresses(space.destination)}`;
}

const isAt = (origin: Origin) => (part: { origin: Origin }) =>
  part.origin === origin || (part.origin.ref === origin.ref && part.origin.label === origin.label);

/** The model without a firewall or NAT rule; undefined when the origin is neither. */
function withoutRule(model: NetworkModel, origin: Origin): NetworkModel | undefined {
  const at = isAt(origin);
  const { firewall, routers } = model;
  if (!rulesOf(model).some(at)) {
    return undefined;
  }
  return {
    ...model,
    firewall: {
      ...firewall,
      ethernet: firewall.ethernet.filter((rule) => !at(rule)),
      rules: firewall.rules.filter((rule) => !at(rule)),
    },
    routers: routers.map((router) => ({
      ...router,
      nat: router.nat.filter((rule) => !at(rule)),
      firewall: {
        ...router.firewall,
        rules: router.firewall.rules.filter((rule) => !at(rule)),
      },
    })),
  };
}

function rulesOf({ firewall, routers }: NetworkModel): { origin: Origin }[] {
  return [
    ...firewall.ethernet,
    ...firewall.rules,
    ...routers.flatMap((router) => [...router.nat, ...router.firewall.rules]),
  ];
}

/** The model with a new rule right before the deciding one, for the packets as the firewall saw them. */
function withRule(
  model: NetworkModel,
  origin: Origin,
  answer: Answer,
  action: "ALLOW" | "DROP",
): NetworkModel | undefined {
  const insert = (rules: FirewallRule[], fallback: DefaultAction): FirewallRule[] | undefined => {
    const place = rules.findIndex(isAt(origin));
    const end = isAt(origin)(fallback) ? rules.length : -1;
    const index = place >= 0 ? place : end;
    return index < 0
      ? undefined
      : [
          ...rules.slice(0, index),
          newRule(rules[index], origin, answer, action),
          ...rules.slice(index),
        ];
  };
  const rules = insert(model.firewall.rules, model.firewall.defaultAction);
  if (rules !== undefined) {
    return { ...model, firewall: { ...model.firewall, rules } };
  }
  for (const [index, router] of model.routers.entries()) {
    const own = insert(router.firewall.rules, router.firewall.defaultAction);
    if (own !== undefined) {
      const changed = { ...router, firewall: { ...router.firewall, rules: own } };
      return { ...model, routers: model.routers.with(index, changed) };
    }
  }
  return undefined;
}

function newRule(
  before: FirewallRule | undefined,
  origin: Origin,
  answer: Answer,
  action: "ALLOW" | "DROP",
): FirewallRule {
  const seen = seenSpace(answer);
  return {
    id: `remedy of ${origin.ref}`,
    name: "remedy",
    policy: before?.policy ?? "remedy",
    category: before?.category ?? "Application",
    action,
    direction: "IN_OUT",
    family: "IPV4_IPV6",
    source: seen.source,
    destination: seen.destination,
    services: [
      {
        protocols: seen.protocols.ranges.flatMap(({ first, last }) =>
          Array.from({ length: last - first + 1 }, (_, step) => first + step),
        ),
        ...(seen.sourcePorts.equals(PortSet.ANY) ? {} : { sourcePorts: seen.sourcePorts }),
        ...(seen.destinationPorts.equals(PortSet.ANY)
          ? {}
          : { destinationPorts: seen.destinationPorts }),
      },
    ],
    stateful: true,
    logged: false,
    origin: { source: "product", ref: `remedy of ${origin.ref}`, label: "remedy" },
  };
}

/** The packets as the deciding firewall sees them: after the last translation on the way there. */
function seenSpace({ space, received, hops }: Answer): FlowSpace {
  if (received !== undefined) {
    return received;
  }
  const packet = hops.findLast((hop) => hop.packet !== undefined)?.packet;
  if (packet === undefined) {
    return space;
  }
  const { source, destination, destinationPort } = packet;
  const isTranslated = (before: AddressSet, after: string) =>
    !before.overlaps(AddressSet.of(after));
  const port = PortSet.fromRanges([{ first: destinationPort, last: destinationPort }]);
  return {
    ...space,
    source: isTranslated(space.source, source) ? AddressSet.of(source) : space.source,
    destination: isTranslated(space.destination, destination)
      ? AddressSet.of(destination)
      : space.destination,
    destinationPorts: space.destinationPorts.overlaps(port) ? space.destinationPorts : port,
  };
}
