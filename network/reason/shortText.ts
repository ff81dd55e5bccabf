/** Long sets in few words: exact where they end, and counted where they do not. */
import { AddressSet } from "../addressSet";
import { HIGHEST_PORT, LOWEST_PORT, PortSet } from "../ports";

/** How many addresses or ranges of ports are named before the rest is counted. */
const MOST_NAMED = 5;

/** `a, b, c and 4 more`. */
export function shortList(items: readonly string[], most = MOST_NAMED, separator = ", "): string {
  const rest = items.length - most;
  // One more would be as long as its name.
  return rest <= 1
    ? items.join(separator)
    : `${items.slice(0, most).join(separator)} and ${rest} more`;
}

/** Every port that somebody can ask for (RFC 6335 section 6 reserves port 0). */
const VALID = PortSet.fromRanges([{ first: LOWEST_PORT, last: HIGHEST_PORT }]);

/**
 * `443`, `22,80,443`, `all but 22,80,443`: what is shorter. Port 0, which nobody can ask for, is not told.
 *
 * @param most Ranges beyond are counted. Default: all are named.
 */
export function portsText(ports: PortSet, most = Infinity): string {
  const missing = VALID.subtract(ports);
  if (missing.isEmpty || ports.isEmpty) {
    return missing.isEmpty ? "any" : "none";
  }
  const isMostOfAll = ports.size > VALID.size / 2;
  const texts = (set: PortSet) => shortList(set.toText().split(","), most, ",");
  return isMostOfAll && missing.ranges.length <= ports.ranges.length
    ? `all but ${texts(missing)}`
    : texts(ports);
}

const FAMILIES = [
  { whole: AddressSet.of("0.0.0.0/0"), name: "IPv4" },
  { whole: AddressSet.of("::/0"), name: "IPv6" },
];

/** `10.0.0.0/24`, `any IPv4 but 10.0.0.0/8, 192.168.0.0/16`, `10.0.0.1, 10.0.0.3 and 7 more`. */
export function shortAddresses(set: AddressSet, most = MOST_NAMED): string {
  if (set.equals(AddressSet.ANY) || set.isEmpty) {
    return set.toText();
  }
  return FAMILIES.map(({ whole, name }) => {
    const part = set.intersect(whole);
    const missing = whole.subtract(part);
    if (part.isEmpty) {
      return "";
    }
    if (missing.isEmpty) {
      return `any ${name}`;
    }
    const isShorter = missing.toText().length < part.toText().length;
    return isShorter && part.size > missing.size
      ? `any ${name} but ${shortList(missing.toTexts(), most)}`
      : shortList(part.toTexts(), most);
  })
    .filter((text) => text !== "")
    .join("; ");
}
