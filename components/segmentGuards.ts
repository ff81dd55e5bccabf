import * as nsxt from "@pulumi/nsxt";
import * as pulumi from "@pulumi/pulumi";

import { Children } from "./internal/children";
import { checkSegmentGuards } from "./internal/guardChecks";
import { validated } from "./internal/validated";

/**
 * The profiles that guard the ports of a segment: what the `guards` argument of a network takes. A
 * SegmentGuards component fits, and so do the paths of profiles that a site has already.
 */
export interface GuardProfiles {
  /** Policy path of a MAC discovery profile. Default: the site's own. */
  macDiscoveryProfilePath?: pulumi.Input<string>;
  /** Policy path of an IP discovery profile. Default: the site's own. */
  ipDiscoveryProfilePath?: pulumi.Input<string>;
  /** Policy path of a spoof guard profile. Default: the site's own, which lets every address pass. */
  spoofGuardProfilePath?: pulumi.Input<string>;
  /** Policy path of a segment security profile. Default: the site's own. */
  securityProfilePath?: pulumi.Input<string>;
}

/** Arguments of SegmentGuards. */
export interface SegmentGuardsArgs {
  /** IPv4 addresses that one port may have, 1 to 256; more than that are dropped. Default: 1. @default 1 */
  addressesPerPort?: number;
  /** The first addresses seen at a port stay its addresses until somebody clears them. Default: they stay. @default true */
  trustFirstUse?: boolean;
  /** Believe the addresses that a guest's VMware Tools report; a guest can report what it likes. Default: not believed. @default false */
  learnFromVmTools?: boolean;
  /** Machines may only send from addresses that were learned at their port. Default: only those. @default true */
  learnedAddressesOnly?: boolean;
  /** A machine on the segment may be a DHCP server. Default: its answers are dropped. @default false */
  allowDhcpServers?: boolean;
  /** What the NSX ids begin with. Keep the old name here when the component is renamed; another prefix replaces every profile, and segments take the new ones before the old ones go. Default: the component's name. */
  nsxIdPrefix?: string;
}

/** What networks need to know of guards. */
export interface SegmentGuardsRef {
  /** Policy path of the MAC discovery profile. */
  macDiscoveryProfilePath: pulumi.Output<string>;
  /** Policy path of the IP discovery profile. */
  ipDiscoveryProfilePath: pulumi.Output<string>;
  /** Policy path of the spoof guard profile. */
  spoofGuardProfilePath: pulumi.Output<string>;
  /** Policy path of the segment security profile. */
  securityProfilePath: pulumi.Output<string>;
}

/** Profiles that exist; arguments of {@link SegmentGuards.fromExisting}. */
export interface ExistingSegmentGuards {
  macDiscoveryProfilePath: pulumi.Input<string>;
  ipDiscoveryProfilePath: pulumi.Input<string>;
  spoofGuardProfilePath: pulumi.Input<string>;
  securityProfilePath: pulumi.Input<string>;
}

/**
 * Guards for the ports of segments: a machine has one MAC address, sends from the addresses that
 * were learned at its port, and is no switch, router or DHCP server (R04, R05, R08, R21).
 *
 * ```
 *   machine --- port of a segment ------------------------- segment, any number of them
 *                 MAC discovery:    no MAC change, no MAC learning, no unknown flooding
 *                 IP discovery:     ARP and DHCP snooping, duplicate addresses are reported
 *                 spoof guard:      learned addresses only
 *                 segment security: no BPDU, no DHCP server, no router advertisements
 * ```
 *
 * Creates:
 * 1. the MAC discovery profile `<name>-mac`;
 * 2. the IP discovery profile `<name>-ip`;
 * 3. the spoof guard profile `<name>-spoofguard`;
 * 4. the segment security profile `<name>-security`.
 *
 * Nothing is guarded until a network takes them: `guards: guards` of a NatSegment, IsolatedNetwork
 * (on a segment), RoutedSegment or BridgedSegment. Standard switches have no such profiles; there a
 * BridgedNetwork rejects forged and changed MAC addresses. Which MAC addresses may send at all is
 * what a MacAllowList says.
 *
 * With `trustFirstUse` a machine that is given another address is cut off until its port's binding is
 * cleared in NSX. A profile that is taken off a port by hand is not seen by a refresh
 * (docs/fidelity.md). A machine that routes (a VPN gateway) sends from addresses of others: its
 * segment needs guards of its own with `learnedAddressesOnly: false`. IPv6 addresses are not learned,
 * so with `learnedAddressesOnly` machines send IPv4 only.
 *
 * Needs on site: hosts prepared for NSX.
 *
 * Transforms may match `nsxt:index/policyMacDiscoveryProfile:PolicyMacDiscoveryProfile`,
 * `nsxt:index/policyIpDiscoveryProfile:PolicyIpDiscoveryProfile`,
 * `nsxt:index/policySpoofGuardProfile:PolicySpoofGuardProfile`,
 * `nsxt:index/policySegmentSecurityProfile:PolicySegmentSecurityProfile`.
 */
export class SegmentGuards extends pulumi.ComponentResource {
  /** Policy path of the MAC discovery profile. */
  readonly macDiscoveryProfilePath: pulumi.Output<string>;
  /** Policy path of the IP discovery profile. */
  readonly ipDiscoveryProfilePath: pulumi.Output<string>;
  /** Policy path of the spoof guard profile. */
  readonly spoofGuardProfilePath: pulumi.Output<string>;
  /** Policy path of the segment security profile. */
  readonly securityProfilePath: pulumi.Output<string>;

  /** @throws InputPropertiesError with every fault, before anything is registered */
  constructor(name: string, args: SegmentGuardsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "vmnet:index:SegmentGuards",
      name,
      (args = validated("SegmentGuards", name, args, checkSegmentGuards)),
      opts,
    );
    const children = new Children(this, name, args.nsxIdPrefix);

    const mac = children.add(nsxt.PolicyMacDiscoveryProfile, "mac", {
      description: `One MAC address per port, for ${name}`,
    });
    const ip = children.add(nsxt.PolicyIpDiscoveryProfile, "ip", {
      description: `Addresses are learned from ARP and DHCP, for ${name}`,
      arpBindingLimit: args.addressesPerPort ?? 1,
      tofuEnabled: args.trustFirstUse ?? true,
      vmtoolsEnabled: args.learnFromVmTools ?? false,
    });
    const spoofGuard = children.add(nsxt.PolicySpoofGuardProfile, "spoofguard", {
      description: `Learned addresses only, for ${name}`,
      addressBindingAllowlist: args.learnedAddressesOnly ?? true,
    });
    const security = children.add(nsxt.PolicySegmentSecurityProfile, "security", {
      description: `No BPDU, DHCP server or router advertisement, for ${name}`,
      dhcpServerBlockEnabled: args.allowDhcpServers !== true,
      dhcpServerBlockV6Enabled: args.allowDhcpServers !== true,
    });

    this.macDiscoveryProfilePath = mac.path;
    this.ipDiscoveryProfilePath = ip.path;
    this.spoofGuardProfilePath = spoofGuard.path;
    this.securityProfilePath = security.path;
    this.registerOutputs({
      macDiscoveryProfilePath: this.macDiscoveryProfilePath,
      ipDiscoveryProfilePath: this.ipDiscoveryProfilePath,
      spoofGuardProfilePath: this.spoofGuardProfilePath,
      securityProfilePath: this.securityProfilePath,
    });
  }

  /** Profiles that somebody else made: registers nothing and looks nothing up. */
  static fromExisting(existing: ExistingSegmentGuards): SegmentGuardsRef {
    return {
      macDiscoveryProfilePath: pulumi.output(existing.macDiscoveryProfilePath),
      ipDiscoveryProfilePath: pulumi.output(existing.ipDiscoveryProfilePath),
      spoofGuardProfilePath: pulumi.output(existing.spoofGuardProfilePath),
      securityProfilePath: pulumi.output(existing.securityProfilePath),
    };
  }
}
