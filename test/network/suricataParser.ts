/** One rule of a Suricata file, as its grammar splits it. */
export interface SuricataRule {
  action: string;
  protocol: string;
  source: string;
  sourcePort: string;
  direction: string;
  destination: string;
  destinationPort: string;
  options: { keyword: string; value?: string }[];
}

const ACTIONS = ["alert", "pass", "drop", "reject", "rejectsrc", "rejectdst", "rejectboth"];
const PROTOCOLS = ["ip", "tcp", "udp", "icmp", "http", "tls", "dns", "ssh"];
/** Keywords that take a value, and those that take none (Suricata 7 user guide, "Rules Format"). */
const WITH_VALUE = [
  "msg",
  "flow",
  "flags",
  "threshold",
  "classtype",
  "sid",
  "rev",
  "content",
  "pcre",
];
const WITHOUT_VALUE = ["nocase", "http.uri", "http.request_body"];
const BUFFERS = ["http.uri", "http.request_body"];
const CLASSES = ["attempted-recon", "attempted-dos", "web-application-attack"];

/**
 * Reads the rules of a file as Suricata's grammar wants them.
 *
 * @throws Error naming the line and what is wrong with it
 */
export function parseSuricata(text: string): SuricataRule[] {
  const rules = text.split("\n").flatMap((line, index) => {
    if (line.trim() === "" || line.startsWith("#")) {
      return [];
    }
    try {
      return [parseRule(line)];
    } catch (error) {
      throw new Error(`line ${index + 1}: ${(error as Error).message}`);
    }
  });
  const sids = rules.map((rule) => valueOf(rule, "sid"));
  if (new Set(sids).size !== sids.length) {
    throw new Error("two rules have one sid");
  }
  return rules;
}

export function valueOf(rule: SuricataRule, keyword: string): string | undefined {
  return rule.options.find((option) => option.keyword === keyword)?.value;
}

function parseRule(line: string): SuricataRule {
  const match = /^(\S+) (\S+) (\S+) (\S+) (->|<>) (\S+) (\S+) \((.*)\)$/.exec(line);
  if (match === null) {
    throw new Error("not `action protocol from port -> to port (options)`");
  }
  const [action, protocol, source, sourcePort, direction, destination, destinationPort, body] =
    match.slice(1) as [string, string, string, string, string, string, string, string];
  expectOneOf("action", action, ACTIONS);
  expectOneOf("protocol", protocol, PROTOCOLS);
  [source, destination].forEach(checkAddresses);
  [sourcePort, destinationPort].forEach((port) => {
    if (!/^(any|\d+|\[[\d:,!]+\])$/.test(port)) {
      throw new Error(`port ${port}`);
    }
  });
  const options = splitOptions(body).map(readOption);
  const rule = { action, protocol, source, sourcePort, direction, destination, destinationPort };
  checkOptions({ ...rule, options });
  return { ...rule, options };
}

function checkAddresses(text: string): void {
  const list = /^\[(.+)\]$/.exec(text)?.[1]?.split(",") ?? [text];
  if (!list.every((one) => one === "any" || /^!?\d+(\.\d+){3}(\/\d+)?$/.test(one))) {
    throw new Error(`address ${text}`);
  }
}

/** Options end with a semicolon; one inside quotes or after a backslash ends nothing. */
function splitOptions(body: string): string[] {
  const options: string[] = [];
  let current = "";
  let isQuoted = false;
  for (let at = 0; at < body.length; at += 1) {
    const character = body[at]!;
    if (character === "\\") {
      current += character + (body[at + 1] ?? "");
      at += 1;
    } else if (character === ";") {
      if (isQuoted) {
        throw new Error("a semicolon inside quotes has to be escaped");
      }
      options.push(current.trim());
      current = "";
    } else {
      isQuoted = character === '"' ? !isQuoted : isQuoted;
      current += character;
    }
  }
  if (current.trim() !== "" || isQuoted) {
    throw new Error("the last option has no end");
  }
  return options;
}

function readOption(text: string): { keyword: string; value?: string } {
  const colon = text.indexOf(":");
  const keyword = colon < 0 ? text : text.slice(0, colon);
  if (colon < 0) {
    expectOneOf("keyword without value", keyword, WITHOUT_VALUE);
    return { keyword };
  }
  expectOneOf("keyword", keyword, WITH_VALUE);
  const value = text.slice(colon + 1);
  if (["msg", "content", "pcre"].includes(keyword) && !/^"[^"]+"$/.test(value)) {
    throw new Error(`${keyword} is not quoted`);
  }
  return { keyword, value };
}

function checkOptions(rule: SuricataRule): void {
  const [first] = rule.options;
  if (first?.keyword !== "msg") {
    throw new Error("a rule begins with msg");
  }
  for (const keyword of ["sid", "rev"]) {
    if (!/^\d+$/.test(valueOf(rule, keyword) ?? "")) {
      throw new Error(`${keyword} is no number`);
    }
  }
  expectOneOf("classtype", valueOf(rule, "classtype") ?? "", CLASSES);
  const pcre = valueOf(rule, "pcre");
  if (pcre !== undefined) {
    new RegExp(pcre.slice(2, pcre.lastIndexOf("/")), "i");
  }
  const threshold = valueOf(rule, "threshold");
  const form = /^type (limit|threshold|both),track by_(src|dst|rule|both),count \d+,seconds \d+$/;
  if (threshold !== undefined && !form.test(threshold)) {
    throw new Error(`threshold ${threshold}`);
  }
  const contents = rule.options.findIndex(({ keyword }) => keyword === "content");
  const buffer = rule.options.findIndex(({ keyword }) => BUFFERS.includes(keyword));
  if (rule.protocol === "http" && !(buffer >= 0 && buffer < contents)) {
    throw new Error("a sticky buffer comes before what is looked for in it");
  }
}

function expectOneOf(what: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value)) {
    throw new Error(`${what} ${value}`);
  }
}
