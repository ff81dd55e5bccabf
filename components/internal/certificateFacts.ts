import { X509Certificate } from "node:crypto";

import { ValueError } from "../../network/faults";
import type { CertificateFacts } from "../../network/vpn";

/** Object identifiers of RSA signatures, by their last part (RFC 8017 appendix C). */
const RSA_SIGNATURES: Record<number, string> = {
  5: "sha1WithRSAEncryption",
  10: "RSASSA-PSS",
  11: "sha256WithRSAEncryption",
  12: "sha384WithRSAEncryption",
  13: "sha512WithRSAEncryption",
};
const PKCS1 = Buffer.from("06092a864886f70d0101", "hex");

/**
 * What the first certificate of a PEM text says.
 *
 * @throws ValueError, without the text: a private key may have been given by mistake
 */
export function readCertificate(pem: string): CertificateFacts {
  const certificate = parse(pem);
  const { keyType, keyBits } = keyOf(certificate);
  const alternatives = (certificate.subjectAltName ?? "").split(", ");
  const named = (kind: string) =>
    alternatives.filter((one) => one.startsWith(kind)).map((one) => one.slice(kind.length));
  const commonName = /^CN=(.*)$/m.exec(certificate.subject ?? "")?.[1];
  return {
    keyType,
    ...(keyBits === undefined ? {} : { keyBits }),
    signature: signatureOf(certificate.raw),
    names: [...(commonName === undefined ? [] : [commonName]), ...named("DNS:")],
    addresses: named("IP Address:"),
  };
}

function parse(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new ValueError({
      what: "this is not a certificate",
      value: undefined,
      allowed: "PEM text that begins with -----BEGIN CERTIFICATE-----",
    });
  }
}

function keyOf({ publicKey }: X509Certificate): { keyType: string; keyBits?: number } {
  return {
    keyType: publicKey.asymmetricKeyType ?? "unknown",
    keyBits: publicKey.asymmetricKeyDetails?.modulusLength,
  };
}

/** The algorithm stands after the part that is signed (RFC 5280 section 4.1). */
function signatureOf(der: Buffer): string {
  const outer = contentAt(der, 0);
  const signed = contentAt(der, outer.start);
  const algorithm = contentAt(der, signed.end);
  const id = der.subarray(algorithm.start, algorithm.start + PKCS1.length + 1);
  const isPkcs1 = id.subarray(0, PKCS1.length).equals(PKCS1);
  return (isPkcs1 ? RSA_SIGNATURES[id[PKCS1.length] ?? 0] : undefined) ?? "another one";
}

/** Where the content of the DER element at an offset begins and ends (X.690 section 8.1.3). */
function contentAt(der: Buffer, offset: number): { start: number; end: number } {
  const first = der[offset + 1] ?? 0;
  if (first < 0x80) {
    return { start: offset + 2, end: offset + 2 + first };
  }
  const bytes = first - 0x80;
  const start = offset + 2 + bytes;
  return { start, end: start + der.readUIntBE(offset + 2, bytes) };
}
