import * as pulumi from "@pulumi/pulumi";

import { joinPath, type Fault } from "../../network/faults";
import { argShapes } from "./argShapes";
import { Checks, likelyName, type LateValue } from "./checks";
import { InputFaultsError } from "./inputFaults";

/** Reads arguments and reports what is wrong with them. */
export type Check<A> = (checks: Checks, args: A) => void;

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;
/** Longest id or name that the systems behind take, less room for the children's roles. */
const LONGEST_NAME = 60;

/**
 * The arguments of a component, checked: stands in the argument expression of `super(...)`, so that
 * nothing is registered when it throws. Every fault is reported at once. Values that are known only
 * later are gated: they are checked, all together, when the last of them is known, and whatever
 * needs one of them fails with the same kind of error.
 *
 * @throws InputFaultsError
 */
export function validated<A extends object>(
  component: string,
  name: string,
  args: A,
  check: Check<A>,
): A {
  const subject = `${component} ${JSON.stringify(name)}`;
  const checks = new Checks();
  checkName(checks, name);
  if (typeof args !== "object" || args === null || Array.isArray(args)) {
    checks.fault("args", {
      message: "the arguments are missing",
      value: args,
      allowed: `an object, see ${component}Args`,
    });
  } else {
    checkArguments(component, args, checks, check);
  }
  refuse(subject, checks);
  return checks.deferred.size === 0 ? args : gated(component, subject, args, checks, check);
}

/**
 * First the types, then what the values mean. Where a type is wrong something harmless takes the
 * place of the value, so that everything else is checked too; what is then said of that place is
 * of no use and left out.
 */
function checkArguments<A extends object>(
  component: string,
  args: A,
  checks: Checks,
  check: Check<A>,
): void {
  const wrong = checks.part();
  const shape = argShapes.get(component);
  if (shape === undefined) {
    checkNoNull(wrong, args, "");
  }
  // The shape describes the component's own arguments.
  const read = (shape?.read(wrong, "", args) ?? args) as A;
  checks.faults.addAll("", wrong.faults);
  const paths = wrong.faults.faults.map(({ path }) => path);
  if (shape !== undefined || paths.length === 0) {
    const meaning = checks.part();
    if (paths.length === 0) {
      check(meaning, args);
    } else {
      checkAsFarAsPossible(() => check(meaning, read));
    }
    checks.faults.addAll(
      "",
      meaning.faults.faults.filter((fault) => !isAbout(fault, paths)),
    );
  }
}

/** A check may trip over what stands for a value of the wrong type; that one is told already. */
function checkAsFarAsPossible(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof TypeError)) {
      throw error;
    }
  }
}

/** Whether a fault is of one of these places, of something in it, or of the whole that it is in. */
function isAbout({ path }: Fault, places: readonly string[]): boolean {
  const isIn = (part: string, wide: string) =>
    part === wide || part.startsWith(`${wide}.`) || part.startsWith(`${wide}[`);
  return places.some((place) => isIn(path, place) || isIn(place, path));
}

/** Types keep null out; a program without types, or in another language, can still pass one. */
function checkNoNull(checks: Checks, value: unknown, path: string): void {
  if (value === null) {
    checks.fault(path, { message: "null is no value", value, fix: "leave this out" });
  } else if (Array.isArray(value)) {
    value.forEach((part, index) => checkNoNull(checks, part, joinPath(path, `[${index}]`)));
  } else if (isPlainObject(value)) {
    Object.entries(value).forEach(([key, part]) => checkNoNull(checks, part, joinPath(path, key)));
  }
}

/** A literal, as opposed to an output, a promise or an instance of a class. */
function isPlainObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}

function checkName(checks: Checks, name: string): void {
  if (typeof name !== "string" || name.length > LONGEST_NAME || !NAME.test(name)) {
    checks.fault("name", {
      message: "the component's name becomes part of ids and paths",
      value: name,
      allowed: `letters a to z, digits, -, _ and ., at most ${LONGEST_NAME} of them`,
      fix:
        typeof name === "string"
          ? (likelyName(name, NAME, LONGEST_NAME) ?? "write one")
          : "write a text",
    });
  }
}

function refuse(subject: string, checks: Checks): void {
  if (!checks.faults.isEmpty) {
    throw new InputFaultsError(subject, checks.faults.faults);
  }
}

function gated<A extends object>(
  component: string,
  subject: string,
  args: A,
  checks: Checks,
  check: Check<A>,
): A {
  const late = [...checks.deferred];
  const values = pulumi.all(late);
  const secrets = pulumi.all(late.map((one) => pulumi.isSecret(pulumi.output(one))));
  const gate = pulumi.unsecret(
    pulumi.all([values, secrets]).apply(([known, secret]) => {
      const found = new Map<unknown, LateValue>(
        late.map((one, index) => [one, { value: known[index], secret: secret[index] ?? false }]),
      );
      const again = new Checks(found);
      checkArguments(component, args, again, check);
      refuse(subject, again);
      return true;
    }),
  );
  const replaced = new Map<unknown, pulumi.Output<unknown>>(
    late.map((one) => [one, pulumi.all([one, gate]).apply(([value]) => value)]),
  );
  return substitute(args, replaced);
}

/** A copy in which some leaves are exchanged; only plain objects and lists are walked. */
function substitute<T>(value: T, replaced: ReadonlyMap<unknown, unknown>): T {
  const swap = (part: unknown): unknown => {
    if (replaced.has(part)) {
      return replaced.get(part);
    }
    if (Array.isArray(part)) {
      return part.map(swap);
    }
    if (!isPlainObject(part)) {
      return part;
    }
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, swap(inner)]));
  };
  // Every leaf is exchanged for one of its own kind, so the shape stays.
  return swap(value) as T;
}
