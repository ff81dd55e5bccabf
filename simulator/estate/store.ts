import { createHash } from "node:crypto";
import { copyOf } from "./generic/values";
import { readJournaled, StateKeeper, stateStamp } from "./journal";
import { emptyState } from "./stateFile";
import type { EstateObject, StateDocument } from "./stateFile";

const keyOf = (type: string, id: string) => `${type} ${id}`;

/**
 * Every object of the estate: the inventory's and the ones that programs made. Only what differs
 * from the inventory is written, once per {@link mutate}, before the caller hears of success.
 * Stored objects are never changed in place: a change puts a new one.
 */
export class Store {
  private objects = new Map<string, EstateObject>();
  private paths = new Map<string, EstateObject>();
  private counters: Record<string, number> = {};
  private stamp = "none";
  private readonly keeper?: StateKeeper;
  /** Copies of inventory objects that nobody changed since they were loaded. */
  private untouched = new WeakSet<EstateObject>();

  constructor(
    private readonly seed: EstateObject[],
    private readonly file?: string,
  ) {
    this.load(file === undefined ? emptyState() : readJournaled(file));
    if (file !== undefined) {
      this.stamp = stateStamp(file);
      this.keeper = new StateKeeper(file);
      this.keeper.onCompacted = () => (this.stamp = stateStamp(file));
    }
  }

  /** Reads the file again when somebody edited it (drift by hand, another process). */
  refresh(): void {
    if (this.file !== undefined && stateStamp(this.file) !== this.stamp) {
      this.load(readJournaled(this.file));
      this.stamp = stateStamp(this.file);
      this.keeper?.forget();
    }
  }

  /** Resolves when every change so far is safe on the disk. */
  flushed(): Promise<void> {
    return this.keeper?.flushed() ?? Promise.resolve();
  }

  /** Leaves everything in the one file that people read and edit. */
  close(): void {
    this.keeper?.close();
  }

  get(type: string, id: string): EstateObject | undefined {
    return this.objects.get(keyOf(type, id));
  }

  at(path: string): EstateObject | undefined {
    return this.paths.get(path);
  }

  /** Objects of some types (all without), in order of creation. */
  list(...types: string[]): EstateObject[] {
    const all = [...this.objects.values()];
    return types.length === 0 ? all : all.filter((object) => types.includes(object.type));
  }

  put(object: EstateObject): void {
    const before = this.get(object.type, object.id);
    if (before?.path !== undefined && before.path !== object.path) {
      this.paths.delete(before.path);
    }
    this.objects.set(keyOf(object.type, object.id), object);
    if (object.path !== undefined) {
      this.paths.set(object.path, object);
    }
  }

  remove(type: string, id: string): void {
    const key = keyOf(type, id);
    const object = this.objects.get(key);
    if (object?.path !== undefined && this.paths.get(object.path) === object) {
      this.paths.delete(object.path);
    }
    this.objects.delete(key);
  }

  /** The next number of a kind of id, for ever different, also after a restart. */
  nextNumber(kind: string, first = 1001): number {
    const number = this.counters[kind] ?? first;
    this.counters[kind] = number + 1;
    return number;
  }

  /** A UUID that no other object has; the same run of the same operations gives the same ones. */
  nextUuid(kind: string): string {
    const hex = createHash("sha256")
      .update(`${kind} ${this.nextNumber(`uuid:${kind}`, 1)}`)
      .digest("hex");
    const variant = (8 + (parseInt(hex.slice(16, 17), 16) % 4)).toString(16);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  }

  /** Runs a change; all of it happens and is on the disk, or none of it. */
  mutate<T>(action: () => T): T {
    const before = {
      objects: new Map(this.objects),
      paths: new Map(this.paths),
      counters: { ...this.counters },
    };
    try {
      const result = action();
      this.save(before.objects);
      return result;
    } catch (error) {
      this.objects = before.objects;
      this.paths = before.paths;
      this.counters = before.counters;
      throw error;
    }
  }

  private load(state: StateDocument): void {
    this.objects.clear();
    this.paths.clear();
    this.counters = { ...state.counters };
    const deleted = new Set(state.deleted);
    for (const object of this.seed) {
      if (!deleted.has(keyOf(object.type, object.id))) {
        const copy = copyOfObject(object);
        this.untouched.add(copy);
        this.put(copy);
      }
    }
    state.objects.forEach((object) => this.put(copyOfObject(object)));
  }

  private save(before: ReadonlyMap<string, EstateObject>): void {
    if (this.file === undefined) {
      return;
    }
    const { objects, counters } = this;
    const put = [...objects].flatMap(([key, object]) =>
      before.get(key) === object ? [] : [object],
    );
    const remove = [...before.keys()].filter((key) => !objects.has(key));
    const record = { put, remove, counters, deleted: this.deletedKeys() };
    this.keeper?.save(record, () => this.document());
    this.stamp = stateStamp(this.file);
  }

  private deletedKeys(): string[] {
    const keys = this.seed.map((object) => keyOf(object.type, object.id));
    return keys.filter((key) => !this.objects.has(key));
  }

  /** The state as it is now: after a refused change it is again what it was. */
  private document(): StateDocument {
    const objects = [...this.objects.values()].filter((object) => !this.untouched.has(object));
    const { counters } = this;
    return {
      format: "vmnet-estate",
      version: 1,
      counters,
      deleted: this.deletedKeys(),
      objects,
    };
  }
}

/** A copy that shares nothing with the original. */
export function copyOfObject(object: EstateObject): EstateObject {
  const copy: EstateObject = { ...object, outputs: copyOf(object.outputs) };
  if (object.internal !== undefined) {
    copy.internal = { ...object.internal };
  }
  return copy;
}
