import { hkdfSync } from "node:crypto";

import * as pulumi from "@pulumi/pulumi";

import { clientProfile, enrolmentUri, staticKeyText } from "../../network/openvpn";
import type { OpenVpnGatewayArgs } from "../openVpnGateway";
import type { Children } from "./children";
import { tlsPackage } from "./tls";

const STATIC_KEY_BYTES = 256;
/** As RFC 4226 section 4 asks for. */
const SEED_BYTES = 20;

/** The gateway's own secrets. */
export interface OpenVpnKeys {
  tlsCryptKey: pulumi.Output<string>;
  /** Seeds of the second factor, hexadecimal, by client. */
  seeds: pulumi.Output<Record<string, string>>;
  enrolments(issuer: string): pulumi.Output<Record<string, string>>;
}

/**
 * Adds the keys that the gateway's own secrets are made from: no provider offers these secrets
 * themselves, and a key of `tls` is random, kept in the state and secret there. The seed has nothing
 * to do with the client's certificate: a copied profile does not give away the second factor.
 */
export function addOpenVpnKeys(
  children: Children,
  clients: OpenVpnGatewayArgs["clients"],
  protect: boolean,
): OpenVpnKeys {
  const tls = tlsPackage();
  const random = { algorithm: "ED25519" };
  const outer = children.add(tls.PrivateKey, "outer-key", random, { protect });
  const seeds = pulumi.secret(
    pulumi.all(
      Object.fromEntries(
        Object.keys(clients).map((name) => {
          const key = children.add(tls.PrivateKey, ["factor", name], random);
          return [name, key.privateKeyPem.apply((pem) => derived(pem, "totp", SEED_BYTES))];
        }),
      ),
    ),
  );
  return {
    tlsCryptKey: pulumi.secret(
      outer.privateKeyPem.apply((pem) =>
        staticKeyText(derived(pem, "tls-crypt", STATIC_KEY_BYTES)),
      ),
    ),
    seeds,
    enrolments: (issuer) =>
      seeds.apply((all) =>
        Object.fromEntries(
          Object.entries(all).map(([name, seed]) => [name, enrolmentUri(issuer, name, seed)]),
        ),
      ),
  };
}

/** RFC 5869, in hexadecimal. */
function derived(privateKeyPem: string, purpose: string, bytes: number): string {
  const made = hkdfSync("sha256", privateKeyPem, "", `vmnet ${purpose}`, bytes);
  return Buffer.from(made).toString("hex");
}

/** Every client's profile. */
export function profilesOf(
  { authority, outside, port, serverName, clients }: OpenVpnGatewayArgs,
  { tlsCryptKey }: OpenVpnKeys,
): pulumi.Output<Record<string, string>> {
  const parts = pulumi.all([
    authority.caCertificatePem,
    authority.clientCertificatesPem,
    authority.clientPrivateKeysPem,
    tlsCryptKey,
    outside.host ?? outside.address,
  ]);
  return pulumi.secret(
    parts.apply(([caCertificatePem, certificates, privateKeys, outer, host]) =>
      Object.fromEntries(
        Object.keys(clients).map((name) => {
          const secrets = {
            caCertificatePem,
            certificatePem: certificates[name] ?? "",
            privateKeyPem: privateKeys[name] ?? "",
            tlsCryptKey: outer,
          };
          return [name, clientProfile({ host, port: port ?? 1194, serverName }, secrets)];
        }),
      ),
    ),
  );
}
