import * as nsxt from "@pulumi/nsxt";
import * as pulumi from "@pulumi/pulumi";

import type { Bandwidth } from "../network/bandwidth";
import { checkBridgedSegment } from "./internal/bridgedSegmentChecks";
import { Children } from "./internal/children";
import { claim } from "./internal/claims";
import { guardArguments, machinesOf, networkIdOf } from "./internal/segments";
import { rateShapers } from "./internal/switching";
import { validated } from "./internal/validated";
import type { GuardProfiles } from "./segmentGuards";

/** Arguments of {@link BridgedSegment}. */
export interface BridgedSegmentArgs {
  /** Policy path of the VLAN transport zone. Another one replaces the segment. */
  transportZonePath: pulumi.Input<string>;
  /** Managed object id of the datacenter in which vCenter shows the segment. */
  datacenterId: pulumi.Input<string>;
  /** VLAN of the LAN, 1 to 4094; 0 for untagged frames. */
  vlanId: pulumi.Input<number>;
  /** Name of the segment, as vCenter shows it, such as `VM_Bridge`. Default: the component's name. */
  networkName?: string;
  /** Limit per port and direction, average and peak, whole Mbit/s. Default: no limit. */
  limit?: Bandwidth;
  /** Burst that may pass at full speed, in bytes. Default: 100 ms of the limit. */
  burstSizeBytes?: number;
  /** What guards the ports: a SegmentGuards component or paths of profiles. Default: the site's own profiles. */
  guards?: GuardProfiles;
  /** What the NSX ids begin with. Keep the old name here when the component is renamed; another prefix replaces every object. Default: the component's name. */
  nsxIdPrefix?: string;
  /** The segment may be deleted or replaced with machines on it (a lab). Default: it is protected. @default false */
  disposable?: boolean;
}

/** What others need to know of a bridged segment. */
export interface BridgedSegmentRef {
  /** Policy path of the segment. */
  segmentPath: pulumi.Output<string>;
  /** Policy path of the group that holds the segment's machines. */
  groupPath: pulumi.Output<string>;
  /** Name of the segment, as vCenter shows it. */
  networkName: pulumi.Output<string>;
  /** Managed object id of the network, for machines. */
  networkId: pulumi.Output<string>;
  /** VLAN id, 0 for untagged. */
  vlanId: pulumi.Output<number>;
}

/** A segment that exists; arguments of {@link BridgedSegment.fromExisting}. */
export interface ExistingBridgedSegment {
  segmentPath: pulumi.Input<string>;
  groupPath: pulumi.Input<string>;
  networkName: pulumi.Input<string>;
  networkId: pulumi.Input<string>;
  vlanId: pulumi.Input<number>;
}

/**
 * A network in which machines are neighbours of the physical LAN, made of an NSX VLAN segment: the
 * bridged mode with guarded ports and a distributed firewall (R03, R04, R05). A BridgedNetwork is the
 * same on a vSphere switch, without either.
 *
 * | IP source | seen from outside | firewall |
 * |---|---|---|
 * | the LAN's own DHCP server, or fixed | yes, as any host of the LAN | guards at the port; distributed, where a policy names `groupPath` |
 *
 * ```
 *   machine --- port, guarded --- [ VLAN segment 10 ] --- uplinks of the hosts === physical switch
 * ```
 *
 * Creates:
 * 1. the VLAN segment `<name>-segment`, and the group `<name>-group` of its machines;
 * 2. with `limit`, the QoS profile `<name>-qos`: per port, both directions.
 *
 * Needs on site: a VLAN transport zone on the hosts, whose uplinks are trunks that carry the VLAN; for
 * firewall rules a licence with distributed firewall.
 *
 * Transforms may match `nsxt:index/policyVlanSegment:PolicyVlanSegment`,
 * `nsxt:index/policyGroup:PolicyGroup`, `nsxt:index/policyQosProfile:PolicyQosProfile`.
 */
export class BridgedSegment extends pulumi.ComponentResource {
  /** Policy path of the segment. */
  readonly segmentPath: pulumi.Output<string>;
  /** Policy path of the group that holds the segment's machines. */
  readonly groupPath: pulumi.Output<string>;
  /** Name of the segment, as vCenter shows it. */
  readonly networkName: pulumi.Output<string>;
  /** Managed object id of the network, for machines. */
  readonly networkId: pulumi.Output<string>;
  /** VLAN id, 0 for untagged. */
  readonly vlanId: pulumi.Output<number>;

  /** @throws InputPropertiesError with every fault, before anything is registered */
  constructor(name: string, args: BridgedSegmentArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "vmnet:index:BridgedSegment",
      name,
      (args = validated("BridgedSegment", name, args, checkBridgedSegment)),
      opts,
    );
    const children = new Children(this, name, args.nsxIdPrefix);
    const networkName = args.networkName ?? name;
    claim(this, "vsphere:index:any", `network ${networkName}`, "networkName", name);

    const qos =
      args.limit === undefined
        ? undefined
        : children.add(nsxt.PolicyQosProfile, "qos", rateShapers(args.limit, args.burstSizeBytes));
    const segment = children.add(
      nsxt.PolicyVlanSegment,
      "segment",
      {
        displayName: networkName,
        description: `Machines of ${name}, in the LAN`,
        transportZonePath: args.transportZonePath,
        vlanIds: [pulumi.output(args.vlanId).apply(String)],
        ...(qos === undefined ? {} : { qosProfile: { qosProfilePath: qos.path } }),
        ...guardArguments(args.guards),
      },
      { protect: args.disposable !== true },
    );
    const group = machinesOf(children, segment);

    this.segmentPath = segment.path;
    this.groupPath = group.path;
    this.networkName = segment.displayName;
    this.networkId = networkIdOf(this, segment, [], args.datacenterId);
    this.vlanId = pulumi.output(args.vlanId);
    this.registerOutputs({
      segmentPath: this.segmentPath,
      groupPath: this.groupPath,
      networkName: this.networkName,
      networkId: this.networkId,
      vlanId: this.vlanId,
    });
  }

  /** A segment that somebody else made: registers nothing and looks nothing up. */
  static fromExisting(existing: ExistingBridgedSegment): BridgedSegmentRef {
    return {
      segmentPath: pulumi.output(existing.segmentPath),
      groupPath: pulumi.output(existing.groupPath),
      networkName: pulumi.output(existing.networkName),
      networkId: pulumi.output(existing.networkId),
      vlanId: pulumi.output(existing.vlanId),
    };
  }
}
