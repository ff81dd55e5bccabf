import type { Surroundings, Attachment } from "../surroundings";
import type { Origin, Port } from "../types";
import { assumedFabric, fabricNamed, vlanDomain } from "./domains";
import { addGap, type Draft } from "./draft";
import type { Item } from "./items";
import type { Network, NetworkTable, Place } from "./networks";
import { isUnknown, type PropertyMap } from "../resource";
import { textOf } from "./values";

/** A NIC's place in the network. */
export interface Attached extends Place {
  coverage: Port["distributedFirewall"];
  network?: Network;
}

function attachedTo(network: Network, host: string | undefined): Attached {
  return { ...network.place(host), coverage: network.coverage, network };
}

/** Networks of one name are one where they all lead to the same domain, whatever the host. */
function chosen(candidates: readonly Network[], host: string | undefined, what: string): Attached {
  const onHost = candidates.filter(
    (network) => network.host === undefined || host === undefined || network.host === host,
  );
  const places = onHost.map((network) => attachedTo(network, host));
  const [first] = places;
  if (first === undefined) {
    return { coverage: "unknown", problem: `${what} is not on the machine's host` };
  }
  const isSame = places.every(({ domain }) => domain === first.domain);
  return isSame ? first : { coverage: "unknown", problem: `${what} is ambiguous on several hosts` };
}

/**
 * Where the NICs of a machine's resource are attached, in order: by network id, by the name that a
 * look-up gave for the id, or by the only network that the machine depends on.
 */
export function attachNics(
  draft: Draft,
  table: NetworkTable,
  item: Item,
  nics: readonly PropertyMap[],
): Attached[] {
  const host = textOf(item.props["hostSystemId"]);
  const found = nics.map((nic) => {
    const id = textOf(nic["networkId"]);
    const candidates = id === undefined ? [] : table.withId(id);
    return candidates.length === 0 ? undefined : chosen(candidates, host, `network ${id ?? ""}`);
  });
  const left = found.filter((attached) => attached === undefined).length;
  const taken = new Set(found.flatMap((attached) => attached?.network?.name ?? []));
  return found.map((attached, index) => {
    if (attached !== undefined) {
      return attached;
    }
    const candidates = dependedNetworks(draft, table, item).filter(({ name }) => !taken.has(name));
    const names = new Set(candidates.map(({ name }) => name));
    const [name] = names;
    if (name !== undefined && names.size === 1 && left === 1) {
      return chosen(candidates, host, `network "${name}"`);
    }
    return { coverage: "unknown", problem: missingNetwork(nics[index]) };
  });
}

function missingNetwork(nic: PropertyMap | undefined): string {
  const id = nic?.["networkId"];
  return isUnknown(id) || textOf(id) === undefined
    ? "the network of a NIC is not known yet"
    : `network ${textOf(id) ?? ""} is described by neither resources nor surroundings`;
}

function dependedNetworks(draft: Draft, table: NetworkTable, item: Item): Network[] {
  const urns =
    item.resource.propertyDependencies?.["networkInterfaces"] ?? item.resource.dependencies ?? [];
  return urns.flatMap((urn) => {
    const id = draft.items.withUrn(urn)?.id;
    return (id === undefined ? undefined : table.withKey(id)) ?? [];
  });
}

/** The place that a surroundings file names. */
export function attachStated(
  draft: Draft,
  table: NetworkTable,
  stated: Attachment,
  origin: Origin,
  host?: string,
): Attached | undefined {
  if (stated.network !== undefined) {
    const byId = table.withId(stated.network);
    const candidates = byId.length > 0 ? byId : table.named(stated.network);
    if (candidates.length === 0) {
      addGap(draft, origin, `Network "${stated.network}" is not described.`);
      return { coverage: "unknown", problem: `network "${stated.network}" is not described` };
    }
    return chosen(candidates, host, `network "${stated.network}"`);
  }
  if (stated.vlan === undefined) {
    return undefined;
  }
  const fabric = stated.fabric === undefined ? undefined : fabricNamed(draft, stated.fabric);
  const choice =
    fabric === undefined
      ? assumedFabric(draft, `"${origin.label}"`, origin)
      : { fabric, nativeVlan: 0 };
  return { coverage: "notCovered", domain: vlanDomain(draft, choice, stated.vlan, origin) };
}

/** The entry of a machine in the surroundings, with its place in the file. */
export function statedMachine(surroundings: Surroundings, name: string) {
  const index = (surroundings.machines ?? []).findIndex((machine) => machine.name === name);
  const machine = surroundings.machines?.[index];
  return machine === undefined ? undefined : { machine, path: `machines[${index}]` };
}
