import { formatTraffic, type Traffic } from "../../services";
import { Relation, type Expectation, type Subject } from "./expectation";

const names = (subjects: readonly Subject[]) => subjects.map(({ name }) => name).join(", ");

function trafficList(traffic: readonly Traffic[]): string {
  return traffic.length === 0 ? "any traffic" : traffic.map(formatTraffic).join(", ");
}

/** `lan can reach app-1 with tcp/5000-6000 at 192.168.1.60`. */
export function expectationText({
  relation,
  from,
  to,
  traffic,
  at,
  inspected,
}: Expectation): string {
  const with_ = traffic.length === 0 ? "" : ` with ${trafficList(traffic)}`;
  const where = at === undefined ? "" : ` at ${at}`;
  switch (relation) {
    case Relation.CanReach:
      return `${names(from)} can reach ${names(to)} with ${trafficList(traffic)}${where}${inspected === true ? ", inspected" : ""}`;
    case Relation.NeverReaches:
      return `${names(from)} never reaches ${names(to)}${with_}${where}`;
    case Relation.OnlyReachableFrom:
      return `${names(to)} is reachable only from ${names(from)}${with_}${where}`;
  }
}
