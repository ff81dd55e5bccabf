import { AddressSet } from "../addressSet";
import type { GuestNetwork, GuestRouting, GuestRule } from "../model/surroundings";
import { formatTraffic } from "../services";
import { clientRange } from "./pool";
import { tunnelAddress } from "./server";
import { PoolMode, type OpenVpnPlan } from "./types";

/** A gateway as far as packets see it: what it refuses by serial number is not known before these are. */
export type RoutingPlan = Omit<OpenVpnPlan, "revokedSerialNumbers">;

/**
 * What the gateway does with packets, in the words of the model (R17); the packet filter is written
 * from the same rules. Clients without an address of their own are the network `<name> clients`; each
 * other is `<name> client <client>`.
 */
export function gatewayRouting(plan: RoutingPlan, name: string): GuestRouting {
  return {
    networks: clientNetworks(plan, name),
    ...(plan.mode === PoolMode.Masquerade ? { masquerades: [plan.poolCidr] } : {}),
    passes: passRules(plan),
    accepts: acceptRules(plan),
  };
}

function clientNetworks(plan: RoutingPlan, name: string): GuestNetwork[] {
  const routerAddress = tunnelAddress(plan);
  const own = Object.entries(plan.clients).flatMap(([client, { address }]) =>
    address === undefined ? [] : [{ client, address }],
  );
  const others = AddressSet.of(clientRange(plan.poolCidr)).subtract(
    AddressSet.of(...own.map(({ address }) => address)),
  );
  return [
    { name: `${name} clients`, addresses: others.toText().split(", "), routerAddress },
    ...own.map(({ client, address }) => {
      return { name: `${name} client ${client}`, addresses: [address], routerAddress };
    }),
  ];
}

/**
 * Which client reaches what. Clients whose networks are named get exactly those; they have an address
 * of their own for it.
 */
export function passRules(plan: RoutingPlan): GuestRule[] {
  const { poolCidr, networks, services = {} } = plan;
  const allow = (source: string, cidrs: readonly string[]): GuestRule[] => {
    const from = [source];
    const whole = cidrs.filter((cidr) => services[cidr] === undefined);
    return [
      ...(whole.length === 0 ? [] : [{ from, to: [...whole].sort() }]),
      ...cidrs.flatMap((cidr) => {
        const traffic = services[cidr]?.map(formatTraffic);
        return traffic === undefined ? [] : [{ from, to: [cidr], traffic }];
      }),
    ];
  };
  const own = Object.values(plan.clients).flatMap(({ address, networks: theirs }) =>
    address === undefined || theirs === undefined
      ? []
      : [...allow(address, theirs), { from: [address], action: "DROP" as const }],
  );
  return [...own, ...allow(poolCidr, networks)];
}

function acceptRules({ poolCidr, port, administrators }: RoutingPlan): GuestRule[] {
  return [
    { traffic: ["icmp/8"] },
    { from: [poolCidr], action: "DROP" },
    { traffic: [`udp/${port}`] },
    ...(administrators.length === 0
      ? []
      : [{ from: [...administrators].sort(), traffic: ["tcp/22"] }]),
  ];
}
