/** Words for the answers of `vmnet reach`; also used where a path explains a broken expectation. */
import type { NetworkModel } from "vmnet/network/model/types";
import {
  assumptionsOf,
  packetText,
  shortAddresses,
  trafficText,
  Verdict,
} from "vmnet/network/reason/index";
import type { Answer, FlowSpace, Hop } from "vmnet/network/reason/index";
import { oneLine } from "../model/words";
import type { Terminal } from "../terminal";
import { table } from "../terminal";
import type { PairAnswer } from "./pair";

type Colors = Terminal["colors"];

/** Names of endpoints, routers, domains and ports by id. */
export class Names {
  private readonly names: ReadonlyMap<string, string>;

  constructor(private readonly model: NetworkModel) {
    const { endpoints, routers, domains, ports } = model;
    const all = [...ports, ...domains, ...routers, ...endpoints];
    this.names = new Map(all.map(({ id, name }) => [id, oneLine(name)]));
  }

  of(id: string): string {
    return this.names.get(id) ?? oneLine(id);
  }

  /** What an answer takes for granted of parts that others own. */
  assumptions(answer: Answer): string[] {
    return assumptionsOf(this.model, answer).map(oneLine);
  }
}

const KINDS: Readonly<Record<Hop["kind"], string>> = {
  endpoint: "end",
  domain: "network",
  router: "router",
  distributedFirewall: "firewall",
  gatewayFirewall: "gateway fw",
  nat: "NAT",
};

/** The hops of an answer's example, like traceroute: place, part, what happened, and the packet where it changed. */
export function hopLines({ hops }: Pick<Answer, "hops">, names: Names): string[] {
  const packets = hops.map(({ packet }) => (packet === undefined ? undefined : packetText(packet)));
  const rows = hops.map(({ kind, at, action }, index) => [
    String(index + 1).padStart(2),
    names.of(at),
    KINDS[kind],
    // The packet has a line of its own.
    oneLine(action).replace(`: ${packets[index]}`, ""),
  ]);
  let before: string | undefined;
  return table(rows).flatMap((line, index) => {
    const packet = packets[index];
    const isNew = packet !== undefined && packet !== before;
    before = packet ?? before;
    return isNew ? [line, `      = ${packet}`] : [line];
  });
}

/** `allowed`, coloured. */
export function verdictWord(verdict: Verdict, colors: Colors): string {
  const paint = {
    [Verdict.Allowed]: colors.green,
    [Verdict.Denied]: colors.red,
    [Verdict.Conditional]: colors.yellow,
    [Verdict.Unknown]: colors.yellow,
  }[verdict];
  return paint(verdict);
}

const REASONS: Readonly<Record<string, string>> = {
  delivered: "delivered, and the answer comes back",
  firewall: "a firewall drops it",
  noRoute: "there is no route",
  noHost: "nobody has this address",
  noReturnPath: "it arrives, but the answer does not come back",
  noTranslation: "the gateway has this address for NAT only, and no rule fits",
  noVirtualServer: "the gateway balances this address, and no virtual server takes it",
  noMember: "the virtual server has no member to hand it to",
  deliveredElsewhere: "somebody else has this address",
  notForwarded: "it ends at a machine that does not route",
  notInspected: "it gets through, and nothing looked into it",
  notSent: "the sender never sends it",
  noAddress: "an address is not known",
  privateVlan: "a private VLAN separates the two",
  portBlocked: "the port group lets nothing through",
  natWithoutFirewall: "translated traffic is dropped where the gateway's firewall is off",
  loop: "two routers send it to each other",
  doubt: "something on its way is in doubt",
  unknownNeighbour: "nothing says whether somebody has this address",
  hairpin: "a machine behind the gateway calls the gateway's own outside address",
  alternatives: "several ways are possible, and they do not end alike",
  natOrder: "translation rules of one priority disagree",
  tooManyWays: "more ways lead there than can be followed",
};

/** Words for the machine-readable reason of an answer. */
export function reasonText({ reason, origin }: Pick<Answer, "reason" | "origin">): string {
  const words = REASONS[reason] ?? reason;
  return origin === undefined ? words : `${words} (${oneLine(origin.label)})`;
}

/** The whole answer for one pair. */
export function pairLines(
  { from, to, verdict, answers, remedy }: PairAnswer,
  asked: string,
  names: Names,
  colors: Colors,
): string[] {
  const lines = [colors.bold(`${names.of(from)} -> ${to === undefined ? asked : names.of(to)}`)];
  if (answers.length === 0) {
    lines.push("  no packet of this kind can be sent, or no address is known");
  }
  for (const answer of ordered(answers)) {
    const what = `${trafficText(answer.space)} to ${shortAddresses(answer.space.destination)}`;
    lines.push(
      `  ${verdictWord(answer.verdict, colors)}: ${what}: ${reasonText(answer)}`,
      `  e.g. ${packetText(answer.example)}`,
      ...hopLines(answer, names).map((line) => `  ${line}`),
      ...receiversText(answer, names).map((text) => `  ${text}`),
      ...names.assumptions(answer).map((text) => `  assumes: ${text}`),
    );
  }
  if (remedy !== undefined) {
    lines.push(`  fix: ${oneLine(remedy.text)}${remedy.proved ? " (tried: it is enough)" : ""}`);
  }
  return [...lines, `  verdict: ${verdictWord(verdict, colors)}`];
}

/** Who may get it, where it is one of several. */
function receiversText({ receivers = [] }: Answer, names: Names): string[] {
  return receivers.length === 0 ? [] : [`delivered to ${oneOf(receivers, names)}`];
}

function oneOf(ids: readonly string[], names: Names): string {
  const shown = ids.slice(0, MOST_RECEIVERS).map((id) => names.of(id));
  const more = ids.length - shown.length;
  return `one of ${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** How many receivers are named before the rest is counted. */
const MOST_RECEIVERS = 8;

/** What decides comes last, next to the verdict. */
function ordered(answers: readonly Answer[]): Answer[] {
  const rank = ({ verdict }: Answer) => (verdict === Verdict.Allowed ? 0 : 1);
  return [...answers].sort((a, b) => rank(a) - rank(b));
}

/** What the way has changed: `from 192.168.1.50`, or `the same`. */
function receivedText(sent: FlowSpace, received: FlowSpace): string {
  const traffic = trafficText(received);
  const parts = [
    ...(traffic === trafficText(sent) ? [] : [traffic]),
    ...(received.source.equals(sent.source) ? [] : [`from ${shortAddresses(received.source)}`]),
    ...(received.destination.equals(sent.destination)
      ? []
      : [`to ${shortAddresses(received.destination)}`]),
  ];
  return parts.join(" ") || "the same";
}

/** Everything that arrives, a row for each kind of traffic. */
export function flowTable(pairs: readonly PairAnswer[], asked: string, names: Names): string[] {
  const rows = pairs.flatMap(({ from, to, answers }) =>
    answers.map(({ verdict, space, received, receiver, receivers, reason }) => [
      names.of(from),
      to === undefined && receivers !== undefined
        ? oneOf(receivers, names)
        : receiver === undefined
          ? asked
          : names.of(receiver),
      verdict,
      trafficText(space),
      shortAddresses(space.destination),
      received === undefined ? reason : receivedText(space, received),
    ]),
  );
  const isUnknown = pairs.some(({ verdict }) => verdict === Verdict.Unknown);
  return rows.length === 0
    ? [isUnknown ? "unknown: an address of one end is not known" : "nothing gets there"]
    : table([
        ["from", "to", "verdict", "traffic", "called address", "as the receiver sees it"],
        ...rows,
      ]);
}
