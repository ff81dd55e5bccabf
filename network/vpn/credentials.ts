import { addressesEqual, isAddressText, parseAddress } from "../address";
import type { FaultInput } from "../faults";

/** Fewer characters can be guessed from a recorded handshake. */
export const LEAST_PSK_CHARACTERS = 20;

/** What is wrong with a pre-shared key; never holds the key. */
export function pskFault(psk: string): FaultInput | undefined {
  const allowed = `${LEAST_PSK_CHARACTERS} or more printable ASCII characters, not all alike`;
  const message =
    typeof psk !== "string" || psk.length < LEAST_PSK_CHARACTERS
      ? "the pre-shared key is too short"
      : !/^[\x20-\x7e]+$/.test(psk)
        ? "the pre-shared key has characters that two systems may write differently"
        : new Set(psk).size === 1
          ? "the pre-shared key is one character repeated"
          : undefined;
  return message === undefined ? undefined : { message, allowed, secret: true };
}

/** What a certificate says, read elsewhere: the core parses none. */
export interface CertificateFacts {
  /** `rsa`, `ec`, `ed25519`, ... */
  keyType: string;
  /** Of an RSA key. */
  keyBits?: number;
  /** The signature's algorithm, such as `sha256WithRSAEncryption`. */
  signature: string;
  /** Common name and DNS names. */
  names: readonly string[];
  /** Subject alternative names of type IP. */
  addresses: readonly string[];
}

const SIGNATURES = [
  "sha256WithRSAEncryption",
  "sha384WithRSAEncryption",
  "sha512WithRSAEncryption",
];
const LEAST_RSA_BITS = 2048;

/**
 * What makes NSX refuse a certificate for an IPsec end, or the other end not recognise it (R34). The
 * id that an end sends is the address in its certificate, and the other end expects the endpoint's.
 */
export function certificateFaults(facts: CertificateFacts, endpoint: string): FaultInput[] {
  const faults: FaultInput[] = [];
  const isRsa = facts.keyType === "rsa";
  if (!isRsa) {
    faults.push({
      message: "NSX authenticates IPsec by RSA certificates only",
      value: facts.keyType,
      allowed: `RSA of at least ${LEAST_RSA_BITS} bits`,
    });
  }
  if (isRsa && (facts.keyBits ?? LEAST_RSA_BITS) < LEAST_RSA_BITS) {
    const allowed = `at least ${LEAST_RSA_BITS} bits`;
    faults.push({ message: "the RSA key is too short", value: facts.keyBits, allowed });
  }
  if (isRsa && !SIGNATURES.includes(facts.signature)) {
    faults.push({
      message: "NSX does not take this signature",
      value: facts.signature,
      allowed: SIGNATURES.join(", "),
    });
  }
  const wildcard = facts.names.find((name) => name.includes("*"));
  if (wildcard !== undefined) {
    const message = "a wildcard certificate does not say which end it is";
    faults.push({ message, value: wildcard, allowed: "a certificate of this endpoint alone" });
  }
  if (!facts.addresses.some((text) => isSame(text, endpoint))) {
    faults.push({
      message: "the certificate does not name this endpoint, which is the id that the peer expects",
      value: facts.addresses,
      allowed: `a subject alternative name of type IP, ${endpoint}`,
    });
  }
  return faults;
}

function isSame(text: string, endpoint: string): boolean {
  return (
    isAddressText(text) &&
    isAddressText(endpoint) &&
    addressesEqual(parseAddress(text), parseAddress(endpoint))
  );
}
