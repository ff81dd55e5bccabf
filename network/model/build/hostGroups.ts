import { VLAN_ALL } from "../../vlan";
import { fabricOfSwitch, isolatedDomain, vlanDomain } from "./domains";
import { addGap, type Draft } from "./draft";
import type { Item } from "./items";
import type { Network, Place } from "./networks";
import { numberOf, textOf, textsOf, type Texts } from "./values";

/** `host-42/vSwitch1` */
function switchKey(host: string | undefined, name: string | undefined): string {
  return `${host ?? "unknown host"}/${name ?? "unknown switch"}`;
}

/**
 * Port groups of standard switches. A switch with uplinks puts its VLANs on the fabric of the
 * uplinks; one without is a domain per host and VLAN (docs/fidelity.md).
 */
export function hostGroups(draft: Draft): Network[] {
  const switches = new Map(
    draft.items
      .ofKind("HostVirtualSwitch")
      .map((item) => [
        switchKey(textOf(item.props["hostSystemId"]), textOf(item.props["name"])),
        item,
      ]),
  );
  return draft.items.ofKind("HostPortGroup").map((item): Network => {
    const host = textOf(item.props["hostSystemId"]);
    const switchName = textOf(item.props["virtualSwitchName"]);
    const place = () => hostGroupPlace(draft, item, switches.get(switchKey(host, switchName)));
    return {
      name: textOf(item.props["name"]) ?? item.name,
      key: item.id,
      ids: [textOf(item.resource.id), textOf(item.props["key"])].flatMap((id) => id ?? []),
      ...(host === undefined ? {} : { host }),
      coverage: "notCovered",
      subnets: [],
      place,
    };
  });
}

function hostGroupPlace(draft: Draft, item: Item, owner: Item | undefined): Place {
  const host = textOf(item.props["hostSystemId"]);
  const switchName = textOf(item.props["virtualSwitchName"]);
  const vlan = numberOf(item.props["vlanId"]) ?? 0;
  if (switchName === undefined || host === undefined) {
    return { problem: `host or switch of port group "${item.name}" is not known` };
  }
  if (vlan === VLAN_ALL) {
    addGap(
      draft,
      item.origin,
      "A trunk (VLAN 4095): guests tag by themselves, and the VLANs of a machine on it are only " +
        "known where the surroundings file lists the machine's NICs.",
    );
    return { problem: `port group "${item.name}" is a trunk; the guest's VLANs are not described` };
  }
  const place = switchKey(host, switchName);
  const mtuBytes = numberOf(owner?.props["mtu"]);
  if (owner !== undefined && !hasUplink(item, owner)) {
    return { domain: isolatedDomain(draft, place, vlan, item.origin, mtuBytes) };
  }
  const choice = fabricOfSwitch(draft, switchName, host, owner?.origin ?? item.origin);
  return {
    domain: vlanDomain(draft, choice, vlan, item.origin, {
      place,
      ...(mtuBytes === undefined ? {} : { mtuBytes }),
    }),
  };
}

/**
 * Whether frames leave the host: over an adapter of the switch that the port group uses. A group that
 * names none takes the switch's order; adapters in neither list are unused (docs/fidelity.md).
 */
function hasUplink(group: Item, owner: Item): boolean {
  const order = ({ props }: Item) => [textsOf(props["activeNics"]), textsOf(props["standbyNics"])];
  const isSaid = ({ known, hasUnknown }: Texts) => known.length > 0 || hasUnknown;
  const own = order(group);
  const used = own.some(isSaid) ? own : order(owner);
  const isOpen = !own.some(isSaid) && owner.props["activeNics"] === undefined;
  const adapters = textsOf(owner.props["networkAdapters"]);
  return (
    isSaid(adapters) &&
    (isOpen ||
      adapters.hasUnknown ||
      used.some(
        ({ known, hasUnknown }) => hasUnknown || known.some((nic) => adapters.known.includes(nic)),
      ))
  );
}
