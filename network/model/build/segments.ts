import { parseVlans } from "../../vlan";
import {
  assumedFabric,
  fabricNamed,
  segmentDomain,
  vlanDomain,
  type FabricChoice,
} from "./domains";
import { addGap, type Draft } from "./draft";
import type { Item } from "./items";
import type { Network, Place } from "./networks";
import { attempt, readInterface } from "./readAddress";
import { isUnknown } from "../resource";
import { mapOf, mapsOf, textOf, textsOf } from "./values";

/** Kinds of resources that are a segment. */
export const SEGMENT_KINDS = ["Segment", "VlanSegment", "FixedSegment"] as const;

/** The gateway's addresses on a segment: `subnets[].cidr` is the gateway's, not the network's. */
export function segmentAddresses(item: Item) {
  return mapsOf(item.props["subnets"]).flatMap(
    (subnet) => readInterface(textOf(subnet["cidr"])) ?? [],
  );
}

/** NSX segments: an overlay segment is a domain, a VLAN segment is on its VLAN's. */
export function segmentNetworks(draft: Draft): Network[] {
  return draft.items.ofKind(...SEGMENT_KINDS).map((item): Network => {
    const addresses = segmentAddresses(item);
    const gatewayPath = uplinkOf(draft, item);
    noteExtras(draft, item);
    return {
      name: item.name,
      key: item.id,
      ids: [textOf(item.resource.id), textOf(item.props["nsxId"]), item.path].flatMap(
        (id) => id ?? [],
      ),
      coverage: "covered",
      ...(item.path === undefined ? {} : { path: item.path }),
      subnets: addresses.map(({ network }) => network),
      ...(gatewayPath === undefined
        ? {}
        : { uplink: { gatewayPath, addresses, origin: item.origin } }),
      place: () => segmentPlace(draft, item),
    };
  });
}

/** The gateway that a segment is connected to; none when it is switched off. */
function uplinkOf(draft: Draft, item: Item): string | undefined {
  const path = item.props["connectivityPath"];
  if (textOf(mapOf(item.props["advancedConfig"])?.["connectivity"]) === "OFF") {
    return undefined;
  }
  if (isUnknown(path)) {
    addGap(
      draft,
      item.origin,
      "Its gateway is not known yet; the segment is treated as unconnected.",
    );
  }
  return textOf(path);
}

function noteExtras(draft: Draft, item: Item): void {
  if (mapsOf(item.props["bridgeConfigs"]).length > 0) {
    addGap(
      draft,
      item.origin,
      "The bridge to a VLAN is not represented: machines behind it are missing.",
    );
  }
  if (mapOf(item.props["l2Extension"]) !== undefined) {
    addGap(
      draft,
      item.origin,
      "The layer-2 VPN is not represented: machines behind it are missing.",
    );
  }
}

interface Zone {
  type?: "overlay" | "vlan";
  fabric?: string;
  mtuBytes?: number;
}

/** What is known of a transport zone: the surroundings win over the program. */
export function zoneOf(draft: Draft, path: string | undefined): Zone {
  if (path === undefined) {
    return {};
  }
  const facts = draft.surroundings.transportZones?.find((zone) => zone.path === path);
  if (facts !== undefined) {
    return facts;
  }
  const type = textOf(draft.items.atPath(path)?.props["transportType"]);
  return type === undefined ? {} : { type: type.startsWith("VLAN") ? "vlan" : "overlay" };
}

function segmentPlace(draft: Draft, item: Item): Place {
  const vlans = textsOf(item.props["vlanIds"]);
  const zone = zoneOf(draft, textOf(item.props["transportZonePath"]));
  const isVlan = item.kind === "VlanSegment" || vlans.known.length > 0 || vlans.hasUnknown;
  if (!isVlan || (zone.type === "overlay" && item.kind !== "VlanSegment")) {
    if (isVlan) {
      addGap(draft, item.origin, "VLAN tags of guests on an overlay segment are not represented.");
    }
    const mtu = zone.mtuBytes === undefined ? {} : { mtuBytes: zone.mtuBytes };
    const { id, name, origin } = item;
    return { domain: segmentDomain(draft, { id, name, origin, ...mtu }) };
  }
  const ranges = attempt(() => parseVlans(vlans.known.join(",")));
  const [only] = ranges ?? [];
  if (vlans.hasUnknown || only === undefined) {
    return { problem: `the VLAN of segment "${item.name}" is not known` };
  }
  if (ranges?.length !== 1 || only.first !== only.last) {
    addGap(
      draft,
      item.origin,
      "A trunk segment: guests tag by themselves, and the VLANs of a machine on it are only known " +
        "where the surroundings file lists the machine's NICs.",
    );
    return {
      problem: `segment "${item.name}" is a trunk; the guest's VLANs are not described`,
      ofVlan: (vlan) => onFabric(draft, zone, item, vlan),
    };
  }
  return {
    domain: onFabric(draft, zone, item, only.first),
    ofVlan: (vlan) => onFabric(draft, zone, item, vlan),
  };
}

function onFabric(draft: Draft, zone: Zone, item: Item, vlan: number): string {
  const mtu = zone.mtuBytes === undefined ? {} : { mtuBytes: zone.mtuBytes };
  return vlanDomain(draft, zoneFabric(draft, zone, item), vlan, item.origin, mtu);
}

function zoneFabric(draft: Draft, zone: Zone, item: Item): FabricChoice {
  const fabric = zone.fabric === undefined ? undefined : fabricNamed(draft, zone.fabric);
  return fabric === undefined
    ? assumedFabric(draft, `the VLAN transport zone of segment "${item.name}"`, item.origin)
    : { fabric, nativeVlan: 0 };
}
