import type { Cidr } from "../../address";
import { NO_ADDRESS, AddressSet } from "../../addressSet";
import type { Surroundings } from "../surroundings";
import {
  Certainty,
  type Doubt,
  type Endpoint,
  type Gap,
  type InterfaceAddress,
  type Layer2Domain,
  type Origin,
  type Port,
  type Router,
} from "../types";
import type { Items } from "./items";

/** What a look-up at the real site, the lab or a capture told besides the resources. */
export interface BuildOptions {
  /**
   * Names of vSphere networks by managed object id (`network-17` to `VM Network`), as `getNetwork`
   * answers. Only needed for standard port groups and segments, whose resources do not hold it.
   * Default: none; a NIC's network is then found through the machine's dependencies.
   */
  networkNames?: Readonly<Record<string, string>>;
  /**
   * Reads YAML, for cloud-init data that is not written in YAML's JSON form. Throws for bad text.
   * Default: JSON only.
   */
  parseYaml?: (text: string) => unknown;
}

/** The model while it is being built. */
export interface Draft {
  items: Items;
  surroundings: Surroundings;
  options: BuildOptions;
  domains: Map<string, Layer2Domain>;
  ports: Map<string, Port>;
  endpoints: Map<string, Endpoint>;
  routers: Map<string, Router>;
  gaps: Map<string, Gap>;
}

export function newDraft(items: Items, surroundings: Surroundings, options: BuildOptions): Draft {
  return {
    items,
    surroundings,
    options,
    domains: new Map(),
    ports: new Map(),
    endpoints: new Map(),
    routers: new Map(),
    gaps: new Map(),
  };
}

/** Notes something that the model leaves out; the same note about the same thing counts once. */
export function addGap(draft: Draft, origin: Origin, message: string): void {
  draft.gaps.set(`${origin.source} ${origin.ref} ${message}`, { origin, message });
}

export function surroundingsOrigin(path: string, label: string): Origin {
  return { source: "surroundings", ref: path, label };
}

export function productOrigin(ref: string, label: string): Origin {
  return { source: "product", ref, label };
}

export function unknown(reason: string): Doubt {
  return { certainty: Certainty.Unknown, reason };
}

export function conditional(reason: string): Doubt {
  return { certainty: Certainty.Conditional, reason };
}

/** The stronger of two doubts with both reasons; unknown is stronger than conditional. */
export function joinDoubts(...doubts: readonly (Doubt | undefined)[]): Doubt | undefined {
  const given = doubts.flatMap((doubt) => doubt ?? []);
  const [first] = given;
  if (first === undefined) {
    return undefined;
  }
  const isUnknown = given.some((doubt) => doubt.certainty === Certainty.Unknown);
  const reason = [...new Set(given.map((doubt) => doubt.reason))].join("; ");
  return isUnknown ? unknown(reason) : conditional(reason);
}

/** `{ doubt }`, or nothing: for building objects without undefined fields. */
export function doubtField(doubt: Doubt | undefined): { doubt?: Doubt } {
  return doubt === undefined ? {} : { doubt };
}

export interface PortInput extends Partial<Omit<Port, "id" | "owner" | "addresses">> {
  addresses?: InterfaceAddress[];
  /** Addresses besides those of `addresses` that the port owns. */
  more?: AddressSet;
}

/** Makes a port with everything that is not said empty, and keeps it. */
export function addPort(
  draft: Draft,
  owner: { id: string; name: string; ports: string[] },
  key: string,
  input: PortInput,
): Port {
  const { addresses = [], more = NO_ADDRESS, ...rest } = input;
  const port: Port = {
    id: `${owner.id}#${key}`,
    name: `${owner.name} ${key}`,
    owner: owner.id,
    addresses,
    owned: AddressSet.fromAddress(...addresses.map(({ address }) => address)).union(more),
    answersFor: NO_ADDRESS,
    distributedFirewall: "notCovered",
    side: "none",
    origins: [],
    ...rest,
  };
  if (!draft.ports.has(port.id)) {
    owner.ports.push(port.id);
  }
  draft.ports.set(port.id, port);
  return port;
}

/** The networks that a port is in. */
export function networksOf(port: Port): Cidr[] {
  return port.addresses.map(({ network }) => network);
}

/** An empty router. */
export function newRouter(id: string, name: string, kind: Router["kind"], origin: Origin): Router {
  return {
    id,
    name,
    kind,
    ports: [],
    routes: [],
    hasServiceRouter: false,
    nat: [],
    firewall: {
      enabled: false,
      rules: [],
      defaultAction: { action: "ALLOW", origin: productOrigin(id, "no firewall") },
    },
    origins: [origin],
  };
}

/** The ports of an endpoint or router. */
export function portsOf(draft: Draft, owner: { ports: readonly string[] }): Port[] {
  return owner.ports.flatMap((id) => draft.ports.get(id) ?? []);
}
