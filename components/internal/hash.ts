const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

/** FNV-1a, 32 bits: spreads names over a range; no protection against intent. */
export function fnv1a(text: string): number {
  let hash = OFFSET;
  for (const byte of Buffer.from(text, "utf8")) {
    hash = Math.imul(hash ^ byte, PRIME);
  }
  return hash >>> 0;
}

/** Eight hexadecimal digits. */
export function shortHash(text: string): string {
  return fnv1a(text).toString(16).padStart(8, "0");
}
