import type { PropertyMap } from "vmnet/network/model/resource";
import type { Site } from "./site";
import type { EstateObject } from "./stateFile";
import type { Store } from "./store";
import type { CheckFailure, SecretPath } from "./types";

/** What hand-written rules see: the objects, and the site that they are on. */
export interface World {
  readonly store: Store;
  readonly site: Site;
  /** How often NSX is asked in vain for a machine that was just made. */
  readonly vainQuestions: number;
}

/** One create or update, after the generic rules passed. */
export interface Change {
  world: World;
  type: string;
  /** Every argument that applies: the program's, defaults, and computed ones that were kept. */
  inputs: PropertyMap;
  id: string;
  path?: string;
  /** The object as it is; undefined at a create. */
  before?: EstateObject;
  /** What the caller's state holds; older than `before` when somebody else wrote meanwhile. */
  recorded?: PropertyMap;
  /** URN that a create came with. */
  urn?: string;
  /** What of the arguments is secret. */
  secretPaths?: readonly SecretPath[];
}

/** What an object has beyond its arguments. */
export interface Completion {
  outputs: PropertyMap;
  internal?: Record<string, string | number>;
}

/**
 * Hand-written rules of one resource type: what the tables cannot say. Every hook is optional; a
 * hook that refuses throws `EstateRefusal`.
 */
export interface Family {
  /** What the real provider refuses at preview, beyond the tables. Unknown values must pass. */
  check?(inputs: PropertyMap, world: World, olds?: PropertyMap): CheckFailure[];
  /** The id, and for NSX the path; without it ids are generic. */
  identify?(inputs: PropertyMap, world: World): { id: string; path?: string };
  /** Refuses what the system refuses at create and update: cross-object rules. */
  admit?(change: Change): void;
  /** Computed values. */
  complete?(change: Change): Completion;
  /** Effects on other objects, once the object is stored. */
  settle?(change: Change, object: EstateObject): void;
  /** Refuses a delete. */
  release?(object: EstateObject, world: World): void;
  /** Effects on other objects, once the object is gone. */
  removed?(object: EstateObject, world: World): void;
  /** The id of the object that an import id or another spelling of the id means. */
  locate?(id: string, world: World): string | undefined;
}

export type Families = Record<string, Family>;
