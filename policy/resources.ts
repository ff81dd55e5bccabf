/** What Pulumi hands to a policy, in the shape that vmnet's rules read. */
import type { PolicyResource as PulumiResource, ResourceValidationArgs } from "@pulumi/policy";
import { UNKNOWN, type PropertyMap, type PropertyValue } from "vmnet/network/model/resource";
import type { PolicyResource } from "vmnet/network/policy/index";

/** The part that one resource and a resource of a whole stack have in common. */
type Given = Pick<ResourceValidationArgs, "type" | "name" | "urn" | "props" | "provider">;

/** A resource that is about to be made; its references to others are not known. */
export function resourceOf({ type, name, urn, props, provider }: Given): PolicyResource {
  const inputs = plainMap(props);
  return {
    urn,
    type,
    name,
    custom: true,
    inputs,
    outputs: inputs,
    ...(provider === undefined ? {} : { provider: provider.urn }),
  };
}

/** All resources of a stack, with the references between them. */
export function resourcesOf(resources: readonly PulumiResource[]): PolicyResource[] {
  return resources.map((resource) => ({
    ...resourceOf(resource),
    propertyDependencies: Object.fromEntries(
      Object.entries(resource.propertyDependencies).map(([property, targets]) => [
        property,
        targets.map(({ urn }) => urn),
      ]),
    ),
  }));
}

/** Properties as plain data, with {@link UNKNOWN} for what is not known before the update. */
export function plainMap(props: object): PropertyMap {
  return Object.fromEntries(Object.keys(props).map((key) => [key, valueAt(props, key)]));
}

/** Pulumi throws where a value is read that is not known before the update. */
function valueAt(holder: object, key: string): PropertyValue {
  let value: unknown;
  try {
    value = Reflect.get(holder, key) as unknown;
  } catch (error) {
    // The class is not exported.
    if (error instanceof Error && error.constructor.name === "UnknownValueError") return UNKNOWN;
    throw error;
  }
  return plain(value);
}

function plain(value: unknown): PropertyValue {
  if (Array.isArray(value)) {
    return Object.keys(value).map((key) => valueAt(value, key));
  }
  if (typeof value === "object" && value !== null) {
    return plainMap(value) as PropertyValue;
  }
  const isScalar = ["string", "number", "boolean"].includes(typeof value);
  return isScalar ? (value as string | number | boolean) : null;
}
