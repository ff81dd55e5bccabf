/**
 * Output values on the wire: how the engine carries secrets, unknown values and dependencies
 * through transforms. Properties here are the plain form of a protobuf struct.
 */
import { UNKNOWN } from "vmnet/network/model/resource";
import type { PropertyMap, PropertyValue } from "vmnet/network/model/resource";
import { at, signature } from "../provider/values";
import type { Opened, Path } from "../provider/values";

type ValueObject = Record<string, PropertyValue | undefined>;

function isObject(value: PropertyValue | undefined): value is ValueObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function mapValues(
  properties: PropertyMap,
  convert: (value: PropertyValue) => PropertyValue,
): PropertyMap {
  const result: PropertyMap = {};
  for (const [key, value] of Object.entries(properties)) result[key] = convert(value ?? null);
  return result;
}

function within(
  value: PropertyValue,
  convert: (value: PropertyValue) => PropertyValue,
): PropertyValue {
  if (Array.isArray(value)) return value.map(convert);
  return isObject(value) ? (mapValues(value as PropertyMap, convert) as ValueObject) : value;
}

function isOutput(value: PropertyValue | undefined): value is ValueObject {
  return isObject(value) && value[signature.key] === signature.outputValue;
}

function makeOutput(parts: {
  value?: PropertyValue;
  secret?: boolean;
  dependencies?: string[];
}): ValueObject {
  const { value, secret, dependencies = [] } = parts;
  return {
    [signature.key]: signature.outputValue,
    ...(value !== undefined && value !== UNKNOWN ? { value } : {}),
    ...(secret ? { secret } : {}),
    ...(dependencies.length > 0 ? { dependencies } : {}),
  };
}

function upgradeValue(value: PropertyValue): PropertyValue {
  if (value === UNKNOWN) return makeOutput({});
  if (isObject(value) && value[signature.key] === signature.secret) {
    const inner = upgradeValue(value.value ?? null);
    if (!isOutput(inner)) return makeOutput({ value: inner, secret: true });
    return makeOutput({
      value: inner.value,
      secret: true,
      dependencies: inner.dependencies as string[] | undefined,
    });
  }
  return within(value, upgradeValue);
}

/** Secrets and unknown values as output values, each property with what it depends on. */
export function upgrade(
  properties: PropertyMap,
  dependencies: ReadonlyMap<string, ReadonlySet<string>>,
): PropertyMap {
  const result = mapValues(properties, upgradeValue);
  for (const [key, urns] of dependencies) {
    const value = result[key];
    if (value === undefined) continue;
    const own = dependenciesOf(value);
    if ([...urns].every((urn) => own.has(urn))) continue;
    const output = isOutput(value) ? value : makeOutput({ value });
    const before = (output.dependencies as string[] | undefined) ?? [];
    result[key] = makeOutput({
      value: output.value,
      secret: output.secret === true,
      dependencies: [...new Set([...before, ...urns])],
    });
  }
  return result;
}

function downgradeValue(value: PropertyValue): PropertyValue {
  if (!isOutput(value)) return within(value, downgradeValue);
  const inner = value.value === undefined ? UNKNOWN : downgradeValue(value.value);
  return value.secret === true ? { [signature.key]: signature.secret, value: inner } : inner;
}

/** Output values back to secrets, unknown and plain values: what providers are sent. */
export function downgrade(properties: PropertyMap): PropertyMap {
  return mapValues(properties, downgradeValue);
}

/** URNs that the output values inside a value depend on. */
export function dependenciesOf(value: PropertyValue | undefined): Set<string> {
  const found = new Set<string>();
  const visit = (item: PropertyValue | undefined): void => {
    if (isOutput(item)) {
      for (const urn of (item.dependencies as string[] | undefined) ?? []) found.add(urn);
      visit(item.value);
    } else if (Array.isArray(item)) item.forEach(visit);
    else if (isObject(item)) Object.values(item).forEach(visit);
  };
  visit(value);
  return found;
}

/** True when anything inside is not known yet. */
export function containsUnknown(value: PropertyValue | undefined): boolean {
  if (value === UNKNOWN) return true;
  if (Array.isArray(value)) return value.some(containsUnknown);
  return isObject(value) && Object.values(value).some(containsUnknown);
}

/** A path as people write it: `users[0].password`. */
export function formatPath(path: Path): string {
  return path
    .map((part, index) =>
      typeof part === "number" ? `[${part}]` : index === 0 ? part : `.${part}`,
    )
    .join("");
}

/** Opened properties with every secret replaced by UNKNOWN. */
export function hideSecrets({ values, secretPaths }: Opened): PropertyMap {
  let result: PropertyValue = values as ValueObject;
  for (const path of secretPaths) {
    if (at(values, path) !== undefined) result = put(result, path, UNKNOWN);
  }
  return result as PropertyMap;
}

function put(value: PropertyValue, path: Path, replacement: PropertyValue): PropertyValue {
  const [head, ...rest] = path;
  if (head === undefined) return replacement;
  if (Array.isArray(value)) {
    return value.map((item, index) => (index === head ? put(item, rest, replacement) : item));
  }
  if (!isObject(value)) return value;
  return { ...value, [head]: put(value[head] ?? null, rest, replacement) };
}
