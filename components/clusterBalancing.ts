import * as pulumi from "@pulumi/pulumi";

import { Children } from "./internal/children";
import { addCluster, addPlacements, addSeparations } from "./internal/balancing";
import { checkClusterBalancing } from "./internal/balancingChecks";
import { validated } from "./internal/validated";

/** What DRS does by itself. */
export enum DrsAutomation {
  /** It recommends; people place and move. */
  Manual = "manual",
  /** It places machines when they start, and recommends moves. */
  PartiallyAutomated = "partiallyAutomated",
  /** It places and moves. */
  FullyAutomated = "fullyAutomated",
}

/** A cluster that is made. */
export interface BalancedCluster {
  /** Managed object id of the datacenter, such as `datacenter-2`. */
  datacenterId: pulumi.Input<string>;
  /** Name of the cluster. Default: the component's name. */
  clusterName?: string;
  /** Managed object ids of the hosts, keyed by name; in no other cluster. */
  hosts: Record<string, pulumi.Input<string>>;
  /** Restart machines of a failed host elsewhere. Default: yes. @default true */
  highAvailability?: boolean;
}

/** Machines that DRS keeps on different hosts. */
export interface SeparatedMachines {
  /** BIOS UUIDs: `vmId` of NetworkedVm. Two or more. */
  vmIds: pulumi.Input<string>[];
  /** Refuse what would break the rule, a restart after a host's failure included. Default: prefer only. @default false */
  mandatory?: boolean;
}

/** Machines that belong on, or off, some of the hosts. */
export interface HostPlacement {
  /** BIOS UUIDs: `vmId` of NetworkedVm. */
  vmIds: pulumi.Input<string>[];
  /** Key of the host group. */
  hostGroup: string;
  /** Keep the machines off these hosts instead. Default: on them. @default false */
  avoid?: boolean;
  /** Refuse what would break the rule. Default: prefer only. @default false */
  mandatory?: boolean;
}

/** Arguments of {@link ClusterBalancing}. */
export interface ClusterBalancingArgs {
  /** The cluster, which is made. Either this, or `computeClusterId`. */
  cluster?: BalancedCluster;
  /** Managed object id of a cluster that exists, such as `domain-c8`; its DRS settings stay. Either this, or `cluster`. */
  computeClusterId?: pulumi.Input<string>;
  /** What DRS does by itself. Default: it places and moves; on a cluster that exists its own. @default DrsAutomation.FullyAutomated */
  automation?: DrsAutomation;
  /** How eagerly machines are moved: 1 (conservative) to 5 (aggressive), as the vSphere Client shows it. Default: 3; on a cluster that exists its own. @default 3 */
  aggressiveness?: number;
  /** Machines to keep apart, such as gateways, keyed by name of the rule. Default: none. */
  separate?: Record<string, SeparatedMachines>;
  /** Managed object ids of hosts that belong together, keyed by group. Default: none. */
  hostGroups?: Record<string, pulumi.Input<string>[]>;
  /** Machines that belong on or off a group of hosts, keyed by name of the rule. Default: none. */
  placements?: Record<string, HostPlacement>;
  /** The cluster may be deleted (a lab). Default: it is protected. @default false */
  disposable?: boolean;
}

/** What others need to know of a balanced cluster. */
export interface ClusterBalancingRef {
  /** Managed object id of the cluster. */
  computeClusterId: pulumi.Output<string>;
}

/** A cluster that exists; arguments of {@link ClusterBalancing.fromExisting}. */
export interface ExistingClusterBalancing {
  computeClusterId: pulumi.Input<string>;
}

/**
 * How a cluster spreads machines over its hosts: DRS, machines that stay apart, and machines that stay
 * on some hosts (R44).
 *
 * ```
 *     gateway-a        gateway-b          separate: never one host for both
 *     [ esxi-01 ]      [ esxi-02 ]  [ esxi-03 ]
 *       host group rack-1             host group rack-2
 * ```
 *
 * Creates:
 * 1. with `cluster` the cluster `<name>-cluster`, with DRS on and, by default, high availability;
 * 2. per entry of `separate` an anti-affinity rule `<name>-separate-<key>`;
 * 3. per host group `<name>-hosts-<key>`;
 * 4. per placement a machine group `<name>-vms-<key>` and a rule `<name>-placement-<key>`.
 *
 * `aggressiveness` counts as the client's slider does; the API counts the other way, so 6 minus it is
 * written. The guide's "priority high (100)" does not exist: 5 is the most eager. Names of groups and
 * rules in vCenter are the component's name, a dash and the key.
 *
 * A cluster that exists belongs to whoever made it: the provider writes clusters only as a whole, so
 * its DRS settings are refused here. Import it as `cluster` to keep them in the program.
 *
 * Needs on site: an Enterprise Plus or DRS licence; a vMotion network for moves; hosts of a new cluster
 * in no other one and without machines that cannot move.
 *
 * Transforms may match `vsphere:index/computeCluster:ComputeCluster`,
 * `vsphere:index/computeClusterVmAntiAffinityRule:ComputeClusterVmAntiAffinityRule`,
 * `vsphere:index/computeClusterHostGroup:ComputeClusterHostGroup`,
 * `vsphere:index/computeClusterVmGroup:ComputeClusterVmGroup`,
 * `vsphere:index/computeClusterVmHostRule:ComputeClusterVmHostRule`.
 */
export class ClusterBalancing extends pulumi.ComponentResource {
  /** Managed object id of the cluster. */
  readonly computeClusterId: pulumi.Output<string>;

  /** @throws InputPropertiesError with every fault, before anything is registered */
  constructor(name: string, args: ClusterBalancingArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "vmnet:index:ClusterBalancing",
      name,
      (args = validated("ClusterBalancing", name, args, checkClusterBalancing)),
      opts,
    );
    const children = new Children(this, name);
    const computeClusterId =
      args.cluster === undefined
        ? (args.computeClusterId ?? "")
        : addCluster(children, name, args, args.cluster);
    addSeparations(children, name, computeClusterId, args.separate ?? {});
    addPlacements(children, name, computeClusterId, args);

    this.computeClusterId = pulumi.output(computeClusterId);
    this.registerOutputs({ computeClusterId: this.computeClusterId });
  }

  /** A cluster that somebody else made: registers nothing and looks nothing up. */
  static fromExisting(existing: ExistingClusterBalancing): ClusterBalancingRef {
    return { computeClusterId: pulumi.output(existing.computeClusterId) };
  }
}
