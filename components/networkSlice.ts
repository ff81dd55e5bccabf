import * as nsxt from "@pulumi/nsxt";
import * as pulumi from "@pulumi/pulumi";

import type { SliceSet } from "../network/slices";
import { Children } from "./internal/children";
import { checkNetworkSlice } from "./internal/sliceChecks";
import {
  addRateLimits,
  addSegments,
  claimPlace,
  handOffOf,
  plannedSlice,
} from "./internal/sliceObjects";
import { validated } from "./internal/validated";
import type { GuardProfiles } from "./segmentGuards";

/** A network of a slice. */
export interface SliceSegment {
  /** The network, such as `10.50.0.0/24`. It is routed, not translated. */
  cidr: pulumi.Input<string>;
  /** The gateway's address in the network. Default: the network's first host address. */
  gatewayAddress?: pulumi.Input<string>;
  /** Name of the segment, as vCenter shows it, such as `5G_Net`. Default: the component's name, `segment`, and the key. */
  networkName?: string;
  /** What guards the ports: a SegmentGuards component or paths of profiles. Default: the site's own profiles. */
  guards?: GuardProfiles;
}

/** Arguments of {@link NetworkSlice}. */
export interface NetworkSliceArgs {
  /** All slices of the uplink, this one among them: the same set for every slice. */
  plan: SliceSet;
  /** Which of the set's slices this is. */
  slice: string;
  /** Policy path of the tier-0 gateway above: one for all slices, or a VRF of its own (an EdgeGateway with `vrf`) where routing is separate. */
  tier0Path: pulumi.Input<string>;
  /** Policy path of the edge cluster: the limits act there. */
  edgeClusterPath: pulumi.Input<string>;
  /** Policy path of the overlay transport zone. Another one replaces the segments. */
  transportZonePath: pulumi.Input<string>;
  /** Managed object id of the datacenter in which vCenter shows the segments. */
  datacenterId: pulumi.Input<string>;
  /** The slice's networks, keyed by name. */
  segments: Record<string, SliceSegment>;
  /** What the NSX ids begin with. Keep the old name here when the component is renamed; another prefix replaces every object. Default: the component's name. */
  nsxIdPrefix?: string;
  /** Gateway and segments may be deleted or replaced with machines on them (a lab). Default: they are protected. @default false */
  disposable?: boolean;
}

/** What the physical network has to know of a slice, to treat it behind the gateway as before it. */
export interface SliceHandOff {
  /** Name of the slice. */
  slice: string;
  /** Name of the uplink. */
  uplink: string;
  /** Place among the slices of the uplink, 1 is served first. */
  queue: number;
  /** Codepoint of its packets in the underlay. */
  dscp: number;
  /** The codepoint's name, such as `EF`. */
  behaviour: string;
  /** 802.1p priority. */
  classOfService: number;
  /** What the queue keeps for it when all are busy, in Mbit/s. */
  committedMbit: number;
  /** Where its gateway drops, towards the machines, in Mbit/s. */
  ingressMbit: number;
  /** Where its gateway drops, from the machines, in Mbit/s. */
  egressMbit: number;
  /** Its networks: behind the gateway packets carry the guests' own codepoints, so classify by these. */
  networks: string[];
}

/** What others need to know of a slice. */
export interface NetworkSliceRef {
  /** Policy path of the tier-1 gateway. */
  gatewayPath: pulumi.Output<string>;
  /** Policy path of the group that holds the slice's machines. */
  groupPath: pulumi.Output<string>;
  /** Policy paths of the segments, by key. */
  segmentPaths: pulumi.Output<Record<string, string>>;
  /** Managed object ids of the networks, by key, for machines. */
  networkIds: pulumi.Output<Record<string, string>>;
}

/** A slice that exists; arguments of {@link NetworkSlice.fromExisting}. */
export interface ExistingNetworkSlice {
  gatewayPath: pulumi.Input<string>;
  groupPath: pulumi.Input<string>;
  segmentPaths: pulumi.Input<Record<string, pulumi.Input<string>>>;
  networkIds: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * One slice of a network that several share by an order: `5G_Net` before `4G` (R60).
 *
 * | IP source | seen from outside | firewall |
 * |---|---|---|
 * | fixed, from the slice's networks | yes, with its own addresses, where the tier-0 announces them | none of its own: name `groupPath` in a policy |
 *
 * ```
 *                        who comes first           who gets how much
 *   machine's adapter    -                         shares of the host's uplink (NetworkedVm)
 *   segment              codepoint, 802.1p         -
 *   tier-1 gateway       -                         a limit in each direction, never a guarantee
 *   physical hand-off    queue by rank             what is committed
 * ```
 *
 * Creates:
 * 1. the limits `<name>-ingress` and `<name>-egress`, as gateway QoS profiles: what NSX calls committed
 *    bandwidth is where the gateway begins to drop, the slice's ceiling here;
 * 2. the tier-1 gateway `<name>-gateway` on the edge cluster, with both, advertising TIER1_CONNECTED;
 * 3. the segment QoS profile `<name>-qos`: codepoint, trust, 802.1p;
 * 4. per network the segment `<name>-segment-<key>`, and for all the group `<name>-group` of machines.
 *
 * One component is one slice: what is made, protected, moved under a VRF and handed to a team is one. What
 * only all of them can say is `plan`, plain data that every slice checks as a whole: each rank once;
 * codepoint classes and shares that fall with the rank; together no more committed than the uplink
 * carries. Two slices that were given different plans claim one place and are refused.
 *
 * Bandwidth moves by itself ("dynamic"): shares divide a full link by who is there, and a ceiling above
 * what is committed lends what others leave. With a ceiling left out the limit is what is committed, and
 * nothing is lent. Limits alone order nothing: 5G before 4G is codepoints, shares, and the queues of the
 * physical hand-off, which `handOff` tells.
 *
 * A codepoint is written on what NSX encapsulates, so it orders the underlay between hosts and edge nodes;
 * it does not act inside one host, and behind the edge node a packet has the guest's own. Limits are those
 * of the gateway's uplink: traffic between two segments of one slice does not meet them.
 *
 * Needs on site: an edge cluster with room for a service router per slice; network I/O control on the
 * distributed switch, for shares; switches of the underlay and the router of the hand-off with the queues
 * of `handOff`; a distributed firewall (TierFirewall) where slices must not reach each other, for below
 * one tier-0 they are routed.
 *
 * Transforms may match `nsxt:index/policyTier1Gateway:PolicyTier1Gateway`,
 * `nsxt:index/policyGatewayQosProfile:PolicyGatewayQosProfile`,
 * `nsxt:index/policyQosProfile:PolicyQosProfile`, `nsxt:index/policySegment:PolicySegment`,
 * `nsxt:index/policyGroup:PolicyGroup`.
 */
export class NetworkSlice extends pulumi.ComponentResource {
  /** Policy path of the tier-1 gateway. */
  readonly gatewayPath: pulumi.Output<string>;
  /** Policy path of the group that holds the slice's machines. */
  readonly groupPath: pulumi.Output<string>;
  /** Policy paths of the segments, by key. */
  readonly segmentPaths: pulumi.Output<Record<string, string>>;
  /** Names of the segments, as vCenter shows them, by key. */
  readonly networkNames: pulumi.Output<Record<string, string>>;
  /** Managed object ids of the networks, by key, for machines. */
  readonly networkIds: pulumi.Output<Record<string, string>>;
  /** The gateway's addresses, by key of the network. */
  readonly gatewayAddresses: pulumi.Output<Record<string, string>>;
  /** Weight of each adapter of the slice's machines, for NetworkedVm. */
  readonly weight: pulumi.Output<string>;
  /** Shares of each adapter of the slice's machines. */
  readonly shares: pulumi.Output<number>;
  /** What the physical network has to know. */
  readonly handOff: pulumi.Output<SliceHandOff>;

  /** @throws InputPropertiesError with every fault, before anything is registered */
  constructor(name: string, args: NetworkSliceArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "vmnet:index:NetworkSlice",
      name,
      (args = validated("NetworkSlice", name, args, checkNetworkSlice)),
      opts,
    );
    const children = new Children(this, name, args.nsxIdPrefix);
    const planned = plannedSlice(args);
    claimPlace(this, name, args, planned);

    const limits = addRateLimits(children, args.slice, planned);
    const gateway = children.add(
      nsxt.PolicyTier1Gateway,
      "gateway",
      {
        description: `Gateway of slice ${args.slice}: limits, and routes without translation`,
        tier0Path: args.tier0Path,
        edgeClusterPath: args.edgeClusterPath,
        routeAdvertisementTypes: ["TIER1_CONNECTED"],
        ingressQosProfilePath: limits.ingress.path,
        egressQosProfilePath: limits.egress.path,
      },
      { protect: args.disposable !== true },
    );
    const { group, segments } = addSegments(this, children, gateway.path, args, planned);

    this.gatewayPath = gateway.path;
    this.groupPath = group.path;
    this.segmentPaths = pulumi.all(segments.paths);
    this.networkNames = pulumi.all(segments.names);
    this.networkIds = pulumi.all(segments.networkIds);
    this.gatewayAddresses = pulumi.all(segments.gatewayAddresses);
    this.weight = pulumi.output<string>(planned.weight);
    this.shares = pulumi.output(planned.shares);
    this.handOff = handOffOf(args, planned);
    this.registerOutputs({
      gatewayPath: this.gatewayPath,
      groupPath: this.groupPath,
      segmentPaths: this.segmentPaths,
      networkNames: this.networkNames,
      networkIds: this.networkIds,
      gatewayAddresses: this.gatewayAddresses,
      weight: this.weight,
      shares: this.shares,
      handOff: this.handOff,
    });
  }

  /** A slice that somebody else made: registers nothing and looks nothing up. */
  static fromExisting(existing: ExistingNetworkSlice): NetworkSliceRef {
    return {
      gatewayPath: pulumi.output(existing.gatewayPath),
      groupPath: pulumi.output(existing.groupPath),
      segmentPaths: pulumi.output(existing.segmentPaths),
      networkIds: pulumi.output(existing.networkIds),
    };
  }
}
