import type { Family } from "./address";
import { ValueError } from "./faults";

/**
 * Sizes of packets and of what encapsulations add, in bytes. An MTU here is the largest IP packet
 * that a link carries, as vSphere and NSX count it: without the link's own Ethernet header, tag and
 * check sequence. An overlay carries whole Ethernet frames, so there the inner header counts.
 */

/** What Ethernet carries everywhere (RFC 894), and a guest's default. */
export const STANDARD_MTU_BYTES = 1500;
/** Highest MTU of standard and distributed switches that the vSphere provider accepts. */
export const JUMBO_MTU_BYTES = 9000;
/** Every IPv4 link carries this much (RFC 791 section 3.2). */
export const LEAST_IPV4_MTU_BYTES = 68;
/** Every IPv6 link carries this much (RFC 8200 section 5). */
export const LEAST_IPV6_MTU_BYTES = 1280;

/** Destination, source and type (IEEE 802.3). */
export const ETHERNET_HEADER_BYTES = 14;
/** Check sequence at a frame's end (IEEE 802.3); overlays leave it out. */
export const ETHERNET_CHECK_BYTES = 4;
/** One 802.1Q tag. On a physical link it extends the frame and takes nothing from the MTU. */
export const VLAN_TAG_BYTES = 4;
/** Without options (RFC 791). */
export const IPV4_HEADER_BYTES = 20;
/** Without extension headers (RFC 8200). */
export const IPV6_HEADER_BYTES = 40;
/** RFC 768. */
export const UDP_HEADER_BYTES = 8;
/** Without options (RFC 9293). */
export const TCP_HEADER_BYTES = 20;
/** Without options (RFC 8926 section 3.4). */
export const GENEVE_HEADER_BYTES = 8;
/** Six bits count words of four bytes (RFC 8926 section 3.4). */
export const GENEVE_MOST_OPTION_BYTES = 252;
/** RFC 7348 section 5. */
export const VXLAN_HEADER_BYTES = 8;
/** Without checksum, key and sequence number (RFC 2784). */
export const GRE_HEADER_BYTES = 4;
/** RFC 2890. */
export const GRE_KEY_BYTES = 4;
/** Security parameters index and sequence number (RFC 4303 section 2). */
export const ESP_HEADER_BYTES = 8;
/** Pad length and next header (RFC 4303 section 2). */
export const ESP_TRAILER_BYTES = 2;
/** Explicit nonce of AES-GCM (RFC 4106 section 3.1). */
export const AES_GCM_NONCE_BYTES = 8;
/** Integrity check value of AES-GCM in full length (RFC 4106 section 6). */
export const AES_GCM_CHECK_BYTES = 16;

/**
 * What NSX keeps free for Geneve with its options: VMware's advice is an underlay 200 bytes above the guests, so
 * guests have at most 8800 on a switch of 9000 (R40), and guests of 1500 ask for 1700.
 */
export const NSX_OVERLAY_ROOM_BYTES = 200;
/** The least that NSX accepts, an underlay of 1600 for guests of 1500; leaves less for new options. */
export const NSX_LEAST_OVERLAY_ROOM_BYTES = 100;
/** NSX's `maxSegmentSize` of an IPsec session. */
export const VPN_LEAST_MSS_BYTES = 108;
export const VPN_MOST_MSS_BYTES = 8860;

/** A size that is no MTU, or too small for what it must carry. */
export class MtuError extends ValueError {}

export interface MtuLimits {
  /** Default: 1280 bytes, so that IPv6 works. */
  leastBytes?: number;
  /** Default: 9000 bytes. */
  mostBytes?: number;
}

/**
 * Checks an MTU and returns it.
 *
 * @throws MtuError unless a whole number within the limits
 */
export function checkMtu(mtuBytes: number, limits: MtuLimits = {}): number {
  const { leastBytes = LEAST_IPV6_MTU_BYTES, mostBytes = JUMBO_MTU_BYTES } = limits;
  if (!Number.isInteger(mtuBytes) || mtuBytes < leastBytes || mtuBytes > mostBytes) {
    throw new MtuError({
      what: "this is not an MTU that works here",
      value: mtuBytes,
      allowed: `a whole number of bytes from ${leastBytes} to ${mostBytes}`,
      fix: mtuBytes > mostBytes ? `the largest is ${mostBytes}` : undefined,
    });
  }
  return mtuBytes;
}

function ipHeader(family: Family): number {
  return family === 4 ? IPV4_HEADER_BYTES : IPV6_HEADER_BYTES;
}

/** What carries an encapsulated packet. */
export interface OuterOptions {
  /** IP version of the underlay. Default: 4. */
  outer?: Family;
}

export interface OverlayOptions extends OuterOptions {
  /** The inner frame carries an 802.1Q tag (guest tagging). Default: untagged. */
  innerTag?: boolean;
}

export interface GeneveOptions extends OverlayOptions {
  /** Options in the Geneve header, a multiple of 4 up to 252. Default: none. */
  optionBytes?: number;
}

function overlay(header: number, { outer = 4, innerTag = false }: OverlayOptions): number {
  const innerFrame = ETHERNET_HEADER_BYTES + (innerTag ? VLAN_TAG_BYTES : 0);
  return ipHeader(outer) + UDP_HEADER_BYTES + header + innerFrame;
}

/** IP + UDP + Geneve + options + inner Ethernet header (RFC 8926): 50 bytes over IPv4, bare. */
export function geneveOverhead(options: GeneveOptions = {}): number {
  const { optionBytes = 0 } = options;
  if (optionBytes % 4 !== 0 || optionBytes < 0 || optionBytes > GENEVE_MOST_OPTION_BYTES) {
    throw new MtuError({
      what: "Geneve options do not have this length",
      value: optionBytes,
      allowed: `a multiple of 4 from 0 to ${GENEVE_MOST_OPTION_BYTES}`,
    });
  }
  return overlay(GENEVE_HEADER_BYTES + optionBytes, options);
}

/** IP + UDP + VXLAN + inner Ethernet header (RFC 7348): 50 bytes over IPv4. */
export function vxlanOverhead(options: OverlayOptions = {}): number {
  return overlay(VXLAN_HEADER_BYTES, options);
}

export interface GreOptions extends OuterOptions {
  /** A key is sent (RFC 2890). Default: none. */
  key?: boolean;
}

/** IP + GRE (RFC 2784), + key (RFC 2890): 24 bytes over IPv4. A plain VTI adds ESP only, no GRE. */
export function greOverhead({ outer = 4, key = false }: GreOptions = {}): number {
  return ipHeader(outer) + GRE_HEADER_BYTES + (key ? GRE_KEY_BYTES : 0);
}

export interface EspOptions extends OuterOptions {
  /** ESP travels in UDP port 4500, through a NAT (RFC 3948). Default: no. */
  natTraversal?: boolean;
}

/** All of ESP with AES-GCM in tunnel mode but padding and trailer: outer IP [+ UDP] + ESP + nonce + check. */
function espFixed({ outer = 4, natTraversal = false }: EspOptions): number {
  const udp = natTraversal ? UDP_HEADER_BYTES : 0;
  return ipHeader(outer) + udp + ESP_HEADER_BYTES + AES_GCM_NONCE_BYTES + AES_GCM_CHECK_BYTES;
}

/**
 * Size of an inner packet after IPsec ESP in tunnel mode with AES-GCM: packet and trailer are padded
 * to a multiple of 4 (RFC 4303 section 2.4), around them is what {@link espLargestInner} subtracts.
 */
export function espPacketSize(innerBytes: number, options: EspOptions = {}): number {
  return espFixed(options) + Math.ceil((innerBytes + ESP_TRAILER_BYTES) / 4) * 4;
}

/**
 * The largest inner packet that fits an underlay's MTU after IPsec ESP in tunnel mode with AES-GCM (RFC 4303,
 * RFC 4106): `floor((MTU - outer IP - [UDP] - 8 - 8 - 16) / 4) * 4 - 2`; 1446 for 1500 over IPv4.
 *
 * @throws MtuError when nothing fits
 */
export function espLargestInner(underlayMtuBytes: number, options: EspOptions = {}): number {
  const least = espPacketSize(LEAST_IPV4_MTU_BYTES, options);
  requireMtu(underlayMtuBytes, least, "an IPsec tunnel");
  return Math.floor((underlayMtuBytes - espFixed(options)) / 4) * 4 - ESP_TRAILER_BYTES;
}

function requireMtu(mtuBytes: number, leastBytes: number, what: string): void {
  if (!Number.isInteger(mtuBytes) || mtuBytes < leastBytes) {
    throw new MtuError({
      what: `the MTU is too small for ${what}`,
      value: mtuBytes,
      allowed: `a whole number of bytes from ${leastBytes}`,
    });
  }
}

/**
 * The underlay MTU that guests of this MTU need on an NSX overlay: guest + room for Geneve.
 * `roomBytes` defaults to {@link NSX_OVERLAY_ROOM_BYTES}.
 */
export function minimumUnderlayMtu(
  guestMtuBytes: number,
  roomBytes = NSX_OVERLAY_ROOM_BYTES,
): number {
  return guestMtuBytes + roomBytes;
}

/**
 * The highest guest MTU on an NSX overlay over a switch of this MTU: 8800 for 9000.
 * `roomBytes` defaults to {@link NSX_OVERLAY_ROOM_BYTES}.
 *
 * @throws MtuError when not even the smallest IPv4 link would be left
 */
export function maximumGuestMtu(
  switchMtuBytes: number,
  roomBytes = NSX_OVERLAY_ROOM_BYTES,
): number {
  requireMtu(switchMtuBytes, LEAST_IPV4_MTU_BYTES + roomBytes, "an overlay");
  return switchMtuBytes - roomBytes;
}

/**
 * TCP's maximum segment size for an MTU: MTU - IP header - TCP header, both without options (RFC 9293
 * section 3.7.1, RFC 6691): 1460 over IPv4 and 1440 over IPv6 for 1500.
 *
 * @throws MtuError when no byte is left
 */
export function tcpMss(mtuBytes: number, family: Family = 4): number {
  const headers = ipHeader(family) + TCP_HEADER_BYTES;
  requireMtu(mtuBytes, headers + 1, "TCP");
  return mtuBytes - headers;
}

/**
 * The segment size to clamp to in a route-based IPsec session: what TCP over the largest inner packet
 * takes, and at most what NSX accepts (108..8860). `inner` is the IP version inside, default 4.
 *
 * @throws MtuError when the result is below 108
 */
export function vpnTcpMss(
  underlayMtuBytes: number,
  options: EspOptions & { inner?: Family } = {},
): number {
  const headers = ipHeader(options.inner ?? 4) + TCP_HEADER_BYTES;
  const least = espPacketSize(VPN_LEAST_MSS_BYTES + headers, options);
  requireMtu(underlayMtuBytes, least, "TCP in an IPsec tunnel");
  const mss = tcpMss(espLargestInner(underlayMtuBytes, options), options.inner);
  return Math.min(mss, VPN_MOST_MSS_BYTES);
}
