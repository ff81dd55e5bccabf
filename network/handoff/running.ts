/** What a switch's running configuration says, as far as a stack cares. */
import { parseVlans, type VlanRange } from "../vlan";

export interface RunningPort {
  /** Line of the file where the interface begins, from 1. */
  line: number;
  isTrunk: boolean;
  /** Allowed tagged VLANs; undefined = all. */
  vlans?: readonly VlanRange[];
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
  };
  const lines = text
    .split(/\r?\n/)
    .map((raw, index) => ({
      number: index + 1,
      indent: raw.length - raw.trimStart().length,
      words: raw.trim().replace(/\s+/g, " "),
    }))
    .filter(({ words }) => words !== "" && !words.startsWith("!"));
  for (let at = 0; at < lines.length;) {
    const head = lines[at];
    if (head === undefined) break;
    let end = at + 1;
    while ((lines[end]?.indent ?? 0) > head.indent) end += 1;
    readBlock(config, head, lines.slice(at + 1, end));
    at = end;
  }
  return config;
}

function readBlock(config: RunningConfig, head: Line, body: readonly Line[]): void {
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
    config.ports.set(portName(port[1]), readPort(head.number, body));
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
  } else if (bgp) {
    config.autonomousSystem = Number(bgp[1]);
    readNeighbors(config, body);
  }
}

function readPort(line: number, body: readonly Line[]): RunningPort {
  const has = (pattern: RegExp) => body.some(({ words }) => pattern.test(words));
  const one = (pattern: RegExp) =>
    body.map(({ words }) => pattern.exec(words)).find((match) => match !== null);
  const allowed = body.flatMap(({ words }) => {
    const match = /^switchport trunk allowed vlan (?:add )?([\d,-]+|none|all)$/.exec(words);
    return match?.[1] === undefined ? [] : [match[1]];
  });
  const isAll = allowed.length === 0 || allowed.includes("all");
  const mtu = one(/^mtu (\d+)$/);
  const channel = one(/^channel-group (\d+)(?: force)?(?: mode (\w+))?$/);
  return {
    line,
    isTrunk: has(/^switchport mode trunk$/),
    ...(isAll ? {} : { vlans: allowed.flatMap((text) => rangesOf(text)) }),
    isEdge: has(/^spanning-tree portfast(?: edge)? trunk$|^spanning-tree port type edge trunk$/),
    bpduGuard: has(/^spanning-tree bpduguard enable$/),
    isShut: has(/^shutdown$/),
    ...(mtu ? { mtuBytes: Number(mtu[1]) } : {}),
    ...(channel ? { channel: { number: Number(channel[1]), mode: channel[2] ?? "on" } } : {}),
  };
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
