import type { Traffic } from "../services";

/** How the two ends of a tunnel prove who they are: a session does either, never both (R34). */
export enum VpnAuthentication {
  /** RSA certificates, imported into each manager beforehand. */
  Certificate = "CERTIFICATE",
  /** A pre-shared key of at least 20 characters. */
  PreSharedKey = "PSK",
}

/** One of the two sites. */
export interface VpnSite {
  /** AS number of the site's gateways, 1 to 4294967294; that of the other site differs. */
  asNumber: number;
  /** IPv4 networks that the other site may reach, keyed by name, such as `10.1.0.0/16`. They reach the gateway untranslated. */
  networks: Record<string, string>;
  /** MTU of the transport between the sites at this end, 576 to 9000 bytes. Default: 1500. @default 1500 */
  transportMtuBytes?: number;
}

/** One tunnel between the sites. */
export interface VpnTunnel {
  /** What both ends prove themselves with. */
  authentication: VpnAuthentication;
  /** Which tunnel carries the traffic while several are up: the lowest, from 0 to 9; no two are the same. */
  rank: number;
  /** IPv4 address of each end's local endpoint, keyed by site; each belongs to one tunnel only. */
  endpoints: Record<string, string>;
  /** Network of the two tunnel interfaces (VTIs), a /30 or /31 such as `169.254.64.0/30`. The first site by name has the lower address. */
  transit: string;
  /** Name of the tier-0 gateway, at either site, that the tunnel ends on. Default: `main`. @default "main" */
  gateway?: string;
}

/** Traffic that may cross the VPN; everything else is dropped. */
export interface VpnAllow {
  /** The site that opens the connections. */
  from: string;
  /** Names of that site's networks. Default: all of them. */
  sources?: string[];
  /** Names of the other site's networks. Default: all of them. */
  destinations?: string[];
  /** What may be opened; `[anyTraffic()]` for everything. */
  services: Traffic[];
}

/** A security group with members at both sites: one group per manager (R23). */
export interface VpnGroup {
  /** Names of the networks whose machines belong to it, keyed by site. */
  members: Record<string, string[]>;
}

/** A VPN between two sites, with both of its ends: plain data, so that each end plans the same. */
export interface VpnDescription {
  /** The two sites, keyed by name. Renaming one may exchange the ends of a transit network. */
  sites: Record<string, VpnSite>;
  /** Two or more tunnels, keyed by name: each has its own endpoints, so that one stays when a link, a peer or a credential is lost. */
  tunnels: Record<string, VpnTunnel>;
  /** What may cross, keyed by name; `{}` for nothing. */
  allow: Record<string, VpnAllow>;
  /** Groups with members at both sites, keyed by name. Default: none. */
  groups?: Record<string, VpnGroup>;
}

/** An entry of a prefix list: the first that matches decides, and what none matches is denied. */
export interface PlannedPrefix {
  network: string;
  action: "PERMIT" | "DENY";
  /** Longest mask that still matches; 0 for the network's own only. */
  longest: number;
}

/** One end of one tunnel. */
export interface PlannedTunnel {
  authentication: VpnAuthentication;
  gateway: string;
  localAddress: string;
  peerAddress: string;
  /** Address of the tunnel interface, and of the other end's. */
  vtiAddress: string;
  vtiPeerAddress: string;
  prefixLength: number;
  /** Given to what is heard through the tunnel: the higher, the better. */
  localPreference: number;
  /** Put before the path of what is told through the tunnel; nothing for the first choice. */
  prepend?: number;
}

/** Traffic that crosses, as networks. */
export interface PlannedAllow {
  sources: string[];
  destinations: string[];
  services: Traffic[];
}

/** A group as one manager has it. */
export interface PlannedGroup {
  local: string[];
  remote: string[];
}

/** Everything that one end needs. */
export interface VpnEnd {
  site: string;
  peer: string;
  asNumber: number;
  peerAsNumber: number;
  /** Sorted. */
  networks: string[];
  peerNetworks: string[];
  /** Payload of a TCP segment that crosses unfragmented, the same at both ends. */
  maxSegmentBytes: number;
  tunnels: Record<string, PlannedTunnel>;
  /** What the other end is told, and what is heard from it. */
  announced: PlannedPrefix[];
  accepted: PlannedPrefix[];
  allow: Record<string, PlannedAllow>;
  groups: Record<string, PlannedGroup>;
}
