import type { CrossClusterVpnArgs, VpnDescription } from "vmnet";

import { description } from "../network/vpn/descriptions";
import { lab } from "./fixtures";

export const PSK = "correct horse battery staple";

const CERTIFICATES = "/infra/certificates";

/** R34: primary by certificate, backup by pre-shared key, each with endpoints of its own. */
export function vpnOf(changes: Partial<VpnDescription> = {}): VpnDescription {
  return description({
    sites: {
      west: { asNumber: 65000, networks: { app: "10.1.0.0/24", db: "10.1.9.0/24" } },
      east: { asNumber: 65002, networks: { web: "10.2.0.0/24" } },
    },
    ...changes,
  });
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
