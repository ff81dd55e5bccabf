/** Expectations (X3): what must and must not be possible, as plain data beside a stack. */
import type { Traffic } from "../../services";

/** What an expectation is about. */
export interface Subject {
  /**
   * A name: of a machine or an outside network, of a network (its machines are meant), or of a group
   * (its members are meant). Ids and paths are taken as well.
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
  /** Why it matters; printed beside a failure. */
  because?: string;
}

/** More about an expectation. */
export interface ExpectationOptions {
  /** The address that the sender calls, such as a forward's outside address. */
  at?: string;
  /** Why it matters. */
  because?: string;
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

/** The start of an expectation. Registers nothing and reads nothing: the result is data. */
export function expect(subject: SubjectLike): Expectations {
  const own = [subjectOf(subject)];
  return {
    canReach: (to, ...details) => expectation(Relation.CanReach, own, [subjectOf(to)], details),
    neverReaches: (to, ...details) =>
      expectation(Relation.NeverReaches, own, [subjectOf(to)], details),
    onlyReachableFrom: (from, ...details) =>
      expectation(Relation.OnlyReachableFrom, from.map(subjectOf), own, details),
  };
}

function subjectOf(subject: SubjectLike): Subject {
  return typeof subject === "string" ? { name: subject } : { name: subject.name };
}

function expectation(
  relation: Relation,
  from: Subject[],
  to: Subject[],
  details: readonly (Traffic | ExpectationOptions)[],
): Expectation {
  const traffic = details.filter((detail): detail is Traffic => "protocol" in detail);
  const options = details.filter((detail): detail is ExpectationOptions => !("protocol" in detail));
  return Object.assign({ relation, from, to, traffic }, ...options) as Expectation;
}
