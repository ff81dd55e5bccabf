/** Which endpoints of two networks are the same, and which of them are alike in both. */
import { AddressSet } from "../addressSet";
import type { EndpointClass, Member } from "./classes";
import type { PairFlows } from "./matrix";
import { addressesOf, type Addresses } from "./values";

/** Endpoints that are alike before and alike after. */
export interface Cell {
  members: Member[];
  addresses: Addresses;
  before?: EndpointClass;
  after?: EndpointClass;
}

type Side = "before" | "after";

/** Cells by what {@link matrix} made of their members on both sides. */
export class Cells {
  private readonly ofClass: Record<Side, Map<EndpointClass, Cell[]>> = {
    before: new Map(),
    after: new Map(),
  };

  constructor(before: readonly PairFlows[], after: readonly PairFlows[]) {
    const old = membersOf(before);
    const alone = membersOf(after);
    const renamed = renamedMembers(old, alone);
    const byPair = new Map<EndpointClass | undefined, Map<EndpointClass | undefined, Member[]>>();
    const put = (was: EndpointClass | undefined, is: EndpointClass | undefined, who: Member) => {
      const byNext = byPair.get(was) ?? new Map<EndpointClass | undefined, Member[]>();
      byPair.set(was, byNext);
      const members = byNext.get(is) ?? [];
      byNext.set(is, members);
      members.push(who);
    };
    for (const [id, { member, owner }] of old) {
      const nextId = renamed.get(id) ?? id;
      const match = alone.get(nextId);
      alone.delete(nextId);
      put(owner, match?.owner, { ...member, addresses: bothAddresses(member, match?.member) });
    }
    for (const { member, owner } of alone.values()) {
      put(undefined, owner, member);
    }
    for (const [owner, byNext] of byPair) {
      for (const [next, members] of byNext) {
        this.add({
          members,
          addresses: addressesOf(AddressSet.unionOf(members.map(({ addresses }) => addresses))),
          before: owner,
          after: next,
        });
      }
    }
  }

  private add(cell: Cell): void {
    for (const side of ["before", "after"] as const) {
      const owner = cell[side];
      if (owner !== undefined) {
        this.ofClass[side].set(owner, [...(this.ofClass[side].get(owner) ?? []), cell]);
      }
    }
  }

  of(side: Side, owner: EndpointClass): readonly Cell[] {
    return this.ofClass[side].get(owner) ?? [];
  }
}

function bothAddresses(a: Member, b: Member | undefined): AddressSet {
  return b === undefined ? a.addresses : a.addresses.union(b.addresses);
}

interface Owned {
  member: Member;
  owner: EndpointClass;
}

/** Every member that any pair names, by id. */
function membersOf(pairs: readonly PairFlows[]): Map<string, Owned> {
  const classes = new Set(pairs.flatMap(({ from, to }) => [from, to]));
  const found = new Map<string, Owned>();
  for (const owner of classes) {
    for (const member of owner.members) {
      found.set(member.id, { member, owner });
    }
  }
  return found;
}

/** Old ids that are gone, with the new id of the one endpoint of the same name. */
function renamedMembers(
  before: ReadonlyMap<string, Owned>,
  after: ReadonlyMap<string, Owned>,
): ReadonlyMap<string, string> {
  const renamed = new Map<string, string>();
  const old = soleIdsByName(before);
  for (const [name, next] of soleIdsByName(after)) {
    const id = old.get(name);
    if (id !== undefined && next !== undefined && !after.has(id) && !before.has(next)) {
      renamed.set(id, next);
    }
  }
  return renamed;
}

/** For each name the id that it stands for; undefined where it stands for several. */
function soleIdsByName(members: ReadonlyMap<string, Owned>): Map<string, string | undefined> {
  const ids = new Map<string, string | undefined>();
  for (const [id, { member }] of members) {
    ids.set(member.name, ids.has(member.name) ? undefined : id);
  }
  return ids;
}
