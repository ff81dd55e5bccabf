/** The routes that routers learn by BGP, from what each announces and the sessions that are up. */
import { formatCidr, type Cidr } from "../address";
import type { Route } from "./types";
import type { BgpSession, BgpState } from "./underlay";

interface Learned {
  network: Cidr;
  rank: number;
  session: BgpSession;
  /** Routers that it passed, so that none hears of its own routes. */
  passed: ReadonlySet<string>;
}

/**
 * The best routes by router. Gateways tell on what they learned, physical routers only what is their own.
 *
 * @param physical Ids of physical routers.
 */
export function bgpRoutes(
  { announcements, sessions }: BgpState,
  physical: ReadonlySet<string>,
): Map<string, Route[]> {
  const learned = new Map<string, Learned[]>();
  type Told = Pick<Learned, "network" | "rank" | "passed">;
  let news = new Map<string, Told[]>(
    announcements.map(({ router, networks }) => [
      router,
      networks.map((network) => ({ network, rank: 0, passed: new Set([router]) })),
    ]),
  );
  while (news.size > 0) {
    const next = new Map<string, Told[]>();
    for (const session of sessions) {
      for (const told of news.get(session.from) ?? []) {
        const worse = session.ranks[formatCidr(told.network)];
        if (told.passed.has(session.to) || worse === undefined) {
          continue;
        }
        const rank = told.rank + worse;
        const passed = new Set([...told.passed, session.to]);
        const entry = { network: told.network, rank, session, passed };
        const known = learned.get(session.to) ?? [];
        const isWorse = known.some(
          (other) => other.rank < rank && formatCidr(other.network) === formatCidr(told.network),
        );
        learned.set(session.to, [...known, entry]);
        if (!physical.has(session.to) && !isWorse) {
          next.set(session.to, [...(next.get(session.to) ?? []), entry]);
        }
      }
    }
    news = next;
  }
  return new Map([...learned].map(([router, entries]) => [router, bestRoutes(entries)]));
}

/** The best ways to each network; equally good ones are used together. */
function bestRoutes(learned: readonly Learned[]): Route[] {
  const networks = new Map<string, Learned[]>();
  for (const entry of learned) {
    const key = formatCidr(entry.network);
    networks.set(key, [...(networks.get(key) ?? []), entry]);
  }
  return [...networks.values()].flatMap((entries): Route[] => {
    const best = Math.min(...entries.map(({ rank }) => rank));
    const chosen = entries.filter(({ rank }) => rank === best);
    const [first] = chosen;
    if (first === undefined) {
      return [];
    }
    const ways = new Map(
      chosen.map(({ session }) => [
        `${session.port} ${session.nextHop.value}`,
        { port: session.port, nextHop: session.nextHop },
      ]),
    );
    const { network, session } = first;
    return [{ network, kind: "bgp", via: [...ways.values()], origin: session.origin }];
  });
}
