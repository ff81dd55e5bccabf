import { UNKNOWN, isUnknown } from "vmnet/network/model/resource";
import type { PropertyMap, PropertyValue } from "vmnet/network/model/resource";
import { EstateRefusal } from "../estate/types";
import type { CheckFailure, DiffAnswer, EstateProvider, ObjectAnswer } from "../estate/types";
import { USES } from "./asn1";
import { makeLocallySigned, makeRequest, makeSelfSigned } from "./certificates";
import { CURVES, makeKey } from "./keys";

/** Version of the package whose behaviour is simulated. */
export const TLS_VERSION = "5.6.1";

/** What one resource type of the package is. */
interface TlsType {
  make(inputs: PropertyMap): { id: string; outputs: PropertyMap };
  required: readonly string[];
  known: readonly string[];
  /** Values that a property may have. */
  choices?: Readonly<Record<string, readonly string[]>>;
  secret: readonly string[];
  computed: readonly string[];
}

const validity = ["validityPeriodHours", "earlyRenewalHours", "allowedUses", "isCaCertificate"];
const dates = ["certPem", "readyForRenewal", "validityStartTime", "validityEndTime"];
const request = ["privateKeyPem", "subject", "dnsNames", "ipAddresses", "uris"];

const types: Readonly<Record<string, TlsType>> = {
  "tls:index/privateKey:PrivateKey": {
    make: makeKey,
    required: ["algorithm"],
    known: ["algorithm", "ecdsaCurve", "rsaBits"],
    choices: { algorithm: ["RSA", "ECDSA", "ED25519"], ecdsaCurve: Object.keys(CURVES) },
    secret: ["privateKeyPem", "privateKeyPemPkcs8"],
    computed: ["privateKeyPem", "privateKeyPemPkcs8", "publicKeyPem", "ecdsaCurve", "rsaBits"],
  },
  "tls:index/selfSignedCert:SelfSignedCert": {
    make: makeSelfSigned,
    required: ["privateKeyPem", "validityPeriodHours", "allowedUses"],
    known: [...request, ...validity, "maxPathLength", "setAuthorityKeyId", "setSubjectKeyId"],
    choices: { allowedUses: USES },
    secret: ["privateKeyPem"],
    computed: [...dates, "keyAlgorithm"],
  },
  "tls:index/certRequest:CertRequest": {
    make: makeRequest,
    required: ["privateKeyPem"],
    known: request,
    secret: ["privateKeyPem"],
    computed: ["certRequestPem", "keyAlgorithm"],
  },
  "tls:index/locallySignedCert:LocallySignedCert": {
    make: makeLocallySigned,
    required: [
      ...["caCertPem", "caPrivateKeyPem", "certRequestPem"],
      ...["validityPeriodHours", "allowedUses"],
    ],
    known: [
      ...["caCertPem", "caPrivateKeyPem", "certRequestPem", "maxPathLength", "setSubjectKeyId"],
      ...validity,
    ],
    choices: { allowedUses: USES },
    secret: ["caPrivateKeyPem"],
    computed: [...dates, "caKeyAlgorithm"],
  },
};

/** Changes in place; whatever else changes makes a new object, since none can be changed. */
const IN_PLACE = "earlyRenewalHours";

/**
 * The package `tls` with real keys and certificates, as the lab's third provider. Objects live in
 * the stack's state alone, so nothing is kept here. Left out: OpenSSH forms of keys, write-only
 * arguments, URIs, key identifiers, and the functions.
 */
export class TlsEstate implements EstateProvider {
  check(
    type: string,
    news: PropertyMap,
  ): {
    inputs: PropertyMap;
    failures: CheckFailure[];
  } {
    const { required, known, choices = {} } = typeOf(type);
    const inputs = Object.fromEntries(Object.entries(news).filter(([key]) => key !== "__defaults"));
    const failures: CheckFailure[] = [
      ...required
        .filter((key) => inputs[key] === undefined || inputs[key] === null)
        .map((property) => ({ property, reason: "Missing required property" })),
      ...Object.keys(inputs)
        .filter((key) => !known.includes(key))
        .map((property) => ({ property, reason: "there is no such property in the lab's tls" })),
    ];
    for (const [property, allowed] of Object.entries(choices)) {
      for (const value of [inputs[property] ?? []].flat()) {
        if (!isUnknown(value) && !allowed.includes(String(value))) {
          const reason = `expected one of ${allowed.join(", ")}, got ${String(value)}`;
          failures.push({ property, reason });
        }
      }
    }
    return { inputs, failures };
  }

  diff(
    _type: string,
    _id: string,
    oldInputs: PropertyMap,
    oldOutputs: PropertyMap,
    news: PropertyMap,
    ignoreChanges: string[] = [],
  ): DiffAnswer {
    const keys = [...new Set([...Object.keys(oldInputs), ...Object.keys(news)])]
      .filter((key) => !key.startsWith("__") && !ignoreChanges.includes(key))
      .sort();
    const changed = keys.filter((key) => !equal(oldInputs[key], news[key]));
    const replaces = changed.filter((key) => key !== IN_PLACE);
    if (isDue(oldOutputs, news)) {
      replaces.push("readyForRenewal");
      changed.push("readyForRenewal");
    }
    const detailed: DiffAnswer["detailed"] = {};
    for (const key of changed) {
      const kind =
        oldInputs[key] === undefined ? "ADD" : news[key] === undefined ? "DELETE" : "UPDATE";
      detailed[key] = key === IN_PLACE ? kind : `${kind}_REPLACE`;
    }
    return {
      changes: changed.length > 0,
      diffs: changed,
      replaces,
      detailed,
      deleteBeforeReplace: false,
    };
  }

  create(type: string, inputs: PropertyMap, { preview }: { preview: boolean }): ObjectAnswer {
    const { make, computed } = typeOf(type);
    if (preview || Object.values(inputs).some((value) => isUnknown(value))) {
      const unknown = Object.fromEntries(computed.map((key) => [key, inputs[key] ?? UNKNOWN]));
      return { id: UNKNOWN, outputs: { ...inputs, ...unknown } };
    }
    return make(inputs);
  }

  read(
    _type: string,
    id: string,
    oldInputs: PropertyMap = {},
    oldOutputs: PropertyMap = {},
  ): { id: string; inputs: PropertyMap; outputs: PropertyMap } {
    return { id, inputs: oldInputs, outputs: oldOutputs };
  }

  update(
    _type: string,
    _id: string,
    _oldInputs: PropertyMap,
    oldOutputs: PropertyMap,
    news: PropertyMap,
  ): PropertyMap {
    return { ...oldOutputs, ...news };
  }

  delete(): void {
    // An object of this package is a part of the state and nothing else.
  }

  invoke(token: string): PropertyMap {
    throw new EstateRefusal(`the lab's tls does not answer ${token}`);
  }

  secretOutputs(type: string): string[] {
    return [...typeOf(type).secret];
  }

  isModelled(type: string): boolean {
    return type in types;
  }
}

function typeOf(type: string): TlsType {
  const found = types[type];
  if (found === undefined) {
    const names = Object.keys(types).join(", ");
    throw new EstateRefusal(`the lab's tls has no ${type}; it has ${names}`);
  }
  return found;
}

const equal = (a: PropertyValue | undefined, b: PropertyValue | undefined) =>
  JSON.stringify(sortedKeys(a)) === JSON.stringify(sortedKeys(b));

function sortedKeys(value: PropertyValue | undefined): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return value;
  }
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortedKeys(inner)]));
}

/** The provider makes a certificate anew when less than `earlyRenewalHours` are left. */
function isDue({ validityEndTime }: PropertyMap, { earlyRenewalHours }: PropertyMap): boolean {
  const end = typeof validityEndTime === "string" ? Date.parse(validityEndTime) : Number.NaN;
  const early = typeof earlyRenewalHours === "number" ? earlyRenewalHours : 0;
  return end - early * 3_600_000 <= Date.now();
}
