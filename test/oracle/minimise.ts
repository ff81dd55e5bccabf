/** Makes a network small while a fault of it stays: parts go one by one, for as long as any can go. */
import { AddressSet, ANY_ADDRESS } from "../../network/addressSet";
import type { NetworkModel } from "../../network/model/types";
import { fromJson, toJson } from "./serialise";

type Path = (string | number)[];

/** Left alone: without them a part is no part. */
const NEEDED = ["id", "name", "kind", "owner", "addresses", "origin", "origins", "action", "via"];
const OPTIONAL = [
  ...["doubt", "mac", "privateVlan", "appliedTo", "ports", "translatedPorts", "sourceMacs"],
  ...[
    "destinationMacs",
    "sourcePorts",
    "destinationPorts",
    "protocols",
    "nextHop",
    "sources",
    "monitored",
    "apart",
  ],
];

export function minimise(
  model: NetworkModel,
  stays: (smaller: NetworkModel) => boolean,
): NetworkModel {
  let best = tidy(copy(model));
  if (!stays(best)) {
    return model;
  }
  for (let changed = true; changed;) {
    changed = false;
    for (const path of reductions(best, []).reverse()) {
      const smaller = without(best, path);
      if (smaller !== undefined && stays(smaller)) {
        best = smaller;
        changed = true;
      }
    }
  }
  return best;
}

function copy(model: NetworkModel): NetworkModel {
  return fromJson(toJson(model));
}

/** Every list item and optional property; a set that is not yet "any" counts as one. */
function reductions(part: unknown, path: Path): Path[] {
  if (Array.isArray(part)) {
    return part.flatMap((item, index) => [[...path, index], ...reductions(item, [...path, index])]);
  }
  if (typeof part !== "object" || part === null || part instanceof AddressSet) {
    return [];
  }
  return Object.entries(part).flatMap(([key, value]) => {
    const here = [...path, key];
    if (OPTIONAL.includes(key) && !(key === "ports" && path.length < 3)) {
      return [here];
    }
    if (value instanceof AddressSet) {
      return key === "source" || key === "destination" ? [here] : [];
    }
    return NEEDED.includes(key) && key !== "via" ? [] : reductions(value, here);
  });
}

function without(model: NetworkModel, path: Path): NetworkModel | undefined {
  const smaller = copy(model);
  let holder: unknown = smaller;
  for (const step of path.slice(0, -1)) {
    holder = typeof holder === "object" && holder !== null ? Reflect.get(holder, step) : undefined;
  }
  const last = path.at(-1)!;
  if (typeof holder !== "object" || holder === null || Reflect.get(holder, last) === undefined) {
    return undefined;
  }
  const value: unknown = Reflect.get(holder, last);
  if (Array.isArray(holder)) {
    holder.splice(Number(last), 1);
  } else if (value instanceof AddressSet) {
    if (value.equals(ANY_ADDRESS)) {
      return undefined;
    }
    Reflect.set(holder, last, ANY_ADDRESS);
  } else {
    Reflect.deleteProperty(holder, last);
  }
  return tidy(smaller);
}

/** Drops what refers to parts that are gone, until nothing does. */
function tidy(model: NetworkModel): NetworkModel {
  const owners = [...model.endpoints, ...model.routers];
  const listed = new Set(owners.flatMap(({ ports }) => ports));
  const domains = new Set(model.domains.map(({ id }) => id));
  const kept = model.ports.filter(
    ({ id, domain, peer }) =>
      listed.has(id) && (domain !== undefined ? domains.has(domain) : peer !== undefined),
  );
  const ids = new Set(kept.map(({ id }) => id));
  const ports = kept.filter(({ peer }) => peer === undefined || ids.has(peer));
  const alive = new Set(ports.map(({ id }) => id));
  const settled = ports.length === model.ports.length;
  model.ports = ports;
  for (const owner of owners) {
    owner.ports = owner.ports.filter((id) => alive.has(id));
    for (const route of owner.routes) {
      route.via = route.via.filter(({ port }) => alive.has(port));
    }
  }
  return settled ? model : tidy(model);
}
