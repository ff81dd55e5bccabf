/** The names of things: URNs, provider references and type tokens, as the engine makes them. */

export const STACK_TYPE = "pulumi:pulumi:Stack";
const PROVIDER_PREFIX = "pulumi:providers:";

export interface Urn {
  stack: string;
  project: string;
  /** Type with all of its parents' types: `a:b:C$d:e:F`. */
  qualifiedType: string;
  type: string;
  name: string;
}

/** @throws Error when the text is no URN */
export function parseUrn(urn: string): Urn {
  const [prefix, project, qualifiedType, ...name] = urn.split("::");
  if (!prefix?.startsWith("urn:pulumi:") || !project || !qualifiedType || name.length === 0) {
    throw new Error(`invalid URN "${urn}"`);
  }
  return {
    stack: prefix.slice("urn:pulumi:".length),
    project,
    qualifiedType,
    type: qualifiedType.slice(qualifiedType.lastIndexOf("$") + 1),
    name: name.join("::"),
  };
}

/** The URN of a child: its type is prefixed with all of its parents' types, except the stack's. */
export function makeUrn(
  where: { stack: string; project: string },
  parent: string,
  type: string,
  name: string,
): string {
  const above = parent === "" ? STACK_TYPE : parseUrn(parent).qualifiedType;
  const qualified = above === STACK_TYPE ? type : `${above}$${type}`;
  return `urn:pulumi:${where.stack}::${where.project}::${qualified}::${name}`;
}

export function isProviderType(type: string): boolean {
  return type.startsWith(PROVIDER_PREFIX);
}

export function providerType(packageName: string): string {
  return PROVIDER_PREFIX + packageName;
}

/** Package of a type or function token; for a provider's own type, the package it provides. */
export function packageOf(token: string): string {
  if (isProviderType(token)) return token.slice(PROVIDER_PREFIX.length);
  return token.split(":")[0] ?? "";
}

/** @throws Error unless the token has a package, a module and a name */
export function checkToken(token: string): string {
  const parts = token.split(":");
  if (parts.length !== 3 || parts.some((part) => part === "")) {
    throw new Error(`invalid type token "${token}": it must be package:module:name`);
  }
  return token;
}

/** @throws Error when the text is no provider reference (`urn::id`) */
export function parseReference(reference: string): { urn: string; id: string } {
  const cut = reference.lastIndexOf("::");
  const urn = reference.slice(0, Math.max(cut, 0));
  if (!isProviderType(parseUrn(urn).type)) {
    throw new Error(`invalid provider reference "${reference}": it does not name a provider`);
  }
  return { urn, id: reference.slice(cut + 2) };
}
