/** A network in which some resources are lost. */
import { FaultList } from "vmnet/network/faults";
import type { NetworkModel } from "vmnet/network/model/types";
import type { Resource } from "vmnet/network/model/resource";
import { nearest } from "vmnet/network/nearest";

/**
 * The models of a network that has lost resources by name, as expectations ask for them.
 *
 * @returns A function that throws FaultsError for names that no resource has
 */
export function losing(
  resources: readonly Resource[],
  modelOf: (resources: readonly Resource[]) => NetworkModel,
): (names: readonly string[]) => NetworkModel {
  const models = new Map<string, NetworkModel>();
  return (names) => {
    const key = JSON.stringify(names);
    const made = models.get(key);
    if (made !== undefined) {
      return made;
    }
    const known = new Set(resources.map(({ name }) => name));
    const faults = new FaultList();
    for (const name of names.filter((one) => !known.has(one))) {
      const near = nearest(name, [...known]);
      faults.add("without", {
        message: "the network has no resource of this name, so nothing would be lost",
        value: name,
        ...(near === undefined ? {} : { fix: `did you mean "${near}"?` }),
      });
    }
    faults.throwIfAny("expectations");
    const model = modelOf(resources.filter(({ name }) => !names.includes(name)));
    models.set(key, model);
    return model;
  };
}
