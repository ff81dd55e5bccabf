import type { PropertyMap, Resource } from "vmnet/network/model/resource";
import type { EstateProvider } from "../estate/types";

/** What to capture, and against what. */
export interface CaptureOptions {
  /** Folder with the Pulumi.yaml, or the folder that `entry` is relative to. */
  projectDir: string;
  /** File or folder to run. By default `main` of Pulumi.yaml, else the folder itself. */
  entry?: string;
  /** Stack name, as `pulumi.getStack()` answers it. */
  stack: string;
  /** Project name, as `pulumi.getProject()` answers it. */
  project: string;
  /** Values by full key (`vmnet:topology`); structured values as JSON text, as Pulumi keeps them. */
  config: Record<string, string>;
  /** Keys of `config` that are secret. By default none. */
  secretKeys?: string[];
  /** By default `organization`, which is what a local backend says. */
  organization?: string;
  /** The simulated data centre that answers for vsphere and nsxt resources. */
  estate: EstateProvider;
  /**
   * True: like `pulumi preview` of an empty stack, computed values are unknown. False: like
   * `pulumi up` of one, so the estate creates the objects and every value is known.
   */
  preview: boolean;
  /** Outputs of other stacks by full stack name, for stack references. By default none. */
  stackOutputs?: Record<string, PropertyMap>;
  /**
   * Puts the values of secrets into the result. By default secrets are UNKNOWN there, so that no
   * report can print them.
   */
  openSecrets?: boolean;
  /** Environment of the program on top of this process's own, without its `PULUMI_*`. */
  env?: Record<string, string | undefined>;
  /**
   * What a refused look-up answers instead, so that the program goes on. By default, and where this
   * answers undefined, the program gets the refusal.
   */
  onRefusedLookup?: (token: string, args: PropertyMap) => PropertyMap | undefined;
  /** After this many milliseconds the program is ended, which is an error. By default 120,000. */
  timeoutMs?: number;
}

/** Resource options that say how a later update would treat the resource. */
export interface CapturedOptions {
  /** Former URNs, as far as they are complete; other aliases as `name=... parent=...`. */
  aliases?: string[];
  ignoreChanges?: string[];
  replaceOnChanges?: string[];
  deleteBeforeReplace?: boolean;
  retainOnDelete?: boolean;
  deletedWith?: string;
  replaceWith?: string[];
  /** Id of the existing object that is adopted. */
  import?: string;
}

/** One resource of a captured program. */
export interface CapturedResource extends Resource {
  /** True for a resource that was read (`.get`) and is not managed by the stack. */
  external?: boolean;
  /** URNs that each input depends on; inputs without any are absent. */
  propertyDependencies?: Record<string, string[]>;
  /** Places of secret inputs, e.g. `psk` or `users[0].password`. */
  secretInputs?: string[];
  /** Places of secret outputs. */
  secretOutputs?: string[];
  options?: CapturedOptions;
}

export type Severity = "info" | "warning" | "error";

/** Something that the program or the engine's part said. */
export interface CapturedMessage {
  severity: Severity;
  text: string;
  /** The resource that it is about. */
  urn?: string;
}

/** A function of a provider that a program called, with what it answered. */
export interface CapturedLookup {
  /** `vsphere:index/getHost:getHost` */
  token: string;
  /** What was asked; secrets are UNKNOWN. */
  args: PropertyMap;
  /** URN of the provider. */
  provider: string;
  /** What the program got; after a refusal what `onRefusedLookup` made up, if anything. */
  answer?: PropertyMap;
  /** Why the site refused. */
  refusal?: string;
}

/** A program's resources, in the order in which they were registered. */
export interface Captured {
  /** The stack itself first; default and explicit providers are in the list. */
  resources: CapturedResource[];
  /** Stack outputs. */
  outputs: PropertyMap;
  /** Names of the secret stack outputs. */
  secretOutputs: string[];
  /** What was said, in order: `pulumi.log`, warnings of the capture, and the errors. */
  messages: CapturedMessage[];
  /** What the program printed itself. */
  printed: string;
  /** The messages of severity error; the capture is complete only when there are none. */
  errors: CapturedMessage[];
  /** Look-ups of simulated systems, in the order of their calls. */
  lookups: CapturedLookup[];
  /** Packages whose resources are in the list with their inputs only. */
  notSimulated: string[];
}
