/** Commands of a switch written out: people abbreviate what `show running-config` spells. */
const KEYWORDS = [
  "access",
  "add",
  "all",
  "allowed",
  "bpduguard",
  "channel-group",
  "edge",
  "enable",
  "except",
  "interface",
  "mode",
  "mtu",
  "native",
  "none",
  "port",
  "portfast",
  "range",
  "remove",
  "shutdown",
  "spanning-tree",
  "switchport",
  "trunk",
  "type",
  "vlan",
];

const LONGEST_LINE = 5_000;

/** First words of the lines that are read, and the shortest beginnings of them that IOS knows. */
const HEADS: Readonly<Record<string, RegExp>> = {
  interface: /^int/,
  switchport: /^sw/,
  "spanning-tree": /^sp/,
  shutdown: /^shut/,
  "channel-group": /^channel-g/,
};

/** A line with its keywords written out; one that is about something else stays as it is. */
export function spelledOut(line: string): string {
  if (line.length > LONGEST_LINE) {
    return line;
  }
  const [isNo, first = "", ...rest] = /^no /.test(line)
    ? [true, ...line.split(" ").slice(1)]
    : [false, ...line.split(" ")];
  const head = Object.entries(HEADS).find(
    ([word, shortest]) => shortest.test(first) && word.startsWith(first),
  )?.[0];
  if (head === undefined) {
    return line;
  }
  const tail = head === "interface" ? rest.map(rangeWord) : rest.map(keyword);
  return [...(isNo ? ["no"] : []), head, ...tail].join(" ");
}

function rangeWord(word: string, index: number): string {
  return index === 0 && /^ran/.test(word) && "range".startsWith(word) ? "range" : word;
}

function keyword(word: string): string {
  const found = KEYWORDS.filter((known) => known.startsWith(word));
  const [only] = found;
  return found.includes(word) || only === undefined || found.length > 1
    ? (SHORT[word] ?? word)
    : only;
}

/** Beginnings of several keywords, of which one is meant here. */
const SHORT: Readonly<Record<string, string>> = {
  all: "all",
  allow: "allowed",
  acc: "access",
  mo: "mode",
  port: "port",
  portf: "portfast",
  tr: "trunk",
  en: "enable",
};

/**
 * Names of the ports that an interface line names: one, or a range.
 *
 *     interface range Te1/0/1 - 3 , Te1/0/9  ->  Te1/0/1, Te1/0/2, Te1/0/3, Te1/0/9
 */
export function portsOfLine(names: string): string[] {
  if (names.length > LONGEST_NAMES) {
    return [names];
  }
  const range = /^range (.+)$/.exec(names)?.[1];
  if (range === undefined) {
    // NX-OS takes a list without the word.
    return /[,]/.test(names) || /\d\s*-\s*\d+$/.test(names) ? rangePorts(names) : [names];
  }
  return rangePorts(range);
}

const MOST_PORTS = 512;

/** Longer lines name no ports, and patterns take their time over them. */
const LONGEST_NAMES = 500;

function rangePorts(text: string): string[] {
  return text.split(",").flatMap((part) => {
    const match = /^(.*?)(\d+)\s*-\s*(?:.*\/)?(\d+)$/.exec(part.trim());
    const [first, last] = [Number(match?.[2]), Number(match?.[3])];
    if (match === null || last < first || last - first >= MOST_PORTS) {
      return [part.trim()];
    }
    return Array.from(
      { length: last - first + 1 },
      (_, index) => `${match[1] ?? ""}${first + index}`,
    );
  });
}
