import type { PropertyMap, Resource } from "vmnet/network/model/resource";
import { UNKNOWN } from "vmnet/network/model/resource";
import { answerOf, genericComputed, guarded, refuseTaken, unknownType } from "./answers";
import type { Change, Family, World } from "./family";
import { creationOf, keepOrphan, objectOf } from "./creation";
import { checkInputs } from "./generic/check";
import { diffInputs } from "./generic/diff";
import { genericIdentity } from "./generic/identity";
import {
  fillRequired,
  importInputs,
  keepComputed,
  previewOutputs,
  projectInputs,
} from "./generic/outputs";
import { tableOf, type TypeTable } from "./generic/tables";
import { copyOf } from "./generic/values";
import { callFunction } from "./functions";
import { families } from "./families";
import { loadInventory, type Inventory, type InventoryHost } from "./inventory";
import type { EstateOptions } from "./options";
import { refuseDangling, releasePath } from "./nsx/references";
import {
  admitBy,
  answerBy,
  diffBy,
  faultsBy,
  goneBy,
  releaseBy,
  removedBy,
  seenBy,
  sentBy,
  settleBy,
} from "./quirks/hooks";
import { resourcesOf } from "./resources";
import { seedObjects } from "./seed";
import { Site } from "./site";
import type { EstateObject } from "./stateFile";
import { copyOfObject, Store } from "./store";
import {
  EstateRefusal,
  type CheckFailure,
  type CheckOptions,
  type DiffAnswer,
  type EstateProvider,
  type ObjectAnswer,
  type OperationOptions,
} from "./types";

/** One simulated vCenter and NSX manager: the rules, and the objects that exist. */
export class Estate implements EstateProvider {
  private readonly world: World;

  private constructor(inventory: Inventory, options: EstateOptions) {
    const { stateFile, vainQuestions = 1, siteObjects = [] } = options;
    const site = new Site(inventory);
    const seed = [...seedObjects(site), ...siteObjects];
    this.world = { site, store: new Store(seed, stateFile), vainQuestions };
  }

  /**
   * Opens an estate.
   *
   * @throws InventoryError when the inventory has faults
   * @throws StateFileError when the state file is there and is not a whole state
   */
  static open(options: EstateOptions = {}): Estate {
    const { inventory } = options;
    const known = typeof inventory === "object" ? inventory : loadInventory(inventory);
    return new Estate(known, options);
  }

  flushed = (): Promise<void> => this.world.store.flushed();

  /** Joins what was written apart to the state file. Where this is not called, the next start does it. */
  close(): void {
    this.world.store.close();
  }

  /** The site's hosts by managed object id, as the inventory describes them. */
  get hosts(): Record<string, InventoryHost> {
    return Object.fromEntries(this.world.site.hosts.map(({ moid, host }) => [moid, host]));
  }

  get inventory(): Inventory {
    return this.world.site.inventory;
  }

  check(
    type: string,
    news: PropertyMap,
    olds: PropertyMap | undefined,
    options: CheckOptions = {},
  ): { inputs: PropertyMap; failures: CheckFailure[] } {
    const table = tableOf(type);
    if (table === undefined) {
      return { inputs: news, failures: [{ property: "", reason: unknownType(type) }] };
    }
    const answer = checkInputs(table, news, olds, options.urn);
    // Hand-written checks may trust the tables, so they run on inputs that passed them.
    if (answer.failures.length === 0) {
      answer.failures.push(...(families[type]?.check?.(answer.inputs, this.world, olds) ?? []));
      answer.failures.push(...faultsBy(type, answer.inputs, this.world));
    }
    return answer;
  }

  diff(
    type: string,
    id: string,
    oldInputs: PropertyMap,
    oldOutputs: PropertyMap,
    news: PropertyMap,
    ignoreChanges: string[] = [],
  ): DiffAnswer {
    const table = this.table(type);
    const recorded = Object.keys(oldOutputs).length > 0 ? oldOutputs : oldInputs;
    const answer = diffInputs(table, recorded, news, ignoreChanges);
    return diffBy({ type, id, table, oldInputs, recorded, news, answer });
  }

  create(type: string, inputs: PropertyMap, options: OperationOptions): ObjectAnswer {
    const table = this.table(type);
    if (options.preview) {
      return { id: UNKNOWN, outputs: previewOutputs(table, inputs) };
    }
    const { store } = this.world;
    store.refresh();
    let change: Change | undefined;
    try {
      return store.mutate(() => {
        const made = creationOf(this.world, type, inputs, options);
        change = made;
        return guarded("create", type, made.id, () => {
          refuseTaken(made);
          return answerOf(this.apply(table, made));
        });
      });
    } catch (error) {
      keepOrphan(change, error);
      throw error;
    }
  }

  read(
    type: string,
    id: string,
    oldInputs?: PropertyMap,
    oldOutputs?: PropertyMap,
  ): { id: string; inputs: PropertyMap; outputs: PropertyMap } | undefined {
    const table = this.table(type);
    this.world.store.refresh();
    const found = this.find(type, id);
    const object = seenBy({ object: found, type, id, oldInputs, oldOutputs, world: this.world });
    if (object === undefined) {
      return undefined;
    }
    const outputs = copyOf(object.outputs);
    const imported = oldInputs === undefined || Object.keys(oldInputs).length === 0;
    const inputs = imported
      ? importInputs(table, outputs)
      : projectInputs(table.fields, oldInputs, outputs);
    return { id: object.id, inputs, outputs };
  }

  update(
    type: string,
    id: string,
    oldInputs: PropertyMap,
    oldOutputs: PropertyMap,
    news: PropertyMap,
    options: OperationOptions,
  ): PropertyMap {
    const table = this.table(type);
    const { store } = this.world;
    if (options.preview) {
      return keepComputed(table.fields, news, oldOutputs);
    }
    store.refresh();
    return store.mutate(() => {
      const before = this.find(type, id);
      const base = before?.outputs ?? this.gone(type, id);
      const kept = keepComputed(table.fields, copyOf(news), base);
      const { world } = this;
      const recorded = oldOutputs;
      const inputs = sentBy({ type, world, inputs: kept, news, oldInputs, recorded, before });
      const change: Change = { world, type, inputs, id, recorded };
      if (options.secretPaths !== undefined) {
        change.secretPaths = options.secretPaths;
      }
      if (before !== undefined) {
        change.before = before;
      }
      const path = before?.path ?? genericIdentity(type, { ...inputs, nsxId: id }, this.world).path;
      if (path !== undefined) {
        change.path = path;
      }
      return guarded("update", type, id, () => copyOf(this.apply(table, change).outputs));
    });
  }

  delete(type: string, id: string, outputs: PropertyMap): void {
    this.table(type);
    const { store } = this.world;
    store.refresh();
    store.mutate(() => {
      const object = this.find(type, id);
      // Gone already counts as deleted, except where the real provider fails.
      if (object === undefined) {
        goneBy(type, id, outputs, this.world);
        return;
      }
      guarded("delete", type, id, () => {
        families[type]?.release?.(object, this.world);
        releaseBy(object, this.world);
        releasePath(this.world, object).forEach((child) => store.remove(child.type, child.id));
        store.remove(object.type, object.id);
        families[type]?.removed?.(object, this.world);
        removedBy(object, this.world);
      });
    });
  }

  invoke(token: string, args: PropertyMap): PropertyMap {
    this.world.store.refresh();
    return callFunction(this.world, token, args);
  }

  secretOutputs(type: string): string[] {
    const fields = Object.entries(tableOf(type)?.fields ?? {});
    return fields.filter(([, field]) => field.rule.sensitive === true).map(([name]) => name);
  }

  isModelled(type: string): boolean {
    return families[type] !== undefined;
  }

  /** Copies of every object that exists, the inventory's included. */
  objects(): EstateObject[] {
    this.world.store.refresh();
    return this.world.store.list().map(copyOfObject);
  }

  /** Every object as a resource, as if somebody had exported the site. */
  toResources(): Resource[] {
    return resourcesOf(this.objects());
  }

  private table(type: string): TypeTable {
    const table = tableOf(type);
    if (table === undefined) {
      throw new EstateRefusal(unknownType(type));
    }
    return table;
  }

  private find(type: string, id: string): EstateObject | undefined {
    const { store } = this.world;
    const byPath = id.startsWith("/") ? store.at(id) : undefined;
    const located = families[type]?.locate?.(id, this.world);
    const found = store.get(type, id) ?? (byPath?.type === type ? byPath : undefined);
    return found ?? (located === undefined ? undefined : store.get(type, located));
  }

  /** NSX recreates by PATCH what somebody deleted; vSphere has nothing to reconfigure. */
  private gone(type: string, id: string): PropertyMap {
    if (type.startsWith("vsphere:")) {
      throw new EstateRefusal(
        `could not find ${type} "${id}": it was deleted outside of Pulumi`,
        "NotFound",
      );
    }
    return { nsxId: id };
  }

  private apply(table: TypeTable, change: Change): EstateObject {
    const { type, id, path, inputs, world } = change;
    if (table.package === "nsxt") {
      refuseDangling(world, table, inputs, path ?? id);
    }
    const family: Family | undefined = families[type];
    family?.admit?.(change);
    admitBy(change);
    const own = family?.complete?.(change);
    const made = { ...inputs, ...genericComputed(table, change), ...own?.outputs };
    const outputs = answerBy(change, fillRequired(table, made));
    const object = objectOf(change, outputs, own?.internal);
    world.store.put(object);
    family?.settle?.(change, object);
    settleBy(change, object);
    return world.store.get(type, id) ?? object;
  }
}
