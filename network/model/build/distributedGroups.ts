import { blockedDomain, fabricOfSwitch, isolatedDomain, vlanDomain } from "./domains";
import { addGap, type Draft } from "./draft";
import type { Item } from "./items";
import type { Network, Place } from "./networks";
import { isUnknown, type PropertyMap } from "../resource";
import { flagOf, mapsOf, numberOf, textOf, textsOf } from "./values";

type Role = "promiscuous" | "community" | "isolated";

interface PrivateVlan {
  primary: number;
  role: Role;
}

interface Switch {
  item?: Item;
  name: string;
  /** Whether it has an uplink on a host; undefined where it is not known. */
  hasUplink(host: string | undefined, group: Item): boolean | undefined;
  mtuBytes?: number;
  privateVlans: Map<number, PrivateVlan>;
}

/** Port groups of distributed switches, private VLANs included. */
export function distributedGroups(draft: Draft): Network[] {
  const switches = distributedSwitches(draft);
  const filtered = draft.surroundings.defaults?.distributedPortGroupsFiltered;
  const coverage = filtered === undefined ? "unknown" : filtered ? "covered" : "notCovered";
  return draft.items.ofKind("DistributedPortGroup").map((item): Network => {
    const owner = ownerOf(draft, item, switches);
    return {
      name: textOf(item.props["name"]) ?? item.name,
      key: item.id,
      ids: [textOf(item.resource.id), textOf(item.props["key"])].flatMap((id) => id ?? []),
      coverage,
      subnets: [],
      place: (host) => groupPlace(draft, item, owner, host),
    };
  });
}

/** The switch by its UUID; while that is not known, the only switch that the group depends on. */
function ownerOf(draft: Draft, item: Item, switches: Map<string, Switch>): Switch | undefined {
  const uuid = textOf(item.props["distributedVirtualSwitchUuid"]);
  if (uuid !== undefined) {
    return switches.get(uuid);
  }
  const depended = (item.resource.dependencies ?? []).flatMap((urn) => {
    const found = draft.items.withUrn(urn);
    return found?.kind === "DistributedVirtualSwitch" ? [found.id] : [];
  });
  const [only] = depended;
  return only !== undefined && depended.length === 1 ? switches.get(only) : undefined;
}

function distributedSwitches(draft: Draft): Map<string, Switch> {
  const switches = new Map<string, Switch>();
  for (const item of draft.items.ofKind("DistributedVirtualSwitch")) {
    const mtuBytes = numberOf(item.props["maxMtu"]);
    const made: Switch = {
      item,
      name: textOf(item.props["name"]) ?? item.name,
      hasUplink: (host, group) => hasUplink(item, host, group),
      ...(mtuBytes === undefined ? {} : { mtuBytes }),
      privateVlans: new Map(),
    };
    addPrivateVlans(made, mapsOf(item.props["pvlanMappings"]));
    switches.set(item.id, made);
    const uuid = textOf(item.resource.id);
    if (uuid !== undefined) {
      switches.set(uuid, made);
    }
  }
  for (const item of draft.items.ofKind("DistributedVirtualSwitchPvlanMapping")) {
    const uuid = textOf(item.props["distributedVirtualSwitchId"]);
    const owner = uuid === undefined ? undefined : switches.get(uuid);
    if (owner !== undefined) {
      addPrivateVlans(owner, [item.props]);
    } else {
      addGap(draft, item.origin, "The switch of this private VLAN is not described.");
    }
  }
  return switches;
}

function hasUplink(item: Item, host: string | undefined, group: Item): boolean | undefined {
  const hosts = item.props["hosts"];
  if (isUnknown(hosts)) {
    return undefined;
  }
  const members = mapsOf(hosts);
  const asked =
    host === undefined
      ? members
      : members.filter((member) => textOf(member["hostSystemId"]) === host);
  const devices = asked.map((member) => textsOf(member["devices"]));
  if (host !== undefined && asked.length === 0 && members.length > 0) {
    return undefined;
  }
  return devices.some(
    ({ known, hasUnknown }) => hasUnknown || usesUplinkOf(known.length, item, group),
  );
}

/**
 * Whether the group uses an uplink that a host with so many adapters fills; they fill the switch's uplinks
 * in order. Names that the switch does not have (a LAG's) are taken for filled.
 */
function usesUplinkOf(adapters: number, { props }: Item, group: Item): boolean {
  const uplinks = textsOf(props["uplinks"]);
  const order = (own: PropertyMap) => [
    textsOf(own["activeUplinks"]),
    textsOf(own["standbyUplinks"]),
  ];
  const [used = []] = [group.props, props]
    .map(order)
    .filter((lists) => lists.some(({ known, hasUnknown }) => known.length > 0 || hasUnknown));
  const isOpen = used.length === 0 || uplinks.known.length === 0;
  return (
    adapters > 0 &&
    (isOpen ||
      used.some(
        ({ known, hasUnknown }) =>
          hasUnknown ||
          known.some((name) => {
            const place = uplinks.known.indexOf(name);
            return place < 0 || place < adapters;
          }),
      ))
  );
}

function addPrivateVlans(owner: Switch, mappings: readonly PropertyMap[]): void {
  for (const mapping of mappings) {
    const primary = numberOf(mapping["primaryVlanId"]);
    const secondary = numberOf(mapping["secondaryVlanId"]);
    const role = textOf(mapping["pvlanType"]);
    if (primary !== undefined && secondary !== undefined && isRole(role)) {
      owner.privateVlans.set(secondary, { primary, role });
    }
  }
}

function isRole(text: string | undefined): text is Role {
  return text === "promiscuous" || text === "community" || text === "isolated";
}

function groupPlace(
  draft: Draft,
  item: Item,
  owner: Switch | undefined,
  host: string | undefined,
): Place {
  if (flagOf(item.props["blockAllPorts"]) === true) {
    return { domain: blockedDomain(draft, item), privateVlan: { role: "isolated", secondary: 0 } };
  }
  if (mapsOf(item.props["vlanRanges"]).length > 0 || isUnknown(item.props["vlanRanges"])) {
    addGap(
      draft,
      item.origin,
      "A trunk (VLAN ranges): guests tag by themselves, and the VLANs of a machine on it are only " +
        "known where the surroundings file lists the machine's NICs.",
    );
    return { problem: `port group "${item.name}" is a trunk; the guest's VLANs are not described` };
  }
  if (isUnknown(item.props["vlanId"])) {
    return { problem: `the VLAN of port group "${item.name}" is not known` };
  }
  const secondary = numberOf(item.props["portPrivateSecondaryVlanId"]) ?? 0;
  const mapping = secondary === 0 ? undefined : owner?.privateVlans.get(secondary);
  if (secondary !== 0 && mapping === undefined) {
    addGap(draft, item.origin, `No mapping of private VLAN ${secondary} is described.`);
    return { problem: `the primary VLAN of private VLAN ${secondary} is not known` };
  }
  const vlan = mapping?.primary ?? numberOf(item.props["vlanId"]) ?? 0;
  const privateVlan =
    mapping === undefined ? {} : { privateVlan: { role: mapping.role, secondary } };
  const name = owner?.name ?? "unknown switch";
  if (owner?.hasUplink(host, item) === false) {
    const place = `${host ?? "unknown host"}/${name}`;
    return {
      domain: isolatedDomain(draft, place, vlan, item.origin, owner.mtuBytes),
      ...privateVlan,
    };
  }
  const origin = owner?.item?.origin ?? item.origin;
  const choice = fabricOfSwitch(draft, name, host, origin);
  const mtu = owner?.mtuBytes === undefined ? {} : { mtuBytes: owner.mtuBytes };
  const domain = vlanDomain(draft, choice, vlan, item.origin, { ...mtu, place: name });
  return { domain, ...privateVlan };
}
