import type { PropertyMap } from "vmnet/network/model/resource";

/** One thing that is wrong with an input, as the provider protocol reports it. */
export interface CheckFailure {
  /** Path below the resource's inputs, e.g. `subnets[0].cidr`; empty when it concerns the whole. */
  property: string;
  /** What is wrong, the value, what is allowed, the likely fix. */
  reason: string;
}

/** Thrown where the real system would refuse: at create, update, delete, read or invoke. */
export class EstateRefusal extends Error {
  constructor(
    message: string,
    /** The real system's own code where it has one, e.g. 500030 (NSX) or `ConcurrentAccess`. */
    readonly code?: string | number,
    readonly property?: string,
    /** True where the real provider does not fail but waits, for something that others may change. */
    readonly waits = false,
  ) {
    super(message);
    this.name = "EstateRefusal";
  }
}

/** How a property changed, in the words of Pulumi's provider protocol. */
export type DiffKind =
  "ADD" | "ADD_REPLACE" | "DELETE" | "DELETE_REPLACE" | "UPDATE" | "UPDATE_REPLACE";

/** The answer of {@link EstateProvider.diff}; always complete, never "something changed". */
export interface DiffAnswer {
  changes: boolean;
  /** Top-level properties that differ. */
  diffs: string[];
  /** Properties (top level) that force a replacement. */
  replaces: string[];
  /** Full paths (`subnets[0].cidr`) with the kind of change. */
  detailed: Record<string, DiffKind>;
  deleteBeforeReplace: boolean;
}

/** What a check knows beyond the inputs. */
export interface CheckOptions {
  /** URN of the resource; auto-naming makes a missing `name` of it. */
  urn?: string;
}

/** Where in an object's values a secret lies, from the top: `["extraConfig", "guestinfo.userdata"]`. */
export type SecretPath = readonly (string | number)[];

/** Where in its life the caller is; previews answer only what the real provider would know. */
export interface OperationOptions {
  preview: boolean;
  /** The resource; kept with what a create makes. */
  urn?: string;
  /** Places in the arguments that arrived as secrets; kept with the object. */
  secretPaths?: readonly SecretPath[];
}

/** An object's answer: the provider's id and all of its properties. */
export interface ObjectAnswer {
  id: string;
  /** Inputs plus computed values. In a preview, values that the real provider cannot know are UNKNOWN. */
  outputs: PropertyMap;
}

/**
 * A simulated data centre as its front ends (mocks, capture, provider server) see it.
 * All values are plain JSON; unknown values are the UNKNOWN sentinel; secrets are opened before
 * and marked again after, by the front end ({@link EstateProvider.secretOutputs} says which).
 * Methods throw {@link EstateRefusal} and nothing else for what the real system would refuse.
 */
export interface EstateProvider {
  /** Completes and checks inputs as the provider's Check does. Never throws for bad input. */
  check(
    type: string,
    news: PropertyMap,
    olds: PropertyMap | undefined,
    options?: CheckOptions,
  ): { inputs: PropertyMap; failures: CheckFailure[] };
  /** Compares the recorded state (inputs and outputs) with new inputs. */
  diff(
    type: string,
    id: string,
    oldInputs: PropertyMap,
    oldOutputs: PropertyMap,
    news: PropertyMap,
    ignoreChanges?: string[],
  ): DiffAnswer;
  create(type: string, inputs: PropertyMap, options: OperationOptions): ObjectAnswer;
  /** The object as it is now; undefined when it is gone. With only an id, this is an import. */
  read(
    type: string,
    id: string,
    oldInputs?: PropertyMap,
    oldOutputs?: PropertyMap,
  ): { id: string; inputs: PropertyMap; outputs: PropertyMap } | undefined;
  update(
    type: string,
    id: string,
    oldInputs: PropertyMap,
    oldOutputs: PropertyMap,
    news: PropertyMap,
    options: OperationOptions,
  ): PropertyMap;
  delete(type: string, id: string, outputs: PropertyMap): void;
  /** Calls a function such as `vsphere:index/getHost:getHost`. */
  invoke(token: string, args: PropertyMap): PropertyMap;
  /** Top-level output properties of a type that are secret. */
  secretOutputs(type: string): string[];
  /** Resolves when every change so far survives the loss of power; absent: nothing is kept anyway. */
  flushed?(): Promise<void>;
  /** True when this type has hand-written rules; false means the tables alone speak ("generic"). */
  isModelled(type: string): boolean;
}
