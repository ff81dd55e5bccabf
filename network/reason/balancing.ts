/** Load balancing over symbolic packets (docs/semantics.md 5.7). */
import type { Family } from "../address";
import { BIGINT_STEPS, common, normalise, NUMBER_STEPS, without } from "../intervals";
import type { PoolMember, VirtualServer } from "../model/virtualServer";
import { matchCondition, type Condition } from "./matching";
import type { Translated } from "./nat";
import { serviceBoxes } from "./serviceBoxes";
import {
  forkedOff,
  freeAddresses,
  freeNumbers,
  PROTOCOL,
  splitAddresses,
  splitNumbers,
  type Header,
  type Variables,
} from "./symbolic";
import { unionOf } from "./table";
import {
  addressesOf,
  ALL_PORTS,
  FAMILY_ADDRESSES,
  PORT_PROTOCOLS,
  type Addresses,
  type Numbers,
} from "./values";

interface CompiledMember {
  name: string;
  addresses: Record<Family, Addresses>;
  ports: Numbers | undefined;
  sources: Record<Family, Addresses> | undefined;
}

interface CompiledServer {
  server: VirtualServer;
  condition: Condition;
  members: readonly CompiledMember[];
}

/** Packets to the address of a virtual server, and the one that takes them, if any. */
export interface ServerChoice {
  vars: Variables;
  server?: CompiledServer;
}

export interface Balanced {
  /** What packets meet that are sent to no virtual server. */
  outside?: Variables;
  choices: ServerChoice[];
}

/** Packets as a member gets them. */
export interface HandedOn extends Translated {
  member: string;
}

/** The virtual servers of a gateway. */
export class CompiledBalancer {
  /** Addresses of all of them. */
  readonly addresses: Addresses;
  private readonly servers: readonly CompiledServer[];

  /** @param silent Addresses that surely nobody has: no monitor finds a member there. */
  constructor(servers: readonly VirtualServer[], silent: Addresses = []) {
    this.addresses = unionOf(servers.map(({ address }) => addressesOf(address)));
    this.servers = servers.map((server) => compiledServer(server, silent));
  }

  /** Divides packets by the first virtual server that takes them. */
  choose(vars: Variables, header: Header): Balanced {
    const { inside, outside } = splitAddresses(vars, header.destination, this.addresses);
    const choices: ServerChoice[] = [];
    let open = inside === undefined ? [] : [inside];
    for (const server of this.servers) {
      const next: Variables[] = [];
      for (const part of open) {
        const { matched, rest } = matchCondition(part, header, server.condition);
        next.push(...rest);
        choices.push(...matched.map((hit) => ({ vars: hit, server })));
      }
      open = next;
    }
    choices.push(...open.map((part) => ({ vars: part })));
    return outside === undefined ? { choices } : { outside, choices };
  }
}

function compiledServer(server: VirtualServer, silent: Addresses): CompiledServer {
  const lost = server.monitored === true ? silent : [];
  return {
    server,
    condition: {
      source: addressesOf(server.source),
      destination: addressesOf(server.address),
      services: (server.services.length === 0 ? [] : serviceBoxes(server.services)) ?? [],
    },
    members: server.members.map((member) => compiledMember(member, lost)),
  };
}

function compiledMember(
  { name, addresses, ports, sources }: PoolMember,
  lost: Addresses,
): CompiledMember {
  return {
    name,
    addresses: byFamily(without(addressesOf(addresses), lost, BIGINT_STEPS)),
    ports: ports && normalise(ports.ranges, NUMBER_STEPS),
    sources: sources && byFamily(addressesOf(sources)),
  };
}

function byFamily(addresses: Addresses): Record<Family, Addresses> {
  return { 4: common(addresses, FAMILY_ADDRESSES[4]), 6: common(addresses, FAMILY_ADDRESSES[6]) };
}

/** Hands packets on to every member that can take them: alternatives where there are several. */
export function handedOn(
  vars: Variables,
  header: Header,
  { members }: Pick<CompiledServer, "members">,
): HandedOn[] {
  const { family } = header;
  const able = members.filter(
    ({ addresses, sources }) =>
      addresses[family].length > 0 && (sources === undefined || sources[family].length > 0),
  );
  const start = able.length > 1 ? forkedOff(vars) : vars;
  return able.flatMap((member) =>
    toMember(start, header, member).map((one) => ({ ...one, member: member.name })),
  );
}

function toMember(vars: Variables, header: Header, member: CompiledMember): Translated[] {
  const { family } = header;
  const { ports, sources } = member;
  const [towards, destination] = freeAddresses(vars, member.addresses[family]);
  let changed: Translated = {
    vars: towards,
    header: { ...header, destination: { variable: destination, distance: 0n } },
  };
  if (sources !== undefined) {
    const [from, source] = freeAddresses(changed.vars, sources[family]);
    const [withPort, sourcePort] = freeNumbers(from, ALL_PORTS);
    const seen = { ...changed.header, source: { variable: source, distance: 0n }, sourcePort };
    changed = { vars: withPort, header: seen };
  }
  if (ports === undefined) {
    return [changed];
  }
  const { inside, outside } = splitNumbers(changed.vars, PROTOCOL, PORT_PROTOCOLS);
  const others = outside === undefined ? [] : [{ vars: outside, header: changed.header }];
  if (inside === undefined) {
    return others;
  }
  const [withPort, destinationPort] = freeNumbers(inside, ports);
  return [...others, { vars: withPort, header: { ...changed.header, destinationPort } }];
}
