/** Engine version whose behaviour a capture reproduces. */
export const EMULATED_ENGINE = "3.259.0";

type Version = [number, number, number];

const operators: Record<string, (order: number) => boolean> = {
  "": (order) => order === 0,
  "=": (order) => order === 0,
  "==": (order) => order === 0,
  "!": (order) => order !== 0,
  "!=": (order) => order !== 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
};

function parse(text: string): Version | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)/.exec(text);
  return match ? [Number(match[1]), Number(match[2]), Number(match[3])] : undefined;
}

function compare(left: Version, right: Version): number {
  for (const index of [0, 1, 2] as const) {
    if (left[index] !== right[index]) return left[index] - right[index];
  }
  return 0;
}

function meets(version: Version, comparator: string): boolean {
  const [, operator = "", bound = ""] = /^([<>=!]*)(.*)$/.exec(comparator) ?? [];
  const holds = operators[operator];
  const limit = parse(bound.replace(/^v/, ""));
  if (!holds || !limit) {
    throw new Error(
      `cannot read the version range part "${comparator}": write an operator (>, >=, <, <=, !, =) ` +
        `and a whole version, e.g. ">=3.100.0"`,
    );
  }
  return holds(compare(version, limit));
}

/**
 * Whether a version lies in a range as `pulumi.runtime.requirePulumiVersion` takes it: comparators
 * side by side must all hold, `||` separates alternatives.
 *
 * @throws Error when the range cannot be read
 */
export function inVersionRange(version: string, range: string): boolean {
  const own = parse(version);
  if (!own) throw new Error(`cannot read the version "${version}"`);
  return range.split("||").some((alternative) =>
    alternative
      .trim()
      .replace(/([<>=!]+)\s+/g, "$1")
      .split(/\s+/)
      .every((comparator) => meets(own, comparator)),
  );
}
