import * as nsxt from "@pulumi/nsxt";
import * as pulumi from "@pulumi/pulumi";

import type { Protocol, Traffic } from "../network/services";
import { Children } from "./internal/children";
import { addressOf } from "./internal/derive";
import { addForwards } from "./internal/forwards";
import { addGatewayFirewall } from "./internal/gatewayFirewall";
import { checkNatSegment } from "./internal/natChecks";
import { addOverlaySegment, networkIdOf } from "./internal/segments";
import { validated } from "./internal/validated";
import type { GuardProfiles } from "./segmentGuards";

/** What a firewall rule does with traffic. */
export enum FirewallAction {
  /** Let it through. */
  Allow = "ALLOW",
  /** Drop it silently. */
  Drop = "DROP",
  /** Answer that it is refused. */
  Reject = "REJECT",
}

/** The network outside of the gateway; makes collisions of NAT addresses visible before anything is applied. */
export interface OutsideNetwork {
  /** The network that the NAT addresses are taken from, such as `192.168.1.0/24`. */
  cidr: pulumi.Input<string>;
  /** Addresses or ranges that others have, keyed by who: machines, VMkernel adapters, DHCP ranges, gateway interfaces. Default: none. */
  used?: Record<string, pulumi.Input<string>>;
}

/** Addresses for machines without a fixed one. */
export interface SegmentDhcp {
  /** Ranges to lease, such as `10.0.0.100-10.0.0.199`. */
  ranges: pulumi.Input<string>[];
  /** Address of the DHCP server in the segment. Default: the network's second host address. */
  serverAddress?: pulumi.Input<string>;
  /** Name servers for the machines. Default: none. */
  dnsServers?: pulumi.Input<string>[];
  /** Lease time in seconds, from 60. Default: one day. @default 86400 */
  leaseSeconds?: number;
}

/** How machines of the segment appear outside. */
export interface SourceNat {
  /** The one outside address. */
  address: pulumi.Input<string>;
}

/** One end of a forward. */
export interface ForwardEnd {
  /** The address at this end. Left out where `hosts` names pairs of addresses. */
  address?: pulumi.Input<string>;
  /** One port or one range, such as `443` or `5000-6000`. */
  ports: pulumi.Input<string>;
}

/** An outside address and the inside address behind it. */
export interface ForwardHost {
  outside: pulumi.Input<string>;
  inside: pulumi.Input<string>;
}

/** Traffic from outside that is sent on to a machine (R11). */
export interface PortForward {
  /** TCP or UDP; both are two forwards. */
  protocol: Protocol;
  /** Sources, addresses or networks. Default: from anywhere. */
  from?: pulumi.Input<string>[];
  /** Where the traffic is sent to. */
  outside: ForwardEnd;
  /** Where it ends; as many ports as outside. */
  inside: ForwardEnd;
  /** Several machines with the same ports, keyed by name: one rule each. Default: the one pair of addresses. */
  hosts?: Record<string, ForwardHost>;
}

/** An exception for traffic that forwards lead in; stands before the forwards' own rules. */
export interface InboundRule {
  /** Name of the forward that leads the traffic in. Either this, or `to` and `services`. */
  forward?: string;
  /** Inside address; a forward must lead to it. Default: the forward's. */
  to?: pulumi.Input<string>;
  /** Inside services; a forward must lead to each. Default: the forward's. */
  services?: Traffic[];
  /** Sources: addresses or networks. Default: from anywhere. */
  from?: pulumi.Input<string>[];
  /** What happens to it. Default: dropped. @default FirewallAction.Drop */
  action?: FirewallAction;
}

/** Traffic that machines of the segment may send through the gateway. */
export interface OutboundRule {
  /** Destinations: addresses or networks. Default: to anywhere. */
  to?: pulumi.Input<string>[];
  /** Services. Default: every one. */
  services?: Traffic[];
}

/** Arguments of {@link NatSegment}. */
export interface NatSegmentArgs {
  /** Policy path of the tier-0 gateway above. */
  tier0Path: pulumi.Input<string>;
  /** Policy path of the edge cluster: NAT and firewall run there. */
  edgeClusterPath: pulumi.Input<string>;
  /** Policy path of the overlay transport zone. Another one replaces the segment. */
  transportZonePath: pulumi.Input<string>;
  /** Managed object id of the datacenter in which vCenter shows the segment. */
  datacenterId: pulumi.Input<string>;
  /** The inside network, such as `10.0.0.0/24`. It is never advertised. */
  cidr: pulumi.Input<string>;
  /** The gateway's inside address. Default: the network's first host address. */
  gatewayAddress?: pulumi.Input<string>;
  /** Leases for machines. Default: no DHCP. Leaving it out later replaces the segment. */
  dhcp?: SegmentDhcp;
  /** The outside network, to find collisions of NAT addresses. Default: NAT addresses are a routed prefix of their own. */
  outsideNetwork?: OutsideNetwork;
  /** How machines appear outside. Default: they cannot open connections to the outside. */
  sourceNat?: SourceNat;
  /** What is let in, keyed by name. Default: nothing. */
  portForwards?: Record<string, PortForward>;
  /** Exceptions before the forwards' own rules, keyed by name. Default: none. */
  inbound?: Record<string, InboundRule>;
  /** What machines may send out, keyed by name; `{}` for nothing. Default: everything from the segment's network. */
  outbound?: Record<string, OutboundRule>;
  /** Log what the firewall drops. Default: logged. @default true */
  logDrops?: boolean;
  /** What guards the ports: a SegmentGuards component or paths of profiles. Default: the site's own profiles. */
  guards?: GuardProfiles;
  /** What the NSX ids begin with. Keep the old name here when the component is renamed; another prefix replaces every object. Default: the component's name. */
  nsxIdPrefix?: string;
  /** Gateway and segment may be deleted or replaced with machines on them (a lab). Default: both are protected. @default false */
  disposable?: boolean;
}

/** What others need to know of a segment behind NAT. */
export interface NatSegmentRef {
  /** Policy path of the tier-1 gateway. */
  gatewayPath: pulumi.Output<string>;
  /** Policy path of the segment. */
  segmentPath: pulumi.Output<string>;
  /** Policy path of the group that holds the segment's machines. */
  groupPath: pulumi.Output<string>;
  /** Name of the segment, as vCenter shows it. */
  networkName: pulumi.Output<string>;
  /** Managed object id of the network, for machines. */
  networkId: pulumi.Output<string>;
  /** The inside network. */
  cidr: pulumi.Output<string>;
  /** The gateway's inside address. */
  gatewayAddress: pulumi.Output<string>;
}

/** A segment that exists; arguments of {@link NatSegment.fromExisting}. */
export interface ExistingNatSegment {
  gatewayPath: pulumi.Input<string>;
  segmentPath: pulumi.Input<string>;
  groupPath: pulumi.Input<string>;
  networkName: pulumi.Input<string>;
  networkId: pulumi.Input<string>;
  cidr: pulumi.Input<string>;
  gatewayAddress: pulumi.Input<string>;
}

/**
 * A network behind network address translation, with a gateway of its own (R03, R10, R11, R12).
 *
 * | IP source | seen from outside | firewall |
 * |---|---|---|
 * | fixed or DHCP, from the inside network | only as NAT addresses: one for what machines open, one per forward | the gateway's: deny, but for forwards and `outbound` |
 *
 * ```
 *   tier-0 ----- LAN, NAT addresses 192.168.1.50, .60
 *     |  advertised: NAT addresses only
 *   [ tier-1: SNAT, one DNAT per forward, firewall with a last drop ]
 *     | 10.0.0.1/24
 *   [ segment 10.0.0.0/24 ]---machines .11, .12
 * ```
 *
 * Creates:
 * 1. the tier-1 gateway `<name>-gateway`, active-standby on the edge cluster, advertising TIER1_NAT only;
 * 2. the segment `<name>-segment` and, with `dhcp`, the DHCP server `<name>-dhcp`;
 * 3. the group `<name>-group` of the segment's machines;
 * 4. the source NAT rule `<name>-snat`, with `sourceNat`;
 * 5. per forward (and host) a service `<name>-service-<forward>`, a DNAT rule `<name>-forward-<forward>`
 *    and a firewall rule `<name>-allow-<forward>`; with hosts the key is `<forward>.<host>`;
 * 6. the gateway policy `<name>-policy`, rules `<name>-inbound-<key>`, `<name>-outbound[-<key>]`,
 *    and the last rule `<name>-drop`.
 *
 * A forward maps one outside address to one inside address: NSX takes a translated network as a pool.
 * The service holds the inside ports and `translatedPorts` the outside ports, as the API wants it.
 * Whether the offset inside a range is kept is not confirmed (docs/fidelity.md). Rules of one kind
 * share a sequence number, since the order among them has no meaning: a new forward is three new
 * objects and changes nothing else. There is no rule for everything else ("DMZ"): it cannot be written.
 *
 * Needs on site: a licence with gateway firewall; an edge cluster with a node per availability; the
 * NAT addresses in the LAN of a tier-0 interface (answered by proxy ARP) or routed to the tier-0; the
 * transport zone on the hosts.
 *
 * Transforms may match `nsxt:index/policyTier1Gateway:PolicyTier1Gateway`,
 * `nsxt:index/policySegment:PolicySegment`, `nsxt:index/policyDhcpServer:PolicyDhcpServer`,
 * `nsxt:index/policyGroup:PolicyGroup`, `nsxt:index/policyService:PolicyService`,
 * `nsxt:index/policyNatRule:PolicyNatRule`,
 * `nsxt:index/policyParentGatewayPolicy:PolicyParentGatewayPolicy`,
 * `nsxt:index/policyGatewayPolicyRule:PolicyGatewayPolicyRule`.
 */
export class NatSegment extends pulumi.ComponentResource {
  /** Policy path of the tier-1 gateway. */
  readonly gatewayPath: pulumi.Output<string>;
  /** Policy path of the segment. */
  readonly segmentPath: pulumi.Output<string>;
  /** Policy path of the group that holds the segment's machines. */
  readonly groupPath: pulumi.Output<string>;
  /** Name of the segment, as vCenter shows it. */
  readonly networkName: pulumi.Output<string>;
  /** Managed object id of the network, for machines. */
  readonly networkId: pulumi.Output<string>;
  /** The inside network. */
  readonly cidr: pulumi.Output<string>;
  /** The gateway's inside address. */
  readonly gatewayAddress: pulumi.Output<string>;

  /** @throws InputPropertiesError with every fault, before anything is registered */
  constructor(name: string, args: NatSegmentArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "vmnet:index:NatSegment",
      name,
      (args = validated("NatSegment", name, args, checkNatSegment)),
      opts,
    );
    const children = new Children(this, name, args.nsxIdPrefix);
    const protect = args.disposable !== true;

    const gateway = children.add(
      nsxt.PolicyTier1Gateway,
      "gateway",
      {
        description: `Gateway of ${name}: NAT and firewall`,
        tier0Path: args.tier0Path,
        edgeClusterPath: args.edgeClusterPath,
        routeAdvertisementTypes: ["TIER1_NAT"],
      },
      { protect },
    );
    const { segment, group, gatewayCidr } = addOverlaySegment(children, {
      description: `Machines of ${name}, behind NAT`,
      gateway: { path: gateway.path, own: true },
      protect,
      ...args,
    });
    if (args.sourceNat !== undefined) {
      children.add(nsxt.PolicyNatRule, "snat", {
        gatewayPath: gateway.path,
        action: "SNAT",
        sourceNetworks: [args.cidr],
        translatedNetworks: [args.sourceNat.address],
      });
    }
    const forwards = addForwards(children, gateway.path, args.portForwards ?? {});
    const drop = addGatewayFirewall(children, gateway.path, forwards, args);

    this.gatewayPath = gateway.path;
    this.segmentPath = segment.path;
    this.groupPath = group.path;
    this.networkName = segment.displayName;
    this.networkId = networkIdOf(this, segment, [drop], args.datacenterId);
    this.cidr = pulumi.output(args.cidr);
    this.gatewayAddress = addressOf(gatewayCidr);
    this.registerOutputs({
      gatewayPath: this.gatewayPath,
      segmentPath: this.segmentPath,
      groupPath: this.groupPath,
      networkName: this.networkName,
      networkId: this.networkId,
      cidr: this.cidr,
      gatewayAddress: this.gatewayAddress,
    });
  }

  /** A segment that somebody else made: registers nothing and looks nothing up. */
  static fromExisting(existing: ExistingNatSegment): NatSegmentRef {
    return {
      gatewayPath: pulumi.output(existing.gatewayPath),
      segmentPath: pulumi.output(existing.segmentPath),
      groupPath: pulumi.output(existing.groupPath),
      networkName: pulumi.output(existing.networkName),
      networkId: pulumi.output(existing.networkId),
      cidr: pulumi.output(existing.cidr),
      gatewayAddress: pulumi.output(existing.gatewayAddress),
    };
  }
}
