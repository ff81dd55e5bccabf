import type { PropertyMap } from "vmnet/network/model/resource";
import {
  cidrContains,
  cidrsOverlap,
  formatCidr,
  parseAddress,
  parseCidr,
  parseInterfaceCidr,
  parseRange,
  rangesOverlap,
  type AddressRange,
  type Cidr,
} from "vmnet/network/address";
import type { World } from "../family";
import { isMap, mapsOf, textOf, textsOf, type Maybe } from "../generic/values";
import { N, V } from "../kinds";

/** A subnet of a segment or interface: its own address in it. */
export interface Subnet {
  property: string;
  /** Text of the gateway's address. */
  address: string;
  network: Cidr;
}

function tried<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** The network of `10.0.0.1/24` or `10.0.0.0/24`; undefined when it is none. */
export function networkOf(text: string): Cidr | undefined {
  return tried(() => parseCidr(text)) ?? tried(() => parseInterfaceCidr(text).network);
}

/** An address, a CIDR (host bits allowed) or a range as a range; undefined when it is none. */
export function rangeOf(text: string): AddressRange | undefined {
  const network = text.includes("/") ? networkOf(text) : undefined;
  return tried(() => parseRange(network === undefined ? text : formatCidr(network)));
}

/** Whether an address (its prefix length is ignored) lies in a network. */
export function isInside(network: Cidr, address: string): boolean {
  const parsed = tried(() => parseAddress(address.split("/")[0] ?? ""));
  return parsed !== undefined && cidrContains(network, parsed);
}

export function overlap(left: string, right: string): boolean {
  const [a, b] = [rangeOf(left), rangeOf(right)];
  return a !== undefined && b !== undefined && rangesOverlap(a, b);
}

export { cidrsOverlap, formatCidr };

/** Subnets from a segment's `subnets` (blocks with `cidr`) or an interface's (plain texts). */
export function subnetsOf(value: Maybe): Subnet[] {
  const items = Array.isArray(value) ? value : [];
  return items.flatMap((item, index) => {
    const text = isMap(item) ? textOf(item["cidr"]) : textOf(item);
    const network = text === undefined ? undefined : networkOf(text);
    const property = isMap(item) ? `subnets[${index}].cidr` : `subnets[${index}]`;
    return text === undefined || network === undefined
      ? []
      : [{ property, address: text.split("/")[0] ?? "", network }];
  });
}

/** An address that something uses already. */
export interface UsedAddress {
  /** One address or a range. */
  text: string;
  owner: string;
}

function segmentAddresses(outputs: PropertyMap, owner: string): UsedAddress[] {
  const used = subnetsOf(outputs["subnets"]).map(({ address }) => ({
    text: address,
    owner: `the gateway address of ${owner}`,
  }));
  for (const subnet of mapsOf(outputs["subnets"])) {
    const dhcp = isMap(subnet["dhcpV4Config"])
      ? textOf(subnet["dhcpV4Config"]["serverAddress"])
      : undefined;
    if (dhcp !== undefined) {
      used.push({ text: dhcp.split("/")[0] ?? "", owner: `the DHCP server of ${owner}` });
    }
    for (const range of textsOf(subnet["dhcpRanges"])) {
      used.push({ text: range, owner: `a DHCP range of ${owner}` });
    }
  }
  return used;
}

/** Fixed addresses that customization or cloud-init gives a machine's guest. */
export function guestAddresses(outputs: PropertyMap): string[] {
  const clone = outputs["clone"];
  const customize = isMap(clone) ? clone["customize"] : undefined;
  const blocks = isMap(customize) ? mapsOf(customize["networkInterfaces"]) : [];
  return [
    ...blocks.flatMap((item) => textOf(item["ipv4Address"]) ?? []),
    ...guestInfoAddresses(outputs),
  ];
}

/** Fixed addresses that a machine's cloud-init metadata gives it. */
function guestInfoAddresses(outputs: PropertyMap): string[] {
  const extra = outputs["extraConfig"];
  if (!isMap(extra)) {
    return [];
  }
  const raw = textOf(extra["guestinfo.metadata"]) ?? "";
  const encoded = textOf(extra["guestinfo.metadata.encoding"]) === "base64";
  const text = encoded ? Buffer.from(raw, "base64").toString("utf8") : raw;
  return [...text.matchAll(/\b(\d{1,3}(?:\.\d{1,3}){3})\/\d{1,2}\b/g)].map(
    (match) => match[1] ?? "",
  );
}

/** Every address that a gateway interface, DHCP, a VMkernel adapter or a machine uses. */
export function usedAddresses(world: World): UsedAddress[] {
  const { store } = world;
  const used: UsedAddress[] = [];
  for (const object of store.list(N.segment, N.vlanSegment)) {
    used.push(...segmentAddresses(object.outputs, object.path ?? object.id));
  }
  for (const object of store.list(N.tier0Interface, N.tier1Interface)) {
    for (const { address } of subnetsOf(object.outputs["subnets"])) {
      used.push({ text: address, owner: `the interface ${object.path ?? object.id}` });
    }
  }
  for (const object of store.list(N.staticBinding)) {
    const text = textOf(object.outputs["ipAddress"]);
    if (text !== undefined) {
      used.push({ text, owner: `the static binding ${object.path ?? object.id}` });
    }
  }
  for (const object of store.list(V.vnic)) {
    const ipv4 = object.outputs["ipv4"];
    const text = isMap(ipv4) ? textOf(ipv4["ip"]) : undefined;
    if (text !== undefined) {
      used.push({ text, owner: `the VMkernel adapter ${object.id}` });
    }
  }
  for (const object of store.list(V.vm)) {
    for (const text of guestAddresses(object.outputs)) {
      used.push({ text, owner: `the machine ${textOf(object.outputs["name"]) ?? object.id}` });
    }
  }
  return used;
}

/** Every network that a gateway is directly connected to. */
export function connectedNetworks(world: World): { network: Cidr; owner: string }[] {
  const objects = world.store.list(N.segment, N.vlanSegment, N.tier0Interface, N.tier1Interface);
  return objects.flatMap((object) =>
    subnetsOf(object.outputs["subnets"]).map(({ network }) => ({
      network,
      owner: object.path ?? object.id,
    })),
  );
}
