/** Objectives that a program's NetworkMonitoring recorded, as a probe measures them (R50, R33). */
import { mapOf, numberOf, textOf } from "../model/build/values";
import type { PropertyMap, Resource } from "../model/resource";
import { OBJECTIVE_DEFAULTS } from "../objectives";
import { trafficPorts, Protocol } from "../services";
import type { ObjectiveProbe } from "./types";

const TYPE = "vmnet:index:NetworkMonitoring";

/** The objectives of every NetworkMonitoring; what is no objective is left out, for a file may hold anything. */
export function objectiveProbes(resources: readonly Resource[]): ObjectiveProbe[] {
  return resources
    .filter(({ type }) => type === TYPE)
    .flatMap(({ outputs }) => Object.entries(mapOf(outputs["objectives"]) ?? {}))
    .flatMap(([name, value]) => {
      const found = objectiveOf(name, recordOf(textOf(value)));
      return found === undefined ? [] : [found];
    });
}

function recordOf(text: string | undefined): PropertyMap {
  try {
    return mapOf(JSON.parse(text ?? "{}") as PropertyMap) ?? {};
  } catch {
    return {}; // not written by a NetworkMonitoring
  }
}

function objectiveOf(name: string, record: PropertyMap): ObjectiveProbe | undefined {
  const [from, to] = [textOf(record["from"]), textOf(record["to"])];
  const port = portOf(mapOf(record["service"]));
  const { latencyMilliseconds, lossPercent, utilisationPercent } = OBJECTIVE_DEFAULTS;
  return from === undefined || to === undefined
    ? undefined
    : {
        name,
        from,
        to,
        ...(port === undefined ? {} : { port }),
        latencyMilliseconds: numberOf(record["latencyMilliseconds"]) ?? latencyMilliseconds,
        lossPercent: numberOf(record["lossPercent"]) ?? lossPercent,
        utilisationPercent: numberOf(record["utilisationPercent"]) ?? utilisationPercent,
        packets: numberOf(record["packets"]) ?? 10_000,
      };
}

function portOf(service: PropertyMap | undefined): ObjectiveProbe["port"] {
  const [protocol, ports] = [textOf(service?.["protocol"]), textOf(service?.["ports"])];
  if ((protocol !== "tcp" && protocol !== "udp") || ports === undefined) {
    return undefined;
  }
  try {
    const traffic = { protocol: protocol === "tcp" ? Protocol.Tcp : Protocol.Udp, ports };
    const number = trafficPorts(traffic).lowest;
    return number === undefined ? undefined : { protocol, number };
  } catch {
    return undefined; // no ports
  }
}
