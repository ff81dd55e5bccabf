import {
  anyTraffic,
  FirewallAction,
  RuleStage,
  SecurityTier,
  tcp,
  udp,
  type TierFirewallArgs,
} from "vmnet";

export const GROUPS = "/infra/domains/default/groups";

/** The tiers of R31: core, management and DMZ, with production and VPN clients. */
export function tierArgs(changes: Partial<TierFirewallArgs> = {}): TierFirewallArgs {
  return {
    zones: {
      core: { tier: SecurityTier.Core, tags: [{ scope: "tier", tag: "core" }] },
      dmz: {
        tier: SecurityTier.Dmz,
        tags: [{ scope: "tier", tag: "dmz" }],
        ranges: ["10.20.0.0/24"],
      },
      hosts: { tier: SecurityTier.Management, ranges: ["10.9.0.0/24"] },
      management: { tier: SecurityTier.Management, tags: [{ scope: "tier", tag: "management" }] },
      production: { tier: SecurityTier.Production, tags: [{ tag: "production" }] },
      vpn: { tier: SecurityTier.Vpn, ranges: ["10.99.0.0/24"] },
    },
    rules: {
      dns: {
        from: { zones: ["dmz", "production"] },
        to: { zones: ["core"] },
        services: [udp("53")],
        stage: RuleStage.Infrastructure,
      },
      hosts: { from: { zones: ["hosts"] }, to: { zones: ["management"] }, services: [tcp("443")] },
      web: { to: { zones: ["dmz"] }, services: [tcp("443")] },
      orders: {
        from: { zones: ["dmz"] },
        to: { zones: ["production"] },
        services: [tcp("8443")],
      },
      users: {
        from: { zones: ["vpn"] },
        to: { zones: ["production"] },
        services: [tcp("22"), tcp("443")],
      },
      infected: {
        from: { ranges: ["10.99.0.66"] },
        to: { zones: ["production"] },
        services: [anyTraffic()],
        action: FirewallAction.Drop,
        stage: RuleStage.Emergency,
      },
    },
    excluded: { vcenter: { tags: [{ scope: "role", tag: "vcenter" }] } },
    ...changes,
  };
}
