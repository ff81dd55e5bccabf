/** Models as JSON texts and back, sets and big numbers included; what a kept case is written in. */
import { AddressSet } from "../../network/addressSet";
import type { NetworkModel } from "../../network/model/types";
import { PortSet } from "../../network/ports";
import { packetOf, type PlainPacket } from "./plain";
import type { Walked } from "./journey";
import type { Packet } from "../../network/reason/question";

/** JSON's own values, with sets as `{"$addresses": [...]}` and `{"$ports": [[1, 2]]}`. */
export function toJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, replace, indent);
}

function replace(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") {
    return { $big: value.toString() };
  }
  if (value instanceof AddressSet) {
    return { $addresses: value.toTexts() };
  }
  return value instanceof PortSet
    ? { $ports: value.ranges.map(({ first, last }) => [first, last]) }
    : value;
}

export function fromJson<T>(text: string): T {
  return JSON.parse(text, revive) as T;
}

function revive(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null) {
    return value;
  }
  if ("$big" in value) {
    return BigInt(value.$big as string);
  }
  if ("$addresses" in value) {
    return AddressSet.of(...(value.$addresses as string[]));
  }
  if ("$ports" in value) {
    const ranges = value.$ports as [number, number][];
    return PortSet.fromRanges(ranges.map(([first, last]) => ({ first, last })));
  }
  return value;
}

/** A mismatch or a fixed case on disk. */
export interface KeptCase {
  /** What this case once showed. */
  about: string;
  seed: number;
  endpoint: string;
  packet: Packet;
  model: NetworkModel;
}

export function keptCase(
  about: string,
  seed: number,
  endpoint: string,
  packet: PlainPacket,
  model: NetworkModel,
): KeptCase {
  return { about, seed, endpoint, packet: packetOf(packet), model };
}

const NOISE = new Set(["origins", "origin", "name", "logged", "policy", "groups", "gaps"]);

/** The model, one part a line, without what packets never meet. */
export function dump(model: NetworkModel): string {
  const line = (part: unknown) =>
    JSON.stringify(part, (key, value) => (NOISE.has(key) ? undefined : brief(value)));
  const lines = [
    ...model.domains.map((part) => `domain ${line(part)}`),
    ...model.ports.map((part) => `port ${line(part)}`),
    ...model.endpoints.map((part) => `endpoint ${line({ ...part, routes: undefined })}`),
    ...model.endpoints.flatMap(({ id, routes }) => routes.map((one) => `  ${id} ${line(one)}`)),
    ...model.routers.flatMap((part) => [
      `router ${line({ ...part, routes: undefined, nat: undefined, firewall: undefined, virtualServers: undefined })}`,
      ...part.routes.map((one) => `  route ${line(one)}`),
      ...part.nat.map((one) => `  nat ${line(one)}`),
      ...(part.virtualServers ?? []).map((one) => `  server ${line(one)}`),
      ...part.firewall.rules.map((one) => `  rule ${line(one)}`),
      `  firewall ${part.firewall.enabled} default ${line(part.firewall.defaultAction)}`,
    ]),
    ...model.firewall.ethernet.map((part) => `ethernet ${line(part)}`),
    ...model.firewall.rules.map((part) => `rule ${line(part)}`),
    `default ${line(model.firewall.defaultAction)}`,
  ];
  return lines.join("\n");
}

function brief(value: unknown): unknown {
  if (value instanceof AddressSet || value instanceof PortSet) {
    return value.toText();
  }
  if (typeof value === "object" && value !== null && "family" in value) {
    const { family } = value;
    const first = "first" in value ? value.first : "value" in value ? value.value : undefined;
    if (typeof first === "bigint" && (family === 4 || family === 6)) {
      const lifted = family === 6 ? first + (1n << 40n) : first;
      const text = packetOf({ ...NOWHERE, source: lifted }).source;
      return "prefixLength" in value ? `${text}/${String(value.prefixLength)}` : text;
    }
  }
  return typeof value === "bigint" ? value.toString() : value;
}

const NOWHERE = { source: 0n, destination: 0n, protocol: 0, sourcePort: 0, destinationPort: 0 };

export function walkedText(walked: Walked | undefined): string {
  if (walked === undefined) {
    return "the walker: never sent";
  }
  const ways = walked.leaves.slice(0, 8).map((leaf) => {
    const end = `${leaf.verdict} (${leaf.reasons.join(", ")}) at ${leaf.delivery?.receiver ?? "-"}`;
    return `  way: ${end}\n${leaf.trace.map((step) => `    ${step}`).join("\n")}`;
  });
  const reasons = [...walked.reasons].join(", ");
  return `the walker: ${walked.verdict} (${reasons}), ${walked.leaves.length} ways\n${ways.join("\n")}`;
}
