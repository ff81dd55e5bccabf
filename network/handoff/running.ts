/** What a switch's running configuration says, as far as a stack cares. */
import { mergeVlans, parseVlans, vlansContain, type VlanRange } from "../vlan";
import { portsOfLine, spelledOut } from "./words";

export interface RunningPort {
  /** Line of the file where the interface begins, from 1. */
  line: number;
  isTrunk: boolean;
  /** Allowed tagged VLANs; undefined = all. */
  vlans?: readonly VlanRange[];
  /** VLAN of untagged frames; its own frames leave untagged. */
  nativeVlan: number;
  isEdge: boolean;
  bpduGuard: boolean;
  isShut: boolean;
  mtuBytes?: number;
  channel?: { number: number; mode: string };
}

export interface RunningNeighbor {
  line: number;
  autonomousSystem?: number;
  bfd: boolean;
}

export interface RunningConfig {
  vlans: Set<number>;
  /** By normal name: `tengigabitethernet1/0/1`. */
  ports: Map<string, RunningPort>;
  priorities: { vlans: readonly VlanRange[]; priority: number; line: number }[];
  systemMtuBytes?: number;
  /** Whether edge ports guard against BPDUs without being told so one by one. */
  guardsEdges: boolean;
  autonomousSystem?: number;
  neighbors: Map<string, RunningNeighbor>;
  /** Whether frames of a native VLAN leave tagged, too. */
  tagsNative: boolean;
}

/** Interface names are the same however they are written: `Te1/0/1`, `TenGigabitEthernet 1/0/1`. */
export function portName(text: string): string {
  const [, word = "", rest = ""] = /^([A-Za-z-]+)\s*(.*)$/.exec(text.trim()) ?? [];
  const lower = word.toLowerCase();
  const whole = longNames.find((name) => name.startsWith(lower) || aliases[lower] === name);
  return `${whole ?? lower}${rest.trim()}`;
}

const longNames = [
  "gigabitethernet",
  "tengigabitethernet",
  "twentyfivegige",
  "fortygigabitethernet",
  "hundredgige",
  "ethernet",
  "port-channel",
];

/** Abbreviations that are no beginning of the name. */
const aliases: Readonly<Record<string, string>> = { twe: "twentyfivegige", hu: "hundredgige" };

interface Line {
  number: number;
  indent: number;
  words: string;
}

/** Reads IOS-XE and NX-OS alike; lines that no need concerns are passed over. */
export function readRunning(text: string): RunningConfig {
  const config: RunningConfig = {
    vlans: new Set([1]),
    ports: new Map(),
    priorities: [],
    guardsEdges: false,
    neighbors: new Map(),
    tagsNative: false,
  };
  const ports = new Map<string, { line: number; body: Line[] }>();
  const lines = text
    .split(/\r?\n/)
    .map((raw, index) => ({
      number: index + 1,
      indent: raw.length - raw.trimStart().length,
      words: spelledOut(raw.trim().replace(/\s+/g, " ")),
    }))
    .filter(({ words }) => words !== "" && !words.startsWith("!"));
  for (let at = 0; at < lines.length;) {
    const head = lines[at];
    if (head === undefined) break;
    let end = at + 1;
    while ((lines[end]?.indent ?? 0) > head.indent) end += 1;
    readBlock(config, ports, head, lines.slice(at + 1, end));
    at = end;
  }
  for (const [name, { line, body }] of ports) {
    config.ports.set(name, readPort(line, body));
  }
  return config;
}

/** @param ports What was read of each port so far: further lines add to it. */
function readBlock(
  config: RunningConfig,
  ports: Map<string, { line: number; body: Line[] }>,
  head: Line,
  body: readonly Line[],
): void {
  const { words } = head;
  const vlan = /^vlan ([\d,-]+)$/.exec(words);
  const port = /^interface (.+)$/.exec(words);
  const priority = /^spanning-tree vlan ([\d,-]+) priority (\d+)$/.exec(words);
  const mtu = /^system (?:jumbo)?mtu (\d+)$/.exec(words);
  const bgp = /^router bgp (\d+)$/.exec(words);
  if (vlan) {
    for (const { first, last } of rangesOf(vlan[1])) {
      for (let id = first; id <= last; id++) config.vlans.add(id);
    }
  } else if (port?.[1] !== undefined) {
    for (const name of portsOfLine(port[1]).map(portName)) {
      const known = ports.get(name) ?? { line: head.number, body: [] };
      ports.set(name, known);
      body.forEach((line) => known.body.push(line));
    }
  } else if (priority) {
    const vlans = rangesOf(priority[1]);
    config.priorities.push({ vlans, priority: Number(priority[2]), line: head.number });
  } else if (mtu) {
    config.systemMtuBytes = Number(mtu[1]);
  } else if (
    /^spanning-tree port(?:fast| type) edge bpduguard default$|^spanning-tree portfast bpduguard default$/.test(
      words,
    )
  ) {
    config.guardsEdges = true;
  } else if (words === "vlan dot1q tag native") {
    config.tagsNative = true;
  } else if (bgp) {
    config.autonomousSystem = Number(bgp[1]);
    readNeighbors(config, body);
  }
}

function readPort(line: number, body: readonly Line[]): RunningPort {
  const has = (pattern: RegExp) => body.some(({ words }) => pattern.test(words));
  const one = (pattern: RegExp) =>
    body.map(({ words }) => pattern.exec(words)).find((match) => match !== null);
  const vlans = allowedVlans(body);
  const native = body.map(({ words }) => /^switchport trunk native vlan (\d+)$/.exec(words)?.[1]);
  const mtu = one(/^mtu (\d+)$/);
  const channel = one(/^channel-group (\d+)(?: force)?(?: mode (\w+))?$/);
  return {
    line,
    isTrunk: lastOf(body, /^switchport mode (\w+)/)?.[1] === "trunk",
    ...(vlans === undefined ? {} : { vlans }),
    nativeVlan: Number(native.findLast((id) => id !== undefined) ?? 1),
    isEdge: has(/^spanning-tree portfast(?: edge)? trunk$|^spanning-tree port type edge trunk$/),
    bpduGuard: has(/^spanning-tree bpduguard enable$/),
    isShut: lastOf(body, /^(?:no )?shutdown$/)?.[0] === "shutdown",
    ...(mtu ? { mtuBytes: Number(mtu[1]) } : {}),
    ...(channel ? { channel: { number: Number(channel[1]), mode: channel[2] ?? "on" } } : {}),
  };
}

function lastOf(body: readonly Line[], pattern: RegExp): RegExpExecArray | undefined {
  return (
    body.map(({ words }) => pattern.exec(words)).findLast((match) => match !== null) ?? undefined
  );
}

/** The VLANs that the lines of a port leave, in order; undefined for all. */
function allowedVlans(body: readonly Line[]): readonly VlanRange[] | undefined {
  let allowed: readonly VlanRange[] | undefined;
  for (const { words } of body) {
    const match =
      /^switchport trunk allowed vlan (?:(add|remove|except) )?([\d,-]+|none|all)$/.exec(words);
    const [, how, list] = match ?? [];
    if (list === "all" || words === "no switchport trunk allowed vlan") {
      allowed = undefined;
    } else if (match !== null) {
      const named = rangesOf(list);
      const others = (from: readonly VlanRange[]) => without(from, named);
      allowed =
        how === "add"
          ? mergeVlans([...(allowed ?? EVERY_VLAN), ...named])
          : how === "remove"
            ? others(allowed ?? EVERY_VLAN)
            : how === "except"
              ? others(EVERY_VLAN)
              : named;
    }
  }
  return allowed;
}

const EVERY_VLAN: readonly VlanRange[] = [{ first: 1, last: 4094 }];

/** VLANs of one list that another does not have. */
export function without(some: readonly VlanRange[], others: readonly VlanRange[]): VlanRange[] {
  const rest = some.flatMap(({ first, last }) => {
    const ids = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    return ids.filter((id) => !vlansContain(others, id)).map((id) => ({ first: id, last: id }));
  });
  return mergeVlans(rest);
}

/** IOS-XE has a line for each fact of a neighbour, NX-OS a block for each neighbour. */
function readNeighbors({ neighbors }: RunningConfig, body: readonly Line[]): void {
  let current: RunningNeighbor | undefined;
  for (const { number, words } of body) {
    const named = /^neighbor (\S+)(?: (.*))?$/.exec(words);
    if (named?.[1] !== undefined) {
      current = neighbors.get(named[1]) ?? { line: number, bfd: false };
      neighbors.set(named[1], current);
    }
    const fact = named === null ? words : (named[2] ?? "");
    const remote = /^remote-as (\d+)$/.exec(fact);
    if (current !== undefined && remote) current.autonomousSystem = Number(remote[1]);
    if (current !== undefined && /^(?:fall-over bfd|bfd)\b/.test(fact)) current.bfd = true;
  }
}

function rangesOf(text = ""): VlanRange[] {
  try {
    return text === "none" ? [] : parseVlans(text);
  } catch {
    return [];
  }
}
