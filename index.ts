/** Components for VMware networks, and the few words that their arguments are written in. */
export * from "./components";
export { bitsPerSecond, gigabit, kilobit, megabit, type Bandwidth } from "./network/bandwidth";
export { anyTraffic, icmp, icmp6, Protocol, tcp, udp, type Traffic } from "./network/services";
export {
  planVpn,
  VpnAuthentication,
  type VpnAllow,
  type VpnDescription,
  type VpnGroup,
  type VpnSite,
  type VpnTunnel,
} from "./network/vpn";
export { planCrossSiteZones, type CrossSitePlan, type CrossSiteRequest } from "./network/crossSite";
export type { Objective } from "./network/objectives";
export { TrafficWeight } from "./network/shares";
export {
  planSlices,
  type PlannedSlice,
  type Slice,
  type SliceCeiling,
  type SliceSet,
  type SliceUplink,
} from "./network/slices";
export {
  planSyslog,
  SyslogLevel,
  SyslogProtocol,
  type SyslogLines,
  type SyslogServer,
} from "./network/syslog";
export { SecurityTier } from "./network/tiers";
