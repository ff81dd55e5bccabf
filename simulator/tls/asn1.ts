import { createPrivateKey, createPublicKey, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  BasicConstraints,
  Extension,
  ExtendedKeyUsage,
  GeneralName,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  KeyUsage,
  KeyUsageFlags,
  Name,
  RelativeDistinguishedName,
  SubjectAlternativeName,
  SubjectPublicKeyInfo,
} from "@peculiar/asn1-x509";
import type { PropertyMap, PropertyValue } from "vmnet/network/model/resource";

/** A certificate's or request's text form. */
export function pem(label: string, der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

/** The bytes of the first block of a text. */
export function derOf(text: string): Buffer {
  const body = /-----BEGIN [^-]+-----([^-]+)-----END/.exec(text)?.[1] ?? "";
  return Buffer.from(body, "base64");
}

/** Who signs, and how. */
export class Signer {
  private readonly key: KeyObject;

  constructor(privateKeyPem: string) {
    this.key = createPrivateKey(privateKeyPem);
  }

  get publicKey(): SubjectPublicKeyInfo {
    const der = createPublicKey(this.key).export({ format: "der", type: "spki" });
    return AsnConvert.parse(der, SubjectPublicKeyInfo);
  }

  /** RFC 5758, RFC 8017 and RFC 8410; the hash follows the curve as in Go's library. */
  private get method(): { oid: string; hash: string | null } {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = this.key;
    if (type === "rsa") return { oid: "1.2.840.113549.1.1.11", hash: "sha256" };
    if (type === "ed25519") return { oid: "1.3.101.112", hash: null };
    switch (details?.namedCurve) {
      case "secp384r1":
        return { oid: "1.2.840.10045.4.3.3", hash: "sha384" };
      case "secp521r1":
        return { oid: "1.2.840.10045.4.3.4", hash: "sha512" };
      default:
        return { oid: "1.2.840.10045.4.3.2", hash: "sha256" };
    }
  }

  get algorithm(): AlgorithmIdentifier {
    const { oid } = this.method;
    const parameters = this.key.asymmetricKeyType === "rsa" ? { parameters: null } : {};
    return new AlgorithmIdentifier({ algorithm: oid, ...parameters });
  }

  sign(bytes: ArrayBuffer): ArrayBuffer {
    return exactly(sign(this.method.hash, Buffer.from(bytes), this.key));
  }
}

/** A buffer of its own: Node's may be a window on a larger one. */
export function exactly(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

const ATTRIBUTES: Readonly<Record<string, string>> = {
  country: "2.5.4.6",
  province: "2.5.4.8",
  locality: "2.5.4.7",
  streetAddresses: "2.5.4.9",
  postalCode: "2.5.4.17",
  organization: "2.5.4.10",
  organizationalUnit: "2.5.4.11",
  serialNumber: "2.5.4.5",
  commonName: "2.5.4.3",
};

/** A subject as the package's inputs have it. */
export function nameOf(subject: PropertyValue | undefined): Name {
  const given = (typeof subject === "object" && subject !== null ? subject : {}) as PropertyMap;
  const parts = Object.entries(ATTRIBUTES).flatMap(([key, type]) => {
    const value = given[key];
    const values = Array.isArray(value) ? value : value === undefined ? [] : [value];
    return values.map((one) => {
      const text = new AttributeValue({ utf8String: String(one) });
      return new RelativeDistinguishedName([new AttributeTypeAndValue({ type, value: text })]);
    });
  });
  return new Name(parts);
}

function extension(extnID: string, critical: boolean, value: unknown): Extension {
  const extnValue = new OctetString(AsnConvert.serialize(value));
  return new Extension({ extnID, critical, extnValue });
}

const KEY_USES: Readonly<Record<string, number>> = {
  digital_signature: KeyUsageFlags.digitalSignature,
  content_commitment: KeyUsageFlags.nonRepudiation,
  key_encipherment: KeyUsageFlags.keyEncipherment,
  data_encipherment: KeyUsageFlags.dataEncipherment,
  key_agreement: KeyUsageFlags.keyAgreement,
  cert_signing: KeyUsageFlags.keyCertSign,
  crl_signing: KeyUsageFlags.cRLSign,
  encipher_only: KeyUsageFlags.encipherOnly,
  decipher_only: KeyUsageFlags.decipherOnly,
};

const EXTENDED_USES: Readonly<Record<string, string>> = {
  any_extended: "2.5.29.37.0",
  server_auth: "1.3.6.1.5.5.7.3.1",
  client_auth: "1.3.6.1.5.5.7.3.2",
  code_signing: "1.3.6.1.5.5.7.3.3",
  email_protection: "1.3.6.1.5.5.7.3.4",
  timestamping: "1.3.6.1.5.5.7.3.8",
  ocsp_signing: "1.3.6.1.5.5.7.3.9",
};

/** What `allowedUses` may hold here; the package has rarer ones as well. */
export const USES: readonly string[] = [...Object.keys(KEY_USES), ...Object.keys(EXTENDED_USES)];

/** The extensions that say what a certificate is for. */
export function usageExtensions(uses: readonly string[], isAuthority: boolean): Extension[] {
  const bits = uses.reduce((sum, use) => sum | (KEY_USES[use] ?? 0), 0);
  const extended = uses.flatMap((use) => EXTENDED_USES[use] ?? []);
  return [
    extension(id_ce_keyUsage, true, new KeyUsage(bits)),
    ...(extended.length === 0
      ? []
      : [extension(id_ce_extKeyUsage, false, new ExtendedKeyUsage(extended))]),
    extension(id_ce_basicConstraints, true, new BasicConstraints({ cA: isAuthority })),
  ];
}

/** Alternative names; nothing when there are none. */
export function alternativeNames({ dnsNames, ipAddresses }: PropertyMap): Extension[] {
  const texts = (value: PropertyValue | undefined) =>
    Array.isArray(value) ? value.map(String) : [];
  const names = [
    ...texts(dnsNames).map((dNSName) => new GeneralName({ dNSName })),
    ...texts(ipAddresses).map((iPAddress) => new GeneralName({ iPAddress })),
  ];
  return names.length === 0
    ? []
    : [extension(id_ce_subjectAltName, false, new SubjectAlternativeName(names))];
}
