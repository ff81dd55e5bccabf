/** Who answers for which addresses on a domain. */
import { BIGINT_STEPS, normalise, type Interval } from "../intervals";
import type { Port } from "../model/types";
import { Pieces } from "./pieces";
import { addressesOf, type Addresses } from "./values";

/** Addresses of a domain for which the same ports answer, by the three classes of the rule book. */
export interface Answering {
  addresses: Addresses;
  owners: readonly Port[];
  proxies: readonly Port[];
  outside: readonly Port[];
  /** The id of the port that owns them, where it is the only one. */
  soleOwner?: string;
  /** The kind of destination that they are of, where the distributed firewall covers all the ports. */
  kind?: number;
}

/** Who answers on a domain, as disjoint pieces. */
export class DomainAnswers {
  private readonly pieces: Pieces;

  constructor(
    readonly groups: readonly Answering[],
    /** All addresses that anyone claims. */
    readonly claimed: Addresses,
  ) {
    this.pieces = new Pieces(groups.map(({ addresses }) => addresses));
  }

  /** Who answers for an address. */
  at(position: bigint): Answering | undefined {
    const index = this.pieces.at(position);
    return index === undefined ? undefined : this.groups[index];
  }
}

type AnswerClass = "owners" | "proxies" | "outside";

/**
 * Cuts the addresses of a domain into pieces that the same ports answer for.
 *
 * @param kindOf The kind of destination that addresses are of for the distributed firewall.
 */
export function answeringOf(
  ports: readonly Port[],
  isOutside: (port: Port) => boolean,
  kindOf: (addresses: Addresses) => number | undefined,
): DomainAnswers {
  const claims = ports.flatMap((port) => [
    ...claimsOf(addressesOf(port.owned), port, isOutside(port) ? "outside" : "owners"),
    ...claimsOf(addressesOf(port.answersFor), port, "proxies"),
  ]);
  const events = claims.flatMap((claim) => [
    { at: claim.first, claim, enters: true },
    { at: claim.last + 1n, claim, enters: false },
  ]);
  events.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const groups = new Map<string, { answering: Answering; pieces: Interval<bigint>[] }>();
  const active = new Set<(typeof claims)[number]>();
  events.forEach((event, index) => {
    if (event.enters) {
      active.add(event.claim);
    } else {
      active.delete(event.claim);
    }
    const next = events[index + 1];
    if (next === undefined || next.at === event.at || active.size === 0) {
      return;
    }
    const key = [...active]
      .map(({ port, kind }) => `${kind} ${port.id}`)
      .sort()
      .join("\n");
    const group = groups.get(key) ?? { answering: groupOf([...active]), pieces: [] };
    group.pieces.push({ first: event.at, last: next.at - 1n });
    groups.set(key, group);
  });
  const disjoint = [...groups.values()].map(({ answering, pieces }) => {
    const addresses = normalise(pieces, BIGINT_STEPS);
    const kind = isCovered(answering) ? kindOf(addresses) : undefined;
    return { ...answering, addresses, ...(kind === undefined ? {} : { kind }) };
  });
  const claimed = normalise(
    disjoint.flatMap(({ addresses }) => [...addresses]),
    BIGINT_STEPS,
  );
  return new DomainAnswers(disjoint, claimed);
}

function isCovered({ owners, proxies, outside }: Answering): boolean {
  return [owners, proxies, outside].every((ports) =>
    ports.every(({ distributedFirewall }) => distributedFirewall === "covered"),
  );
}

function claimsOf(addresses: Addresses, port: Port, kind: AnswerClass) {
  return addresses.map(({ first, last }) => ({ first, last, port, kind }));
}

function groupOf(claims: readonly { port: Port; kind: AnswerClass }[]): Answering {
  const of = (kind: AnswerClass) =>
    claims
      .filter((claim) => claim.kind === kind)
      .map((claim) => claim.port)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  const owners = of("owners");
  const [sole, ...more] = owners;
  return {
    addresses: [],
    owners,
    proxies: of("proxies"),
    outside: of("outside"),
    ...(sole === undefined || more.length > 0 ? {} : { soleOwner: sole.id }),
  };
}

/** The first class of ports with any left, other than the asking one; one port for each owner. */
export function answerers(group: Answering, asking: string): readonly Port[] {
  const { owners, soleOwner } = group;
  if (soleOwner !== undefined && soleOwner !== asking) {
    return owners;
  }
  for (const ports of [group.owners, group.proxies, group.outside]) {
    const others = ports.filter((port) => port.id !== asking);
    if (others.length > 0) {
      return others.filter(
        (port, index) => others.findIndex((other) => other.owner === port.owner) === index,
      );
    }
  }
  return [];
}
