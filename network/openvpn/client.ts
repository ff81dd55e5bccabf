import { CRYPTOGRAPHY } from "./cryptography";
import type { OpenVpnClientSecrets, OpenVpnRemote } from "./types";

/**
 * A client's whole profile (`.ovpn`), keys inside. The client asks for a name, which is ignored,
 * and for a password, which is the six digits of the second factor.
 */
export function clientProfile(remote: OpenVpnRemote, secrets: OpenVpnClientSecrets): string {
  const inline = (tag: string, content: string) => [`<${tag}>`, content.trim(), `</${tag}>`];
  const lines = [
    "client",
    "dev tun",
    "proto udp4",
    `remote ${remote.host} ${remote.port}`,
    "nobind",
    "resolv-retry infinite",
    "persist-key",
    "persist-tun",
    "remote-cert-tls server",
    `verify-x509-name ${remote.serverName} name`,
    ...CRYPTOGRAPHY,
    "auth-user-pass",
    "auth-nocache",
    "auth-retry interact",
    "verb 3",
    ...inline("ca", secrets.caCertificatePem),
    ...inline("cert", secrets.certificatePem),
    ...inline("key", secrets.privateKeyPem),
    ...inline("tls-crypt", secrets.tlsCryptKey),
  ];
  return [...lines, ""].join("\n");
}
