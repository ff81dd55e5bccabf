/**
 * Machines that everything in a model treats alike, as classes: a question about ten thousand machines
 * is one about a few hundred.
 */
import { AddressSet } from "../addressSet";
import { BIGINT_STEPS, hasMember, normalise } from "../intervals";
import { Likeness } from "./likeness";
import type { CompiledEndpoint, CompiledNetwork } from "./network";
import { MarkTree } from "./numbering";
import { addressesOf, type Addresses } from "./values";

/** A name and id that stay the same while a network changes. */
export interface Member {
  id: string;
  name: string;
  addresses: AddressSet;
}

/** Endpoints that are treated alike, or one router. */
export interface EndpointClass {
  /** The lowest id of a member. */
  id: string;
  members: Member[];
  /** All addresses of all members. */
  addresses: AddressSet;
}

/** The endpoints of a class with their addresses, n-th address to n-th address. */
export interface CompiledClass {
  description: EndpointClass;
  endpoints: readonly CompiledEndpoint[];
  /** For each endpoint its addresses; empty when the class has one member. */
  positions: readonly (readonly bigint[])[];
}

function positionsOf({ ports }: CompiledEndpoint): bigint[] {
  return ports.flatMap((port) => addressesOf(port.owned).map(({ first }) => first));
}

/** @param asked Address sets of the question, which tell machines apart like those of a rule. */
export function classesOf(
  network: CompiledNetwork,
  asked: readonly Addresses[] = [],
): CompiledClass[] {
  const likeness = new Likeness(network, asked);
  const tree = new MarkTree<CompiledEndpoint[]>();
  const groups: CompiledEndpoint[][] = [];
  for (const compiled of network.endpoints.values()) {
    const marks = likeness.marksOf(compiled);
    const place = marks === undefined ? new MarkTree<CompiledEndpoint[]>() : tree.at(marks);
    if (place.value === undefined) {
      place.value = [];
      groups.push(place.value);
    }
    place.value.push(compiled);
  }
  return groups.map((endpoints) => {
    const sorted = endpoints.sort((a, b) => (a.endpoint.id < b.endpoint.id ? -1 : 1));
    return {
      description: {
        id: sorted[0]?.endpoint.id ?? "",
        members: sorted.map(({ endpoint: { id, name }, ports: [first, ...more] }) => ({
          id,
          name,
          addresses: more.reduce(
            (all, port) => all.union(port.owned),
            first?.owned ?? AddressSet.NONE,
          ),
        })),
        addresses: AddressSet.unionOf(
          sorted.flatMap(({ ports }) => ports.map((port) => port.owned)),
        ),
      },
      endpoints: sorted,
      positions: sorted.length === 1 ? [] : sorted.map(positionsOf),
    };
  });
}

/** Addresses of the first member of a class as those of all its members; other addresses stay. */
export class ClassAddresses {
  private readonly cache = new Map<string, Addresses>();

  constructor(private readonly positions: readonly (readonly bigint[])[]) {}

  ofAll(values: Addresses, member = 0): Addresses {
    const own = this.positions[member] ?? [];
    const hit = own.flatMap((position, index) => (hasMember(values, position) ? [index] : []));
    if (hit.length === 0) {
      return values;
    }
    const isOnlyOwn =
      values.length <= hit.length && values.every(({ first, last }) => first === last);
    const key = isOnlyOwn ? hit.join(",") : undefined;
    const known = key === undefined ? undefined : this.cache.get(key);
    if (known !== undefined) {
      return known;
    }
    const all = this.positions.flatMap((positions) =>
      hit.flatMap((index) => {
        const position = positions[index];
        return position === undefined ? [] : [{ first: position, last: position }];
      }),
    );
    const made = normalise([...values, ...all], BIGINT_STEPS);
    if (key !== undefined) {
      this.cache.set(key, made);
    }
    return made;
  }
}
