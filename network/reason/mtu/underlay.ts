/** What carries a port, looked up: the sizes that each layer below it takes. */
import { NSX_OVERLAY_ROOM_BYTES, STANDARD_MTU_BYTES } from "../../mtu";
import type { Layer2Domain, NetworkModel, Port, Router } from "../../model/types";
import type {
  CarrierNetwork,
  EdgeCluster,
  HostTransport,
  PhysicalFabric,
  Underlay,
  VirtualSwitch,
} from "../../model/underlay";

/** Which layer limits. */
export type Layer =
  | "guest"
  | "vmkernel"
  | "gateway"
  | "outside"
  | "switch"
  | "physical"
  | "overlay"
  | "edge"
  | "tunnel";

/** The largest IP packet that one layer carries. */
export interface Limit {
  layer: Layer;
  /** What limits, for people: `switch west-fabric`. */
  what: string;
  /** Bytes of an IP packet of the machines; absent when nobody says. */
  bytes?: number;
  /** What is taken for granted, or what nobody says. */
  assumes?: string;
}

const NONE: Underlay = {
  fabrics: [],
  switches: [],
  networks: [],
  transports: [],
  edgeClusters: [],
  gateways: [],
  hosts: [],
  tunnels: [],
  bgp: { announcements: [], sessions: [] },
  pools: [],
  unused: [],
};

/** What interfaces of NSX gateways have unless it is said: the manager's global logical interface MTU (NSX 4.1 installation guide). */
export const GATEWAY_DEFAULT_BYTES = STANDARD_MTU_BYTES;

/** What edge nodes have unless it is said: the manager's global tunnel endpoint MTU (NSX 4.1 installation guide). */
export const EDGE_DEFAULT_BYTES = 1700;

/** Parts of a model by id, for questions about sizes. */
export class Carriers {
  readonly underlay: Underlay;
  readonly ports: ReadonlyMap<string, Port>;
  readonly domains: ReadonlyMap<string, Layer2Domain>;
  readonly routers: ReadonlyMap<string, Router>;
  readonly kinds: ReadonlyMap<string, "machine" | "vmkernel" | "network">;
  readonly names: ReadonlyMap<string, string>;
  private readonly byOwner = new Map<string, Port[]>();
  private readonly networks: ReadonlyMap<string, CarrierNetwork>;
  private readonly switches: ReadonlyMap<string, VirtualSwitch>;
  private readonly fabrics: ReadonlyMap<string, PhysicalFabric>;

  constructor(readonly model: NetworkModel) {
    this.underlay = model.underlay ?? NONE;
    const byId = <T extends { id: string }>(list: readonly T[]) =>
      new Map(list.map((one) => [one.id, one]));
    this.ports = byId(model.ports);
    for (const port of model.ports) {
      const same = this.byOwner.get(port.owner);
      if (same === undefined) {
        this.byOwner.set(port.owner, [port]);
      } else {
        same.push(port);
      }
    }
    this.domains = byId(model.domains);
    this.routers = byId(model.routers);
    this.switches = byId(this.underlay.switches);
    this.networks = new Map(this.underlay.networks.map((one) => [one.key, one]));
    this.fabrics = new Map(this.underlay.fabrics.map((one) => [one.name, one]));
    this.kinds = new Map(model.endpoints.map(({ id, kind }) => [id, kind]));
    this.names = new Map([...model.endpoints, ...model.routers].map(({ id, name }) => [id, name]));
  }

  /** The ports of an endpoint or router. */
  portsOf(owner: string): readonly Port[] {
    return this.byOwner.get(owner) ?? [];
  }

  networkOf({ network }: Port): CarrierNetwork | undefined {
    return network === undefined ? undefined : this.networks.get(network);
  }

  switchOf(network: CarrierNetwork | undefined): VirtualSwitch | undefined {
    return network?.switch === undefined ? undefined : this.switches.get(network.switch);
  }

  switchNamed(id: string): VirtualSwitch | undefined {
    return this.switches.get(id);
  }

  /** How hosts carry a zone; on one host when it is known and takes part. */
  transportsOf(zone: string | undefined, host?: string): HostTransport[] {
    const all = this.underlay.transports.filter(
      ({ zones }) => zone !== undefined && zones.includes(zone),
    );
    const here = all.filter((transport) =>
      this.switches
        .get(transport.switch)
        ?.members.some((member) => host !== undefined && member.host === host),
    );
    return here.length > 0 ? here : all;
  }

  edgeClusterOf(router: string): EdgeCluster | undefined {
    const path = this.underlay.gateways.find((one) => one.router === router)?.edgeCluster;
    return this.underlay.edgeClusters.find((cluster) => cluster.path === path);
  }

  /** The interface's own size: as it is configured, or what its system gives it. */
  interfaceLimit(port: Port): Limit {
    const router = this.routers.get(port.owner);
    const kind = this.kinds.get(port.owner);
    const layer: Layer =
      router !== undefined && router.kind !== "machine"
        ? "gateway"
        : kind === "network"
          ? "outside"
          : kind === "vmkernel"
            ? "vmkernel"
            : "guest";
    const what = layer === "guest" ? `NIC ${port.name}` : port.name;
    if (port.mtuBytes !== undefined) {
      return { layer, what, bytes: port.mtuBytes };
    }
    if (router?.kind === "physical") {
      const bytes = STANDARD_MTU_BYTES;
      return { layer, what, bytes, assumes: `${what}: nobody says its MTU: Ethernet's, ${bytes}` };
    }
    const reason = {
      gateway: "no MTU is said for it: gateway interfaces have the manager's default",
      outside: "nobody says the MTU of its machines: Ethernet's default",
      vmkernel: "the adapter's MTU is not said: the default",
      guest: "the guest is not told an MTU: its default",
    }[layer];
    const bytes = layer === "gateway" ? GATEWAY_DEFAULT_BYTES : STANDARD_MTU_BYTES;
    return { layer, what, bytes, assumes: `${what}: ${reason}, ${bytes}` };
  }

  /** The virtual switches, tunnel endpoints or edges below a port. */
  carrierLimits(port: Port): Limit[] {
    const network = this.networkOf(port);
    if (network === undefined) {
      return [];
    }
    if (network.kind === "overlaySegment") {
      return this.overlayLimits(port, network);
    }
    if (network.kind === "vlanSegment") {
      return this.routers.has(port.owner)
        ? [this.edgeLimit(port.owner)]
        : this.transportsOf(network.zone, port.host).flatMap(({ switch: id }) =>
            this.switchLimit(this.switches.get(id)),
          );
    }
    return this.switchLimit(this.switchOf(network));
  }

  private switchLimit(one: VirtualSwitch | undefined): Limit[] {
    if (one === undefined) {
      return [];
    }
    const what = `switch ${one.name}`;
    return [
      one.mtuBytes === undefined
        ? { layer: "switch", what, assumes: `nobody says the MTU of ${what}` }
        : { layer: "switch", what, bytes: one.mtuBytes },
    ];
  }

  /** Uplinks of the edge nodes of a gateway; the node's own profile counts, not the hosts' switch. */
  edgeLimit(router: string): Limit {
    const cluster = this.edgeClusterOf(router);
    const what = `edge uplink profile of ${cluster?.name ?? this.names.get(router) ?? router}`;
    return cluster?.mtuBytes === undefined
      ? {
          layer: "edge",
          what,
          bytes: EDGE_DEFAULT_BYTES,
          assumes: `${what}: nobody says its MTU: the manager's default, ${EDGE_DEFAULT_BYTES}`,
        }
      : { layer: "edge", what, bytes: cluster.mtuBytes };
  }

  /** What tunnel endpoints leave for the packets of machines: their MTU without the room for Geneve. */
  private overlayLimits(port: Port, network: CarrierNetwork): Limit[] {
    const transports = this.transportsOf(network.zone, port.host);
    const zone = network.zone ?? network.name;
    const stated = this.domains.get(port.domain ?? "")?.mtuBytes;
    if (transports.length === 0) {
      const what = `overlay below ${network.name}`;
      return [
        stated === undefined
          ? {
              layer: "overlay",
              what,
              assumes: `nobody says what carries transport zone ${lastOf(zone)}`,
            }
          : { layer: "overlay", what: `transport zone ${lastOf(zone)}`, bytes: stated },
      ];
    }
    const limits = transports.flatMap((transport): Limit[] => {
      const owner = this.switches.get(transport.switch);
      const name = owner?.name ?? transport.name;
      const what = `tunnel endpoints of ${name}`;
      if (owner?.mtuBytes === undefined) {
        return [{ layer: "overlay", what, assumes: `nobody says the MTU of switch ${name}` }];
      }
      return [
        { layer: "overlay", what, bytes: owner.mtuBytes - NSX_OVERLAY_ROOM_BYTES },
        this.physicalLimit(owner.fabric, owner.fabricAssumed === true, NSX_OVERLAY_ROOM_BYTES),
      ];
    });
    return stated === undefined
      ? limits
      : [...limits, { layer: "overlay", what: `transport zone ${lastOf(zone)}`, bytes: stated }];
  }

  /** The physical switches, less what an encapsulation takes. */
  physicalLimit(name: string | undefined, isAssumed: boolean, roomBytes = 0): Limit {
    const mtu = name === undefined ? undefined : this.fabrics.get(name)?.mtuBytes;
    const what = name === undefined ? "physical network" : `physical fabric ${name}`;
    if (mtu === undefined) {
      return { layer: "physical", what, assumes: `nobody says the MTU of the ${what}` };
    }
    const bytes = mtu - roomBytes;
    return isAssumed
      ? {
          layer: "physical",
          what,
          bytes,
          assumes: `the uplinks go to ${what}, the only one of the site`,
        }
      : { layer: "physical", what, bytes };
  }
}

export function lastOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
