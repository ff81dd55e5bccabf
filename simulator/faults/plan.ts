import { methodsOf } from "./schema";
import type { FaultMethod, FaultRule } from "./schema";

/** One request that is about to reach a system. */
export interface FaultCall {
  method: FaultMethod;
  /** Type token, or function token of an invoke. */
  type: string;
  /** Logical name of the resource; empty for an invoke. */
  name: string;
}

interface Counted {
  rule: FaultRule;
  type: RegExp;
  name: RegExp;
  seen: number;
}

function pattern(glob: string): RegExp {
  const literal = glob.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${literal.join(".*")}$`);
}

function strikes({ nth, every, first }: FaultRule, count: number): boolean {
  if (nth !== undefined) return count === nth;
  if (every !== undefined) return count % every === 0;
  return first === undefined || count <= first;
}

/**
 * Decides which request meets which fault. Requests are counted from the start of the process, a
 * repeated one again; each rule counts for itself, and the first that strikes wins.
 */
export class FaultPlan {
  private readonly rules: Counted[];

  constructor(rules: readonly FaultRule[]) {
    this.rules = rules.map((rule) => ({
      rule,
      type: pattern(rule.type),
      name: pattern(rule.name),
      seen: 0,
    }));
  }

  /** Counts a request and says what happens to it. */
  next({ method, type, name }: FaultCall): FaultRule | undefined {
    const matching = this.rules.filter(
      (item) =>
        methodsOf(item.rule).includes(method) && item.type.test(type) && item.name.test(name),
    );
    matching.forEach((item) => (item.seen += 1));
    return matching.find((item) => strikes(item.rule, item.seen))?.rule;
  }
}
