import type { PropertyMap } from "vmnet/network/model/resource";
import { managerRefusal } from "../refusal";
import type { Fields, TypeTable } from "../generic/tables";
import { tableOf } from "../generic/tables";
import { eachText, isMap, joined, type Maybe } from "../generic/values";
import type { World } from "../family";
import { N } from "../kinds";
import type { EstateObject } from "../stateFile";

export interface Reference {
  /** Property path, e.g. `rules[0].scopes[1]`. */
  property: string;
  target: string;
}

const pathFormats = new Set(["policyPath", "ipOrRangeOrCidrOrPolicyPath"]);

function collect(fields: Fields, values: PropertyMap, path: string, found: Reference[]): void {
  for (const [key, field] of Object.entries(fields)) {
    const value = values[key];
    const at = joined(path, key);
    const isPath = pathFormats.has(field.rule.format ?? "");
    const holdsPaths = pathFormats.has(field.element?.rule.format ?? "");
    if (isPath && typeof value === "string" && value.startsWith("/")) {
      found.push({ property: at, target: value });
    } else if (Array.isArray(value)) {
      value.forEach((item: Maybe, index) => {
        if (holdsPaths && typeof item === "string" && item.startsWith("/")) {
          found.push({ property: joined(at, index), target: item });
        } else if (field.element?.fields !== undefined && isMap(item)) {
          collect(field.element.fields, item, joined(at, index), found);
        }
      });
    } else if (field.fields !== undefined && isMap(value)) {
      collect(field.fields, value, at, found);
    }
  }
}

/** Every policy path that an object's arguments name, by the tables' formats. */
export function referencesOf(table: TypeTable, inputs: PropertyMap): Reference[] {
  const found: Reference[] = [];
  collect(table.fields, inputs, "", found);
  return found;
}

const withoutProject = (path: string) =>
  path.replace(/^\/orgs\/[^/]+\/projects\/[^/]+(?=\/infra\/)/, "");

function matchesPattern(path: string, pattern: string): boolean {
  const [left, right] = [path.split("/"), pattern.split("/")];
  return (
    left.length === right.length &&
    right.every((part, index) => part === "*" || part === left[index])
  );
}

/** Parts of a gateway that exist with it and are no objects of their own here. */
function isPartOfGateway(world: World, path: string): boolean {
  const match = /^(.*\/(tier-[01]s)\/[^/]+)\/(locale-services\/([^/]+)(\/bgp)?|nat\/USER)$/.exec(
    path,
  );
  if (match === null) {
    return false;
  }
  const gateway = world.store.at(match[1] ?? "");
  if (gateway === undefined) {
    return false;
  }
  return (match[3] ?? "").startsWith("nat") || localeServices(gateway).includes(match[4] ?? "");
}

/** Names of a gateway's locale services; none without an edge cluster. */
export function localeServices(gateway: EstateObject): string[] {
  const listed = gateway.outputs["localeServices"];
  const names = Array.isArray(listed)
    ? listed
        .filter(isMap)
        .map((item) => (typeof item["nsxId"] === "string" ? item["nsxId"] : "default"))
    : [];
  const own = gateway.outputs["edgeClusterPath"];
  return typeof own === "string" && own !== "" && !names.includes("default")
    ? [...names, "default"]
    : names;
}

/** Whether the manager knows an object at this path. */
export function pathExists(world: World, path: string): boolean {
  const readOnly = world.site.inventory.nsx.readOnlyPaths;
  return (
    world.store.at(path) !== undefined ||
    readOnly.some((pattern) => matchesPattern(withoutProject(path), pattern)) ||
    isPartOfGateway(world, path)
  );
}

/**
 * Refuses references to objects that do not exist.
 *
 * @param own Path of the object that refers, for the message.
 */
export function refuseDangling(
  world: World,
  table: TypeTable,
  inputs: PropertyMap,
  own: string,
): void {
  for (const { property, target } of referencesOf(table, inputs)) {
    if (!pathExists(world, target) && target !== own) {
      throw managerRefusal(
        `The object path=[${target}] referenced by path=[${own}] (${property}) does not exist`,
        500012,
        property,
      );
    }
  }
}

/** Deleted with everything below them: hierarchical API, policies with their rules, clusters with their members. */
const cascading = new Set<string>([
  N.tier0,
  N.tier1,
  N.segment,
  N.vlanSegment,
  N.securityPolicy,
  N.parentSecurityPolicy,
  N.gatewayPolicy,
  N.parentGatewayPolicy,
  N.idsPolicy,
  N.edgeCluster,
]);

/** Deleted by force: references stay behind, dangling. */
const forced = new Set<string>([
  N.group,
  N.contextProfile,
  N.lbService,
  N.lbPool,
  N.lbVirtualServer,
]);

/** Deleted without any call: the provider forgets them, the settings stay on the gateway (seen). */
const leftAlone = new Set<string>([N.bgpConfig]);

function isBelow(path: string | undefined, parent: string): boolean {
  return path?.startsWith(`${parent}/`) === true;
}

/** Objects that name the path, or something below it, in an argument. */
function referrersOf(world: World, path: string): EstateObject[] {
  return world.store.list().filter((object) => {
    if (object.path === path || isBelow(object.path, path) || tableOf(object.type) === undefined) {
      return false;
    }
    let refers = false;
    eachText(object.outputs, (text) => {
      refers ||= text === path || isBelow(text, path);
    });
    return refers;
  });
}

/**
 * Refuses the delete of an object that others need, as the manager does; types that are deleted by
 * force pass. Returns the objects below it that go with it.
 */
export function releasePath(world: World, object: EstateObject): EstateObject[] {
  const { path, type } = object;
  if (path === undefined || leftAlone.has(type)) {
    return [];
  }
  const children = world.store.list().filter((item) => isBelow(item.path, path));
  const cascades = cascading.has(type);
  const holders = forced.has(type) ? [] : referrersOf(world, path);
  const blocking = cascades ? holders : [...children, ...holders];
  if (blocking.length > 0) {
    const names = [...new Set(blocking.map((item) => item.path ?? item.id))].join(",");
    throw managerRefusal(
      `The object path=[${path}] cannot be deleted as either it has children or it is being ` +
        `referenced by other objects path=[${names}].`,
      500030,
    );
  }
  return cascades ? children : [];
}
