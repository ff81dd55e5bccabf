import type * as pulumi from "@pulumi/pulumi";

import { claim } from "./claims";
import { ruleOf, type TypeRule } from "./typeRules";

/** A resource class of a provider's SDK. */
export interface ResourceClass<A, R> {
  new (name: string, args: A, opts?: pulumi.CustomResourceOptions): R;
  readonly name: string;
}

/** What a component gives: the helper writes the id, and the display name unless it is given. */
export type ChildArgs<A> = Omit<A, "nsxId" | "displayName"> & {
  displayName?: pulumi.Input<string>;
};

export interface ChildOptions {
  /** True where a deletion or replacement would cut off machines. Default: as the component. */
  protect?: boolean;
  /**
   * Arguments that name something which this component may itself replace: NSX refuses to delete what
   * is referenced, so the child that refers to it is deleted first, which the engine does only for
   * one that is replaced too. Never for a reference to another component's object: pointing it
   * elsewhere would replace the child for nothing.
   */
  ownReferences?: readonly string[];
  /** More arguments whose change must replace the child. */
  replaceOnChanges?: readonly string[];
  ignoreChanges?: string[];
  dependsOn?: pulumi.Resource[];
}

/**
 * The children of one component. Carries what every child needs, per type, so that components do not
 * repeat it: name, parent, fixed id, delete before replace, replacement where the provider cannot
 * clear an argument, values that must be written, and the check that an id is used once.
 */
export class Children {
  constructor(
    private readonly parent: pulumi.ComponentResource,
    private readonly name: string,
    private readonly idPrefix: string = name,
  ) {}

  /** Registers a child, `app-gateway` or `app-forward-jobs`: a role, or a role and the user's key. */
  add<A extends object, R>(
    type: ResourceClass<A, R>,
    role: string | readonly [role: string, key: string],
    args: ChildArgs<A>,
    options: ChildOptions = {},
  ): R {
    const parts: readonly string[] = typeof role === "string" ? [role] : role;
    const name = [this.name, ...parts].join("-");
    const rule = ruleOf(type);
    const given: Record<string, unknown> = { ...args };
    const inputs = {
      ...rule.written,
      ...rule.derived?.(given),
      ...this.identity(type, rule, name, parts),
      ...given,
    };
    for (const argument of rule.never ?? []) {
      if (given[argument] !== undefined) {
        throw new Error(`${type.name}.${argument} never reads back as written`);
      }
    }
    const { protect, dependsOn, ignoreChanges } = options;
    const { timeout } = rule;
    const replacing = replaceOnChanges(rule, inputs, options);
    // The rule table completes what the component gave to the class's own arguments.
    return new type(name, inputs as unknown as A, {
      parent: this.parent,
      deleteBeforeReplace: isDeletedFirst(rule, replacing),
      replaceOnChanges: replacing,
      ...(protect === true ? { protect } : {}),
      ...(dependsOn === undefined ? {} : { dependsOn }),
      ...(ignoreChanges === undefined ? {} : { ignoreChanges }),
      ...(timeout === undefined
        ? {}
        : { customTimeouts: { create: timeout, update: timeout, delete: timeout } }),
    });
  }

  private identity(
    type: { name: string },
    rule: TypeRule,
    name: string,
    parts: readonly string[],
  ): Record<string, unknown> {
    if (rule.system !== "nsx" || rule.anonymous === true) {
      return {};
    }
    const nsxId = [this.idPrefix, ...parts].join("-");
    claim(this.parent, "nsxt:index:any", `${type.name} ${nsxId}`, "nsxId", name);
    return { nsxId, displayName: name };
  }
}

/**
 * False where the successor comes first. A key stays until another one is in place, and a definition
 * too, unless the change that replaces it leaves it its id, which NSX has only once.
 */
function isDeletedFirst({ system, replacedById }: TypeRule, replacing: readonly string[]): boolean {
  return system !== "tls" && (replacedById !== true || replacing.length > 0);
}

/**
 * The changes that must replace. An argument that the provider cannot clear is listed only while it
 * is left out: then the one possible change is its removal. While it is written, a change of it
 * updates in place.
 */
function replaceOnChanges(
  rule: TypeRule,
  inputs: Readonly<Record<string, unknown>>,
  options: ChildOptions,
): string[] {
  const cleared = (rule.unclearable ?? []).filter((argument) => inputs[argument] === undefined);
  return [
    ...(rule.replacing ?? []),
    ...(options.ownReferences ?? []),
    ...(options.replaceOnChanges ?? []),
    ...cleared,
  ];
}
