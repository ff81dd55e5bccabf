/** How fast things fill, and how loaded links are, from what monitoring measured. */
import { ValueError } from "../../faults";
import type { Underlay } from "../../model/underlay";
import type { Growth, LinkLoad, Load, Snapshot, Usage } from "./types";

const DAY = 86_400_000;
const MOST_DAYS = 36_525;

/** A date in a metrics file that is none. */
export class MetricsError extends ValueError {}

/**
 * Days since 1970 of `2026-06-01` or an ISO date and time.
 *
 * @throws MetricsError
 */
export function dayOf(text: string): number {
  const isDate = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2})?)?$/.test(text);
  const time = isDate ? Date.parse(text.length === 10 ? `${text}T00:00:00Z` : text) : Number.NaN;
  // Date.parse takes the 31st of June for the 1st of July.
  const isReal = !Number.isNaN(time) && (text.length > 10 || dateOf(time / DAY) === text);
  if (!isReal) {
    throw new MetricsError({
      what: "this is no date",
      value: text,
      allowed: "a day such as 2026-06-01, or an ISO date and time",
    });
  }
  return time / DAY;
}

function dateOf(day: number): string {
  return new Date(Math.floor(day) * DAY).toISOString().slice(0, 10);
}

/**
 * A straight line through the first and the last of the snapshots, for every usage that both name and that has
 * a limit.
 *
 * @throws MetricsError for dates that are none, or are not apart
 */
export function growthOf(usages: readonly Usage[], snapshots: readonly Snapshot[]): Growth[] {
  const ordered = snapshots
    .map((snapshot) => ({ snapshot, day: dayOf(snapshot.date) }))
    .sort((a, b) => a.day - b.day);
  const first = ordered[0];
  const last = ordered[ordered.length - 1];
  if (first === undefined || last === undefined || ordered.length < 2) {
    return [];
  }
  const days = last.day - first.day;
  if (days <= 0) {
    throw new MetricsError({
      what: "growth needs two snapshots of different days",
      value: last.snapshot.date,
      allowed: "two dates that are apart",
    });
  }
  return usages.flatMap(({ name, limit, grows }): Growth[] => {
    const before = own(first.snapshot.used, name);
    const after = own(last.snapshot.used, name);
    if (before === undefined || after === undefined || limit === undefined || grows === true) {
      return [];
    }
    const perDay = (after - before) / days;
    const left = perDay > 0 ? Math.max((limit - after) / perDay, 0) : Infinity;
    return [
      {
        name,
        from: first.snapshot.date,
        to: last.snapshot.date,
        perDay,
        limit,
        ...(left > MOST_DAYS
          ? {}
          : { exhausted: dateOf(last.day + left), daysLeft: Math.floor(left) }),
      },
    ];
  });
}

function own(used: Readonly<Record<string, number>>, name: string): number | undefined {
  return Object.hasOwn(used, name) ? used[name] : undefined;
}

/** What part of their speed links carry (R50). */
export function loadsOf(underlay: Underlay | undefined, links: readonly LinkLoad[]): Load[] {
  const hosts = underlay?.hosts ?? [];
  return links.map(({ host, nic, mbit, date }) => {
    const found = hosts.find(({ id, name }) => id === host || name === host);
    const speedMbit = found?.nics.find(({ name }) => name === nic)?.speedMbit;
    return {
      name: `${nic} of ${found?.name ?? host}`,
      mbit,
      ...(speedMbit === undefined ? {} : { speedMbit, percent: (mbit / speedMbit) * 100 }),
      ...(date === undefined ? {} : { date }),
    };
  });
}
