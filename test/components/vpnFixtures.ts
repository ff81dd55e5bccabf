import {
  anyTraffic,
  type CrossClusterVpnArgs,
  tcp,
  VpnAuthentication,
  type VpnDescription,
} from "vmnet";

import { lab } from "./fixtures";

export const PSK = "correct horse battery staple";

const CERTIFICATES = "/infra/certificates";

/** R34: primary by certificate, backup by pre-shared key, each with endpoints of its own. */
export function vpnOf(changes: Partial<VpnDescription> = {}): VpnDescription {
  return {
    sites: {
      west: { asNumber: 65000, networks: { app: "10.1.0.0/24", db: "10.1.9.0/24" } },
      east: { asNumber: 65002, networks: { web: "10.2.0.0/24" } },
    },
    tunnels: {
      primary: {
        authentication: VpnAuthentication.Certificate,
        rank: 0,
        endpoints: { west: "203.0.113.1", east: "198.51.100.1" },
        transit: "169.254.64.0/30",
      },
      backup: {
        authentication: VpnAuthentication.PreSharedKey,
        rank: 1,
        endpoints: { west: "203.0.113.2", east: "198.51.100.2" },
        transit: "169.254.64.4/31",
      },
    },
    allow: {
      web: { from: "west", sources: ["app"], services: [tcp("443")] },
      sync: { from: "east", destinations: ["db"], services: [anyTraffic()] },
    },
    groups: { tier: { members: { west: ["app"], east: ["web"] } } },
    ...changes,
  };
}

/** The west end, on the lab's own tier-0 gateway. */
export function vpnArgs(changes: Partial<CrossClusterVpnArgs> = {}): CrossClusterVpnArgs {
  return {
    vpn: vpnOf(),
    site: "west",
    gateways: { main: { gatewayPath: lab.tier0Path, haMode: "ACTIVE_STANDBY" } },
    credentials: {
      primary: {
        certificatePath: `${CERTIFICATES}/lab-vpn-certificate`,
        trustedCaPaths: [`${CERTIFICATES}/lab-vpn-ca`],
      },
      backup: { psk: PSK },
    },
    ...changes,
  };
}
