/** Expectations (X3): what must and must not be possible, as plain data beside a stack. */
import { ValueError } from "../../faults";
import { parseTraffic, type Traffic } from "../../services";

/** What an expectation is about. */
export interface Subject {
  /**
   * A name: of a machine or an outside network, of a network (its machines are meant), or of a group
   * (its members are meant). As a receiver, also a gateway or router (its own addresses are meant). Ids and
   * paths are taken as well.
   */
  name: string;
}

export enum Relation {
  /** Every sender reaches every receiver with all of the traffic. */
  CanReach = "canReach",
  /** No sender reaches any receiver with any of the traffic. */
  NeverReaches = "neverReaches",
  /** Nobody but the senders reaches any receiver with any of the traffic. */
  OnlyReachableFrom = "onlyReachableFrom",
}

/** One expectation. Make them with {@link expect}; tools read them as they are. */
export interface Expectation {
  relation: Relation;
  /** Who sends; for `onlyReachableFrom` everybody who may. */
  from: Subject[];
  /** Who receives. */
  to: Subject[];
  /** What is sent, as the sender sends it (a forward's outside ports). Empty: any traffic. */
  traffic: Traffic[];
  /** The address that the sender calls. Default: whatever address leads to the receiver. */
  at?: string;
  /**
   * Only for `canReach`: a rule on the way looks into the traffic (a context profile) and may drop some of
   * it; where none does, the expectation is broken. Default: the traffic passes by its headers alone.
   */
  inspected?: boolean;
  /** Why it matters; printed beside a failure. */
  because?: string;
  /** Names of the stacks that it is about, `*` for anything in them. Default: every stack. */
  stacks?: string[];
  /** Names of resources that are lost: what stands in for them must do. Default: nothing is lost. */
  without?: string[];
}

/** More about an expectation. */
export interface ExpectationOptions {
  /** The address that the sender calls, such as a forward's outside address. */
  at?: string;
  /** A rule on the way looks into the traffic, and may drop some of it; for `canReach` only. */
  inspected?: boolean;
  /** Why it matters. */
  because?: string;
  /** Names of the stacks that it is about, `*` for anything in them. Default: every stack. */
  stacks?: string[];
  /** Names of resources that are lost, such as one of two tunnels. Default: nothing is lost. */
  without?: string[];
}

/** A subject, or just its name. */
export type SubjectLike = Subject | string;

/** What can be expected of a subject. */
export interface Expectations {
  /** `expect("web").canReach("db", tcp("3306"))`: every pair, with all of the traffic, replies included. */
  canReach(to: SubjectLike, ...details: (Traffic | ExpectationOptions)[]): Expectation;
  /** `expect("dmz").neverReaches("management")`: no packet of the traffic, by whatever address. */
  neverReaches(to: SubjectLike, ...details: (Traffic | ExpectationOptions)[]): Expectation;
  /** `expect("db").onlyReachableFrom(["app"], tcp("3306"))`: nobody else, by whatever address. */
  onlyReachableFrom(
    from: readonly SubjectLike[],
    ...details: (Traffic | ExpectationOptions)[]
  ): Expectation;
}

/**
 * The start of an expectation. Registers nothing and reads nothing: the result is data.
 *
 * @throws ValueError for what is no subject, traffic or option, as a program without types may pass
 */
export function expect(subject: SubjectLike): Expectations {
  const own = [subjectOf(subject)];
  return {
    canReach: (to, ...details) => expectation(Relation.CanReach, own, [subjectOf(to)], details),
    neverReaches: (to, ...details) =>
      expectation(Relation.NeverReaches, own, [subjectOf(to)], details),
    onlyReachableFrom: (from, ...details) =>
      expectation(Relation.OnlyReachableFrom, subjectsOf(from), own, details),
  };
}

function subjectOf(subject: SubjectLike): Subject {
  const name: unknown = typeof subject === "string" ? subject : (subject as Subject | null)?.name;
  if (typeof name !== "string" || name === "") {
    throw new ValueError({
      what: "an expectation is about something with a name",
      value: subject,
      allowed: "the name, id or path of a machine, a network, a group or an outside network",
      fix: 'write it as a text, such as expect("web")',
    });
  }
  return { name };
}

function subjectsOf(subjects: readonly SubjectLike[]): Subject[] {
  if (!Array.isArray(subjects)) {
    throw new ValueError({
      what: "the senders are a list",
      value: subjects,
      allowed: "a list of names",
      fix: typeof subjects === "string" ? `write ["${String(subjects)}"]` : "write a list",
    });
  }
  return (subjects as readonly SubjectLike[]).map(subjectOf);
}

type Detail = Traffic | ExpectationOptions;

function expectation(
  relation: Relation,
  from: Subject[],
  to: Subject[],
  details: readonly Detail[],
): Expectation {
  details.forEach((detail) => checkDetail(detail, relation));
  const traffic = details.filter((detail): detail is Traffic => "protocol" in detail);
  const options = details.filter((detail): detail is ExpectationOptions => !("protocol" in detail));
  return Object.assign({ relation, from, to, traffic }, ...options) as Expectation;
}

const OPTIONS: readonly string[] = ["at", "because", "stacks", "without"];
const REACH_OPTIONS: readonly string[] = [...OPTIONS, "inspected"];

function checkDetail(detail: Detail, relation: Relation): void {
  const options = relation === Relation.CanReach ? REACH_OPTIONS : OPTIONS;
  const isObject = typeof detail === "object" && (detail as Detail | null) !== null;
  const stranger =
    isObject && !("protocol" in detail)
      ? Object.keys(detail).find((key) => !options.includes(key))
      : undefined;
  if (!isObject || Array.isArray(detail) || stranger !== undefined) {
    throw new ValueError({
      what: "this is neither traffic nor an option of an expectation",
      value: detail,
      allowed: `traffic such as tcp("443"), or { ${options.join(", ")} }`,
      fix: trafficFix(detail),
    });
  }
}

/** The helper's call for traffic that was written as a text. */
function trafficFix(detail: unknown): string | undefined {
  try {
    const { protocol, ports } = parseTraffic(detail as string);
    return `did you mean ${protocol}(${ports === undefined ? "" : JSON.stringify(ports)})?`;
  } catch {
    return undefined; // no traffic in any spelling
  }
}
