import { createHash, createPrivateKey, randomBytes, X509Certificate } from "node:crypto";
import { AsnConvert } from "@peculiar/asn1-schema";
import { CertificationRequest, CertificationRequestInfo } from "@peculiar/asn1-csr";
import {
  Attribute,
  Certificate,
  Extensions,
  TBSCertificate,
  Validity,
  Version,
  type Extension,
  type Name,
  type SubjectPublicKeyInfo,
} from "@peculiar/asn1-x509";
import type { PropertyMap } from "vmnet/network/model/resource";
import { EstateRefusal } from "../estate/types";
import { alternativeNames, derOf, exactly, nameOf, pem, Signer, usageExtensions } from "./asn1";
import { algorithmOf } from "./keys";

const HOUR_MILLISECONDS = 3_600_000;
const EXTENSION_REQUEST = "1.2.840.113549.1.9.14";

/** What stands in a certificate, whoever signs it. */
interface Content {
  subject: Name;
  issuer: Name;
  publicKey: SubjectPublicKeyInfo;
  alternatives: readonly Extension[];
}

interface Made {
  id: string;
  outputs: PropertyMap;
}

export function makeSelfSigned(inputs: PropertyMap): Made {
  const signer = signerOf(inputs.privateKeyPem, "privateKeyPem");
  const name = nameOf(inputs.subject);
  const content = {
    subject: name,
    issuer: name,
    publicKey: signer.publicKey,
    alternatives: alternativeNames(inputs),
  };
  return issued(inputs, content, signer, {
    keyAlgorithm: algorithmOf(String(inputs.privateKeyPem)),
  });
}

export function makeRequest(inputs: PropertyMap): Made {
  const signer = signerOf(inputs.privateKeyPem, "privateKeyPem");
  const alternatives = alternativeNames(inputs);
  const certificationRequestInfo = new CertificationRequestInfo({
    subject: nameOf(inputs.subject),
    subjectPKInfo: signer.publicKey,
  });
  if (alternatives.length > 0) {
    const values = [AsnConvert.serialize(new Extensions(alternatives))];
    certificationRequestInfo.attributes.push(new Attribute({ type: EXTENSION_REQUEST, values }));
  }
  const request = new CertificationRequest({
    certificationRequestInfo,
    signatureAlgorithm: signer.algorithm,
    signature: signer.sign(AsnConvert.serialize(certificationRequestInfo)),
  });
  const certRequestPem = pem("CERTIFICATE REQUEST", AsnConvert.serialize(request));
  return {
    id: createHash("sha1").update(certRequestPem.trim()).digest("hex"),
    outputs: {
      ...inputs,
      certRequestPem,
      keyAlgorithm: algorithmOf(String(inputs.privateKeyPem)),
    },
  };
}

export function makeLocallySigned(inputs: PropertyMap): Made {
  const signer = signerOf(inputs.caPrivateKeyPem, "caPrivateKeyPem");
  const authority = parsed(inputs.caCertPem, "caCertPem", Certificate);
  const request = parsed(inputs.certRequestPem, "certRequestPem", CertificationRequest);
  const certificate = new X509Certificate(String(inputs.caCertPem));
  if (!certificate.checkPrivateKey(createPrivateKey(String(inputs.caPrivateKeyPem)))) {
    throw new EstateRefusal(
      "the certificate of the authority does not belong to its private key",
      "KeyMismatch",
      "caPrivateKeyPem",
    );
  }
  const { subject, subjectPKInfo, attributes } = request.certificationRequestInfo;
  const asked = attributes
    .filter(({ type }) => type === EXTENSION_REQUEST)
    .flatMap(({ values }) => values.flatMap((one) => [...AsnConvert.parse(one, Extensions)]));
  const content = {
    subject,
    issuer: authority.tbsCertificate.subject,
    publicKey: subjectPKInfo,
    alternatives: asked,
  };
  return issued(inputs, content, signer, {
    caKeyAlgorithm: algorithmOf(String(inputs.caPrivateKeyPem)),
  });
}

function issued(inputs: PropertyMap, content: Content, signer: Signer, more: PropertyMap): Made {
  const { validityPeriodHours, earlyRenewalHours = 0, isCaCertificate = false } = inputs;
  const serial = randomBytes(16);
  // A positive number without leading zeros, as DER wants it.
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  const start = new Date(Math.floor(Date.now() / 1000) * 1000);
  const end = new Date(start.getTime() + Number(validityPeriodHours) * HOUR_MILLISECONDS);
  const uses = Array.isArray(inputs.allowedUses) ? inputs.allowedUses.map(String) : [];
  const tbsCertificate = new TBSCertificate({
    version: Version.v3,
    serialNumber: exactly(serial),
    signature: signer.algorithm,
    issuer: content.issuer,
    validity: new Validity({ notBefore: start, notAfter: end }),
    subject: content.subject,
    subjectPublicKeyInfo: content.publicKey,
    extensions: new Extensions([
      ...usageExtensions(uses, isCaCertificate === true),
      ...content.alternatives,
    ]),
  });
  const certificate = new Certificate({
    tbsCertificate,
    signatureAlgorithm: signer.algorithm,
    signatureValue: signer.sign(AsnConvert.serialize(tbsCertificate)),
  });
  return {
    id: BigInt(`0x${serial.toString("hex")}`).toString(),
    outputs: {
      ...inputs,
      ...more,
      certPem: pem("CERTIFICATE", AsnConvert.serialize(certificate)),
      earlyRenewalHours,
      isCaCertificate,
      readyForRenewal: false,
      validityStartTime: start.toISOString(),
      validityEndTime: end.toISOString(),
    },
  };
}

function signerOf(text: PropertyMap[string], property: string): Signer {
  try {
    return new Signer(String(text));
  } catch {
    throw new EstateRefusal("this is not a private key in PEM", "NoKey", property);
  }
}

function parsed<T>(text: PropertyMap[string], property: string, type: new () => T): T {
  try {
    return AsnConvert.parse(derOf(String(text)), type);
  } catch {
    throw new EstateRefusal(`this is not a ${type.name} in PEM`, "NoPem", property);
  }
}
