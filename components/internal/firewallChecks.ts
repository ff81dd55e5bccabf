import {
  addressesEqual,
  cidrContains,
  parseAddress,
  type Address,
  type Cidr,
} from "../../network/address";
import { joinPath } from "../../network/faults";
import { parsePorts } from "../../network/ports";
import { trafficPorts, type Traffic } from "../../network/services";
import type { InboundRule, NatSegmentArgs, OutboundRule } from "../natSegment";
import type { Checks } from "./checks";
import { checkSources } from "./forwardChecks";
import { pairsOf, type ForwardPair } from "./forwards";
import { quietly } from "./quietly";

/** Every inbound rule concerns traffic that a forward leads in: nothing else can come in. */
export function checkInbound(checks: Checks, args: NatSegmentArgs): void {
  const forwards = Object.keys(args.portForwards ?? {});
  const pairs = pairsOf(args.portForwards);
  for (const [key, rule] of Object.entries(args.inbound ?? {})) {
    const path = joinPath("inbound", key);
    checks.oneOf(joinPath(path, "action"), rule.action, ["ALLOW", "DROP", "REJECT"]);
    checkSources(checks, joinPath(path, "from"), rule.from);
    if (rule.forward !== undefined) {
      checkNamed(checks, path, rule, rule.forward, forwards);
    } else if (rule.to === undefined || rule.services === undefined) {
      checks.fault(path, {
        message: "it is not said which traffic is meant",
        value: rule,
        allowed: "the name of a forward, or `to` and `services`",
      });
    } else {
      checkLedIn(checks, path, rule, pairs);
    }
  }
}

function checkNamed(
  checks: Checks,
  path: string,
  rule: InboundRule,
  forward: string,
  forwards: readonly string[],
): void {
  if (!forwards.includes(forward)) {
    checks.fault(joinPath(path, "forward"), {
      message: "there is no forward of this name",
      value: forward,
      allowed: forwards.length === 0 ? "a forward; none is defined" : forwards.join(", "),
    });
  }
  if (rule.to !== undefined || rule.services !== undefined) {
    checks.fault(path, {
      message: "the forward says already what is meant",
      value: { forward: rule.forward, services: rule.services },
      allowed: "the name of a forward, or `to` and `services`",
    });
  }
}

/** The segment is not advertised, so without a forward there is no way in. */
function checkLedIn(
  checks: Checks,
  path: string,
  rule: InboundRule,
  pairs: readonly ForwardPair[],
): void {
  const to = checks.source(joinPath(path, "to"), rule.to);
  checks.traffic(joinPath(path, "services"), rule.services);
  rule.services?.forEach((service, index) => {
    if (to !== undefined && !pairs.some((pair) => leadsTo(checks, pair, to, service))) {
      checks.fault(joinPath(path, "services", `[${index}]`), {
        message: "no forward and no advertised route leads to this",
        value: service,
        allowed: "a service that a forward to this address has inside",
        fix: "add a forward for it",
      });
    }
  });
}

/** Whether the pair's inside end is this service; true as long as it is not known. */
function leadsTo(checks: Checks, pair: ForwardPair, to: Cidr | Address, service: Traffic): boolean {
  const inside = checks.known(pair.inside);
  const ports = checks.known(pair.insidePorts);
  if (inside === undefined || ports === undefined) {
    return true;
  }
  const overlapping = quietly(() => {
    const target = parseAddress(inside);
    const covered = "prefixLength" in to ? cidrContains(to, target) : addressesEqual(to, target);
    return covered && parsePorts(ports).overlaps(trafficPorts(service));
  });
  return pair.protocol === service.protocol && overlapping !== false;
}

export function checkOutbound(checks: Checks, outbound: Record<string, OutboundRule>): void {
  for (const [key, { to, services }] of Object.entries(outbound)) {
    const path = joinPath("outbound", key);
    checkSources(checks, joinPath(path, "to"), to);
    if (services !== undefined) {
      checks.traffic(joinPath(path, "services"), services);
    }
  }
}
