import type { AddressSet } from "../../addressSet";
import { NO_ADDRESS } from "../../addressSet";
import type { PropertyMap } from "../resource";
import type { Doubt } from "../types";
import { doubtField, joinDoubts, unknown, type Draft } from "./draft";
import type { Members, MemberNic, Tag } from "./members";
import { tagsOf } from "./members";
import { mapsOf, textOf, textsOf } from "./values";

/** What one expression of a group selects. */
export interface Membership {
  nics: ReadonlySet<MemberNic>;
  addresses: AddressSet;
  macs: readonly string[];
  doubt?: Doubt;
}

type Test = (text: string) => boolean;

/** Conditions and external ids of a criteria block. Conditions of one block are all to be met. */
export function criteriaMembers(
  draft: Draft,
  members: Members,
  criteria: PropertyMap,
): Membership[] {
  const conditions = mapsOf(criteria["conditions"]);
  const externals = mapsOf(criteria["externalIdExpressions"]);
  return [
    ...(conditions.length === 0
      ? []
      : [allOf(conditions.map((one) => conditionMembers(draft, members, one)))]),
    ...externals.map((expression) => externalMembers(members, expression)),
  ];
}

function allOf(parts: readonly Membership[]): Membership {
  const [first, ...rest] = parts;
  const doubt = joinDoubts(...parts.map((part) => part.doubt));
  const nics = [...(first?.nics ?? [])].filter((nic) => rest.every((part) => part.nics.has(nic)));
  return { nics: new Set(nics), addresses: NO_ADDRESS, macs: [], ...doubtField(doubt) };
}

function selected(nics: Iterable<MemberNic>, doubt?: Doubt): Membership {
  return { nics: new Set(nics), addresses: NO_ADDRESS, macs: [], ...doubtField(doubt) };
}

function conditionMembers(draft: Draft, members: Members, condition: PropertyMap): Membership {
  const key = textOf(condition["key"]);
  const type = textOf(condition["memberType"]);
  const value = textOf(condition["value"]);
  const test = testOf(textOf(condition["operator"]), value ?? "");
  const what = `${type ?? "unknown member type"} ${key ?? ""} ${textOf(condition["operator"]) ?? ""}`;
  const doubt = unknown(`the condition "${what.trim()}" depends on things that nothing describes`);
  if (value === undefined || test === undefined) {
    return selected([], doubt);
  }
  if (key === "Tag" && type === "VirtualMachine") {
    const nics = members.nics.filter(({ machine }) =>
      hasTag(members.tagsOf(machine), condition, value),
    );
    const all = members.machines.flatMap((machine) => members.tagsOf(machine));
    return selected(nics, tagDoubt(members, all, value));
  }
  if (key === "Tag" && (type === "SegmentPort" || type === "LogicalPort")) {
    const nics = members.nics.filter(({ tags }) => hasTag(tags, condition, value));
    const all = members.nics.flatMap(({ tags }) => tags);
    return selected(nics, tagDoubt(members, all, value));
  }
  if (key === "Tag" && (type === "Segment" || type === "LogicalSwitch")) {
    const all = draft.items
      .ofKind("Segment", "VlanSegment")
      .flatMap(({ props }) => tagsOf(props["tags"]));
    const { nics } = segmentsWith(draft, members, (item) =>
      hasTag(tagsOf(item["tags"]), condition, value),
    );
    return selected(nics, scopeDoubt(all, value));
  }
  if (key === "Name" && type === "VirtualMachine") {
    return selected(members.nics.filter(({ machine }) => test(machine.name)));
  }
  if ((key === "Name" || key === "ALL") && (type === "Segment" || type === "LogicalSwitch")) {
    return segmentsWith(
      draft,
      members,
      (item) => key === "ALL" || test(textOf(item["displayName"]) ?? ""),
    );
  }
  if (key === "ALL" && type === "VirtualMachine") {
    return selected(members.nics);
  }
  return selected([], doubt);
}

function segmentsWith(
  draft: Draft,
  members: Members,
  test: (props: PropertyMap) => boolean,
): Membership {
  const segments = draft.items.ofKind("Segment", "VlanSegment").filter(({ props }) => test(props));
  return selected(
    segments.flatMap(({ path }) => (path === undefined ? [] : members.onSegment(path))),
  );
}

/** NSX compares names without regard to case; the other operators are sets and expressions. */
function testOf(operator: string | undefined, value: string): Test | undefined {
  const wanted = value.toLowerCase();
  switch (operator) {
    case "EQUALS":
      return (text) => text.toLowerCase() === wanted;
    case "NOTEQUALS":
      return (text) => text.toLowerCase() !== wanted;
    case "CONTAINS":
      return (text) => text.toLowerCase().includes(wanted);
    case "STARTSWITH":
      return (text) => text.toLowerCase().startsWith(wanted);
    case "ENDSWITH":
      return (text) => text.toLowerCase().endsWith(wanted);
    case "IN":
      return (text) => wanted.split(",").includes(text.toLowerCase());
    case "NOTIN":
      return (text) => !wanted.split(",").includes(text.toLowerCase());
    default:
      return undefined;
  }
}

/** A tag condition's value is `scope|tag`; without a bar it is the tag, with any scope. */
function hasTag(tags: readonly Tag[], condition: PropertyMap, value: string): boolean {
  const operator = textOf(condition["operator"]);
  const bar = value.indexOf("|");
  const scope = bar < 0 ? undefined : value.slice(0, bar);
  const tag = bar < 0 ? value : value.slice(bar + 1);
  const isNegative = operator === "NOTEQUALS" || operator === "NOTIN";
  const test = testOf(isNegative ? (operator === "NOTIN" ? "IN" : "EQUALS") : operator, tag);
  const found = tags.some(
    (own) =>
      (scope === undefined || own.scope.toLowerCase() === scope.toLowerCase()) &&
      (tag === "" || test?.(own.tag) === true),
  );
  return isNegative ? !found : found;
}

function tagDoubt(members: Members, tags: readonly Tag[], value: string): Doubt | undefined {
  return members.strayTags === undefined ? scopeDoubt(tags, value) : unknown(members.strayTags);
}

/** Whether `|tag` stands for the tag in any scope, or for one without a scope, no source says. */
function scopeDoubt(tags: readonly Tag[], value: string): Doubt | undefined {
  const tag = value.startsWith("|") ? value.slice(1).toLowerCase() : undefined;
  const isOpen = tags.some((own) => own.scope !== "" && own.tag.toLowerCase() === tag);
  return isOpen
    ? unknown(`a tag "${tag ?? ""}" has a scope, and the condition "${value}" names none`)
    : undefined;
}

function externalMembers(members: Members, expression: PropertyMap): Membership {
  const { known, hasUnknown } = textsOf(expression["externalIds"]);
  const type = textOf(expression["memberType"]) ?? "VirtualMachine";
  const machines = known.map((id) => members.machineWithId(id));
  const isWhole =
    type === "VirtualMachine" && !hasUnknown && machines.every((one) => one !== undefined);
  const nics = machines.flatMap((machine) =>
    machine === undefined ? [] : members.ofMachine(machine),
  );
  return selected(
    nics,
    isWhole ? undefined : unknown("an external id names nothing that is described"),
  );
}
