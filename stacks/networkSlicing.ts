import type * as pulumi from "@pulumi/pulumi";

import {
  EdgeGateway,
  NetworkedVm,
  NetworkSlice,
  RoutedSegment,
  TierFirewall,
  type EdgeFirewall,
  type EdgeGatewayArgs,
} from "../components";
import { parseBandwidth } from "../network/bandwidth";
import { tcp, udp } from "../network/services";
import type { TrafficWeight } from "../network/shares";
import type { Slice, SliceSet } from "../network/slices";
import { SecurityTier } from "../network/tiers";
import type {
  NetworkSlicingConfig,
  SliceConfig,
  SliceMachineConfig,
} from "./networkSlicing.config";
import { computeSite, edgeClusterPath, edgeNodePath, mapValues, transportZonePath } from "./site";

/** Name of the zone and the segment that every slice may ask. */
const SHARED = "shared";
const NAME_SERVICE = [tcp("53"), udp("53")];
const DATA = [tcp("443"), udp("443")];

/** A limit that a site names as a text. */
const rateOf = (text: string | undefined) =>
  text === undefined ? undefined : parseBandwidth(text);

/** What all slices have to know of each other (R60). */
function planOf({ uplink, slices }: NetworkSlicingConfig): SliceSet {
  const one = ({ rank, committed, ceiling, dscp, weight, shares }: SliceConfig): Slice => ({
    rank,
    committed: parseBandwidth(committed),
    ceiling: { ingress: rateOf(ceiling?.ingress), egress: rateOf(ceiling?.egress) },
    dscp,
    weight,
    shares,
  });
  return {
    uplink: { name: uplink.name, capacity: parseBandwidth(uplink.capacity) },
    slices: mapValues(slices, one),
  };
}

/** What crosses the shared gateway: the name service, and slices that have no gateway of their own. */
function coreFirewall({ slices, shared }: NetworkSlicingConfig): EdgeFirewall {
  const all = Object.entries(slices);
  const routed = all.filter(([, { routing }]) => routing !== undefined);
  const data = all
    .filter(([, { routing }]) => routing === undefined)
    .map(([name, { cidr }]) => [`data-${name}`, { from: [cidr], services: DATA }] as const);
  const names = {
    from: routed.map(([, { cidr }]) => cidr),
    to: [shared.cidr],
    services: NAME_SERVICE,
  };
  return {
    rules: {
      recursion: { from: [shared.cidr], services: NAME_SERVICE },
      ...(routed.length === 0 ? {} : { names }),
      ...Object.fromEntries(data),
    },
  };
}

/**
 * Slices of one uplink by rank, 5G before 4G, and a network that all of them may ask (R60):
 *
 *     5G_Net 10.50.0.0/24 --- tier-1, limits --+
 *     4G     10.40.0.0/24 --- tier-1, limits --+-- tier-0, or a VRF per slice === core router
 *     shared 10.60.0.0/24 --- tier-1 ----------+
 */
export function networkSlicing(config: NetworkSlicingConfig) {
  const { site, uplink, slices, shared, disposable } = config;
  const { datacenterId, hostId, ...compute } = computeSite(site);
  const clusterPath = edgeClusterPath(site.edgeCluster);
  const overlayPath = transportZonePath(site.overlayZone);
  const vlanZonePath = transportZonePath(site.vlanZone);
  const plan = planOf(config);

  const gateway = (
    name: string,
    place: { vlanId: number; router: string; edges: Record<string, string>; vip?: string },
    more: Partial<EdgeGatewayArgs> = {},
  ) =>
    new EdgeGateway(name, {
      edgeClusterPath: clusterPath,
      transportZonePath: vlanZonePath,
      vlanId: place.vlanId,
      interfaces: mapValues(place.edges, (address, node) => {
        return { address, edgeNodePath: edgeNodePath(clusterPath, node) };
      }),
      ...(place.vip === undefined
        ? {}
        : { haVips: { core: { address: place.vip, nodes: Object.keys(place.edges) } } }),
      staticRoutes: { default: { cidr: "0.0.0.0/0", nextHop: place.router } },
      ...more,
      disposable,
    });
  const core = gateway("core", uplink, { firewall: coreFirewall(config) });
  const made = mapValues(slices, (own, name) => {
    const vrf = { parentPath: core.gatewayPath, trunkVlanIds: (uplink.trunk ?? "").split(",") };
    const from = [own.cidr];
    const rules = {
      data: { from, services: DATA },
      names: { from, to: [shared.cidr], services: NAME_SERVICE },
    };
    const above =
      own.routing === undefined
        ? core
        : gateway(`${name}-vrf`, own.routing, { vrf, firewall: { rules } });
    const slice = new NetworkSlice(name, {
      plan,
      slice: name,
      tier0Path: above.gatewayPath,
      edgeClusterPath: clusterPath,
      transportZonePath: overlayPath,
      datacenterId,
      segments: { net: { cidr: own.cidr, networkName: name } },
      disposable,
    });
    return { own, slice };
  });
  const common = new RoutedSegment(SHARED, {
    tier0Path: core.gatewayPath,
    transportZonePath: overlayPath,
    datacenterId,
    cidr: shared.cidr,
    disposable,
  });

  // Below one tier-0 slices are routed to each other: what separates them is here.
  const names = Object.keys(slices);
  new TierFirewall("between", {
    zones: {
      ...mapValues(made, ({ slice }) => ({
        tier: SecurityTier.Production,
        groupPaths: [slice.groupPath],
      })),
      [SHARED]: { tier: SecurityTier.Core, groupPaths: [common.groupPath] },
    },
    rules: {
      names: { from: { zones: names }, to: { zones: [SHARED] }, services: NAME_SERVICE },
      recursion: { from: { zones: [SHARED] }, services: NAME_SERVICE },
      ...Object.fromEntries(
        names.map((name) => [`data-${name}`, { from: { zones: [name] }, services: DATA }]),
      ),
    },
    excluded: {},
  });

  const machinesIn = (
    network: { id: pulumi.Output<string>; gatewayAddress: pulumi.Output<string> },
    machines: Record<string, SliceMachineConfig>,
    share: { weight?: TrafficWeight; shares?: number } = {},
  ) =>
    mapValues(machines, ({ address, host, cpus, memoryMb }, name) => {
      const { managedObjectId } = new NetworkedVm(name, {
        ...compute,
        hostSystemId: hostId(host),
        cpus,
        memoryMb,
        nics: [{ networkId: network.id, address, gateway: network.gatewayAddress, ...share }],
        disposable,
      });
      return { address, host, managedObjectId };
    });
  const inSlices = Object.values(made).map(({ own: { machines, weight, shares }, slice }) => {
    const id = slice.networkIds.apply((ids) => ids["net"] ?? "");
    const gatewayAddress = slice.gatewayAddresses.apply((addresses) => addresses["net"] ?? "");
    return machinesIn({ id, gatewayAddress }, machines, { weight, shares });
  });
  const { networkId: id, gatewayAddress } = common;

  return {
    gateways: {
      core: core.gatewayPath,
      slices: mapValues(made, ({ slice }) => slice.gatewayPath),
    },
    handOff: mapValues(made, ({ slice }) => slice.handOff),
    machines: Object.assign({}, ...inSlices, machinesIn({ id, gatewayAddress }, shared.machines)),
  };
}
