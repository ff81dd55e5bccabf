import type * as pulumi from "@pulumi/pulumi";
import type {
  CertRequest,
  CertRequestArgs,
  PrivateKey,
  PrivateKeyArgs,
  SelfSignedCert,
} from "@pulumi/tls";

import type { CertificateAuthorityArgs, CertificateKey } from "../certificateAuthority";
import type { Children } from "./children";
import { tlsPackage } from "./tls";

/** RSA of this size is as strong as the default curve (NIST SP 800-57). */
const DEFAULT_RSA_BITS = 3072;

const CURVES: Readonly<Record<string, string>> = {
  ["ECDSA_P256" satisfies `${CertificateKey}`]: "P256",
  ["ECDSA_P384" satisfies `${CertificateKey}`]: "P384",
};

/** The arguments of every key of one authority. */
export function keyArguments({ keyKind, rsaBits }: CertificateAuthorityArgs): PrivateKeyArgs {
  const curve = CURVES[keyKind ?? "ECDSA_P256"];
  return curve === undefined
    ? { algorithm: "RSA", rsaBits: rsaBits ?? DEFAULT_RSA_BITS }
    : { algorithm: "ECDSA", ecdsaCurve: curve };
}

/** What signs. */
export interface Signing {
  key: PrivateKey;
  certificate: SelfSignedCert;
  args: CertificateAuthorityArgs;
}

/** A key with its certificate. */
export interface Identity {
  name: string;
  privateKeyPem: pulumi.Output<string>;
  certificatePem: pulumi.Output<string>;
  serialNumber: pulumi.Output<string>;
}

/** Adds key, request and certificate of one server or client. */
export function addIdentity(
  children: Children,
  { key: authorityKey, certificate: authority, args }: Signing,
  role: "server" | "client",
  name: string,
  more: Pick<CertRequestArgs, "dnsNames" | "ipAddresses">,
): Identity {
  const tls = tlsPackage();
  const { organization } = args;
  const key = children.add(tls.PrivateKey, [`${role}-key`, name], keyArguments(args));
  const request = children.add<CertRequestArgs, CertRequest>(
    tls.CertRequest,
    [`${role}-request`, name],
    {
      privateKeyPem: key.privateKeyPem,
      subject: { commonName: name, ...(organization === undefined ? {} : { organization }) },
      ...more,
    },
  );
  const certificate = children.add(tls.LocallySignedCert, [`${role}-certificate`, name], {
    caCertPem: authority.certPem,
    caPrivateKeyPem: authorityKey.privateKeyPem,
    certRequestPem: request.certRequestPem,
    allowedUses: ["digital_signature", `${role}_auth`],
    validityPeriodHours: args.validityHours ?? 8760,
    earlyRenewalHours: args.renewalHours ?? 720,
  });
  return {
    name,
    privateKeyPem: key.privateKeyPem,
    certificatePem: certificate.certPem,
    serialNumber: certificate.id,
  };
}
