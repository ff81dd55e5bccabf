import { createPrivateKey, X509Certificate, type KeyObject } from "node:crypto";

import type * as pulumi from "@pulumi/pulumi";

import { joinPath, ValueError } from "../../network/faults";
import type { TlsFrontendArgs } from "../tlsFrontend";
import { readCertificate } from "./certificateFacts";
import { isLater, type Checks } from "./checks";

/** A certificate and its key with where they stand; values are never repeated. */
export function checkCertificate(checks: Checks, args: TlsFrontendArgs): void {
  const { issued, certificate, serverNames } = args;
  if (issued !== undefined) {
    checkIssued(checks, issued, serverNames);
  }
  if (certificate !== undefined) {
    const { certificatePem, privateKeyPem } = certificate;
    const paths = {
      certificate: "certificate.certificatePem",
      key: "certificate.privateKeyPem",
    };
    const isGiven =
      checks.required(paths.certificate, certificatePem, "PEM text") &&
      checks.required(paths.key, privateKeyPem, "PEM text of its key");
    if (isGiven) {
      const pem = checks.known(certificatePem);
      checkPair(checks, paths, pem, secretOf(checks, privateKeyPem), serverNames);
    }
  }
}

const secretOf = (checks: Checks, input: pulumi.Input<string>) =>
  isLater(input) ? checks.known(input) : input;

function checkIssued(
  checks: Checks,
  { authority, name }: NonNullable<TlsFrontendArgs["issued"]>,
  serverNames: readonly string[],
): void {
  checks.required("issued.name", name, "the common name of the certificate");
  if (!checks.required("issued.authority", authority, "a CertificateAuthority, or its parts")) {
    return;
  }
  const { caCertificatePem, serverCertificatesPem, serverPrivateKeysPem } = authority;
  checks.required("issued.authority.caCertificatePem", caCertificatePem, "PEM text");
  const maps = { serverCertificatesPem, serverPrivateKeysPem };
  const found = Object.entries(maps).map(([part, map]) => {
    const path = joinPath("issued.authority", part);
    if (!checks.required(path, map, "a map, keyed by common name")) {
      return undefined;
    }
    const known = checks.known(map);
    if (known !== undefined && known[name] === undefined) {
      checks.fault(joinPath(path, name), {
        message: "there is nothing for this name",
        allowed: Object.keys(known).join(", "),
        fix: "add the name to the authority's servers, or write another one",
      });
    }
    return known?.[name];
  });
  const paths = {
    certificate: joinPath("issued.authority.serverCertificatesPem", name),
    key: joinPath("issued.authority.serverPrivateKeysPem", name),
  };
  checkPair(checks, paths, found[0], found[1], serverNames);
}

/** The certificate has every name, and the key is its own. */
function checkPair(
  checks: Checks,
  paths: { certificate: string; key: string },
  certificatePem: string | undefined,
  privateKeyPem: string | undefined,
  serverNames: readonly string[],
): void {
  const own = checks.faults;
  const facts =
    certificatePem === undefined
      ? undefined
      : own.attempt(paths.certificate, () => readCertificate(certificatePem), { secret: true });
  const key =
    privateKeyPem === undefined
      ? undefined
      : own.attempt(paths.key, () => readKey(privateKeyPem), { secret: true });
  if (facts === undefined || certificatePem === undefined) {
    return;
  }
  const names = dnsNames(certificatePem);
  const missing = serverNames.filter((name) => !names.some((one) => covers(one, name)));
  if (missing.length > 0) {
    checks.fault(paths.certificate, {
      message: `the certificate lacks ${missing.join(", ")}`,
      value: names,
      allowed: "a certificate with every one of serverNames",
      fix: "issue it with these DNS names",
    });
  }
  if (key !== undefined && !new X509Certificate(certificatePem).checkPrivateKey(key)) {
    const message = "this is the key of another certificate";
    checks.fault(paths.key, { message, allowed: "the certificate's own key", secret: true });
  }
}

/** What clients look at: the common name counts for none of them (RFC 6125 section 6.4.4). */
function dnsNames(pem: string): string[] {
  const alternatives = (new X509Certificate(pem).subjectAltName ?? "").split(", ");
  return alternatives.filter((one) => one.startsWith("DNS:")).map((one) => one.slice(4));
}

/** `*` stands for one label (RFC 6125 section 6.4.3). */
function covers(given: string, name: string): boolean {
  const [a, b] = [given.toLowerCase(), name.toLowerCase()];
  const rest = b.slice(b.indexOf("."));
  return a === b || (a.startsWith("*.") && !b.startsWith("*.") && a.slice(1) === rest);
}

function readKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new ValueError({
      what: "this is not a private key",
      value: undefined,
      allowed: "PEM text without passphrase, -----BEGIN PRIVATE KEY----- or the like",
    });
  }
}
