/** What a check found, as data. */
import type { Inventory } from "@vmnet/simulator/estate/index";
import type { PropertyMap, PropertyValue } from "vmnet/network/model/resource";
import { nearest } from "vmnet/network/nearest";
import { exitCode } from "../terminal";
import { askedName, placeOf, shortName, subjectOf } from "./lookup";
import type { Lookup, Reply } from "./lookup";
import { needs } from "./needs/components";
import type { Survey } from "./survey";

/** One thing that the stack needs on site. */
export interface Item {
  /** `unanswered`: it was not asked, or the answer does not say. `byHand`: no look-up can tell. */
  status: "ok" | "missing" | "unanswered" | "byHand";
  what: string;
  /** Components or resources; empty where the program itself looks it up. */
  neededBy: string[];
  /** Why it is missing or unanswered, in the site's words. */
  detail?: string;
  /** The most similar name that exists. */
  nearest?: string;
  /** What happens without it. */
  without?: string;
  /** Where a person sees it. */
  look: string;
  /** How it was checked. */
  checkedBy?: { function: string; args: PropertyMap } | "inventory";
}

/** What the simulated site said to each look-up of the survey. */
export function simulatedReplies({ lookups, known }: Survey): Reply[] {
  return lookups.map((lookup, index) => {
    if (lookup.refusal === undefined) {
      return { status: "ok" };
    }
    const reason = lookups.slice(0, index).find((earlier) => isAnswerIn(earlier, lookup.args));
    if (reason !== undefined) {
      return unasked(reason);
    }
    const asked = askedName(lookup.args);
    const type = shortName(lookup.token).replace(/^get(Policy)?/, "");
    const by = asked === lookup.args["id"] || asked === lookup.args["uuid"] ? "id" : "name";
    const near = asked === undefined ? undefined : nearest(asked, known(type, by));
    const detail = plainRefusal(lookup.refusal);
    return { status: "missing", detail, ...(near === undefined ? {} : { nearest: near }) };
  });
}

/** For a look-up whose question holds the answer of one that found nothing. */
export function unasked(reason: Lookup): Reply {
  return { status: "unanswered", detail: `not asked, for ${subjectOf(reason)} is missing` };
}

/** True where a question holds the id that stands for what a refused look-up did not find. */
function isAnswerIn({ refusal, answer }: Lookup, args: PropertyMap): boolean {
  const ids = ["id", "path", "uuid", "moid", "resourcePoolId"].map((key) => answer[key]);
  const asked = new Set<PropertyValue | undefined>(Object.values(args));
  return refusal !== undefined && ids.some((id) => id !== undefined && asked.has(id));
}

/** A refusal without the wrapping of engine and provider. */
export function plainRefusal(text: string): string {
  return text
    .replace(/^(.*?\breturned an error: )+/s, "")
    .replace(/^(\S+: )?invoking \S+: /, "")
    .replace(/\d+ errors? occurred:\s*\*?\s*/g, "")
    .replace(/\s+/g, " ")
    .replace(/\. Examine values at '\w+'\.$/, "")
    .trim();
}

/** Everything that the survey found, with the site's replies, missing things first. */
export function itemsOf(
  { lookups, needs: found }: Survey,
  replies: readonly Reply[],
  inventory?: Inventory,
): Item[] {
  const checked = lookups.map((lookup, index): Item => {
    const { token, args, neededBy } = lookup;
    const reply = replies[index] ?? { status: "unanswered", detail: "not asked" };
    return {
      what: subjectOf(lookup, lookups),
      neededBy,
      ...reply,
      look: placeOf(token),
      checkedBy: { function: token, args },
    };
  });
  const stated = found.map(({ id, neededBy }): Item => {
    const { what, without, look, inventory: told } = needs[id];
    const has = inventory === undefined ? undefined : told?.(inventory);
    const item = { what, neededBy, without, look };
    return has === undefined
      ? { status: "byHand", ...item }
      : { status: has ? "ok" : "missing", ...item, checkedBy: "inventory" };
  });
  const order: Item["status"][] = ["missing", "unanswered", "ok", "byHand"];
  return [...checked, ...stated].sort(
    (left, right) => order.indexOf(left.status) - order.indexOf(right.status),
  );
}

/** 1 where something is missing or unanswered, 3 where only people can see to the rest, else 0. */
export function codeOf(items: readonly Item[], errors: readonly string[]): number {
  const has = (status: Item["status"]) => items.some((item) => item.status === status);
  if (errors.length > 0 || has("missing") || has("unanswered")) {
    return exitCode.failed;
  }
  return has("byHand") ? exitCode.changes : exitCode.ok;
}
