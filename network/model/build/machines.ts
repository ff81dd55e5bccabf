import type { ExistingMachine } from "../surroundings";
import type { Endpoint, Origin, Port, Route } from "../types";
import { machineDoubt, machineRoutes, nicAddressing, statedAddressing } from "./addressing";
import {
  addGap,
  addPort,
  doubtField,
  joinDoubts,
  newRouter,
  surroundingsOrigin,
  unknown,
  type Draft,
} from "./draft";
import type { Item } from "./items";
import type { Network, NetworkTable } from "./networks";
import { attachNics, attachStated, statedMachine, type Attached } from "./nics";
import { declaredMachine } from "./declared";
import { addGuestRouter } from "./guestRouter";
import { nicPort, type PlacedNic } from "./placedNic";
import { mapsOf, textOf, textsOf } from "./values";

/** A machine with what groups ask about. */
export interface Machine {
  /** Id of its endpoint or router. */
  id: string;
  name: string;
  item?: Item;
  nics: { port: Port; network?: Network }[];
  /** NSX tags that the surroundings give. */
  tags: { scope: string; tag: string }[];
  /** Ids that a dump knows the same machine by. */
  aliases?: string[];
}

/** What is said about a machine besides its NICs. */
interface Facts extends Partial<ExistingMachine>, Pick<Endpoint, "doubt"> {
  /** Host that it runs on. */
  host?: string;
}

/** Every machine of the resources and the surroundings, as endpoints or, when it forwards, routers. */
export function addMachines(draft: Draft, table: NetworkTable): Machine[] {
  const items = draft.items.ofKind("VirtualMachine");
  const same = sameMachines(draft, items);
  const dropped = new Set([...same.values()].flat());
  const own = items
    .filter((item) => !dropped.has(item))
    .map((item): Machine => {
      const machine = addResource(draft, table, item);
      const twins = same.get(item) ?? [];
      return twins.length === 0 ? machine : { ...machine, aliases: twins.flatMap(machineIds) };
    });
  const names = new Set(own.map(({ name }) => name));
  const stated = (draft.surroundings.machines ?? []).flatMap((machine, index) =>
    names.has(machine.name) ? [] : [addStated(draft, table, machine, `machines[${index}]`)],
  );
  return [...own, ...stated];
}

/** Ids of a machine: BIOS UUID, instance UUID, managed object id. */
export function machineIds({ resource, props }: Item): string[] {
  const computeIds = textsOf(props["computeIds"]).known.map((id) => id.slice(id.indexOf(":") + 1));
  const ids = [resource.id, props["uuid"], props["moid"], props["instanceId"]];
  return [...ids.flatMap((id) => textOf(id) ?? []), ...computeIds].map((id) => id.toLowerCase());
}

/** Machines of a dump that a program describes, too: by id, else by name. */
function sameMachines(draft: Draft, items: readonly Item[]): Map<Item, Item[]> {
  const byKey = new Map<string, Item>();
  const isDumped = ({ origin }: Item) => origin.source === "dump";
  for (const item of items.filter((one) => !isDumped(one))) {
    [...machineIds(item), `name ${item.name}`].forEach((key) => byKey.set(key, item));
  }
  const same = new Map<Item, Item[]>();
  for (const item of items.filter(isDumped)) {
    const byId = machineIds(item).flatMap((id) => byKey.get(id) ?? [])[0];
    const found = byId ?? byKey.get(`name ${item.name}`);
    if (found !== undefined) {
      same.set(found, [...(same.get(found) ?? []), item]);
    }
    if (found !== undefined && byId === undefined) {
      addGap(draft, item.origin, "Assumed: the machine of the same name that a program describes.");
    }
  }
  return same;
}

function addResource(draft: Draft, table: NetworkTable, item: Item): Machine {
  const name = textOf(item.props["name"]) ?? item.name;
  const stated = statedMachine(draft.surroundings, name);
  const given = mapsOf(item.props["networkInterfaces"]);
  const host = textOf(item.props["hostSystemId"]);
  const attached = attachNics(draft, table, item, given).map((place, index) => {
    const entry = stated?.machine.nics?.[index];
    const origin = surroundingsOrigin(`${stated?.path ?? ""}.nics[${index}]`, name);
    return (entry && attachStated(draft, table, entry, origin, host)) ?? place;
  });
  const nics = given.map((nic, index) => {
    const mac = textOf(nic["macAddress"])?.toLowerCase() ?? stated?.machine.nics?.[index]?.mac;
    const place = attached[index] ?? { coverage: "unknown" as const };
    return { ...(mac === undefined ? {} : { mac }), attached: place };
  });
  const declared = declaredMachine(draft, item);
  const addressing = nicAddressing(draft, item, nics, stated, declared.machine);
  const full = nics.map((nic, index): PlacedNic => {
    const own = addressing[index] ?? { addresses: [], gateways: [], routes: [] };
    return { ...nic, addressing: own };
  });
  const origins = [item.origin, ...(stated ? [surroundingsOrigin(stated.path, name)] : [])];
  const routing = stated?.machine.routing ?? declared.machine?.routing;
  const facts: Facts = {
    ...stated?.machine,
    ...(routing === undefined ? {} : { routing }),
    ...(stated?.machine.routing === undefined ? doubtField(declared.doubt) : {}),
    ...(host === undefined ? {} : { host }),
  };
  const machine = keep(draft, item.id, name, full, origins, facts);
  return { ...machine, item };
}

function addStated(
  draft: Draft,
  table: NetworkTable,
  machine: ExistingMachine,
  path: string,
): Machine {
  const origin = surroundingsOrigin(path, machine.name);
  const nics = (machine.nics ?? []).map((nic, index): PlacedNic => {
    const at = surroundingsOrigin(`${path}.nics[${index}]`, machine.name);
    const attached = attachStated(draft, table, nic, at) ?? {
      coverage: "unknown" as const,
      problem: `the network of NIC ${index} is not said`,
    };
    const addressing = statedAddressing({ machine, path }, index) ?? {
      addresses: [],
      gateways: [],
      routes: [],
      problem: `the addresses of NIC ${index} are not known: the surroundings file gives none`,
    };
    return {
      ...(nic.mac === undefined ? {} : { mac: nic.mac.toLowerCase() }),
      attached,
      addressing,
    };
  });
  return keep(
    draft,
    `surroundings:machines.${machine.name}`,
    machine.name,
    nics,
    [origin],
    machine,
  );
}

function keep(
  draft: Draft,
  id: string,
  name: string,
  nics: readonly PlacedNic[],
  origins: Origin[],
  stated: Facts,
): Machine {
  const doubt = joinDoubts(machineDoubt(nics), stated.doubt);
  nics.forEach((nic) => openDomain(draft, nic));
  if (stated.routing !== undefined) {
    const [origin = surroundingsOrigin("machines", name)] = origins;
    const { routing } = stated;
    const { host } = stated;
    const input = { id, name, nics, host, routing, origin, origins, doubt };
    return machineOf(id, name, nics, addGuestRouter(draft, input), stated);
  }
  const ids: string[] = [];
  const owner = { id, name, ports: ids };
  const ports = nics.map((nic, index) => {
    const { addresses } = nic.addressing;
    const parts = { ...nicPort(nic, stated.host, origins), addresses };
    return { ...nic, port: addPort(draft, owner, `nic${index}`, parts) };
  });
  const [origin = surroundingsOrigin("machines", name)] = origins;
  const routes = machineRoutes(ports, origin);
  if (stated.forwards === true) {
    const router = newRouter(id, name, "machine", origin);
    const connected = ports.flatMap(({ port }) => onLink(port, origin));
    const own = { ports: ids, routes: [...connected, ...routes], origins: [...origins] };
    draft.routers.set(id, { ...router, ...own, ...doubtField(doubt) });
  } else {
    const endpoint: Endpoint = { id, name, kind: "machine", ports: ids, routes, origins };
    draft.endpoints.set(id, { ...endpoint, ...doubtField(doubt) });
  }
  return machineOf(
    id,
    name,
    nics,
    ports.map(({ port }) => port),
    stated,
  );
}

function machineOf(
  id: string,
  name: string,
  nics: readonly PlacedNic[],
  ports: readonly Port[],
  { tags = [] }: Partial<ExistingMachine>,
): Machine {
  return {
    id,
    name,
    nics: ports.map((port, index) => {
      const network = nics[index]?.attached.network;
      return { port, ...(network === undefined ? {} : { network }) };
    }),
    tags: tags.map(({ scope = "", tag }) => ({ scope, tag })),
  };
}

/** A machine whose address nobody knows may have any of those that nobody else has on its network. */
export function openDomain(
  draft: Draft,
  { attached, addressing }: Pick<PlacedNic, "attached"> & { addressing: { addresses: unknown[] } },
): void {
  const domain = attached.domain === undefined ? undefined : draft.domains.get(attached.domain);
  if (domain !== undefined && addressing.addresses.length === 0) {
    domain.open = true;
  }
}

/** Connected routes of a port. */
export function onLink(port: Port, origin: Origin): Route[] {
  return port.addresses.map(({ network }) => ({
    network,
    kind: "connected",
    via: [{ port: port.id }],
    origin,
  }));
}

/** The doubt of something whose place is not known. */
export function placeDoubt(attached: Attached | undefined, what: string): Endpoint["doubt"] {
  return attached?.domain === undefined
    ? unknown(attached?.problem ?? `the network of ${what} is not described`)
    : undefined;
}
