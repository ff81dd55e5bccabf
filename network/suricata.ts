import { formatCidr, parseCidr } from "./address";
import { FaultList } from "./faults";

const SUBJECT = "sensor rules";

/** What {@link suricataRules} writes rules for; all plain data. */
export interface SensorRequest {
  /** Networks whose machines are watched, such as `["10.0.0.0/24"]`. */
  homeNetworks: readonly string[];
  /** New connections that one source may open to watched machines within ten seconds. Default: 50. */
  scanConnections?: number;
  /** New connections that one watched machine may get from all sources within one second. Default: 500. */
  floodConnections?: number;
  /** Id of the first rule; the others follow. Default: 1000000, the beginning of the range for local rules. */
  firstSid?: number;
}

export const DEFAULT_SCAN_CONNECTIONS = 50;
export const DEFAULT_FLOOD_CONNECTIONS = 500;
/** Range that the Suricata project leaves to local rules. */
export const LOCAL_SIDS = { first: 1_000_000, last: 1_999_999 } as const;
const SCAN_SECONDS = 10;
const FLOOD_SECONDS = 1;
const MOST_CONNECTIONS = 1_000_000;

/** What may stand between two words: blanks as they are written in an address, or a comment. */
const GAP = "(\\s|\\+|%20|\\/\\*.*?\\*\\/)+";

/** Ways to put SQL where a value is meant: what is looked for, and how it is written in a regular expression. */
const INJECTIONS: readonly { what: string; content: string; pcre: string }[] = [
  {
    what: "UNION SELECT",
    content: "select",
    pcre: `/union${GAP}(all${GAP})?select\\b/i`,
  },
  {
    what: "condition that is always true",
    content: "or",
    pcre: "/(\\x27|%27)\\W*or\\W+\\d+\\W*=\\W*\\d+/i",
  },
  { what: "time delay", content: "(", pcre: "/(sleep|benchmark|pg_sleep)(\\s|%20)*\\(/i" },
  { what: "second statement", content: "drop", pcre: "/(\\x3b|%3b)\\W*drop\\W+(table|database)/i" },
];

/** Where a request carries values. */
const BUFFERS = ["http.uri", "http.request_body"] as const;

/**
 * The three detections of R32 as rules for an external Suricata 7 sensor: port scan, SQL injection,
 * SYN flood. The file names its networks itself, so it needs no variable of the sensor's settings.
 *
 * Rules alert only: a sensor at a mirror port can stop nothing. Injections are looked for in the
 * address and body of plain HTTP requests; inside TLS a sensor sees neither.
 *
 * @throws FaultsError with everything wrong: paths are those of {@link SensorRequest}
 */
export function suricataRules(request: SensorRequest): string {
  const home = homeOf(request);
  const sids = countedFrom(request.firstSid ?? LOCAL_SIDS.first);
  const scan = request.scanConnections ?? DEFAULT_SCAN_CONNECTIONS;
  const flood = request.floodConnections ?? DEFAULT_FLOOD_CONNECTIONS;
  const rules = [
    "# Port scan: one source opens many connections",
    synRule(home, "port scan", { track: "by_src", count: scan, seconds: SCAN_SECONDS }, [
      "classtype:attempted-recon",
      sids(),
    ]),
    "# SYN flood: one machine gets many connections",
    synRule(home, "SYN flood", { track: "by_dst", count: flood, seconds: FLOOD_SECONDS }, [
      "classtype:attempted-dos",
      sids(),
    ]),
    "# SQL injection: statements where values are meant",
    ...INJECTIONS.flatMap((injection) =>
      BUFFERS.map((buffer) => injectionRule(home, buffer, injection, sids())),
    ),
  ];
  return `${rules.join("\n")}\n`;
}

function homeOf(request: SensorRequest): string {
  const faults = new FaultList();
  const networks = request.homeNetworks.flatMap((text, index) => {
    const cidr = faults.attempt(`homeNetworks[${index}]`, () => parseCidr(text));
    return cidr === undefined ? [] : [formatCidr(cidr)];
  });
  if (request.homeNetworks.length === 0) {
    faults.add("homeNetworks", { message: "no network is watched", allowed: "one or more" });
  }
  const { scanConnections, floodConnections, firstSid } = request;
  addOutOfRange(faults, "scanConnections", scanConnections, 1, MOST_CONNECTIONS);
  addOutOfRange(faults, "floodConnections", floodConnections, 1, MOST_CONNECTIONS);
  const lastStart = LOCAL_SIDS.last - 1 - INJECTIONS.length * BUFFERS.length;
  addOutOfRange(faults, "firstSid", firstSid, LOCAL_SIDS.first, lastStart);
  faults.throwIfAny(SUBJECT);
  return `[${[...new Set(networks)].sort().join(",")}]`;
}

function addOutOfRange(
  faults: FaultList,
  path: string,
  value: number | undefined,
  least: number,
  most: number,
): void {
  if (value !== undefined && !(Number.isInteger(value) && value >= least && value <= most)) {
    const allowed = `a whole number from ${least} to ${most}`;
    faults.add(path, { message: "out of range", value, allowed });
  }
}

/** `sid` options, each one more than the last. */
function countedFrom(first: number): () => string {
  let next = first;
  return () => `sid:${next++}`;
}

function synRule(
  home: string,
  what: string,
  { track, count, seconds }: { track: string; count: number; seconds: number },
  last: readonly string[],
): string {
  return rule("tcp", home, [
    `msg:"vmnet ${what}"`,
    "flow:stateless",
    // A SYN without ACK; the two ECN bits do not count.
    "flags:S,12",
    `threshold:type both,track ${track},count ${count},seconds ${seconds}`,
    ...last,
    "rev:1",
  ]);
}

function injectionRule(
  home: string,
  buffer: string,
  { what, content, pcre }: (typeof INJECTIONS)[number],
  sid: string,
): string {
  return rule("http", home, [
    `msg:"vmnet SQL injection, ${what}, in ${buffer}"`,
    "flow:established,to_server",
    buffer,
    // A plain text that is always there lets the sensor skip most requests.
    `content:"${content}"`,
    "nocase",
    `pcre:"${pcre}"`,
    "classtype:web-application-attack",
    sid,
    "rev:1",
  ]);
}

function rule(protocol: string, home: string, options: readonly string[]): string {
  return `alert ${protocol} any any -> ${home} any (${options.map((one) => `${one};`).join(" ")})`;
}
