/** Picks look-ups out of what the engine says of its remote calls, and drops everything else. */
import { rules, schema } from "@vmnet/tables";
import type { PropertyRule, TypeSpec } from "@vmnet/tables";
import { functionTokens } from "@vmnet/simulator/estate/generic/tables";
import { questionOf, REDACTED } from "@vmnet/simulator/recording/format";
import type { RecordedLookup } from "@vmnet/simulator/recording/format";
import type { PropertyMap } from "vmnet/network/model/resource";

/** What a program asks the engine; the provider is asked the same, and is read where this is absent. */
const FROM_PROGRAM = "/pulumirpc.ResourceMonitor/Invoke";
const TO_PROVIDER = "/pulumirpc.ResourceProvider/Invoke";

/** How Pulumi marks a secret value on the wire. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** Collects look-ups from the lines of the engine's gRPC log. */
export class LookupCollector {
  private readonly found = { [FROM_PROGRAM]: newStep(), [TO_PROVIDER]: newStep() };
  private readonly known = new Set(functionTokens());
  /** Names of secret properties, wherever one of the two packages has them. */
  private readonly secretNames = secretNames();

  /** Reads one line. Nothing of it is kept that is not a look-up of a known function. */
  add(line: string): void {
    const method = ([FROM_PROGRAM, TO_PROVIDER] as const).find((name) =>
      line.includes(`"${name}"`),
    );
    if (method === undefined) {
      return;
    }
    const entry = parse(line);
    const token = entry?.request?.tok;
    if (entry?.method !== method || token === undefined || !this.known.has(token)) {
      return;
    }
    const step = this.found[method];
    const args = (entry.request?.args ?? {}) as PropertyMap;
    if (hasSecret(args)) {
      step.secret.add(token);
      return;
    }
    const question = questionOf({ token, args });
    const result = entry.response?.return;
    if (result === undefined) {
      step.asked.set(question, token);
    } else {
      step.answered.set(question, { token, args, result: this.redacted(result) as PropertyMap });
    }
  }

  /** What was seen: look-ups, questions without an answer, and functions that were asked with a secret. */
  result(): { lookups: RecordedLookup[]; unanswered: string[]; secret: string[] } {
    const own = this.found[FROM_PROGRAM];
    const step = own.answered.size > 0 ? own : this.found[TO_PROVIDER];
    const open = [...step.asked].filter(([question]) => !step.answered.has(question));
    return {
      lookups: [...step.answered.values()],
      unanswered: [...new Set(open.map(([, token]) => token))],
      secret: [...step.secret],
    };
  }

  private redacted(value: unknown): unknown {
    if (Array.isArray(value)) {
      return value.map((item) => this.redacted(item));
    }
    if (typeof value !== "object" || value === null) {
      return value;
    }
    if (SIGNATURE in value) {
      return REDACTED;
    }
    return Object.fromEntries(
      Object.entries(value).map(([name, item]: [string, unknown]) => {
        const isSecret = this.secretNames.has(name) && item !== null && item !== "";
        return [name, isSecret ? REDACTED : this.redacted(item)];
      }),
    );
  }
}

interface Step {
  asked: Map<string, string>;
  answered: Map<string, RecordedLookup>;
  secret: Set<string>;
}

function newStep(): Step {
  return { asked: new Map(), answered: new Map(), secret: new Set() };
}

interface LogEntry {
  method?: unknown;
  request?: { tok?: string; args?: unknown };
  response?: { return?: Record<string, unknown> };
}

function parse(line: string): LogEntry | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === "object" && entry !== null ? entry : undefined;
  } catch {
    // Two processes wrote at once; the question then counts as unanswered.
    return undefined;
  }
}

function hasSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) {
    return false;
  }
  return SIGNATURE in value || Object.values(value).some(hasSecret);
}

function secretNames(): Set<string> {
  const names = new Set<string>();
  const bySchema = (properties: Record<string, TypeSpec> = {}) =>
    Object.entries(properties).forEach(([name, spec]) => {
      if (spec.secret === true) names.add(name);
    });
  const byRules = (properties: Record<string, PropertyRule> = {}) =>
    Object.entries(properties).forEach(([name, rule]) => {
      if (rule.sensitive === true) names.add(name);
      byRules(rule.properties);
      byRules(rule.items?.properties);
    });
  for (const name of ["vsphere", "nsxt"] as const) {
    const { types, resources, functions, provider } = schema(name);
    [...Object.values(types), ...Object.values(resources), provider].forEach((one) =>
      bySchema(one.properties),
    );
    Object.values(functions).forEach((one) => bySchema(one.outputs?.properties));
    Object.values(rules(name).resources).forEach((one) => byRules(one.properties));
  }
  return names;
}
