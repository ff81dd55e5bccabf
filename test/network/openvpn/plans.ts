import { PoolMode, type OpenVpnPlan, type OpenVpnServerSecrets } from "vmnet/network/openvpn";

/** The guide's gateway: two clients, one of them with an address and a network of its own. */
export function plan(changes: Partial<OpenVpnPlan> = {}): OpenVpnPlan {
  return {
    poolCidr: "10.8.0.0/24",
    mode: PoolMode.Masquerade,
    port: 1194,
    networks: ["192.168.1.0/24", "10.0.0.0/24"],
    dnsServers: ["192.168.1.53"],
    administrators: ["192.168.1.9"],
    clients: { anna: { address: "10.8.0.130", networks: ["10.0.0.0/24"] }, ben: {} },
    revokedSerialNumbers: [],
    sessionSeconds: 28_800,
    installPackages: true,
    ...changes,
  };
}

export const serverSecrets: OpenVpnServerSecrets = {
  caCertificatePem: "the authority\n",
  certificatePem: "the server\n",
  privateKeyPem: "the key\n",
  tlsCryptKey: "the outer key\n",
  seeds: { anna: "3132333435363738393031323334353637383930", ben: "00" },
};
