/** What is known of packets on their way: where they were, what is still to be asked, how they end. */
import type { Doubt, Origin, Port } from "../model/types";
import type { CompiledFirewall } from "./firewall";
import type { Meeting } from "./firewallRules";
import { Verdict, type Hop, type Packet } from "./question";
import type { Header, Variables } from "./symbolic";

/**
 * A firewall that packets meet. It is asked when the end of the way is known, because then the packets
 * are few and so are the rules about them; asking late changes nothing, since a firewall never changes
 * a packet and a denial is put at its place on the way.
 */
export interface Check {
  kind: "distributedFirewall" | "gatewayFirewall";
  /** What remembers that the packet passed: a port, or a gateway as a whole. */
  point: string;
  firewall: CompiledFirewall;
  /** False for Ethernet rules, which look at replies too. */
  hasMemory: boolean;
  /** False when nobody knows whether the port is covered. */
  isCertain: boolean;
  meeting: Meeting;
}

/** One line of a path, newest first. */
export interface Step {
  previous?: Step;
  kind: Hop["kind"];
  at: string;
  header: Header;
  /** What happened, for the packet as it was at this place. */
  say: (packet: Packet) => string;
  origin?: Origin;
  /** True when the packet looks different from here on. */
  changes?: boolean;
  /** The firewall that is asked here. */
  check?: Check;
}

/** A router that changed packets: their header before and after. */
export interface Translation {
  router: string;
  before: Header;
  after: Header;
}

/** Routers passed, newest first. */
export interface Visit {
  previous?: Visit;
  count: number;
  port: string;
  /** The packets as they came. */
  journey: Journey;
  /** What makes them come again as they came; made when first asked for. */
  state?: string;
}

/** Packets under way. Immutable; a class because most of the time of a question is spent on copies. */
export class Journey {
  constructor(
    readonly vars: Variables,
    readonly header: Header,
    /** The path so far; "none" when nobody wants to read it. */
    readonly trail: Step | "none" | undefined = undefined,
    readonly checks: readonly Check[] = [],
    readonly translations: readonly Translation[] = [],
    /** Gateways whose firewall this flow skips. */
    readonly bypassed: readonly string[] = [],
    readonly visits: Visit | undefined = undefined,
  ) {}

  with(vars: Variables): Journey {
    return vars === this.vars ? this : this.withHeader(vars, this.header);
  }

  withHeader(vars: Variables, header: Header): Journey {
    const { trail, checks, translations, bypassed, visits } = this;
    return new Journey(vars, header, trail, checks, translations, bypassed, visits);
  }

  /** After a step. @param say What happened, for the packet as it is at this place. */
  step(
    kind: Step["kind"],
    at: string,
    say: Step["say"],
    origin?: Origin,
    more?: Pick<Step, "changes" | "check">,
  ): Journey {
    const { vars, header, trail, checks, translations, bypassed, visits } = this;
    if (trail === "none") {
      return this;
    }
    const step: Step = { previous: trail, kind, at, header, say, origin, ...more };
    return new Journey(vars, header, step, checks, translations, bypassed, visits);
  }

  /** After meeting a firewall. */
  meeting(check: Check): Journey {
    const at = check.kind === "gatewayFirewall" ? check.point : check.meeting.port;
    const asked = this.step(check.kind, at, () => "", undefined, { check });
    const { vars, header, trail, checks, translations, bypassed, visits } = asked;
    const all = [...checks, check];
    return new Journey(vars, header, trail, all, translations, bypassed, visits);
  }

  translated(translation: Translation): Journey {
    const { vars, header, trail, checks, translations, bypassed, visits } = this;
    const all = [...translations, translation];
    return new Journey(vars, header, trail, checks, all, bypassed, visits);
  }

  bypassing(router: string): Journey {
    const { vars, header, trail, checks, translations, bypassed, visits } = this;
    const all = [...bypassed, router];
    return new Journey(vars, header, trail, checks, translations, all, visits);
  }

  /** At a port of a router. */
  visiting(port: string): Journey {
    const { vars, header, trail, checks, translations, bypassed, visits } = this;
    const count = (visits?.count ?? 0) + 1;
    const visit: Visit = { previous: visits, count, port, journey: this };
    return new Journey(vars, header, trail, checks, translations, bypassed, visit);
  }
}

/** How a way ends, firewalls apart. */
export interface Ending {
  verdict: Verdict;
  reason: string;
  origin?: Origin;
  /** The port that the packets were delivered to, or were sent from. */
  port?: Port;
  /** The endpoint or router that they were delivered to. */
  receiver?: string;
}

/** A whole way. */
export interface Way {
  journey: Journey;
  ending: Ending;
  /** The port that the packets left their sender by; absent when they never left. */
  sender?: Port;
}

/** The verdict that a doubt is. */
export function verdictOf(doubt: Doubt): Verdict {
  return doubt.certainty === "unknown" ? Verdict.Unknown : Verdict.Conditional;
}

/** Whether a private VLAN lets two ports talk: isolated ones only to promiscuous ones. */
export function privateVlanAllows(from: Port, to: Port): boolean {
  const a = from.privateVlan;
  const b = to.privateVlan;
  if (a === undefined || b === undefined) {
    return true;
  }
  if (a.role === "promiscuous" || b.role === "promiscuous") {
    return true;
  }
  return a.role === "community" && b.role === "community" && a.secondary === b.secondary;
}
