/** What a fault does to a resource's properties, and how one is made for each entry of a list. */
import type { PropertyMap, PropertyValue } from "vmnet/network/model/resource";

/** A change of a resource's properties; without `apply`, the resource is removed. */
export interface Change {
  what: string;
  apply?: (props: PropertyMap) => PropertyMap;
}

/** The changes that one resource gives rise to. */
export type Operator = (props: PropertyMap) => Change[];

/** The resource is gone. */
export const removed: Change = { what: "removed" };

const isGiven = (value: PropertyValue | undefined) =>
  value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);

export const isObject = (value: PropertyValue | undefined): value is PropertyMap =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function listOf(value: PropertyValue | undefined): PropertyValue[] {
  return Array.isArray(value) ? value : [];
}

/** Sets one property. */
export const set = (what: string, key: string, value: PropertyValue): Change => ({
  what,
  apply: (props) => ({ ...props, [key]: value }),
});

/** Leaves out properties that limit what something matches, each by itself. */
export function without(limits: Readonly<Record<string, string>>): Operator {
  return (props) =>
    Object.entries(limits)
      .filter(([key]) => isGiven(props[key]))
      .map(([key, what]) => ({
        what,
        apply: ({ [key]: _limit, ...rest }) => rest,
      }));
}

/** Takes away two properties that say one thing together. */
export function withoutBoth(what: string, one: string, other: string): Operator {
  const apply = ({ [one]: _one, [other]: _other, ...rest }: PropertyMap) => rest;
  return (props) => ([one, other].some((key) => isGiven(props[key])) ? [{ what, apply }] : []);
}

/** Several operators for one kind. */
export function all(...operators: readonly Operator[]): Operator {
  return (props) => operators.flatMap((operator) => operator(props));
}

/** The same operator for an object inside of the resource's properties. */
export function within(key: string, operator: Operator): Operator {
  return ({ [key]: inner }) =>
    isObject(inner)
      ? operator(inner).flatMap(({ what, apply }) =>
          apply === undefined ? [] : [changeAt(what, key, apply)],
        )
      : [];
}

function changeAt(what: string, key: string, apply: (inner: PropertyMap) => PropertyMap): Change {
  return {
    what,
    apply: ({ [key]: inner, ...rest }) =>
      isObject(inner) ? { ...rest, [key]: apply(inner) } : { ...rest },
  };
}

/**
 * For each entry of a list: what the operator does to it, {@link removed} included.
 *
 * @param label How an entry is called.
 */
export function eachOf(
  key: string,
  label: (entry: PropertyMap, index: number) => string,
  operator: Operator,
): Operator {
  return (props) =>
    listOf(props[key]).flatMap((entry, index) => {
      const own = isObject(entry) ? entry : {};
      return operator(own).map(({ what, apply }) => ({
        what: `${label(own, index)} ${what}`,
        apply: (whole) => ({
          ...whole,
          [key]: listOf(whole[key]).flatMap((other, place) => {
            if (place !== index) {
              return [other];
            }
            return apply === undefined ? [] : [apply(isObject(other) ? other : {})];
          }),
        }),
      }));
    });
}

/** A list of texts without each of them; a list of one is left to other changes unless `whole`. */
export function eachText(key: string, what: (text: string) => string, whole = false): Operator {
  return (props) => {
    const texts = listOf(props[key]);
    return texts.length < (whole ? 1 : 2)
      ? []
      : texts.map((text) =>
          set(
            what(String(text)),
            key,
            texts.filter((other) => other !== text),
          ),
        );
  };
}
