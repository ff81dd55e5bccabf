import type { Traffic } from "../services";

/** How machines behind the gateway see the clients (R17). */
export const PoolMode = {
  /** As the gateway's own address. */
  Masquerade: "masquerade",
  /** With their own addresses: the pool is routed to the gateway. */
  Routed: "routed",
} as const;

/** One person or device that may connect. */
export interface PlannedClient {
  /** Address in the tunnel, from the pool's upper half. Default: one of the lower half, as it comes. */
  address?: string;
  /** Networks that it reaches. Default: all that are offered. */
  networks?: readonly string[];
}

/** An OpenVPN gateway without its keys; nothing in here is secret. */
export interface OpenVpnPlan {
  /** Addresses of the tunnel, such as `10.8.0.0/24`; the first is the gateway's. */
  poolCidr: string;
  mode: string;
  /** UDP port that the gateway listens on. */
  port: number;
  /** Networks that clients are led to. */
  networks: readonly string[];
  /** What may be called in a network, by the network as `networks` has it. Default: everything. */
  services?: Readonly<Record<string, readonly Traffic[]>>;
  dnsServers: readonly string[];
  /** Networks and addresses that may log in by SSH. */
  administrators: readonly string[];
  /** By the common name of the certificate. */
  clients: Readonly<Record<string, PlannedClient>>;
  /** Decimal serial numbers that are refused. */
  revokedSerialNumbers: readonly string[];
  /** How long one entered code is good for, in seconds. */
  sessionSeconds: number;
  /** Whether the machine installs openvpn, libpam-oath and nftables; else its template has them. */
  installPackages: boolean;
}

/** What the gateway's machine holds; all of it but the certificates is secret. */
export interface OpenVpnServerSecrets {
  caCertificatePem: string;
  certificatePem: string;
  privateKeyPem: string;
  /** An OpenVPN static key, see {@link staticKeyText}. */
  tlsCryptKey: string;
  /** Seeds of the second factor, hexadecimal, by common name. */
  seeds: Readonly<Record<string, string>>;
}

/** What one client's profile holds. */
export interface OpenVpnClientSecrets {
  caCertificatePem: string;
  certificatePem: string;
  privateKeyPem: string;
  tlsCryptKey: string;
}

/** Where a client finds the gateway, and which name its certificate must have. */
export interface OpenVpnRemote {
  /** Address or DNS name. */
  host: string;
  port: number;
  serverName: string;
}
