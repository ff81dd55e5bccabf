import { PortSet } from "../../ports";
import { formatTraffic, Protocol, trafficPorts, type Traffic } from "../../services";
import { portsText } from "../shortText";
import { Relation, type Expectation, type Subject } from "./expectation";

const names = (subjects: readonly Subject[]) => subjects.map(({ name }) => name).join(", ");

/** `tcp/443`, `tcp/all but 22,80`: exact, so that two expectations never look alike. */
function trafficWords(traffic: Traffic): string {
  const { protocol } = traffic;
  if (protocol !== Protocol.Tcp && protocol !== Protocol.Udp) {
    return formatTraffic(traffic);
  }
  const ports = trafficPorts(traffic);
  return ports.equals(PortSet.ANY) ? protocol : `${protocol}/${portsText(ports)}`;
}

function trafficList(traffic: readonly Traffic[]): string {
  return traffic.length === 0 ? "any traffic" : traffic.map(trafficWords).join(", ");
}

/** `lan can reach app-1 with tcp/5000-6000 at 192.168.1.60`. */
export function expectationText(expectation: Expectation): string {
  const { relation, from, to, traffic, at, without = [], inspected } = expectation;
  const with_ = traffic.length === 0 ? "" : ` with ${trafficList(traffic)}`;
  const where = `${at === undefined ? "" : ` at ${at}`}${
    without.length === 0 ? "" : ` without ${without.join(", ")}`
  }`;
  switch (relation) {
    case Relation.CanReach:
      return `${names(from)} can reach ${names(to)} with ${trafficList(traffic)}${where}${inspected === true ? ", inspected" : ""}`;
    case Relation.NeverReaches:
      return `${names(from)} never reaches ${names(to)}${with_}${where}`;
    case Relation.OnlyReachableFrom:
      return `${names(to)} is reachable only from ${names(from)}${with_}${where}`;
  }
}
