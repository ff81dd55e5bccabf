import type { HostTransport, Teaming, VirtualSwitch } from "../underlay";
import type { PropertyMap } from "../resource";
import { fabricNamed } from "./domains";
import type { Draft } from "./draft";
import type { Item } from "./items";
import { flagOf, mapsOf, mapOf, numberOf, textOf, textsOf } from "./values";

/** Standard switches by host, and distributed ones. */
export function virtualSwitches(draft: Draft): VirtualSwitch[] {
  return [
    ...draft.items.ofKind("HostVirtualSwitch").map((item) => standardSwitch(draft, item)),
    ...draft.items.ofKind("DistributedVirtualSwitch").map((item) => distributedSwitch(draft, item)),
  ];
}

/** The fabric that a switch is connected to: stated, or the only one (that is noted as an assumption). */
function fabricOf(
  draft: Draft,
  name: string,
  host?: string,
): Pick<VirtualSwitch, "fabric" | "fabricAssumed"> {
  const entries = (draft.surroundings.switches ?? []).filter((entry) => entry.name === name);
  const entry =
    entries.find(({ hosts }) => host !== undefined && hosts?.includes(host) === true) ??
    entries.find(({ hosts }) => hosts === undefined || host === undefined);
  const fabrics = draft.surroundings.fabrics ?? [];
  const found = entry === undefined ? undefined : fabricNamed(draft, entry.fabric);
  const [only] = fabrics;
  return found !== undefined
    ? { fabric: found.name }
    : only !== undefined && fabrics.length === 1
      ? { fabric: only.name, fabricAssumed: true }
      : {};
}

export function teamingOf(
  props: PropertyMap,
  active: string,
  standby: string,
): Teaming | undefined {
  const policy = textOf(props["teamingPolicy"]);
  const names = (key: string) => textsOf(props[key]).known;
  const isSaid = policy !== undefined || names(active).length + names(standby).length > 0;
  const checkBeacon = flagOf(props["checkBeacon"]);
  return isSaid
    ? {
        ...(policy === undefined ? {} : { policy }),
        active: names(active),
        standby: names(standby),
        ...(checkBeacon === undefined ? {} : { checkBeacon }),
      }
    : undefined;
}

function standardSwitch(draft: Draft, item: Item): VirtualSwitch {
  const { props } = item;
  const host = textOf(props["hostSystemId"]) ?? "unknown host";
  const name = textOf(props["name"]) ?? item.name;
  const nics = textsOf(props["networkAdapters"]).known;
  const mtuBytes = numberOf(props["mtu"]);
  const ports = numberOf(props["numberOfPorts"]);
  return {
    id: `${host}/${name}`,
    name,
    kind: "standard",
    ...(mtuBytes === undefined ? {} : { mtuBytes }),
    ...(nics.length === 0 ? {} : fabricOf(draft, name, host)),
    members: [{ host, nics }],
    uplinks: nics,
    teaming: teamingOf(props, "activeNics", "standbyNics") ?? { active: nics, standby: [] },
    ...(ports === undefined ? {} : { ports }),
    origin: item.origin,
  };
}

const RESERVATION = /^(\w+)ReservationMbit$/;

function distributedSwitch(draft: Draft, item: Item): VirtualSwitch {
  const { props } = item;
  const name = textOf(props["name"]) ?? item.name;
  const mtuBytes = numberOf(props["maxMtu"]);
  const members = mapsOf(props["hosts"]).flatMap((member) => {
    const host = textOf(member["hostSystemId"]);
    return host === undefined ? [] : [{ host, nics: textsOf(member["devices"]).known }];
  });
  const uplinks = textsOf(props["uplinks"]).known;
  const isControlled = flagOf(props["networkResourceControlEnabled"]) === true;
  const reserved = Object.entries(props).flatMap(([key, value]): [string, number][] => {
    const kind = RESERVATION.exec(key)?.[1];
    const mbit = numberOf(value);
    return kind === undefined || mbit === undefined || mbit < 0 ? [] : [[kind, mbit]];
  });
  return {
    id: item.id,
    name,
    kind: "distributed",
    ...(mtuBytes === undefined ? {} : { mtuBytes }),
    ...(members.some(({ nics }) => nics.length > 0) ? fabricOf(draft, name) : {}),
    members,
    uplinks,
    teaming: teamingOf(props, "activeUplinks", "standbyUplinks") ?? {
      active: uplinks,
      standby: [],
    },
    ...(isControlled ? { reservedMbit: Object.fromEntries(reserved) } : {}),
    origin: item.origin,
  };
}

/** How hosts take part in overlays: host switches of transport node profiles, joined with their switch. */
export function hostTransports(draft: Draft, switches: readonly VirtualSwitch[]): HostTransport[] {
  const byUuid = new Map(
    draft.items.ofKind("DistributedVirtualSwitch").flatMap((item) => {
      const uuid = textOf(item.resource.id);
      return uuid === undefined ? [] : [[uuid, item.id] as const];
    }),
  );
  const known = new Set(switches.map(({ id }) => id));
  return draft.items.ofKind("HostTransportNodeProfile", "HostTransportNode").flatMap((item) =>
    mapsOf(item.props["standardHostSwitches"]).flatMap((entry): HostTransport[] => {
      const owner = byUuid.get(textOf(entry["hostSwitchId"]) ?? "");
      if (owner === undefined || !known.has(owner)) {
        return [];
      }
      const path = textOf(entry["uplinkProfile"]);
      const profile = path === undefined ? undefined : draft.items.atPath(path);
      const mtu = numberOf(profile?.props["mtu"]);
      const vlan = numberOf(profile?.props["transportVlan"]);
      const pool = textOf(mapOf(entry["ipAssignment"])?.["staticIpPool"]);
      const teaming = profileTeaming(profile, entry);
      return [
        {
          name: item.name,
          switch: owner,
          zones: mapsOf(entry["transportZoneEndpoints"]).flatMap(
            (zone) => textOf(zone["transportZone"]) ?? [],
          ),
          ...(mtu === undefined ? {} : { profileMtuBytes: mtu }),
          ...(vlan === undefined ? {} : { vlan }),
          ...(teaming === undefined ? {} : { teaming }),
          ...(pool === undefined ? {} : { pool }),
          origin: item.origin,
        },
      ];
    }),
  );
}

/** The profile's teaming in the switch's own names of uplinks. */
function profileTeaming(profile: Item | undefined, entry: PropertyMap): Teaming | undefined {
  const teaming = mapOf(profile?.props["teaming"]);
  if (teaming === undefined) {
    return undefined;
  }
  const mapped = new Map(
    mapsOf(entry["uplinks"]).map((uplink) => [
      textOf(uplink["uplinkName"]) ?? "",
      textOf(uplink["vdsUplinkName"]) ?? "",
    ]),
  );
  const list = (key: string) =>
    mapsOf(teaming[key]).flatMap(({ uplinkName }) => {
      const name = textOf(uplinkName);
      return name === undefined ? [] : [mapped.get(name) ?? name];
    });
  const policy = textOf(teaming["policy"]);
  return {
    ...(policy === undefined ? {} : { policy }),
    active: list("actives"),
    standby: list("standbies"),
  };
}
