import * as pulumi from "@pulumi/pulumi";
import * as vsphere from "@pulumi/vsphere";

import { Children } from "./internal/children";
import { claim } from "./internal/claims";
import { checkInventoryTags } from "./internal/tagChecks";
import { validated } from "./internal/validated";

/** How many tags of one category an object may have. */
export enum TagCardinality {
  /** One at most, as for an environment or a tier. */
  Single = "SINGLE",
  /** Any number. */
  Multiple = "MULTIPLE",
}

/** Arguments of {@link InventoryTags}. */
export interface InventoryTagsArgs {
  /** Name of the category, such as `tier`. Default: the component's name. */
  categoryName?: string;
  /** What the category is for; never empty, since vSphere cannot clear it again. Default: says that vmnet keeps it. */
  description?: string;
  /** How many tags of the category an object may have. Default: one. @default TagCardinality.Single */
  cardinality?: TagCardinality;
  /** Kinds of objects that may have the tags. Default: machines only. */
  associableTypes?: string[];
  /** The tags, keyed by name, and what each is for, such as `{ web: "public web servers" }`. */
  tags: Record<string, string>;
}

/** What others need to know of inventory tags. */
export interface InventoryTagsRef {
  /** Id of the category. */
  categoryId: pulumi.Output<string>;
  /** Ids of the tags, by name, for the `tags` of a machine. */
  tagIds: pulumi.Output<Record<string, string>>;
}

/** Tags that exist; arguments of {@link InventoryTags.fromExisting}. */
export interface ExistingInventoryTags {
  categoryId: pulumi.Input<string>;
  tagIds: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * A category of vSphere tags (R02): labels of the inventory, for people, monitoring and backup. A label
 * never joins two switches, and NSX does not read these: its own are VmTags.
 *
 * Creates:
 * 1. the category `<name>-category`;
 * 2. per tag a tag `<name>-tag-<key>`.
 *
 * Needs on site: the right to make tags at the root of vCenter; the names unused.
 *
 * Transforms may match `vsphere:index/tagCategory:TagCategory`, `vsphere:index/tag:Tag`.
 */
export class InventoryTags extends pulumi.ComponentResource {
  /** Id of the category. */
  readonly categoryId: pulumi.Output<string>;
  /** Ids of the tags, by name, for the `tags` of a machine. */
  readonly tagIds: pulumi.Output<Record<string, string>>;

  /** @throws InputPropertiesError with every fault, before anything is registered */
  constructor(name: string, args: InventoryTagsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "vmnet:index:InventoryTags",
      name,
      (args = validated("InventoryTags", name, args, checkInventoryTags)),
      opts,
    );
    const children = new Children(this, name);
    const categoryName = args.categoryName ?? name;
    claim(this, "vsphere:index:any", `tag category ${categoryName}`, "categoryName", name);

    const category = children.add(vsphere.TagCategory, "category", {
      name: categoryName,
      description: args.description ?? `Kept by vmnet, component ${name}`,
      cardinality: args.cardinality ?? TagCardinality.Single,
      associableTypes: args.associableTypes ?? ["VirtualMachine"],
    });
    const tags = Object.entries(args.tags).map(([key, description]) => {
      const tag = { name: key, description, categoryId: category.id };
      return [key, children.add(vsphere.Tag, ["tag", key], tag).id] as const;
    });

    this.categoryId = category.id;
    this.tagIds = pulumi.all(Object.fromEntries(tags));
    this.registerOutputs({ categoryId: this.categoryId, tagIds: this.tagIds });
  }

  /** Tags that somebody else made: registers nothing and looks nothing up. */
  static fromExisting(existing: ExistingInventoryTags): InventoryTagsRef {
    return {
      categoryId: pulumi.output(existing.categoryId),
      tagIds: pulumi.output(existing.tagIds),
    };
  }
}
