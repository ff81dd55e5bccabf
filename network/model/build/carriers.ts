import type { Cidr } from "../../address";
import { AddressSet } from "../../addressSet";
import type { AddressPool, CarrierNetwork, VirtualSwitch } from "../underlay";
import type { Draft } from "./draft";
import type { Item } from "./items";
import { readSet } from "./readAddress";
import { SEGMENT_KINDS, segmentAddresses, zoneOf } from "./segments";
import { teamingOf } from "./switches";
import { flagOf, mapOf, mapsOf, numberOf, textOf, textsOf } from "./values";

/** Port groups and segments, with what carries them. */
export function carrierNetworks(
  draft: Draft,
  switches: readonly VirtualSwitch[],
): CarrierNetwork[] {
  return [
    ...draft.items.ofKind("HostPortGroup").map(hostPortGroup),
    ...draft.items
      .ofKind("DistributedPortGroup")
      .map((item) => distributedPortGroup(draft, item, switches)),
    ...draft.items.ofKind(...SEGMENT_KINDS).map((item) => segment(draft, item)),
  ];
}

function hostPortGroup(item: Item): CarrierNetwork {
  const { props } = item;
  const vlan = numberOf(props["vlanId"]);
  const teaming = teamingOf(props, "activeNics", "standbyNics");
  return {
    key: item.id,
    name: textOf(props["name"]) ?? item.name,
    kind: "hostPortGroup",
    switch: `${textOf(props["hostSystemId"]) ?? "unknown host"}/${textOf(props["virtualSwitchName"]) ?? ""}`,
    ...(teaming === undefined ? {} : { teaming }),
    ...(vlan === undefined ? {} : { vlan }),
    subnets: [],
    origin: item.origin,
  };
}

function distributedPortGroup(
  draft: Draft,
  item: Item,
  switches: readonly VirtualSwitch[],
): CarrierNetwork {
  const { props } = item;
  const uuid = textOf(props["distributedVirtualSwitchUuid"]);
  const owner = draft.items
    .ofKind("DistributedVirtualSwitch")
    .find(
      (one) =>
        (uuid !== undefined && one.resource.id === uuid) ||
        (uuid === undefined && item.resource.dependencies?.includes(one.resource.urn) === true),
    );
  const teaming = teamingOf(props, "activeUplinks", "standbyUplinks");
  const vlan = numberOf(props["vlanId"]);
  const ports = numberOf(props["numberOfPorts"]);
  const grows = flagOf(props["autoExpand"]);
  return {
    key: item.id,
    name: textOf(props["name"]) ?? item.name,
    kind: "distributedPortGroup",
    ...(owner === undefined || !switches.some(({ id }) => id === owner.id)
      ? {}
      : { switch: owner.id }),
    ...(teaming === undefined ? {} : { teaming }),
    ...(vlan === undefined ? {} : { vlan }),
    ...(ports === undefined ? {} : { ports }),
    ...(grows === undefined ? {} : { grows }),
    subnets: [],
    origin: item.origin,
  };
}

function segment(draft: Draft, item: Item): CarrierNetwork {
  const { props } = item;
  const vlans = textsOf(props["vlanIds"]).known;
  const path = textOf(props["transportZonePath"]);
  const isVlan =
    item.kind === "VlanSegment" || (vlans.length > 0 && zoneOf(draft, path).type !== "overlay");
  const vlan = numberOf(vlans[0]);
  const handed = mapsOf(props["subnets"]).flatMap((subnet) =>
    [...mapsOf(subnet["dhcpRanges"]), ...textsOf(subnet["dhcpRanges"]).known].flatMap((range) => {
      const text = typeof range === "string" ? range : rangeText(range);
      return text === undefined ? [] : (readSet(text) ?? []);
    }),
  );
  return {
    key: item.id,
    name: item.name,
    kind: isVlan ? "vlanSegment" : "overlaySegment",
    ...(path === undefined ? {} : { zone: path }),
    ...(vlan === undefined ? {} : { vlan }),
    subnets: segmentAddresses(item).map(({ network }): Cidr => network),
    ...(handed.length === 0 ? {} : { dhcp: AddressSet.unionOf(handed) }),
    origin: item.origin,
  };
}

function rangeText(range: Record<string, unknown>): string | undefined {
  const { start, end } = range;
  return typeof start === "string" && typeof end === "string" ? `${start}-${end}` : undefined;
}

/** Pools with the ranges of all their subnets. */
export function addressPools(draft: Draft): AddressPool[] {
  const subnets = draft.items.ofKind("IpPoolStaticSubnet");
  return draft.items.ofKind("IpPool").map((item): AddressPool => {
    const ranges = subnets
      .filter(({ props }) => textOf(props["poolPath"]) === item.path)
      .flatMap(({ props }) => mapsOf(props["allocationRanges"]))
      .flatMap((range) => {
        const text = rangeText(mapOf(range) ?? {});
        return text === undefined ? [] : (readSet(text) ?? []);
      });
    return {
      path: item.path ?? item.id,
      name: item.name,
      addresses: AddressSet.unionOf(ranges),
      origin: item.origin,
    };
  });
}
