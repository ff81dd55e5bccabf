import * as pulumi from "@pulumi/pulumi";

import { checkCertificateAuthority } from "./internal/authorityChecks";
import { addIdentity, keyArguments, type Identity } from "./internal/authorityKeys";
import { Children } from "./internal/children";
import { tlsPackage } from "./internal/tls";
import { validated } from "./internal/validated";

/** Kinds of keys (R18). */
export enum CertificateKey {
  /** Curve P-256. */
  EcdsaP256 = "ECDSA_P256",
  /** Curve P-384. */
  EcdsaP384 = "ECDSA_P384",
  /** RSA, for peers that take nothing else. */
  Rsa = "RSA",
}

/** A server that gets a certificate. */
export interface CertificateServer {
  /** DNS names in the certificate. Default: none. */
  dnsNames?: pulumi.Input<string>[];
  /** Addresses in the certificate. Default: none. */
  addresses?: pulumi.Input<string>[];
}

/** A person or device that gets a certificate. */
export interface CertificateClient {
  /** Taken back: the certificate stays and its serial number is on the list. Default: valid. @default false */
  revoked?: boolean;
}

/** Arguments of {@link CertificateAuthority}. */
export interface CertificateAuthorityArgs {
  /** Common name of the authority. Default: the component's name. */
  commonName?: string;
  /** Organization in every certificate. Default: none. */
  organization?: string;
  /** Kind of every key. Default: ECDSA on the curve P-256. @default CertificateKey.EcdsaP256 */
  keyKind?: CertificateKey;
  /** Size of RSA keys, 2048 to 8192 bits. Default: 3072. @default 3072 */
  rsaBits?: number;
  /** How long the authority is valid, in hours. Default: ten years. @default 87600 */
  authorityValidityHours?: number;
  /** How long certificates are valid, in hours, less than the authority. Default: one year. @default 8760 */
  validityHours?: number;
  /** Certificates are made anew by a deployment that runs within so many hours before their end. Default: 30 days. @default 720 */
  renewalHours?: number;
  /** Servers by common name. Default: none. */
  servers?: Record<string, CertificateServer>;
  /** Clients by common name. Default: none. */
  clients?: Record<string, CertificateClient>;
  /** Decimal serial numbers, keyed by whose they were, of certificates that are no longer made here and must stay refused. Default: none. */
  revokedSerialNumbers?: Record<string, string>;
  /** The authority's key may be deleted (a lab). Default: it is protected. @default false */
  disposable?: boolean;
}

/** What others need to know of an authority: what an OpenVpnGateway takes. */
export interface CertificateAuthorityRef {
  /** Certificate of the authority. */
  caCertificatePem: pulumi.Output<string>;
  /** Certificates of servers, by common name. */
  serverCertificatesPem: pulumi.Output<Record<string, string>>;
  /** Private keys of servers, by common name; secret. */
  serverPrivateKeysPem: pulumi.Output<Record<string, string>>;
  /** Certificates of clients, by common name. */
  clientCertificatesPem: pulumi.Output<Record<string, string>>;
  /** Private keys of clients, by common name; secret. */
  clientPrivateKeysPem: pulumi.Output<Record<string, string>>;
  /** Decimal serial numbers that are refused. */
  revokedSerialNumbers: pulumi.Output<string[]>;
}

/** An authority that exists; arguments of {@link CertificateAuthority.fromExisting}. */
export interface ExistingCertificateAuthority {
  caCertificatePem: pulumi.Input<string>;
  serverCertificatesPem: pulumi.Input<Record<string, pulumi.Input<string>>>;
  serverPrivateKeysPem: pulumi.Input<Record<string, pulumi.Input<string>>>;
  clientCertificatesPem: pulumi.Input<Record<string, pulumi.Input<string>>>;
  clientPrivateKeysPem: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Default: none. */
  revokedSerialNumbers?: pulumi.Input<pulumi.Input<string>[]>;
}

/**
 * A certificate authority, with certificates for servers and clients in batch (R16, R18).
 *
 * Creates:
 * 1. the authority's key `<name>-key` and certificate `<name>-certificate`;
 * 2. per server its key `<name>-server-key-<name>`, request `<name>-server-request-<name>` and
 *    certificate `<name>-server-certificate-<name>`;
 * 3. per client the same with `client` in place of `server`.
 *
 * Every key is in the stack's state, as a secret: whoever can open the state can issue certificates.
 * The list of what is revoked is a list of serial numbers and no signed file: that would have to be
 * signed anew before each expiry, and OpenVPN takes serial numbers as they are. A client is taken
 * back by `revoked`, and stays in `clients`; before it is removed its serial number goes into
 * `revokedSerialNumbers`. To give somebody a new key, revoke the old name and add another. A
 * certificate that is due for renewal is renewed by the next deployment, with the key it had.
 *
 * Needs on site: nothing; the package `@pulumi/tls` in the program.
 *
 * Transforms may match `tls:index/privateKey:PrivateKey`, `tls:index/selfSignedCert:SelfSignedCert`,
 * `tls:index/certRequest:CertRequest`, `tls:index/locallySignedCert:LocallySignedCert`.
 */
export class CertificateAuthority extends pulumi.ComponentResource {
  /** Certificate of the authority. */
  readonly caCertificatePem: pulumi.Output<string>;
  /** Certificates of servers, by common name. */
  readonly serverCertificatesPem: pulumi.Output<Record<string, string>>;
  /** Private keys of servers, by common name; secret. */
  readonly serverPrivateKeysPem: pulumi.Output<Record<string, string>>;
  /** Certificates of clients, by common name. */
  readonly clientCertificatesPem: pulumi.Output<Record<string, string>>;
  /** Private keys of clients, by common name; secret. */
  readonly clientPrivateKeysPem: pulumi.Output<Record<string, string>>;
  /** Decimal serial numbers of the clients' certificates, by common name. */
  readonly clientSerialNumbers: pulumi.Output<Record<string, string>>;
  /** Decimal serial numbers that are refused. */
  readonly revokedSerialNumbers: pulumi.Output<string[]>;

  /** @throws InputPropertiesError with every fault, before anything is registered */
  constructor(
    name: string,
    args: CertificateAuthorityArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super(
      "vmnet:index:CertificateAuthority",
      name,
      (args = validated("CertificateAuthority", name, args, checkCertificateAuthority)),
      opts,
    );
    const tls = tlsPackage();
    const children = new Children(this, name);
    const { clients = {}, servers = {}, organization } = args;

    const key = children.add(tls.PrivateKey, "key", keyArguments(args), {
      protect: args.disposable !== true,
    });
    const certificate = children.add(tls.SelfSignedCert, "certificate", {
      privateKeyPem: key.privateKeyPem,
      subject: {
        commonName: args.commonName ?? name,
        ...(organization === undefined ? {} : { organization }),
      },
      isCaCertificate: true,
      allowedUses: ["cert_signing", "crl_signing", "digital_signature"],
      validityPeriodHours: args.authorityValidityHours ?? 87_600,
    });
    const signing = { key, certificate, args };
    const ofServers = Object.entries(servers).map(([one, { dnsNames, addresses }]) => {
      const more = {
        ...(dnsNames === undefined ? {} : { dnsNames }),
        ...(addresses === undefined ? {} : { ipAddresses: addresses }),
      };
      return addIdentity(children, signing, "server", one, more);
    });
    const ofClients = Object.keys(clients).map((one) =>
      addIdentity(children, signing, "client", one, {}),
    );
    const by = (list: readonly Identity[], value: (one: Identity) => pulumi.Output<string>) =>
      pulumi.all(Object.fromEntries(list.map((one) => [one.name, value(one)])));

    this.caCertificatePem = certificate.certPem;
    this.serverCertificatesPem = by(ofServers, (one) => one.certificatePem);
    this.serverPrivateKeysPem = pulumi.secret(by(ofServers, (one) => one.privateKeyPem));
    this.clientCertificatesPem = by(ofClients, (one) => one.certificatePem);
    this.clientPrivateKeysPem = pulumi.secret(by(ofClients, (one) => one.privateKeyPem));
    this.clientSerialNumbers = by(ofClients, (one) => one.serialNumber);
    this.revokedSerialNumbers = pulumi
      .all([
        ...Object.values(args.revokedSerialNumbers ?? {}),
        ...ofClients.filter((one) => clients[one.name]?.revoked).map((one) => one.serialNumber),
      ])
      .apply((serials) => [...new Set(serials)].sort());
    this.registerOutputs({
      caCertificatePem: this.caCertificatePem,
      serverCertificatesPem: this.serverCertificatesPem,
      serverPrivateKeysPem: this.serverPrivateKeysPem,
      clientCertificatesPem: this.clientCertificatesPem,
      clientPrivateKeysPem: this.clientPrivateKeysPem,
      clientSerialNumbers: this.clientSerialNumbers,
      revokedSerialNumbers: this.revokedSerialNumbers,
    });
  }

  /** Certificates that somebody else issued: registers nothing and looks nothing up. */
  static fromExisting(existing: ExistingCertificateAuthority): CertificateAuthorityRef {
    return {
      caCertificatePem: pulumi.output(existing.caCertificatePem),
      serverCertificatesPem: pulumi.output(existing.serverCertificatesPem),
      serverPrivateKeysPem: pulumi.secret(existing.serverPrivateKeysPem),
      clientCertificatesPem: pulumi.output(existing.clientCertificatesPem),
      clientPrivateKeysPem: pulumi.secret(existing.clientPrivateKeysPem),
      revokedSerialNumbers: pulumi.output(existing.revokedSerialNumbers ?? []),
    };
  }
}
