import * as pulumi from "@pulumi/pulumi";

import { InputFaultsError } from "./inputFaults";

/** Per run of a program (its monitor) and per provider: what was claimed, and by whom. */
const runs = new WeakMap<object, WeakMap<object, Map<string, string>>>();
const DEFAULT_PROVIDER = {};
const NO_MONITOR = {};

/**
 * Claims something that may exist once only: an NSX id, a MAC address, a machine's name. The real
 * provider lets two resources with one `nsxId` both succeed and share the object, silently.
 *
 * @throws InputFaultsError when another resource of this program has claimed it
 */
export function claim(
  owner: pulumi.Resource,
  type: string,
  thing: string,
  path: string,
  claimant: string,
): void {
  const monitor = pulumi.runtime.getMonitor() ?? NO_MONITOR;
  const providers = getOrAdd(runs, monitor, () => new WeakMap<object, Map<string, string>>());
  const provider = owner.getProvider(type) ?? DEFAULT_PROVIDER;
  const taken = getOrAdd(providers, provider, () => new Map<string, string>());
  const holder = taken.get(thing);
  if (holder !== undefined) {
    throw new InputFaultsError(claimant, [
      {
        path,
        message: `${holder} has this already, and both would change one object`,
        value: thing,
        allowed: "something that nothing else in the program has",
        fix: "give one of the two another name",
      },
    ]);
  }
  taken.set(thing, claimant);
}

interface MapLike<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): unknown;
}

function getOrAdd<K, V>(map: MapLike<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) {
    return found;
  }
  const made = make();
  map.set(key, made);
  return made;
}
