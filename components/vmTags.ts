import * as nsxt from "@pulumi/nsxt";
import * as pulumi from "@pulumi/pulumi";

import { Children } from "./internal/children";
import { inventoried } from "./internal/inventoried";
import { claimLater } from "./internal/laterClaims";
import { checkVmTags } from "./internal/tagChecks";
import { validated } from "./internal/validated";

/** How long NSX may take to learn of a new machine. */
const INVENTORY_SECONDS = 300;

/** Arguments of {@link VmTags}. */
export interface VmTagsArgs {
  /** BIOS UUID of the machine: `vmId` of a NetworkedVm. One VmTags per machine. */
  vmId: pulumi.Input<string>;
  /** All NSX tags of the machine, by scope, such as `{ tier: ["web"], site: ["north"] }`. Tags that are not here are taken off. */
  tags: Record<string, pulumi.Input<string>[]>;
  /** How long to wait until NSX knows the machine, in seconds, 0 to 3600. Default: 300. @default 300 */
  inventoryWaitSeconds?: number;
}

/** What others need to know of a machine's tags. */
export interface VmTagsRef {
  /** The tags as groups select them, `<scope>|<tag>`, sorted. */
  selectors: pulumi.Output<string[]>;
}

/** Tags that a machine has; arguments of {@link VmTags.fromExisting}. */
export interface ExistingVmTags {
  /** All tags of the machine, by scope. */
  tags: Record<string, pulumi.Input<string>[]>;
}

/**
 * The NSX tags of one machine, all of them (R02). Tags select members of groups; a label never joins
 * two switches.
 *
 * Creates the tags `<name>-tags` of the machine.
 *
 * The resource owns every tag of its machine: what somebody else sets is taken off by the next
 * update, and two owners undo each other's tags for ever. So a machine has one VmTags; a second one in
 * the same program is refused. Groups by segment path or by addresses need no tags at all, and are
 * what the other components use.
 *
 * NSX learns of a new machine some time after vCenter made it, and until then refuses its tags: the
 * update asks NSX for the machine until it answers. A preview does not ask.
 *
 * Needs on site: the vCenter registered in NSX as a compute manager; the machine's tags set by nobody
 * else.
 *
 * Transforms may match `nsxt:index/policyVmTags:PolicyVmTags`.
 */
export class VmTags extends pulumi.ComponentResource {
  /** The tags as groups select them, `<scope>|<tag>`, sorted. */
  readonly selectors: pulumi.Output<string[]>;

  /** @throws InputPropertiesError with every fault, before anything is registered */
  constructor(name: string, args: VmTagsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("vmnet:index:VmTags", name, (args = validated("VmTags", name, args, checkVmTags)), opts);
    const vmId = claimLater(this, args.vmId, {
      type: "nsxt:index:any",
      thing: (id) => `set of tags of machine ${id}`,
      path: "vmId",
      claimant: name,
    });
    const children = new Children(this, name);
    const tags = Object.entries(args.tags).flatMap(([scope, values]) =>
      values.map((tag) => ({ scope, tag })),
    );

    children.add(nsxt.PolicyVmTags, "tags", {
      instanceId: inventoried(this, vmId, args.inventoryWaitSeconds ?? INVENTORY_SECONDS),
      tags,
    });

    this.selectors = selectorsOf(args.tags);
    this.registerOutputs({ selectors: this.selectors });
  }

  /** Tags that somebody else sets: registers nothing, looks nothing up and claims no machine. */
  static fromExisting(existing: ExistingVmTags): VmTagsRef {
    return { selectors: selectorsOf(existing.tags) };
  }
}

/** As a group's condition writes them. */
function selectorsOf(tags: VmTagsArgs["tags"]): pulumi.Output<string[]> {
  const texts = Object.entries(tags).flatMap(([scope, values]) =>
    values.map((tag) => pulumi.interpolate`${scope}|${tag}`),
  );
  return pulumi.all(texts).apply((known) => [...known].sort());
}
