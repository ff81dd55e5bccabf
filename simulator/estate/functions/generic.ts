import type { PropertyMap } from "vmnet/network/model/resource";
import type { World } from "../family";
import { resourceTokens, shortName } from "../generic/tables";
import { textOf } from "../generic/values";
import { EstateRefusal } from "../types";

/** `nsxt:index/policyGroup:PolicyGroup` for `nsxt:index/getPolicyGroup:getPolicyGroup`. */
function resourceTypeOf(token: string): string | undefined {
  const [pkg = ""] = token.split(":");
  const name = shortName(token).replace(/^get/, "");
  return resourceTokens().find((type) => type.startsWith(`${pkg}:`) && shortName(type) === name);
}

/**
 * Looks up the object of the matching resource type by `id`, `displayName`, `name` or `label`.
 *
 * @throws EstateRefusal when nothing is found, or when the estate has no such kind of object
 */
export function genericLookup(world: World, token: string, args: PropertyMap): PropertyMap {
  const type = resourceTypeOf(token);
  const wanted = ["id", "displayName", "name", "label"].flatMap((key) => {
    const value = textOf(args[key]);
    return value === undefined ? [] : [{ key, value }];
  });
  const found = world.store
    .list(type ?? "")
    .find(
      (object) =>
        wanted.length > 0 &&
        wanted.every(
          ({ key, value }) => (key === "id" ? object.id : object.outputs[key]) === value,
        ),
    );
  if (found === undefined) {
    const what = wanted.map(({ key, value }) => `${key} "${value}"`).join(", ");
    const none = type === undefined ? " (the lab has no objects of this kind)" : "";
    throw new EstateRefusal(
      `${shortName(token)}: nothing found with ${what || "no name given"}${none}`,
    );
  }
  return { ...found.outputs, id: found.id };
}
