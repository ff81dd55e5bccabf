import { joinPath } from "../../network/faults";
import type { CertificateAuthorityArgs } from "../certificateAuthority";
import { flag, choice, list, map, object, plainNumber, plainText, text } from "./shape";
import type { CertificateClient, CertificateKey, CertificateServer } from "../certificateAuthority";
import type { Checks } from "./checks";

export const certificateAuthorityShape = object<CertificateAuthorityArgs>({
  commonName: plainText,
  organization: plainText,
  keyKind: choice<CertificateKey>(),
  rsaBits: plainNumber,
  authorityValidityHours: plainNumber,
  validityHours: plainNumber,
  renewalHours: plainNumber,
  servers: map(object<CertificateServer>({ dnsNames: list(text), addresses: list(text) })),
  clients: map(object<CertificateClient>({ revoked: flag })),
  revokedSerialNumbers: map(plainText),
  disposable: flag,
});

const HUNDRED_YEARS_HOURS = 876_000;
const DECIMAL = /^[1-9][0-9]{0,48}$/;

export function checkCertificateAuthority(checks: Checks, args: CertificateAuthorityArgs): void {
  const { servers = {}, clients = {} } = args;
  if (Object.keys(servers).length + Object.keys(clients).length === 0) {
    checks.fault("clients", {
      message: "the authority has nobody to certify",
      allowed: "servers, clients or both, keyed by common name",
      fix: "write clients: { anna: {} }",
    });
  }
  checkNames(checks, args);
  checkKeys(checks, args);
  checkValidity(checks, args);
  for (const [name, { dnsNames, addresses }] of Object.entries(servers)) {
    dnsNames?.forEach((input, index) => {
      checkDnsName(checks, joinPath("servers", name, `dnsNames[${index}]`), checks.known(input));
    });
    addresses?.forEach((input, index) => {
      checks.address(joinPath("servers", name, `addresses[${index}]`), input);
    });
  }
  for (const [whose, serial] of Object.entries(args.revokedSerialNumbers ?? {})) {
    checkSerialNumber(checks, joinPath("revokedSerialNumbers", whose), serial);
  }
}

/** Common names become names of files on the gateway. */
export function checkCommonNames(
  checks: Checks,
  path: string,
  names: Record<string, unknown>,
): void {
  checks.keys(path, names);
  if ("DEFAULT" in names) {
    checks.fault(joinPath(path, "DEFAULT"), {
      message: "OpenVPN takes the file of this name for every client that has none",
      value: "DEFAULT",
      allowed: "any other name",
      fix: "write the name of a person or device",
    });
  }
}

function checkNames(checks: Checks, args: CertificateAuthorityArgs): void {
  checkCommonNames(checks, "servers", args.servers ?? {});
  checkCommonNames(checks, "clients", args.clients ?? {});
  for (const name of Object.keys(args.clients ?? {})) {
    // RFC 5280 appendix A: a common name has at most 64 characters.
    checkLength(checks, joinPath("clients", name), name);
    if (args.servers?.[name] !== undefined) {
      checks.fault(joinPath("clients", name), {
        message: "a server has this name already",
        value: name,
        allowed: "a name that no server has",
        fix: `such as "${name}-client"`,
      });
    }
  }
  Object.keys(args.servers ?? {}).forEach((name) =>
    checkLength(checks, joinPath("servers", name), name),
  );
  checkLength(checks, "commonName", args.commonName);
  checkLength(checks, "organization", args.organization);
}

function checkLength(checks: Checks, path: string, value: string | undefined): void {
  if (value !== undefined && (value.length === 0 || value.length > 64)) {
    checks.fault(path, {
      message: "a certificate cannot hold this name",
      value,
      allowed: "1 to 64 characters",
      fix: "write a shorter one",
    });
  }
}

function checkKeys(checks: Checks, { keyKind, rsaBits }: CertificateAuthorityArgs): void {
  checks.oneOf("keyKind", keyKind, ["ECDSA_P256", "ECDSA_P384", "RSA"]);
  if (rsaBits === undefined) {
    return;
  }
  checks.wholeNumber("rsaBits", rsaBits, 2048, 8192);
  if (keyKind !== "RSA") {
    checks.fault("rsaBits", {
      message: "keys on a curve have no RSA size",
      value: rsaBits,
      allowed: "a size with CertificateKey.Rsa only",
      fix: "leave this out, or write keyKind: CertificateKey.Rsa",
    });
  }
}

function checkValidity(checks: Checks, args: CertificateAuthorityArgs): void {
  const { authorityValidityHours: authority = 87_600, validityHours = 8760 } = args;
  const { renewalHours = 720 } = args;
  checks.wholeNumber("authorityValidityHours", authority, 1, HUNDRED_YEARS_HOURS);
  checks.wholeNumber("validityHours", validityHours, 1, HUNDRED_YEARS_HOURS);
  checks.wholeNumber("renewalHours", renewalHours, 0, HUNDRED_YEARS_HOURS);
  if (validityHours > authority) {
    checks.fault("validityHours", {
      message: "a certificate would outlive its authority",
      value: validityHours,
      allowed: `at most ${authority}, the authority's`,
    });
  }
  if (renewalHours >= validityHours) {
    checks.fault("renewalHours", {
      message: "every deployment would make every certificate anew",
      value: renewalHours,
      allowed: `less than validityHours, ${validityHours}`,
      fix: `such as ${Math.floor(validityHours / 12)}`,
    });
  }
}

const DNS_NAME =
  /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i;

export function checkDnsName(checks: Checks, path: string, name: string | undefined): void {
  if (name !== undefined && (!DNS_NAME.test(name) || name.length > 253)) {
    checks.fault(path, {
      message: "this is not a DNS name",
      value: name,
      allowed: "letters, digits, hyphens and dots, such as vpn.example.org",
      fix: "without https:// and port",
    });
  }
}

/** Serial numbers become names of files too. */
export function checkSerialNumber(checks: Checks, path: string, serial: string): void {
  if (!DECIMAL.test(serial)) {
    const digits = serial.replace(/[:\s]/g, "");
    const isHex = /^(0x)?[0-9a-f]{2,40}$/i.test(digits);
    checks.fault(path, {
      message: "this is not a serial number",
      value: serial,
      allowed: "decimal digits, as clientSerialNumbers shows them",
      fix: isHex ? `did you mean ${BigInt(`0x${digits.replace(/^0x/i, "")}`)}?` : undefined,
    });
  }
}
