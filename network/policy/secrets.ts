import { isUnknown, type PropertyMap } from "../model/resource";
import { kindOf, type PolicyResource, type PolicyRule, type Violation } from "./rule";

/** Inputs that hold a secret by their nature, by kind of resource. */
const secretProperties: Readonly<Record<string, readonly string[]>> = {
  policyBgpNeighbor: ["password"],
  policyEdgeTransportNode: [
    "credentials.auditPassword",
    "credentials.cliPassword",
    "credentials.rootPassword",
  ],
  policyIpsecVpnSession: ["psk"],
  guestOsCustomization: ["spec.windowsSysprepText"],
  host: ["password"],
};

/** Texts that only a secret has. */
const marks: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/, "a private key"],
  [/-----BEGIN OpenVPN Static key V1-----/, "an OpenVPN static key"],
  // "PRIVATE KEY" in base64, at each of its three places in a group of four.
  [/UFJJVkFURSBLRV|BSSVZBVEUgS0VZ|QUklWQVRFIEtFW/, "a private key in base64"],
];

/** Keys and indices that lead to a value. */
export type ValuePath = readonly (string | number)[];

/** A value that must be secret, and what it is. */
export interface SecretPlace {
  readonly path: ValuePath;
  readonly what: string;
}

/** Where a resource holds what must be secret, whether it is or not. */
export function secretPlaces({ type }: { type: string }, inputs: PropertyMap): SecretPlace[] {
  const known = secretProperties[kindOf({ type })] ?? [];
  return texts(inputs, []).flatMap(([path, text]) => {
    if (known.includes(shown(path)) && text !== "") {
      return [{ path, what: "a secret by its nature" }];
    }
    const mark = marks.find(([pattern]) => pattern.test(text));
    return mark === undefined ? [] : [{ path, what: mark[1] }];
  });
}

/** Every text inside a value, with its path. */
function texts(value: PropertyMap[string], path: ValuePath): [ValuePath, string][] {
  if (typeof value === "string") {
    return isUnknown(value) ? [] : [[path, value]];
  }
  if (Array.isArray(value)) {
    return value.flatMap((element, index) => texts(element, [...path, index]));
  }
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, one]) => texts(one, [...path, key]))
    : [];
}

/** `users[0].password`. */
function shown(path: ValuePath): string {
  return path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`))
    .join("")
    .slice(1);
}

/** Whether Pulumi encrypts the value at a path, or something that holds it. */
function isSecret({ secretInputs = [] }: PolicyResource, path: string): boolean {
  return secretInputs.some(
    (secret) => path === secret || path.startsWith(`${secret}.`) || path.startsWith(`${secret}[`),
  );
}

export const secretsAreSecret: PolicyRule = {
  name: "secrets-are-secret",
  severity: "error",
  reach: "resource",
  description: "Keys and passwords reach resources as Pulumi secrets, so that no state shows them.",
  remediation: "Take the value from config.requireSecret, or wrap it in pulumi.secret.",
  check: (resources) =>
    resources
      .filter(({ custom, secretInputs }) => custom && secretInputs !== undefined)
      .flatMap((resource): Violation[] =>
        secretPlaces(resource, resource.inputs)
          .map(({ path, what }) => ({ path: shown(path), what }))
          .filter(({ path }) => !isSecret(resource, path))
          .map(({ path, what }) => ({
            resource,
            property: path,
            text: `${resource.name} holds ${what} in clear at ${path}`,
            fix: "take it from config.requireSecret(...), or wrap it in pulumi.secret(...)",
          })),
      ),
};
