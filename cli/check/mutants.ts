/** Small faults that somebody could make in a network, to see whether its expectations notice them. */
import { kindOf } from "vmnet/network/model/build/items";
import type { PropertyMap, Resource } from "vmnet/network/model/resource";
import { BALANCING } from "./operators/balancing";
import { FIREWALL } from "./operators/firewall";
import { LAYER2 } from "./operators/layer2";
import type { Operator } from "./operators/operator";
import { ROUTING } from "./operators/routing";

/** One changed network. */
export interface Mutant {
  /** `app-drop: removed`: the resource and the change; unique in a list. */
  name: string;
  resources: Resource[];
}

/** What can go wrong with a resource, by its kind. */
const OPERATORS: Readonly<Record<string, Operator>> = {
  ...FIREWALL,
  ...BALANCING,
  ...ROUTING,
  ...LAYER2,
};

/**
 * Every network that differs from a given one by one deletion or widening: a firewall rule, a NAT rule, a
 * route or what filters or announces it, a tunnel, a VLAN, a service, a member of a group or pool.
 */
export function mutantsOf(resources: readonly Resource[]): Mutant[] {
  const found = resources.flatMap((resource, index) => {
    const kind = kindOf(resource.type);
    const operator = kind === undefined ? undefined : OPERATORS[kind];
    const changes = resource.custom ? (operator?.(propertiesOf(resource)) ?? []) : [];
    return changes.map(({ what, apply }) => ({
      kind: kind ?? "",
      name: `${resource.name}: ${what}`,
      resources:
        apply === undefined
          ? resources.toSpliced(index, 1)
          : resources.with(index, changed(resource, apply)),
    }));
  });
  const times = new Map<string, number>();
  found.forEach(({ name }) => times.set(name, (times.get(name) ?? 0) + 1));
  return found.map(({ kind, name, resources: list }) => ({
    name: (times.get(name) ?? 0) > 1 ? `${kind} ${name}` : name,
    resources: list,
  }));
}

function propertiesOf({ inputs, outputs }: Resource): PropertyMap {
  return { ...inputs, ...outputs };
}

function changed(resource: Resource, apply: (props: PropertyMap) => PropertyMap): Resource {
  return { ...resource, inputs: apply(resource.inputs), outputs: apply(resource.outputs) };
}
