import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import type { KeyObject } from "node:crypto";
import type { PropertyMap } from "vmnet/network/model/resource";

/** The provider's names of curves, and Node's. */
export const CURVES: Readonly<Record<string, string>> = {
  P224: "secp224r1",
  P256: "prime256v1",
  P384: "secp384r1",
  P521: "secp521r1",
};

const DEFAULT_CURVE = "P224";
const DEFAULT_RSA_BITS = 2048;

/** A fresh key, with every form of it that the package offers but OpenSSH's. */
export function makeKey(inputs: PropertyMap): { id: string; outputs: PropertyMap } {
  const { algorithm, ecdsaCurve = DEFAULT_CURVE, rsaBits = DEFAULT_RSA_BITS } = inputs;
  const privateKey = generate(String(algorithm), String(ecdsaCurve), Number(rsaBits));
  const publicKeyPem = publicPem(privateKey);
  return {
    id: createHash("sha1").update(publicKeyPem.trim()).digest("hex"),
    outputs: {
      ...inputs,
      ecdsaCurve,
      rsaBits,
      privateKeyPem: traditionalPem(privateKey),
      privateKeyPemPkcs8: pemOf(privateKey, "pkcs8"),
      publicKeyPem,
    },
  };
}

function generate(algorithm: string, curve: string, rsaBits: number): KeyObject {
  switch (algorithm) {
    case "RSA":
      return generateKeyPairSync("rsa", { modulusLength: rsaBits }).privateKey;
    case "ED25519":
      return generateKeyPairSync("ed25519").privateKey;
    default:
      return generateKeyPairSync("ec", { namedCurve: CURVES[curve] ?? curve }).privateKey;
  }
}

/** As the provider writes it: PKCS #1 for RSA, SEC 1 for curves, PKCS #8 for Ed25519. */
function traditionalPem(key: KeyObject): string {
  const { asymmetricKeyType: type } = key;
  return pemOf(key, type === "rsa" ? "pkcs1" : type === "ec" ? "sec1" : "pkcs8");
}

function pemOf(key: KeyObject, type: "pkcs1" | "pkcs8" | "sec1"): string {
  return String(key.export({ format: "pem", type }));
}

function publicPem(key: KeyObject): string {
  return String(createPublicKey(key).export({ format: "pem", type: "spki" }));
}

/** The provider's name of a key's algorithm. */
export function algorithmOf(privateKeyPem: string): string {
  const { asymmetricKeyType: type } = createPrivateKey(privateKeyPem);
  return type === "ec" ? "ECDSA" : (type ?? "").toUpperCase();
}
