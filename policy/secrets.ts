/** Encrypts what a program hands over in clear although it must be secret. */
import { Secret, type ResourceValidationPolicy } from "@pulumi/policy";
import { secretPlaces, type ValuePath } from "vmnet/network/policy/index";
import { plainMap } from "./resources";

type Holder = Record<string | number, unknown>;

export const marksSecrets: ResourceValidationPolicy = {
  name: "secrets-are-secret",
  description:
    "Passwords, pre-shared keys and private keys are encrypted in the state, also where a program gives them in clear.",
  severity: "high",
  enforcementLevel: "remediate",
  remediationSteps: "Take the value from config.requireSecret, or wrap it in pulumi.secret.",
  remediateResource({ type, props }) {
    const places = secretPlaces({ type }, plainMap(props)).filter(({ path }) =>
      isClear(props, path),
    );
    for (const { path } of places) {
      const last = path[path.length - 1] ?? "";
      const holder = path.slice(0, -1).reduce<Holder>((one, key) => one[key] as Holder, props);
      holder[last] = new Secret(holder[last]);
    }
    return places.length > 0 ? props : undefined;
  },
};

/** Whether Pulumi encrypts neither the value at a path nor anything around it. */
function isClear(props: unknown, path: ValuePath): boolean {
  const value = bare(props);
  const [key, ...rest] = path;
  if (value instanceof Secret) {
    return false;
  }
  return key === undefined || isClear((value as Holder)[key], rest);
}

/**
 * What lies below the views through which a policy reads properties: they open secrets and throw at
 * unknown values, so that a policy cannot tell a secret from anything else.
 */
function bare(value: unknown): unknown {
  if (typeof value !== "object" || value === null || value instanceof Secret) {
    return value;
  }
  return Reflect.get(value, "__isSpecialProxy") === true
    ? bare(Reflect.get(value, "__getSpecialProxyTarget"))
    : value;
}
