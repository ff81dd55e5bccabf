/** Words and keys that the findings of hygiene share. */

const MOST_NAMES = 3;

/** `a, b, c and 4 more`. */
export function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).join(", ");
  const more = names.length - MOST_NAMES;
  return more > 0 ? `${shown} and ${more} more` : shown;
}

/** Identity of a finding about a rule: the check, the firewall or gateway that it is in, the rule. */
export function keyOfRule(check: string, place: string, rule: string): string {
  return JSON.stringify([check, place, rule]);
}

/** `16,777,216`. */
export function numberText(value: bigint | number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}
