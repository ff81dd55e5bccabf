import * as pulumi from "@pulumi/pulumi";

import { formatAddress, nthAddress, parseCidr } from "../../network/address";
import { PoolMode, type OpenVpnPlan } from "../../network/openvpn";
import { Protocol, tcp, udp } from "../../network/services";
import type { OpenVpnGatewayArgs } from "../openVpnGateway";
import type { OutboundRule, PortForward } from "../natSegment";
import type { VpnIdentities } from "../vpnAccess";
import type { GatewayFirewallPlan } from "./gatewayFirewall";

/** The first host address is the gateway's. */
const MACHINE = 2;

/** The machine's address: the given one, or the network's second. */
export function machineAddress({
  cidr,
  machineAddress: given,
}: OpenVpnGatewayArgs): pulumi.Input<string> {
  const second = (network: string) => formatAddress(nthAddress(parseCidr(network), MACHINE));
  return given ?? (typeof cidr === "string" ? second(cidr) : pulumi.output(cidr).apply(second));
}

/** How clients come to the machine. */
export function forwardOf(args: OpenVpnGatewayArgs, address: pulumi.Input<string>): PortForward {
  const { outside } = args;
  const ports = String(args.port ?? 1194);
  return {
    protocol: Protocol.Udp,
    ...(outside.from === undefined ? {} : { from: outside.from }),
    outside: { address: outside.address, ports },
    inside: { address, ports },
  };
}

/**
 * The arguments with the parts of the authority that are used, keys as secrets: a component's
 * arguments are written to the state.
 */
export function sealedIdentities(args: OpenVpnGatewayArgs): OpenVpnGatewayArgs {
  // A program without types may leave anything out; the checks say so.
  const authority = args?.authority as VpnIdentities | undefined;
  if (typeof authority !== "object" || authority === null) {
    return args;
  }
  const { serverPrivateKeysPem: servers, clientPrivateKeysPem: clients } = authority;
  return {
    ...args,
    authority: {
      caCertificatePem: authority.caCertificatePem,
      serverCertificatesPem: authority.serverCertificatesPem,
      serverPrivateKeysPem: servers === undefined ? servers : pulumi.secret(servers),
      clientCertificatesPem: authority.clientCertificatesPem,
      clientPrivateKeysPem: clients === undefined ? clients : pulumi.secret(clients),
      ...(authority.revokedSerialNumbers === undefined
        ? {}
        : { revokedSerialNumbers: authority.revokedSerialNumbers }),
    },
  };
}

/** What may leave through the tier-1 gateway: to the networks, name servers and repositories. */
export function senders(
  args: OpenVpnGatewayArgs,
): Pick<GatewayFirewallPlan, "outbound" | "senders"> {
  const { networks, services = {}, dnsServers = [], repositories = [], cidr, pool } = args;
  const whole = Object.keys(networks).filter((key) => services[key] === undefined);
  const rules: Record<string, OutboundRule> = {
    networks: { to: whole.map((key) => asDestination(networks[key] ?? "")) },
    names: { to: dnsServers, services: [tcp("53"), udp("53")] },
    packages: { to: repositories },
  };
  for (const [key, traffic] of Object.entries(services)) {
    rules[`network.${key}`] = { to: [asDestination(networks[key] ?? "")], services: traffic };
  }
  const outbound = Object.entries(rules).filter(([, { to = [] }]) => to.length > 0);
  return {
    outbound: Object.fromEntries(outbound),
    ...(args.poolMode === "routed" ? { senders: [cidr, pool] } : {}),
  };
}

/** A single machine is an address to NSX: whether it keeps the mask of one is nobody's promise. */
function asDestination(network: string): string {
  return network.replace(/\/32$/, "");
}

/** The gateway's plan without the serial numbers that it refuses; known from the arguments alone. */
export function settledPlan(args: OpenVpnGatewayArgs): Omit<OpenVpnPlan, "revokedSerialNumbers"> {
  const { networks, services, repositories = [] } = args;
  const clients = Object.fromEntries(
    Object.entries(args.clients).map(([name, { address, networks: keys }]) => [
      name,
      {
        ...(address === undefined ? {} : { address }),
        ...(keys === undefined ? {} : { networks: keys.map((key) => networks[key] ?? "") }),
      },
    ]),
  );
  return {
    poolCidr: args.pool,
    mode: args.poolMode === "routed" ? PoolMode.Routed : PoolMode.Masquerade,
    port: args.port ?? 1194,
    networks: Object.values(networks),
    ...(services === undefined
      ? {}
      : {
          services: Object.fromEntries(
            Object.entries(services).map(([key, traffic]) => [networks[key] ?? "", traffic]),
          ),
        }),
    dnsServers: args.dnsServers ?? [],
    administrators: args.administrators ?? [],
    clients,
    sessionSeconds: args.sessionSeconds ?? 28_800,
    installPackages: repositories.length > 0,
  };
}

/** The gateway's plan; serial numbers of new certificates are known only once these exist. */
export function planOf(args: OpenVpnGatewayArgs): pulumi.Output<OpenVpnPlan> {
  const settled = settledPlan(args);
  return pulumi
    .output(args.authority.revokedSerialNumbers ?? [])
    .apply((revokedSerialNumbers) => ({ ...settled, revokedSerialNumbers }));
}
