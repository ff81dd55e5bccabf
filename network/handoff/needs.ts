/** From a stack's resources and a site's cabling to what each physical switch has to be (R14, R20, R21). */
import type { Resource } from "../model/resource";
import { formatVlans, mergeVlans, type VlanRange } from "../vlan";
import { neighborsOf } from "./neighbors";
import type { Cable, CabledSwitch, Cabling, Handoff, PortNeed, SwitchNeed } from "./types";
import { hostSwitches, vlanSegments, type HostSwitch, type SegmentNeed } from "./virtual";

/** Names of hosts by managed object id, as far as they are known. */
type HostNames = Readonly<Record<string, string>>;

/** The site's hosts by managed object id, with the standard switches that are no part of a stack. */
export type Site = Readonly<
  Record<
    string,
    {
      readonly name: string;
      readonly switches: readonly {
        readonly name: string;
        readonly adapters: readonly string[];
        readonly mtuBytes?: number;
      }[];
    }
  >
>;

/** A switch that the stack only uses has the adapters that the site says. */
function withSite(one: HostSwitch, site: Site): HostSwitch {
  const there = site[one.host]?.switches.find(({ name }) => name === one.name);
  return one.adapters !== undefined || there === undefined
    ? one
    : {
        ...one,
        adapters: there.adapters,
        ...(there.mtuBytes === undefined ? {} : { mtuBytes: there.mtuBytes }),
      };
}

interface Planned {
  cable: Cable;
  need: PortNeed;
  /** `vSwitch1 on host-21`: ports of one channel have this in common. */
  bundle?: string;
}

/** What the physical switches of a site have to be for a stack. */
export function handoffOf(
  resources: readonly Resource[],
  cabling: Cabling,
  site: Site = {},
): Handoff {
  const hostNames = Object.fromEntries(
    Object.entries(site).map(([host, { name }]) => [host, name]),
  );
  const virtual = hostSwitches(resources).map((one) => withSite(one, site));
  const segments = vlanSegments(resources);
  const planned = cabling.cables.flatMap((cable): Planned[] => {
    const plan = portFor(cable, virtual, segments, hostNames);
    return plan === undefined ? [] : [plan];
  });
  const names = vlanNames(virtual, segments);
  const everything = mergeVlans(planned.flatMap(({ need }) => need.vlans));
  const mtuBytes = largest(planned.map(({ need }) => need.mtuBytes));
  const { found, open } = neighborsOf(resources, cabling.switches);
  const switches = cabling.switches.map((one): SwitchNeed => {
    const ports = [
      ...channelled(planned.filter(({ cable }) => cable.switch === one.name)),
      ...linkPorts(one, cabling, everything, mtuBytes),
    ];
    const carried = mergeVlans(ports.flatMap(({ vlans }) => vlans));
    const neighbors = found.get(one.name) ?? [];
    return {
      name: one.name,
      platform: one.platform,
      vlans: [...names]
        .filter(([id]) => carried.some(({ first, last }) => first <= id && id <= last))
        .map(([id, name]) => ({ id, name })),
      ...(one.spanningTreePriority === undefined
        ? {}
        : { spanningTreePriority: one.spanningTreePriority }),
      ports,
      ...(one.autonomousSystem === undefined || neighbors.length === 0
        ? {}
        : { bgp: { autonomousSystem: one.autonomousSystem, neighbors } }),
    };
  });
  return { switches, open: [...unplaced(virtual, segments, cabling, hostNames), ...open] };
}

function isHost(cable: Cable, { host }: HostSwitch, names: HostNames): boolean {
  return cable.host === host || cable.host === names[host];
}

/** Whether a virtual switch leaves by a cable. */
function uses(cable: Cable, one: HostSwitch, names: HostNames): boolean {
  return isHost(cable, one, names) && one.adapters?.includes(cable.adapter) === true;
}

function isZoneOf({ transportZones }: Cable, { transportZone }: SegmentNeed): boolean {
  return transportZones.some((one) => one === transportZone || transportZone.endsWith(`/${one}`));
}

function portFor(
  cable: Cable,
  virtual: readonly HostSwitch[],
  segments: readonly SegmentNeed[],
  names: HostNames,
): Planned | undefined {
  const owner = virtual.find((one) => uses(cable, one, names));
  const own = segments.filter((segment) => isZoneOf(cable, segment));
  if (owner === undefined && own.length === 0) return undefined;
  const ranges = [...(owner?.groups ?? []), ...own].flatMap(({ vlans }) => vlans);
  const where = owner === undefined ? "NSX" : owner.name;
  return {
    cable,
    need: {
      port: cable.port,
      description: `${cable.host} ${cable.adapter} (${where})`,
      isEdge: true,
      vlans: mergeVlans(ranges.filter(({ last }) => last > 0)),
      untagged: ranges.some(({ first }) => first === 0),
      ...(owner?.mtuBytes === undefined ? {} : { mtuBytes: owner.mtuBytes }),
      ...(owner?.channel === undefined ? {} : { channel: { number: 0, mode: owner.channel } }),
    },
    ...(owner?.channel === undefined ? {} : { bundle: `${owner.name} on ${owner.host}` }),
  };
}

/** Ports of one host's switch share a channel, numbered in the order of the cabling file. */
function channelled(planned: readonly Planned[]): PortNeed[] {
  const bundles = [...new Set(planned.flatMap(({ bundle }) => bundle ?? []))];
  return planned.map(({ need, bundle }) =>
    bundle === undefined || need.channel === undefined
      ? need
      : { ...need, channel: { ...need.channel, number: bundles.indexOf(bundle) + 1 } },
  );
}

function linkPorts(
  { name }: CabledSwitch,
  { links }: Cabling,
  vlans: readonly VlanRange[],
  mtuBytes: number | undefined,
): PortNeed[] {
  const ends = links.flatMap(({ from, to }) => [
    { own: from, peer: to },
    { own: to, peer: from },
  ]);
  return ends
    .filter(({ own }) => own.switch === name)
    .map(({ own, peer }) => ({
      port: own.port,
      description: `${peer.switch} ${peer.port}`,
      isEdge: false,
      vlans,
      untagged: false,
      ...(mtuBytes === undefined ? {} : { mtuBytes }),
    }));
}

/** A name for each VLAN that stands alone in a port group; those of a wide trunk stay unnamed. */
function vlanNames(virtual: readonly HostSwitch[], segments: readonly SegmentNeed[]) {
  const names = new Map<number, string>();
  for (const { name, vlans } of [...virtual.flatMap(({ groups }) => groups), ...segments]) {
    for (const { first, last } of vlans) {
      if (first === last && first > 0 && !names.has(first)) names.set(first, name);
    }
  }
  return new Map([...names].sort(([a], [b]) => a - b));
}

function largest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.flatMap((value) => value ?? []);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** What the stack needs and the cabling file does not place. */
function unplaced(
  virtual: readonly HostSwitch[],
  segments: readonly SegmentNeed[],
  { cables }: Cabling,
  names: HostNames,
): string[] {
  const adapters = virtual.flatMap((one) => {
    const host = names[one.host] ?? one.host;
    if (one.groups.length > 0 && one.adapters === undefined) {
      return [
        `${one.name} on ${host} is not part of the stack: its adapters must carry ` +
          `${vlanText(one.groups.flatMap(({ vlans }) => vlans))}`,
      ];
    }
    return (one.adapters ?? [])
      .filter(
        (adapter) =>
          !cables.some((cable) => isHost(cable, one, names) && cable.adapter === adapter),
      )
      .map(
        (adapter) => `${host} ${adapter} (${one.name}) is plugged into no port of the cabling file`,
      );
  });
  const zones = segments
    .filter((segment) => !cables.some((cable) => isZoneOf(cable, segment)))
    .map(
      ({ name, vlans, transportZone }) =>
        `${vlanText(vlans)} of segment ${name} is on no port: name transport zone ` +
        `${transportZone.slice(transportZone.lastIndexOf("/") + 1)} at the cables of its edges and hosts`,
    );
  return [...adapters, ...zones];
}

function vlanText(vlans: readonly VlanRange[]): string {
  return `VLAN ${formatVlans(mergeVlans(vlans))}`;
}
