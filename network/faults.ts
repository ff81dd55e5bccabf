/**
 * What is wrong with something that a user wrote, as data, and the one way to say it. Components,
 * stack configuration, inventory and surroundings files all report through these.
 */

/** One thing wrong with one value. */
export interface Fault {
  /** Property path in the user's own words, e.g. `portForwards.jobs.inside.ports`; "" for the whole. */
  path: string;
  /** What is wrong, without the value itself (a secret's fault is shown too). */
  message: string;
  /** The value that was found. Left out for secrets. */
  value?: unknown;
  /** What would be accepted. Never holds the value. */
  allowed?: string;
  /** The likely repair, a clause such as `did you mean "10.0.0.0/24"?`. May hold the value. */
  fix?: string;
}

/** A fault as it is handed in; `secret` keeps value and fix out of every text. */
export interface FaultInput extends Omit<Fault, "path"> {
  /** Default: not secret. */
  secret?: boolean;
}

/** The parts of a {@link ValueError}. */
export interface ValueErrorParts {
  /** What is wrong, without the value. */
  what: string;
  value: unknown;
  /** What would be accepted, without the value. */
  allowed: string;
  /** A text that would be accepted. Default: none is known. */
  suggestion?: string;
  /** The likely repair. Default: `did you mean` with the suggestion, if there is one. */
  fix?: string;
}

/** One value that cannot be what it should be; thrown by every parser of the core. */
export class ValueError extends Error {
  readonly what: string;
  readonly value: unknown;
  readonly allowed: string;
  readonly suggestion?: string;
  readonly fix?: string;

  constructor(parts: ValueErrorParts) {
    const { what, value, allowed, suggestion } = parts;
    const fix =
      parts.fix ?? (suggestion === undefined ? undefined : `did you mean "${suggestion}"?`);
    super(faultText({ path: "", message: what, value, allowed, fix }));
    this.name = new.target.name;
    this.what = what;
    this.value = value;
    this.allowed = allowed;
    this.suggestion = suggestion;
    this.fix = fix;
  }
}

/**
 * What to suggest for a text whose part was refused. `candidate` is the text with that part
 * repaired: the suggestion itself if `parse` accepts it, otherwise the base of `parse`'s own.
 */
export function suggestionFor(
  candidate: string,
  parse: (text: string) => unknown,
): string | undefined {
  try {
    parse(candidate);
    return candidate;
  } catch (error) {
    if (!(error instanceof ValueError)) {
      throw error;
    }
    return error.suggestion;
  }
}

/** Several faults at once; `message` holds them all. */
export class FaultsError extends Error {
  readonly faults: readonly Fault[];

  constructor(subject: string, faults: readonly Fault[]) {
    super(faultsText(subject, faults));
    this.name = "FaultsError";
    this.faults = faults;
  }
}

const LONGEST_VALUE = 120;

/** Longest path in a message: a key of the user's may be anything. */
const LONGEST_PATH = 240;
/** More faults than this help nobody. */
const MOST_FAULTS = 50;

/** A value for a message: JSON where possible, one line, shortened. */
export function showValue(value: unknown): string {
  const text = jsonOf(value) ?? plainTextOf(value);
  return shortened(text, LONGEST_VALUE);
}

/** A name of the user's for a message: as it is where it is plain, else as {@link showValue} has it. */
export function showName(name: string): string {
  return /^[A-Za-z0-9_.-]{1,60}$/.test(name) ? name : showValue(name);
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}...`;
}

function jsonOf(value: unknown): string | undefined {
  if (typeof value === "bigint" || (typeof value === "number" && !Number.isFinite(value))) {
    return String(value);
  }
  try {
    return JSON.stringify(value, function (this: unknown, key: string, part: unknown): unknown {
      // The part itself: what the replacer gets has gone through its toJSON, which an output refuses.
      return shownPart((this as Record<string, unknown>)[key], part);
    });
  } catch {
    return undefined; // cyclic, too deep, or holds a bigint
  }
}

function shownPart(part: unknown, json: unknown): unknown {
  if (typeof part === "number" && !Number.isFinite(part)) {
    return String(part);
  }
  if (typeof part === "string") {
    return part.length <= LONGEST_VALUE ? part : part.slice(0, LONGEST_VALUE + 1);
  }
  const isLater =
    part instanceof Promise ||
    (typeof part === "object" && part !== null && "__pulumiOutput" in part);
  return isLater ? "(known later)" : json;
}

function plainTextOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return "(a value that has no text)";
  }
}

/** `path: what is wrong (got ..., allowed: ...); fix`, on one line. */
export function faultText(fault: Fault): string {
  const details = [
    ...(fault.value === undefined ? [] : [`got ${showValue(fault.value)}`]),
    ...(fault.allowed === undefined ? [] : [`allowed: ${fault.allowed}`]),
  ];
  return [
    fault.path === "" ? "" : `${shortened(fault.path, LONGEST_PATH)}: `,
    fault.message,
    details.length === 0 ? "" : ` (${details.join("; ")})`,
    fault.fix === undefined ? "" : `; ${fault.fix}`,
  ].join("");
}

/** One text with all faults: a heading that counts them and a line for each of the first 50. */
export function faultsText(subject: string, faults: readonly Fault[]): string {
  const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
  const shown = faults.slice(0, MOST_FAULTS).map((fault) => `  - ${faultText(fault)}`);
  const rest = faults.length - shown.length;
  return [`${subject}: ${count}`, ...shown, ...(rest > 0 ? [`  - and ${rest} more`] : [])].join(
    "\n",
  );
}

/** Joins property paths: `joinPath("hosts", "[2]", "name")` is `hosts[2].name`. */
export function joinPath(...parts: readonly string[]): string {
  return parts
    .filter((part) => part !== "")
    .reduce(
      (path, part) => (path === "" || part.startsWith("[") ? path + part : `${path}.${part}`),
      "",
    );
}

/** Collects faults, so that a user sees all of them in one go. */
export class FaultList {
  private readonly collected: Fault[] = [];

  /** The faults so far, in the order in which they were found. */
  get faults(): readonly Fault[] {
    return this.collected;
  }

  get isEmpty(): boolean {
    return this.collected.length === 0;
  }

  /** Adds a fault; with `secret` neither its value nor its fix is kept. */
  add(path: string, fault: FaultInput): void {
    const { secret = false, value, fix, ...rest } = fault;
    this.collected.push(secret ? { path, ...rest } : { path, ...rest, value, fix });
  }

  /** Adds faults that were found in a part, under the path of that part. */
  addAll(prefix: string, faults: Iterable<Fault> | FaultList): void {
    for (const fault of faults instanceof FaultList ? faults.faults : faults) {
      this.collected.push({ ...fault, path: joinPath(prefix, fault.path) });
    }
  }

  /** Adds what a parser of the core threw; anything else is a bug and is thrown again. */
  addError(path: string, error: unknown, options: { secret?: boolean } = {}): void {
    if (error instanceof FaultsError) {
      const shown = options.secret
        ? error.faults.map(({ value: _value, fix: _fix, ...rest }) => rest)
        : error.faults;
      this.addAll(path, shown);
      return;
    }
    if (!(error instanceof ValueError)) {
      throw error;
    }
    const { what, value, allowed, fix } = error;
    this.add(path, { message: what, value, allowed, fix, ...options });
  }

  /** What `parse` returns; or undefined, with its {@link ValueError} collected under the path. */
  attempt<T>(path: string, parse: () => T, options: { secret?: boolean } = {}): T | undefined {
    try {
      return parse();
    } catch (error) {
      this.addError(path, error, options);
      return undefined;
    }
  }

  /** All faults in one text. */
  toText(subject = "invalid input"): string {
    return faultsText(subject, this.collected);
  }

  /** The error that holds everything collected. */
  toError(subject: string): FaultsError {
    return new FaultsError(subject, [...this.collected]);
  }

  /** Throws a {@link FaultsError} when anything was collected. */
  throwIfAny(subject: string): void {
    if (!this.isEmpty) {
      throw this.toError(subject);
    }
  }
}
