import type { Address } from "../../address";
import { isUnknown, type PropertyMap, type PropertyValue } from "../resource";
import type { InterfaceAddress } from "../types";
import { prefixOfMask, readAddress, readInterface } from "./readAddress";
import { flagOf, mapOf, mapsOf, numberOf, textOf, textsOf, type Value } from "./values";

/** What one NIC is told about addresses. */
export interface GuestNic {
  /** Lower case; absent where the configuration does not name it. */
  mac?: string;
  addresses: InterfaceAddress[];
  gateways: Address[];
  /** Texts of networks with their next hops. */
  routes: { network: string; nextHop: string }[];
  /** As it is told; absent for the operating system's default. */
  mtuBytes?: number;
  /** True when an address comes from DHCP or router advertisements. */
  dynamic: boolean;
}

/** What a machine's guest is told, or why that is not known. */
export interface GuestConfig {
  nics: GuestNic[];
  problem?: string;
}

const METADATA = "guestinfo.metadata";

/**
 * What cloud-init's VMware data source (guestinfo) or guest customization gives a machine; undefined
 * for a machine with neither. The network part is netplan's version 2.
 *
 * @param parseYaml Reads texts that are not JSON.
 */
export function guestConfig(
  props: PropertyMap,
  parseYaml?: (text: string) => unknown,
): GuestConfig | undefined {
  const extra = mapOf(props["extraConfig"]);
  if (isUnknown(props["extraConfig"]) || isUnknown(extra?.[METADATA])) {
    return { nics: [], problem: "its cloud-init data is not known yet, or secret" };
  }
  const metadata = textOf(extra?.[METADATA]);
  if (metadata !== undefined) {
    return fromMetadata(metadata, textOf(extra?.[`${METADATA}.encoding`]), parseYaml);
  }
  const customize = mapOf(mapOf(props["clone"])?.["customize"]);
  return customize === undefined ? undefined : fromCustomization(customize);
}

function fromMetadata(
  text: string,
  encoding: string | undefined,
  parseYaml?: (text: string) => unknown,
): GuestConfig {
  const metadata = mapOf(decode(text, encoding, parseYaml));
  if (metadata === undefined) {
    return { nics: [], problem: "its cloud-init data cannot be read" };
  }
  const given = metadata["network"];
  const network =
    typeof given === "string"
      ? mapOf(decode(given, textOf(metadata["network.encoding"]), parseYaml))
      : mapOf(given);
  if (network === undefined) {
    return { nics: [], problem: "its cloud-init data gives no network configuration" };
  }
  const config = mapOf(network["config"]) ?? mapOf(network["network"]) ?? network;
  const ethernets = mapOf(config["ethernets"]);
  if (ethernets === undefined) {
    return { nics: [], problem: "its network configuration has no ethernets (netplan version 2)" };
  }
  return { nics: Object.values(ethernets).flatMap((nic) => nicOf(mapOf(nic))) };
}

function decode(
  text: string,
  encoding: string | undefined,
  parseYaml?: (text: string) => unknown,
): Value {
  const isBase64 = encoding === "base64" || encoding === "b64";
  if (encoding !== undefined && encoding !== "" && !isBase64) {
    return undefined;
  }
  try {
    const plain = isBase64 ? fromBase64(text) : text;
    if (/^\s*[{["]/.test(plain)) {
      const parsed: PropertyValue = JSON.parse(plain);
      return parsed;
    }
    return toValue(parseYaml?.(plain));
  } catch {
    return undefined;
  }
}

function fromBase64(text: string): string {
  const bytes = Uint8Array.from(atob(text), (character) => character.codePointAt(0) ?? 0);
  return new TextDecoder().decode(bytes);
}

/** Plain data of a parser; everything else is dropped. */
function toValue(value: unknown): Value {
  if (Array.isArray(value)) {
    return value.map((element) => toValue(element) ?? null);
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, toValue(part)]));
  }
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? value
    : undefined;
}

function nicOf(nic: PropertyMap | undefined): GuestNic[] {
  if (nic === undefined) {
    return [];
  }
  const mac = textOf(mapOf(nic["match"])?.["macaddress"])?.toLowerCase();
  const routes = mapsOf(nic["routes"]).flatMap((route) => {
    const to = textOf(route["to"]);
    const nextHop = textOf(route["via"]);
    return to === undefined || nextHop === undefined ? [] : [{ network: to, nextHop }];
  });
  const isDefault = ({ network }: { network: string }) =>
    network === "default" || network === "0.0.0.0/0" || network === "::/0";
  const gateways = [
    textOf(nic["gateway4"]),
    textOf(nic["gateway6"]),
    ...routes.filter(isDefault).map(({ nextHop }) => nextHop),
  ];
  return [
    {
      ...(mac === undefined ? {} : { mac }),
      addresses: textsOf(nic["addresses"]).known.flatMap((text) => readInterface(text) ?? []),
      gateways: gateways.flatMap((text) => readAddress(text) ?? []),
      routes: routes.filter((route) => !isDefault(route)),
      ...mtuOf(nic["mtu"]),
      dynamic: isOn(nic["dhcp4"]) || isOn(nic["dhcp6"]) || isOn(nic["accept-ra"]),
    },
  ];
}

function mtuOf(value: Value): { mtuBytes?: number } {
  const mtuBytes = numberOf(value);
  return mtuBytes === undefined ? {} : { mtuBytes };
}

function isOn(value: Value): boolean {
  return flagOf(value) === true || value === "yes" || value === "on";
}

/** Guest customization gives NICs in the machine's order; IPv4 masks are numbers of bits. */
function fromCustomization(customize: PropertyMap): GuestConfig {
  const gateways = [textOf(customize["ipv4Gateway"]), textOf(customize["ipv6Gateway"])].flatMap(
    (text) => readAddress(text) ?? [],
  );
  const nics = mapsOf(customize["networkInterfaces"]).map((nic): GuestNic => {
    const v4 = maskedText(textOf(nic["ipv4Address"]), textOf(nic["ipv4Netmask"]));
    const v6 = maskedText(textOf(nic["ipv6Address"]), textOf(nic["ipv6Netmask"]));
    const addresses = [v4, v6].flatMap((text) => readInterface(text) ?? []);
    const isNear = (gateway: Address) =>
      addresses.some(({ address }) => address.family === gateway.family);
    return {
      addresses,
      gateways: gateways.filter(isNear),
      routes: [],
      dynamic: addresses.length === 0,
    };
  });
  return { nics };
}

function maskedText(address: string | undefined, mask: string | undefined): string | undefined {
  const prefix = mask?.includes(".") === true ? prefixOfMask(mask) : mask;
  return address === undefined || prefix === undefined ? undefined : `${address}/${prefix}`;
}
