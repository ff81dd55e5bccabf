import { isIP, isIPv4, isIPv6 } from "node:net";

/** A named form of a string or number: the test, and words for what is allowed. */
interface Format {
  fits(text: string): boolean;
  allowed: string;
}

function isCidr(text: string): boolean {
  const [address, prefix, ...rest] = text.split("/");
  if (address === undefined || prefix === undefined || rest.length > 0) {
    return false;
  }
  const version = isIP(address);
  return version !== 0 && isCount(prefix, 0, version === 4 ? 32 : 128);
}

function isCount(text: string, min: number, max: number): boolean {
  return /^(0|[1-9]\d{0,9})$/.test(text) && Number(text) >= min && Number(text) <= max;
}

function isIpRange(text: string): boolean {
  const parts = text.split("-");
  return (
    parts.length === 2 &&
    isIP(parts[0] ?? "") !== 0 &&
    isIP(parts[0] ?? "") === isIP(parts[1] ?? "")
  );
}

function isPortOrRange(text: string): boolean {
  const parts = text.split("-");
  const [from, to] = parts;
  if (parts.length > 2 || from === undefined || !isCount(from, 0, 65535)) {
    return false;
  }
  return to === undefined || (isCount(to, 0, 65535) && Number(to) >= Number(from));
}

/** A policy path begins with a slash, has no empty segment and at least two segments. */
export function isPolicyPath(text: string): boolean {
  return /^(\/[^/\s]+){2,}$/.test(text);
}

function isAsn(text: string): boolean {
  if (isCount(text, 1, 4294967295)) {
    return true;
  }
  const parts = text.split(".");
  return parts.length === 2 && parts.every((part) => isCount(part, 0, 65535));
}

function isRouteDistinguisher(text: string): boolean {
  const at = text.lastIndexOf(":");
  const [left, right] = [text.slice(0, at), text.slice(at + 1)];
  return at > 0 && (isIPv4(left) || isAsn(left)) && isCount(right, 0, 4294967295);
}

const communities = ["NO_EXPORT", "NO_ADVERTISE", "NO_EXPORT_SUBCONFED"];

const isAddressForm = (text: string) => isIP(text) !== 0 || isCidr(text) || isIpRange(text);

const formats: Record<string, Format> = {
  cidr: { fits: isCidr, allowed: "an address with prefix length, such as 10.0.0.1/24" },
  cidrOrIpOrRange: {
    fits: isAddressForm,
    allowed: "an address, a CIDR or a range, such as 10.0.0.1, 10.0.0.0/24 or 10.0.0.1-10.0.0.9",
  },
  ip: { fits: (text) => isIP(text) !== 0, allowed: "an IPv4 or IPv6 address" },
  ipv4: { fits: isIPv4, allowed: "an IPv4 address" },
  ipv6: { fits: isIPv6, allowed: "an IPv6 address" },
  mac: {
    fits: (text) => /^[0-9a-fA-F]{2}([:-])([0-9a-fA-F]{2}\1){4}[0-9a-fA-F]{2}$/.test(text),
    allowed: "a MAC address such as 00:50:56:00:00:01",
  },
  port: { fits: (text) => isCount(text, 0, 65535), allowed: "one port, 0 to 65535" },
  portOrRange: {
    fits: isPortOrRange,
    allowed: 'one port or one range, such as "443" or "5000-6000"',
  },
  policyPath: { fits: isPolicyPath, allowed: "the path of an object, such as /infra/segments/web" },
  ipOrRangeOrCidrOrPolicyPath: {
    fits: (text) => isAddressForm(text) || isPolicyPath(text),
    allowed: "an address, a CIDR, a range, or the path of a group",
  },
  vlanId: { fits: (text) => isCount(text, 0, 4094), allowed: "a VLAN id, 0 to 4094" },
  asn32: {
    fits: isAsn,
    allowed: "an autonomous system number, 1 to 4294967295 or two parts such as 1.10",
  },
  powerOfTwo: {
    fits: (text) => isCount(text, 1, 2 ** 31) && Number.isInteger(Math.log2(Number(text))),
    allowed: "a power of two",
  },
  // The measured table names VLAN lists so too, although the real provider takes ranges there.
  integerString: {
    fits: (text) => /^\d{1,10}(-\d{1,10})?$/.test(text),
    allowed: 'a number as text, such as "100"',
  },
  bgpCommunity: {
    fits: (text) => communities.includes(text) || /^\d{1,10}:\d{1,10}(:\d{1,10})?$/.test(text),
    allowed: `${communities.join(", ")}, aa:nn or aa:bb:nn`,
  },
  routeDistinguisher: { fits: isRouteDistinguisher, allowed: "ASN:number or address:number" },
  routeTarget: { fits: isRouteDistinguisher, allowed: "ASN:number or address:number" },
};

/** What is allowed when the value does not fit the format; undefined when it fits. */
export function formatFault(format: string, value: string | number): string | undefined {
  const known = formats[format];
  return known === undefined || known.fits(String(value)) ? undefined : known.allowed;
}

/** Names of all formats that are checked. */
export const formatNames = Object.keys(formats);
