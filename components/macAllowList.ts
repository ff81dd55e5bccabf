import * as nsxt from "@pulumi/nsxt";
import * as pulumi from "@pulumi/pulumi";

import { Children } from "./internal/children";
import { checkMacAllowList } from "./internal/guardChecks";
import { claimLater } from "./internal/laterClaims";
import { lowerCaseMac } from "./internal/mac";
import { Sequence } from "./internal/sequence";
import { sorted } from "./internal/sorted";
import { validated } from "./internal/validated";

/** Arguments of {@link MacAllowList}. */
export interface MacAllowListArgs {
  /** Policy path of the group that holds the segment's machines: `groupPath` of a network. One list per group. */
  groupPath: pulumi.Input<string>;
  /** MAC addresses that may send, keyed by machine (and adapter), such as `{ "web-1": "00:50:56:00:00:10" }`. */
  allowed: Record<string, pulumi.Input<string>>;
  /** Log the frames that are dropped. Default: logged. @default true */
  logDrops?: boolean;
  /** What the NSX ids begin with. Keep the old name here when the component is renamed; another prefix replaces every object. Default: the component's name. */
  nsxIdPrefix?: string;
}

/** What others need to know of a list. */
export interface MacAllowListRef {
  /** Policy path of the distributed policy. */
  policyPath: pulumi.Output<string>;
  /** Policy path of the group of allowed MAC addresses. */
  macGroupPath: pulumi.Output<string>;
}

/** A list that exists; arguments of {@link MacAllowList.fromExisting}. */
export interface ExistingMacAllowList {
  policyPath: pulumi.Input<string>;
  macGroupPath: pulumi.Input<string>;
}

/**
 * The MAC addresses that may send on a segment (R05). Every other frame is dropped where it leaves
 * its machine, before any other rule sees it.
 *
 * ```
 *   machine 00:50:56:00:00:10 --- OUT: allowed  ---\
 *                                                   segment
 *   any other MAC ------------- OUT: dropped  -----/
 *                                  IN: no rule, for what arrives was let out elsewhere
 * ```
 *
 * Creates:
 * 1. the group `<name>-macs` of the allowed MAC addresses;
 * 2. the distributed policy `<name>-policy`, Ethernet category, stateless, applied to the segment's
 *    group alone;
 * 3. the rule `<name>-allow`: OUT, from that group;
 * 4. the rule `<name>-drop`: OUT, from anything.
 *
 * A machine on the list needs a fixed MAC address: NetworkedVm always has one. With the component's
 * own `macAddresses` output the list follows the machines; with addresses written in the stack's
 * settings it stands before they exist. Changing the list is one update of the group.
 *
 * A MAC address is only as good as the port's guards: take SegmentGuards too, so that no
 * machine sends from another's. Machines on the exclude list, VMkernel adapters and standard port
 * groups are not filtered.
 *
 * Needs on site: a licence with distributed firewall, prepared hosts, and vCenter and NSX managers on
 * the exclude list.
 *
 * Transforms may match `nsxt:index/policyGroup:PolicyGroup`,
 * `nsxt:index/policyParentSecurityPolicy:PolicyParentSecurityPolicy`,
 * `nsxt:index/policySecurityPolicyRule:PolicySecurityPolicyRule`.
 */
export class MacAllowList extends pulumi.ComponentResource {
  /** Policy path of the distributed policy. */
  readonly policyPath: pulumi.Output<string>;
  /** Policy path of the group of allowed MAC addresses. */
  readonly macGroupPath: pulumi.Output<string>;

  /** @throws InputPropertiesError with every fault, before anything is registered */
  constructor(name: string, args: MacAllowListArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "vmnet:index:MacAllowList",
      name,
      (args = validated("MacAllowList", name, args, checkMacAllowList)),
      opts,
    );
    // The first list's last rule would drop what the second one allows.
    const groupPath = claimLater(this, args.groupPath, {
      type: "nsxt:index:any",
      thing: (path) => `MAC allow list of ${path}`,
      path: "groupPath",
      claimant: name,
    });
    const children = new Children(this, name, args.nsxIdPrefix);
    const addresses = Object.values(args.allowed).map(lowerCaseMac);

    const macs = children.add(nsxt.PolicyGroup, "macs", {
      description: `MAC addresses that may send, for ${name}`,
      criterias: [{ macaddressExpression: { macAddresses: sorted(addresses) } }],
    });
    const policy = children.add(nsxt.PolicyParentSecurityPolicy, "policy", {
      category: "Ethernet",
      // Frames have no state, and the provider's default is stateful.
      stateful: false,
      scopes: [groupPath],
    });
    const rule = {
      policyPath: policy.path,
      direction: "OUT",
      // NSX wants no IP version at all on Ethernet rules.
      ipVersion: "NONE",
    };
    children.add(nsxt.PolicySecurityPolicyRule, "allow", {
      ...rule,
      action: "ALLOW",
      sequenceNumber: Sequence.Allow,
      sourceGroups: [macs.path],
    });
    children.add(nsxt.PolicySecurityPolicyRule, "drop", {
      ...rule,
      action: "DROP",
      sequenceNumber: Sequence.Terminal,
      logged: args.logDrops ?? true,
    });

    this.policyPath = policy.path;
    this.macGroupPath = macs.path;
    this.registerOutputs({ policyPath: this.policyPath, macGroupPath: this.macGroupPath });
  }

  /** A list that somebody else keeps: registers nothing and looks nothing up. */
  static fromExisting(existing: ExistingMacAllowList): MacAllowListRef {
    return {
      policyPath: pulumi.output(existing.policyPath),
      macGroupPath: pulumi.output(existing.macGroupPath),
    };
  }
}
