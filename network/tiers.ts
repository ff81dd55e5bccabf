/**
 * Tiers of a guarded network (R31) and what no single rule may open between them.
 *
 *     from \ to     core  management  dmz  production  vpn
 *     core            .        .        .       .        .
 *     management      .        .        .       .        .
 *     dmz             x        x        .       .        x
 *     production      .        x        .       .        x
 *     vpn             .        .        .       .        .
 *
 * A dot is decided by the rules, and denied where none allows; a cross is a boundary. Answers of
 * connections that were opened the other way pass all the same, for the firewall is stateful.
 */
export enum SecurityTier {
  /** The core network: directory, name and time service, routing. */
  Core = "core",
  /** ESXi hosts, vCenter, NSX and what runs them. */
  Management = "management",
  /** What the internet may reach. */
  Dmz = "dmz",
  /** The machines that do the work. */
  Production = "production",
  /** Clients that came in through a VPN. */
  Vpn = "vpn",
}

/** Which tiers a tier may never open a connection to. */
const BOUNDARIES: Readonly<Record<SecurityTier, readonly SecurityTier[]>> = {
  [SecurityTier.Core]: [],
  [SecurityTier.Management]: [],
  [SecurityTier.Dmz]: [SecurityTier.Core, SecurityTier.Management, SecurityTier.Vpn],
  [SecurityTier.Production]: [SecurityTier.Management, SecurityTier.Vpn],
  [SecurityTier.Vpn]: [],
};

/** Whether the preset forbids connections from one tier to the other; a text that is no tier has no boundary. */
export function isBoundary(from: SecurityTier, to: SecurityTier): boolean {
  return Object.hasOwn(BOUNDARIES, from) && BOUNDARIES[from].includes(to);
}

/**
 * Every ordered pair of zones between whose tiers there is a boundary. A pair depends on its two
 * zones only, so a zone that is added adds pairs and changes none.
 */
export function boundaryPairs(
  zones: Readonly<Record<string, SecurityTier>>,
): { from: string; to: string }[] {
  const names = Object.keys(zones);
  const crosses = (from: string, to: string) => {
    const [source, target] = [zones[from], zones[to]];
    return source !== undefined && target !== undefined && isBoundary(source, target);
  };
  return names.flatMap((from) =>
    names.filter((to) => crosses(from, to)).map((to) => ({ from, to })),
  );
}

/** NSX cuts a log label after so many characters in the log's lines (its API's text for `tag`). */
export const LONGEST_LOG_LABEL = 32;
const HASH_DIGITS = 8;
const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

/**
 * A rule's label in the log: its name, or where that is too long the beginning of it and eight
 * digits that tell it from every other one. Non-ASCII characters count once.
 */
export function logLabel(name: string): string {
  const characters = [...name];
  if (characters.length <= LONGEST_LOG_LABEL) {
    return name;
  }
  let hash = OFFSET;
  for (const character of characters) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), PRIME);
  }
  const digits = (hash >>> 0).toString(16).padStart(HASH_DIGITS, "0");
  return `${characters.slice(0, LONGEST_LOG_LABEL - HASH_DIGITS - 1).join("")}-${digits}`;
}
