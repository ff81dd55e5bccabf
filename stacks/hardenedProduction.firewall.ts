import {
  FirewallAction,
  RuleStage,
  TierFirewall,
  type ZonePeer,
  type ZoneRule,
} from "../components";
import type { RoutedSegmentRef } from "../components";
import { anyTraffic, icmp, tcp, udp } from "../network/services";
import { SecurityTier } from "../network/tiers";
import type { HardenedProductionConfig } from "./hardenedProduction.config";
import { APPLICATION, GATEWAY_IN_PRODUCTION } from "./hardenedProduction.plan";

type Networks = Record<
  "core" | "management" | "dmz" | "production" | "vpn",
  Pick<RoutedSegmentRef, "segmentPath">
>;

/**
 * What members can see as the balancer's address: NSX takes that of the interface towards them, which is
 * the gateway's own in the segment or one of those that it gives to its links. No machine has either.
 */
const BALANCER = [GATEWAY_IN_PRODUCTION, "100.64.0.0/16", "169.254.0.0/16"];

/** Everything that may pass; the rest is dropped at the machines (R30, R31). */
function rulesOf({
  frontends: { authorities },
}: HardenedProductionConfig): Record<string, ZoneRule> {
  const zones = (...names: string[]): ZonePeer => ({ zones: names });
  return {
    // A shared service: it has to cross the boundary of the DMZ, and so comes before it.
    names: {
      from: zones("management", "dmz", "production", "vpn"),
      to: zones("core"),
      services: [udp("53,123"), tcp("53")],
      stage: RuleStage.Infrastructure,
    },
    public: { to: zones("dmz"), services: [tcp("80,443")] },
    // Visitors come from outside: whoever is inside has no business with the public service.
    inward: {
      from: zones("core", "dmz", "production", "vpn"),
      to: zones("dmz"),
      services: [anyTraffic()],
      action: FirewallAction.Drop,
    },
    application: {
      from: zones("dmz"),
      to: { ranges: [APPLICATION.address] },
      services: [tcp(APPLICATION.port)],
    },
    balanced: {
      from: { ranges: BALANCER },
      to: zones("production"),
      services: [tcp(String(APPLICATION.memberPort))],
    },
    directory: { from: zones("production"), to: zones("core"), services: [tcp("636")] },
    administration: {
      from: zones("management"),
      to: zones("core", "dmz", "production", "vpn"),
      services: [tcp("22"), icmp(8)],
    },
    remote: { from: zones("vpn"), to: zones("management"), services: [tcp("22")] },
    ...(authorities === undefined
      ? {}
      : {
          authorities: {
            from: zones("dmz"),
            to: { ranges: authorities.addresses },
            services: [tcp("80,443")],
          },
        }),
  };
}

/** The tiers of the guide, each a zone, and the hosts' own network, which is nobody's but management's. */
export function guardTiers(
  name: string,
  settings: HardenedProductionConfig,
  networks: Networks,
): TierFirewall {
  const zone = (tier: SecurityTier, key: keyof Networks) => {
    return { tier, segmentPaths: [networks[key].segmentPath] };
  };
  return new TierFirewall(name, {
    zones: {
      core: zone(SecurityTier.Core, "core"),
      management: zone(SecurityTier.Management, "management"),
      dmz: zone(SecurityTier.Dmz, "dmz"),
      production: zone(SecurityTier.Production, "production"),
      vpn: zone(SecurityTier.Vpn, "vpn"),
      hosts: { tier: SecurityTier.Management, ranges: settings.hostNetworks },
    },
    rules: rulesOf(settings),
    excluded: { managers: { tags: [{ scope: "vmnet", tag: "manager" }] } },
  });
}
