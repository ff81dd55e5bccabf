import { listOf, mapsOf, numberOf, propertiesOf, textOf } from "../model/build/values";
import { typeName, type PropertyMap, type Resource } from "../model/resource";
import { mergeVlans, VLAN_ALL, VLAN_LAST, type VlanRange } from "../vlan";

/** A virtual switch on one host, with what it sends to its adapters. */
export interface HostSwitch {
  /** The host's managed object id. */
  host: string;
  name: string;
  /** Adapters; undefined where the switch itself is not among the resources. */
  adapters?: readonly string[];
  mtuBytes?: number;
  /** Tagged VLANs, with the names of the port groups that need them. */
  groups: { name: string; vlans: readonly VlanRange[] }[];
  /** Standard switches with IP hash need an EtherChannel, distributed ones with LACP a negotiated one. */
  channel?: "on" | "active";
}

const kind = ({ type }: Resource) => typeName(type);

/** The virtual switches of a stack, one entry for each host. */
export function hostSwitches(resources: readonly Resource[]): HostSwitch[] {
  return [...standardSwitches(resources), ...distributedSwitches(resources)];
}

function standardSwitches(resources: readonly Resource[]): HostSwitch[] {
  const found = new Map<string, HostSwitch>();
  const at = (props: PropertyMap, name: string): HostSwitch => {
    const host = textOf(props["hostSystemId"]) ?? "";
    const key = `${host}/${name}`;
    const one = found.get(key) ?? { host, name, groups: [] };
    found.set(key, one);
    return one;
  };
  for (const resource of resources.filter((one) => kind(one) === "HostVirtualSwitch")) {
    const props = propertiesOf(resource);
    const entry = at(props, textOf(props["name"]) ?? resource.name);
    const mtuBytes = numberOf(props["mtu"]);
    entry.adapters = listOf(props["networkAdapters"]).flatMap((one) => textOf(one) ?? []);
    if (mtuBytes !== undefined) entry.mtuBytes = mtuBytes;
    if (textOf(props["teamingPolicy"]) === "loadbalance_ip") entry.channel = "on";
  }
  for (const resource of resources.filter((one) => kind(one) === "HostPortGroup")) {
    const props = propertiesOf(resource);
    const entry = at(props, textOf(props["virtualSwitchName"]) ?? "");
    const vlan = numberOf(props["vlanId"]) ?? 0;
    entry.groups.push({ name: textOf(props["name"]) ?? resource.name, vlans: [rangeOf(vlan)] });
  }
  return [...found.values()];
}

function rangeOf(vlan: number): VlanRange {
  return vlan === VLAN_ALL ? { first: 1, last: VLAN_LAST } : { first: vlan, last: vlan };
}

function distributedSwitches(resources: readonly Resource[]): HostSwitch[] {
  const groups = resources.filter((one) => kind(one) === "DistributedPortGroup").map(propertiesOf);
  return resources
    .filter((one) => kind(one) === "DistributedVirtualSwitch")
    .flatMap((resource) => {
      const props = propertiesOf(resource);
      const id = textOf(resource.id) ?? "";
      const own = groups.filter((one) => textOf(one["distributedVirtualSwitchUuid"]) === id);
      const mtuBytes = numberOf(props["maxMtu"]);
      const isLacp = props["lacpEnabled"] === true;
      return mapsOf(props["hosts"]).map((host): HostSwitch => ({
        host: textOf(host["hostSystemId"]) ?? "",
        name: textOf(props["name"]) ?? resource.name,
        adapters: listOf(host["devices"]).flatMap((one) => textOf(one) ?? []),
        ...(mtuBytes === undefined ? {} : { mtuBytes }),
        ...(isLacp ? { channel: "active" } : {}),
        groups: [
          ...own.map((group) => ({
            name: textOf(group["name"]) ?? "port group",
            vlans: vlansOf(group, props),
          })),
          ...overlayVlans(resources, id),
        ],
      }));
    });
}

/** VLANs of the tunnel endpoints (TEPs) that NSX puts on a distributed switch. */
function overlayVlans(resources: readonly Resource[], switchId: string): HostSwitch["groups"] {
  const profiles = resources.filter((one) => kind(one) === "PolicyUplinkHostSwitchProfile");
  const used = resources
    .filter((one) => kind(one) === "PolicyHostTransportNodeProfile")
    .flatMap((one) => mapsOf(propertiesOf(one)["standardHostSwitches"]))
    .filter((one) => textOf(one["hostSwitchId"]) === switchId)
    .flatMap((one) => textOf(one["uplinkProfile"]) ?? []);
  return profiles.flatMap((profile) => {
    const props = propertiesOf(profile);
    const vlan = numberOf(props["transportVlan"]) ?? 0;
    return used.includes(textOf(props["path"]) ?? "")
      ? [{ name: `${textOf(props["displayName"]) ?? profile.name}-tep`, vlans: [rangeOf(vlan)] }]
      : [];
  });
}

/** VLANs of a distributed port group: one, a trunk, or both parts of a private VLAN. */
function vlansOf(group: PropertyMap, owner: PropertyMap): VlanRange[] {
  const secondary = numberOf(group["portPrivateSecondaryVlanId"]);
  if (secondary !== undefined && secondary > 0) {
    const mapping = mapsOf(owner["pvlanMappings"]).find(
      (one) => numberOf(one["secondaryVlanId"]) === secondary,
    );
    const primary = numberOf(mapping?.["primaryVlanId"]) ?? secondary;
    return mergeVlans([rangeOf(primary), rangeOf(secondary)]);
  }
  const trunk = mapsOf(group["vlanRanges"]).flatMap((range): VlanRange[] => {
    const [first, last] = [numberOf(range["minVlan"]), numberOf(range["maxVlan"])];
    return first === undefined || last === undefined ? [] : [{ first: Math.max(first, 1), last }];
  });
  return trunk.length > 0 ? mergeVlans(trunk) : [rangeOf(numberOf(group["vlanId"]) ?? 0)];
}

/** A VLAN segment of NSX, which leaves by the adapters of edges or hosts of its transport zone. */
export interface SegmentNeed {
  name: string;
  transportZone: string;
  vlans: readonly VlanRange[];
}

export function vlanSegments(resources: readonly Resource[]): SegmentNeed[] {
  return resources
    .filter((one) => kind(one) === "PolicyVlanSegment")
    .map((resource) => {
      const props = propertiesOf(resource);
      const vlans = listOf(props["vlanIds"]).flatMap((one): VlanRange[] => {
        const [, first, last] = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(textOf(one) ?? "") ?? [];
        return first === undefined ? [] : [{ first: Number(first), last: Number(last ?? first) }];
      });
      return {
        name: textOf(props["displayName"]) ?? resource.name,
        transportZone: textOf(props["transportZonePath"]) ?? "",
        vlans,
      };
    });
}
