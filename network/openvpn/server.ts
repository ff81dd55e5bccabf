import { dottedMask, formatAddress, nthAddress } from "../address";
import { CRYPTOGRAPHY } from "./cryptography";
import { networkAndMask, poolLayout } from "./pool";
import type { OpenVpnPlan, PlannedClient } from "./types";

/** Name of the PAM service that checks the second factor. */
export const PAM_SERVICE = "vmnet-openvpn";
/** Files beside the server's configuration, relative to its folder. */
export const FILES = {
  ca: "ca.pem",
  certificate: "server.pem",
  privateKey: "server.key",
  tlsCrypt: "tls-crypt.key",
  seeds: "seeds.oath",
  clients: "clients",
  revoked: "revoked",
} as const;

/** Lines of `server.conf` (OpenVPN 2.6). Paths are relative to the folder that it lies in. */
export function serverConfiguration(plan: OpenVpnPlan): string {
  const { network, dynamic } = poolLayout(plan.poolCidr);
  const address = (value: bigint) => formatAddress({ family: 4, value });
  const lines = [
    "dev tun0",
    "proto udp4",
    `port ${plan.port}`,
    "topology subnet",
    `server ${networkAndMask(plan.poolCidr)} nopool`,
    `ifconfig-pool ${address(dynamic.first)} ${address(dynamic.last)} ${dottedMask(network)}`,
    `ca ${FILES.ca}`,
    `cert ${FILES.certificate}`,
    `key ${FILES.privateKey}`,
    "dh none",
    `tls-crypt ${FILES.tlsCrypt}`,
    ...CRYPTOGRAPHY,
    "verify-client-cert require",
    "remote-cert-tls client",
    // One file per serial number: unlike a signed list, it cannot expire and lock everybody out.
    `crl-verify ${FILES.revoked} dir`,
    `client-config-dir ${FILES.clients}`,
    "ccd-exclusive",
    // The code belongs to the name in the certificate, whatever name was typed.
    `plugin openvpn-plugin-auth-pam.so "${PAM_SERVICE} login COMMONNAME One-time PASSWORD"`,
    // A code works once: renegotiation goes by a token instead.
    `auth-gen-token ${plan.sessionSeconds}`,
    "keepalive 10 60",
    "persist-key",
    "persist-tun",
    "explicit-exit-notify 1",
    "user nobody",
    "group nogroup",
    ...plan.networks.map((cidr) => `push "route ${networkAndMask(cidr)}"`),
    ...plan.dnsServers.map((server) => `push "dhcp-option DNS ${server}"`),
    "verb 3",
  ];
  return [...lines, ""].join("\n");
}

/** The file of one client in {@link FILES}.clients; without one it is turned away. */
export function clientEntry(plan: OpenVpnPlan, client: PlannedClient): string {
  if (client.address === undefined) {
    return "";
  }
  const { network } = poolLayout(plan.poolCidr);
  return `ifconfig-push ${client.address} ${dottedMask(network)}\n`;
}

/** The gateway's address in the tunnel. */
export function tunnelAddress(plan: Pick<OpenVpnPlan, "poolCidr">): string {
  return formatAddress(nthAddress(poolLayout(plan.poolCidr).network, 1));
}
