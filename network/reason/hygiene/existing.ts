/** Which addresses of a network exist: somebody has them, or may have them. */
import { AddressSet } from "../../addressSet";
import type { NetworkModel } from "../../model/types";

export interface ExistingAddresses {
  /** Somebody has them, answers for them, or a translation makes them. */
  named: AddressSet;
  /** These, and whole networks in which machines that nothing describes may be. */
  possible: AddressSet;
}

/** The addresses that rules of a model can meet. */
export function existingAddresses({ ports, domains, routers }: NetworkModel): ExistingAddresses {
  const open = new Set(domains.filter((domain) => domain.open).map(({ id }) => id));
  const translated = routers.flatMap(({ nat }) =>
    nat.flatMap(({ translated: to, destination, action }) => [
      ...(to === undefined ? [] : [to]),
      ...(action === "DNAT" && destination.size < 65_536n ? [destination] : []),
    ]),
  );
  const named = AddressSet.unionOf([
    ...ports.flatMap(({ owned, answersFor }) => [owned, answersFor]),
    ...translated,
  ]);
  const networks = ports.flatMap(({ domain, addresses }) =>
    domain !== undefined && open.has(domain) ? addresses.map(({ network }) => network) : [],
  );
  return { named, possible: named.union(AddressSet.fromCidr(...networks)) };
}
