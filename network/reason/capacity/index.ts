/**
 * Capacity (R54, R50): ports, addresses, pools, reservations, rules and sessions against what there is,
 * and the day on which they are exhausted. docs/proofs.md has the form of metrics.
 */
import type { NetworkModel } from "../../model/types";
import type { Resource } from "../../model/resource";
import type { Finding, Severity } from "../finding";
import { numberText } from "../hygiene/words";
import { growthOf, loadsOf } from "./growth";
import type { Capacity, Metrics, Usage } from "./types";
import { usagesOf } from "./usages";

export type * from "./types";
export { MetricsError } from "./growth";

/** Above this share of a limit or a link, something is nearly full (R50: 90 %). */
export const NEARLY_FULL_PERCENT = 90;
/** Exhausted within this many days of the last snapshot: a quarter, the interval of planning (R54). */
const SOON_DAYS = 92;

/**
 * How full everything of a model is.
 *
 * @param resources What the model was made from: disabled rules, which it leaves out, count for limits.
 * @throws MetricsError for dates that are none
 */
export function capacityOf(
  model: NetworkModel,
  resources: readonly Resource[] = [],
  metrics: Metrics = {},
): Capacity {
  const { snapshots = [], links = [], limits = {} } = metrics;
  const usages = usagesOf(model, resources).map((usage) => limited(usage, limits));
  const known = new Set(usages.map(({ name }) => name));
  const kinds = new Set(usages.map(({ kind }): string => kind));
  const named = [...snapshots.flatMap(({ used }) => Object.keys(used)), ...Object.keys(limits)];
  return {
    usages,
    growth: growthOf(usages, snapshots),
    loads: loadsOf(model.underlay, links),
    strangers: [...new Set(named.filter((name) => !known.has(name) && !kinds.has(name)))],
  };
}

/** The site's own limit wins: by the usage's name, then by its kind. */
function limited(usage: Usage, limits: Readonly<Record<string, number>>): Usage {
  const name = [usage.name, usage.kind].find((one) => Object.hasOwn(limits, one));
  const limit = name === undefined ? undefined : limits[name];
  return limit === undefined ? usage : { ...usage, limit, source: "limits of the metrics" };
}

/** A share of a limit in percent; undefined without one. */
export function percentOf({ used, limit }: Pick<Usage, "used" | "limit">): number | undefined {
  return limit === undefined
    ? undefined
    : limit === 0
      ? used > 0
        ? Infinity
        : 0
      : (used / limit) * 100;
}

function finding(
  rule: string,
  severity: Severity,
  name: string,
  more: Pick<Finding, "text" | "evidence" | "fix">,
): Finding {
  const check = `capacity/${rule}`;
  return { check, severity, subjects: [name], key: JSON.stringify([check, name]), ...more };
}

const FIXES: Readonly<Record<Usage["kind"], string>> = {
  ports: "raise numberOfPorts, or let the port group grow (autoExpand)",
  addresses: "give the network a shorter prefix, or put new machines on another",
  dhcp: "add a range to the segment's DHCP configuration",
  pool: "add a range or a subnet to the pool",
  reservation: "lower what classes of traffic reserve: shares divide the rest",
  rules: "join rules (vmnet advise), or divide the policy",
  nat: "join rules, or divide the machines between gateways",
  sessions: "divide the sessions between gateways",
};

/**
 * What is exhausted or nearly so, now or by growth, and links above 90 %.
 *
 * @param resources See {@link capacityOf}.
 * @throws MetricsError for dates that are none
 */
export function capacityFindings(
  model: NetworkModel,
  resources: readonly Resource[] = [],
  metrics: Metrics = {},
): Finding[] {
  const { usages, growth, loads } = capacityOf(model, resources, metrics);
  const full = usages.flatMap((usage): Finding[] => {
    const percent = percentOf(usage);
    if (percent === undefined || percent < NEARLY_FULL_PERCENT || usage.grows === true) {
      return [];
    }
    const { kind, name, used, limit = 0, unit, source } = usage;
    const isOver = used > limit;
    const text = `${numberText(used)} of ${numberText(limit)} ${unit}`;
    return [
      finding(isOver ? "exceeded" : "nearly-full", isOver ? "error" : "warning", name, {
        text: isOver ? `${name}: ${text}, more than there are` : `${name}: ${text} are used`,
        evidence: [`limit: ${source}`],
        fix: FIXES[kind],
      }),
    ];
  });
  const soon = growth.flatMap(
    ({ name, perDay, exhausted, daysLeft = Infinity, from, to, limit }) =>
      daysLeft > SOON_DAYS
        ? []
        : [
            finding("exhausted-soon", "warning", name, {
              text: `${name} will be exhausted on ${exhausted ?? to} when it grows as from ${from} to ${to}`,
              evidence: [`${perDay.toFixed(2)} per day, limit ${numberText(limit)}`],
              fix: FIXES[usages.find((usage) => usage.name === name)?.kind ?? "addresses"],
            }),
          ],
  );
  const loaded = loads.flatMap(({ name, mbit, speedMbit = 0, percent = 0, date }) =>
    percent <= NEARLY_FULL_PERCENT
      ? []
      : [
          finding("link-load", "warning", name, {
            text: `${name} carries ${mbit} of ${speedMbit} Mbit/s, ${percent.toFixed(0)} %`,
            evidence: [
              `measured${date === undefined ? "" : ` on ${date}`}; the target is at most ${NEARLY_FULL_PERCENT} %`,
            ],
            fix: "divide the load by more uplinks, or limit what a class of traffic may take",
          }),
        ],
  );
  return [...full, ...soon, ...loaded];
}
