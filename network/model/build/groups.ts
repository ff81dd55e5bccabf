import { AddressSet, NO_ADDRESS } from "../../addressSet";
import type { ExistingGroup } from "../surroundings";
import type { Doubt, Group, Origin } from "../types";
import { criteriaMembers, type Membership } from "./criteria";
import {
  addGap,
  conditional,
  doubtField,
  joinDoubts,
  surroundingsOrigin,
  unknown,
  type Draft,
} from "./draft";
import type { Item } from "./items";
import type { Members, MemberNic } from "./members";
import { readSet, readSets } from "./readAddress";
import { mapOf, mapsOf, textOf, textsOf } from "./values";

/** Groups by path, each resolved once; groups may hold groups. */
export interface Groups {
  at(path: string): Group | undefined;
  all(): Group[];
}

export function groupTable(draft: Draft, members: Members): Groups {
  const done = new Map<string, Group>();
  const open = new Set<string>();
  const items = new Map(draft.items.ofKind("Group").map((item) => [item.id, item]));
  const stated = new Map(
    (draft.surroundings.groups ?? []).map((entry, index) => [entry.path, { entry, index }]),
  );
  const at = (path: string): Group | undefined => {
    const known = done.get(path);
    const item = items.get(path);
    const existing = stated.get(path);
    if (known !== undefined || open.has(path) || (item === undefined && existing === undefined)) {
      return known;
    }
    open.add(path);
    const group =
      item !== undefined
        ? resourceGroup(draft, members, item, at)
        : existing === undefined
          ? undefined
          : statedGroup(members, existing.entry, existing.index);
    open.delete(path);
    if (group !== undefined) {
      done.set(path, group);
    }
    return group;
  };
  const paths = [...items.keys(), ...stated.keys()];
  return { at, all: () => paths.flatMap((path) => at(path) ?? []) };
}

/** A NIC of a machine that routes answers for what the machine itself has. */
function addressesOf(nics: Iterable<MemberNic>): AddressSet {
  return AddressSet.unionOf([...nics].map(({ port }) => port.owned.union(port.answersFor)));
}

function toGroup(
  id: string,
  name: string,
  origin: Origin,
  { nics, addresses, macs, doubt }: Membership,
): Group {
  const own = [...nics].flatMap(({ port }) => port.mac ?? []);
  return {
    id,
    path: id,
    name,
    ports: [...nics].map(({ port }) => port.id),
    addresses: addresses.union(addressesOf(nics)),
    macs: [...new Set([...macs, ...own])].sort(),
    ...doubtField(doubt),
    origin,
  };
}

function statedGroup(members: Members, entry: ExistingGroup, index: number): Group {
  const origin = surroundingsOrigin(`groups[${index}]`, entry.path);
  const nics = new Set<MemberNic>();
  const missing: string[] = [];
  for (const name of entry.members ?? []) {
    const machine = members.machineNamed(name);
    const found = machine === undefined ? members.onSegment(name) : members.ofMachine(machine);
    found.forEach((nic) => nics.add(nic));
    if (found.length === 0 && !name.startsWith("/")) {
      missing.push(name);
    }
  }
  const addresses = AddressSet.unionOf(
    (entry.addresses ?? []).flatMap((text) =>
      text === "any" ? AddressSet.ANY : (readSet(text) ?? []),
    ),
  );
  const doubt = joinDoubts(
    entry.complete === false
      ? unknown(`group ${entry.path} has members that nobody lists`)
      : undefined,
    missing.length === 0 ? undefined : unknown(`members ${missing.join(", ")} are not described`),
  );
  const name = entry.path.slice(entry.path.lastIndexOf("/") + 1);
  return toGroup(entry.path, name, origin, { nics, addresses, macs: [], ...doubtField(doubt) });
}

function resourceGroup(
  draft: Draft,
  members: Members,
  item: Item,
  groupAt: (path: string) => Group | undefined,
): Group {
  const terms = mapsOf(item.props["criterias"]).map((criteria) =>
    joined("OR", [
      ...pathTerms(draft, members, criteria, groupAt),
      ...addressTerms(criteria),
      ...criteriaMembers(draft, members, criteria),
    ]),
  );
  const operators = mapsOf(item.props["conjunctions"]).map(
    ({ operator }) => textOf(operator) ?? "",
  );
  const hasIdentity = mapOf(item.props["extendedCriteria"]) !== undefined;
  const membership = combined(terms, operators, item.name);
  const listUnknown = textsOf(item.props["criterias"]).hasUnknown;
  const doubt = joinDoubts(
    membership.doubt,
    listUnknown ? unknown(`the members of group "${item.name}" are not known`) : undefined,
    hasIdentity
      ? conditional(`who is logged on decides membership of group "${item.name}"`)
      : undefined,
  );
  if (doubt !== undefined) {
    addGap(draft, item.origin, `Its members are not completely known: ${doubt.reason}.`);
  }
  return toGroup(item.id, item.name, item.origin, { ...membership, ...doubtField(doubt) });
}

/** Criteria in order; a mix of AND and OR has an order of evaluation that no source confirms. */
function combined(
  terms: readonly Membership[],
  operators: readonly string[],
  name: string,
): Membership {
  const kinds = new Set(operators.slice(0, Math.max(terms.length - 1, 0)));
  if (kinds.size > 1) {
    const all = joined("OR", terms);
    const doubt = joinDoubts(all.doubt, unknown(`group "${name}" mixes AND and OR`));
    return { ...all, ...doubtField(doubt) };
  }
  return joined(kinds.has("AND") ? "AND" : "OR", terms);
}

function joined(operator: "AND" | "OR", terms: readonly Membership[]): Membership {
  const doubt = joinDoubts(...terms.map((term) => term.doubt));
  const [first, ...rest] = terms;
  if (first === undefined) {
    return { nics: new Set(), addresses: NO_ADDRESS, macs: [], ...doubtField(doubt) };
  }
  if (operator === "OR") {
    return {
      nics: new Set(terms.flatMap(({ nics }) => [...nics])),
      addresses: AddressSet.unionOf(terms.map(({ addresses }) => addresses)),
      macs: terms.flatMap(({ macs }) => macs),
      ...doubtField(doubt),
    };
  }
  const inAll = [...first.nics].filter((nic) => rest.every(({ nics }) => nics.has(nic)));
  return {
    nics: new Set(inAll),
    addresses: rest.reduce((sum, { addresses }) => sum.intersect(addresses), first.addresses),
    macs: first.macs.filter((mac) => rest.every(({ macs }) => macs.includes(mac))),
    ...doubtField(doubt),
  };
}

function term(part: Partial<Membership>): Membership {
  return { nics: new Set(), addresses: NO_ADDRESS, macs: [], ...part };
}

function pathTerms(
  draft: Draft,
  members: Members,
  criteria: Parameters<typeof criteriaMembers>[2],
  groupAt: (path: string) => Group | undefined,
): Membership[] {
  const texts = textsOf(mapOf(criteria["pathExpression"])?.["memberPaths"]);
  const unclear = texts.hasUnknown
    ? [term({ doubt: unknown("a member's path is not known yet") })]
    : [];
  const found = texts.known.map((path): Membership => {
    const group = groupAt(path);
    if (group !== undefined) {
      const nics = new Set(group.ports.flatMap((id) => members.withPort(id) ?? []));
      const { addresses, macs, doubt } = group;
      return term({ nics, addresses, macs, ...doubtField(doubt) });
    }
    const machine = members.machineWithId(path.slice(path.lastIndexOf("/") + 1));
    if (machine !== undefined) {
      return term({ nics: new Set(members.ofMachine(machine)) });
    }
    return segmentTerm(draft, members, path);
  });
  return [...found, ...unclear];
}

function segmentTerm(draft: Draft, members: Members, path: string): Membership {
  const isSegment = /\/segments\/[^/]+$/.test(path);
  const isKnown =
    draft.items.atPath(path) !== undefined ||
    (draft.surroundings.networks ?? []).some((network) => network.path === path);
  if (isSegment && isKnown) {
    return term({ nics: new Set(members.onSegment(path)) });
  }
  const doubt: Doubt = unknown(`member ${path} is described by neither resources nor surroundings`);
  return term({ doubt });
}

function addressTerms(criteria: Parameters<typeof criteriaMembers>[2]): Membership[] {
  const ips = mapOf(criteria["ipaddressExpression"]);
  const macs = mapOf(criteria["macaddressExpression"]);
  const terms: Membership[] = [];
  if (ips !== undefined) {
    const texts = textsOf(ips["ipAddresses"]);
    const { set, problem } = readSets(texts);
    const isEmpty = texts.known.length === 0;
    terms.push(
      problem === undefined
        ? term({ addresses: isEmpty ? NO_ADDRESS : set })
        : term({ doubt: unknown(problem) }),
    );
  }
  if (macs !== undefined) {
    const { known, hasUnknown } = textsOf(macs["macAddresses"]);
    const doubt = hasUnknown ? { doubt: unknown("a member's MAC address is not known yet") } : {};
    terms.push(term({ macs: known.map((mac) => mac.toLowerCase()), ...doubt }));
  }
  return terms;
}
