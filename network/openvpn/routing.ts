import { formatRange } from "../address";
import type { GuestRouting, GuestRule } from "../model/surroundings";
import { poolLayout } from "./pool";
import { tunnelAddress } from "./server";
import { PoolMode, type OpenVpnPlan } from "./types";

/**
 * What the gateway's packet filter does, in the words of the model (R17). It says the same as
 * {@link packetFilter}, rule by rule; a test compares the two packet by packet.
 *
 * @param clients Name of the network that the clients are.
 */
export function gatewayRouting(
  plan: Omit<OpenVpnPlan, "revokedSerialNumbers">,
  clients: string,
): GuestRouting {
  const { poolCidr, networks, administrators } = plan;
  const { dynamic, fixed } = poolLayout(poolCidr);
  const allow = (from: string, to: readonly string[]): GuestRule[] =>
    to.length === 0 ? [] : [{ from: [from], to: [...to].sort() }];
  const own = Object.values(plan.clients).flatMap(({ address, networks: theirs }) =>
    address === undefined || theirs === undefined
      ? []
      : [...allow(address, theirs), { from: [address], action: "DROP" as const }],
  );
  return {
    networks: [
      {
        name: clients,
        addresses: [formatRange({ ...dynamic, last: fixed.last })],
        routerAddress: tunnelAddress(plan),
      },
    ],
    ...(plan.mode === PoolMode.Masquerade ? { masquerades: [poolCidr] } : {}),
    passes: [...own, ...allow(poolCidr, networks)],
    accepts: [
      { traffic: ["icmp/8"] },
      { from: [poolCidr], action: "DROP" },
      { traffic: [`udp/${plan.port}`] },
      ...(administrators.length === 0
        ? []
        : [{ from: [...administrators].sort(), traffic: ["tcp/22"] }]),
    ],
  };
}
