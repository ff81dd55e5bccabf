import { AddressSet } from "../../network/addressSet";
import { addressesEqual, addressToRange, type Address } from "../../network/address";
import { joinPath } from "../../network/faults";
import { formatPortRange, parsePortRange, portCount, type PortRange } from "../../network/ports";
import type { ForwardEnd, PortForward } from "../natSegment";
import type { Checks } from "./checks";
import { pairsOf, type ForwardPair } from "./forwards";
import { checkNatAddress, collides, type NatFacts } from "./natAddresses";
import { quietly } from "./quietly";

export function checkForwards(
  checks: Checks,
  forwards: Record<string, PortForward>,
  facts: NatFacts,
): void {
  for (const [key, forward] of Object.entries(forwards)) {
    const path = joinPath("portForwards", key);
    checks.oneOf(
      joinPath(path, "protocol"),
      forward.protocol,
      ["tcp", "udp"],
      "one service has one protocol: write a forward for tcp and one for udp",
    );
    checks.required(joinPath(path, "protocol"), forward.protocol, "tcp or udp");
    checkAddresses(checks, path, forward);
    checkPorts(checks, path, forward);
    checkSources(checks, joinPath(path, "from"), forward.from);
  }
  checkPairs(checks, pairsOf(forwards), facts);
}

/** An empty list would read as "from nowhere" and be sent as "from anywhere". */
export function checkSources(checks: Checks, path: string, from: ForwardPair["from"]): void {
  if (from?.length === 0) {
    checks.fault(path, {
      message: "no source is named, which NSX takes as every source",
      value: from,
      allowed: "addresses or networks",
      fix: "leave this out if every source is meant",
    });
  }
  from?.forEach((input, index) => checks.source(joinPath(path, `[${index}]`), input));
}

function checkAddresses(
  checks: Checks,
  path: string,
  { outside, inside, hosts }: PortForward,
): void {
  const ends: [string, ForwardEnd | undefined][] = [
    ["outside", outside],
    ["inside", inside],
  ];
  for (const [name, end] of ends) {
    const at = joinPath(path, name, "address");
    if (hosts === undefined) {
      checks.required(
        at,
        end?.address,
        `one address, or several pairs in ${joinPath(path, "hosts")}`,
      );
    } else if (end?.address !== undefined) {
      const message = "either one pair of addresses or `hosts`";
      checks.fault(at, { message, value: checks.known(end.address), fix: "leave this out" });
    }
  }
  if (hosts !== undefined && Object.keys(hosts).length === 0) {
    checks.fault(joinPath(path, "hosts"), { message: "no pair is named", value: hosts });
  }
  checks.keys(joinPath(path, "hosts"), hosts);
}

function checkPorts(checks: Checks, path: string, { outside, inside }: PortForward): void {
  const read = (name: string, end: ForwardEnd | undefined): PortRange | undefined => {
    const at = joinPath(path, name, "ports");
    return checks.required(at, end?.ports, "one port or one range")
      ? checks.ports(at, end?.ports)
      : undefined;
  };
  const out = read("outside", outside);
  const into = read("inside", inside);
  if (out !== undefined && into !== undefined && portCount(out) !== portCount(into)) {
    const last = into.first + portCount(out) - 1;
    const fitting = formatPortRange({ first: into.first, last });
    checks.fault(joinPath(path, "inside.ports"), {
      message: `outside has ${portCount(out)} ports and inside ${portCount(into)}`,
      value: formatPortRange(into),
      allowed: "as many ports inside as outside",
      fix: last <= 65_535 ? `did you mean "${fitting}"?` : undefined,
    });
  }
}

interface Read {
  pair: ForwardPair;
  outside?: Address;
  ports?: PortRange;
  sources?: AddressSet;
}

/** Each pair's addresses, and that no two pairs want the same packets. */
function checkPairs(checks: Checks, pairs: readonly ForwardPair[], facts: NatFacts): void {
  const seen: Read[] = [];
  for (const pair of pairs) {
    const outside = checkNatAddress(checks, pair.paths.outside, pair.outside, facts);
    const inside = checks.hostIn(facts.inside, pair.paths.inside, pair.inside);
    if (inside !== undefined) {
      collides(checks, pair.paths.inside, addressToRange(inside), facts.insideTaken);
    }
    const read: Read = { pair, outside, ...readQuietly(checks, pair) };
    const rival = seen.find((other) => competes(read, other));
    if (rival !== undefined) {
      checks.fault(pair.paths.outside, {
        message: `forward ${rival.pair.id} takes some of the same packets`,
        value: `${pair.protocol} ${String(pair.outside)}:${String(pair.outsidePorts)}`,
        allowed: "each outside address, port and source in one forward",
        fix: "take another outside address or port",
      });
    }
    seen.push(read);
  }
}

function competes(a: Read, b: Read): boolean {
  return (
    a.pair.protocol === b.pair.protocol &&
    a.outside !== undefined &&
    b.outside !== undefined &&
    addressesEqual(a.outside, b.outside) &&
    a.ports !== undefined &&
    b.ports !== undefined &&
    a.ports.first <= b.ports.last &&
    b.ports.first <= a.ports.last &&
    (a.sources === undefined || b.sources === undefined || a.sources.overlaps(b.sources))
  );
}

/** Ports and sources as far as they are known and right; no sources stand for every source. */
function readQuietly(
  checks: Checks,
  { outsidePorts, from }: ForwardPair,
): Pick<Read, "ports" | "sources"> {
  const ports = checks.known(outsidePorts);
  const sources = from?.map((one) => checks.known(one));
  const known = sources?.filter((one) => one !== undefined);
  return {
    ports: ports === undefined ? undefined : quietly(() => parsePortRange(ports)),
    sources:
      known === undefined || known.length !== sources?.length
        ? undefined
        : quietly(() => AddressSet.of(...known)),
  };
}
