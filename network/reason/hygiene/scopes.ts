/** The ports that rules are applied to, and how several scopes divide them. */

/** The number of "everywhere". */
export const EVERYWHERE = 0;

export class Scopes {
  private readonly ports: ReadonlySet<string>[];
  private readonly numbers = new Map<string, number>();
  private readonly known = new WeakMap<readonly string[], number>();
  private readonly divisions = new Map<string, readonly ReadonlySet<number>[]>();

  /** @param everywhere Ports at which rules without a scope are evaluated. */
  constructor(everywhere: readonly string[]) {
    this.ports = [new Set(everywhere)];
  }

  /** Equal scopes have one number. */
  numberOf(appliedTo: readonly string[] | undefined): number {
    if (appliedTo === undefined) {
      return EVERYWHERE;
    }
    const seen = this.known.get(appliedTo);
    if (seen !== undefined) {
      return seen;
    }
    const key = [...new Set(appliedTo)].sort().join("\n");
    const number = this.numbers.get(key) ?? this.ports.push(new Set(appliedTo)) - 1;
    this.numbers.set(key, number);
    this.known.set(appliedTo, number);
    return number;
  }

  /**
   * A scope's ports divided so that each of the others has all of a part or nothing of it: for each
   * part the numbers of the scopes that have it. No parts for a scope without ports.
   */
  divide(scope: number, others: Iterable<number>): readonly ReadonlySet<number>[] {
    const asked = [...new Set(others)]
      .filter((other) => other !== scope && other !== EVERYWHERE)
      .sort((a, b) => a - b);
    const key = `${scope}|${asked.join(",")}`;
    const known = this.divisions.get(key);
    if (known !== undefined) {
      return known;
    }
    const parts = new Map<string, ReadonlySet<number>>();
    for (const port of this.ports[scope] ?? []) {
      const having = asked.filter((other) => this.ports[other]?.has(port) === true);
      parts.set(having.join(","), new Set([...having, scope, EVERYWHERE]));
    }
    // A firewall that no port is known of is still one place.
    const made =
      parts.size === 0 && scope === EVERYWHERE ? [new Set([EVERYWHERE])] : [...parts.values()];
    this.divisions.set(key, made);
    return made;
  }
}
