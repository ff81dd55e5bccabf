import * as nsxt from "@pulumi/nsxt";
import type * as pulumi from "@pulumi/pulumi";

import { VpnAuthentication, type PlannedTunnel, type VpnEnd } from "../../network/vpn";
import type { VpnCredential } from "../crossClusterVpn";
import type { Children } from "./children";
import { GatewayRules } from "./gatewayRules";
import { Sequence } from "./sequence";
import type { AddedVpnGateway } from "./vpnGateways";
import type { VpnProfiles, VpnServices } from "./vpnObjects";

/** The peer is gone after three of these. */
const BFD_INTERVAL_MILLISECONDS = 1000;
const BFD_MULTIPLE = 3;

export interface VpnTunnelParts {
  key: string;
  tunnel: PlannedTunnel;
  credential: VpnCredential;
  end: VpnEnd;
  gateways: ReadonlyMap<string, AddedVpnGateway>;
  profiles: VpnProfiles;
  services: VpnServices;
  logDrops: boolean;
}

/** One end of one tunnel: session, firewall and routing, in this order. Returns the session. */
export function addVpnTunnel(
  children: Children,
  parts: VpnTunnelParts,
): nsxt.PolicyIpsecVpnSession {
  const gateway = parts.gateways.get(parts.tunnel.gateway);
  if (gateway === undefined) {
    throw new Error(`no gateway ${parts.tunnel.gateway}`);
  }
  const session = addSession(children, parts, gateway);
  const drop = addRules(children, parts, gateway, session.path);
  addRouting(children, parts, gateway, drop);
  return session;
}

function addSession(
  children: Children,
  { key, tunnel, credential, end, profiles }: VpnTunnelParts,
  { servicePath, exception }: AddedVpnGateway,
): nsxt.PolicyIpsecVpnSession {
  const isPsk = tunnel.authentication === VpnAuthentication.PreSharedKey;
  const endpoint = children.add(nsxt.PolicyIpsecVpnLocalEndpoint, ["endpoint", key], {
    servicePath,
    localAddress: tunnel.localAddress,
    ...(isPsk
      ? { localId: tunnel.localAddress }
      : {
          // The id comes from the certificate.
          certificatePath: credential.certificatePath,
          trustCaPaths: credential.trustedCaPaths,
          trustCrlPaths: credential.revocationListPaths,
        }),
  });
  return children.add(
    nsxt.PolicyIpsecVpnSession,
    ["session", key],
    {
      ...profiles,
      servicePath,
      localEndpointPath: endpoint.path,
      vpnType: "RouteBased",
      authenticationMode: tunnel.authentication,
      ...(isPsk ? { psk: credential.psk } : {}),
      connectionInitiationMode: "INITIATOR",
      peerAddress: tunnel.peerAddress,
      peerId: tunnel.peerAddress,
      ipAddresses: [tunnel.vtiAddress],
      prefixLength: tunnel.prefixLength,
      direction: "BOTH",
      maxSegmentSize: end.maxSegmentBytes,
    },
    { dependsOn: [exception], ownReferences: ["localEndpointPath"] },
  );
}

/**
 * Rules of the tunnel's interface alone, so that another tunnel changes none of them: the gateway
 * has a silent rule for each interface that lets everything through, in a later category.
 */
function addRules(
  children: Children,
  { key, tunnel, end, services, logDrops }: VpnTunnelParts,
  { policyPath }: AddedVpnGateway,
  sessionPath: pulumi.Output<string>,
): nsxt.PolicyGatewayPolicyRule {
  const rules = new GatewayRules(children, policyPath, sessionPath);
  const interfaces = [tunnel.vtiAddress, tunnel.vtiPeerAddress].sort();
  rules.add(["control", key], {
    action: "ALLOW",
    sequenceNumber: Sequence.InboundAllow,
    sourceGroups: interfaces,
    destinationGroups: interfaces,
    services: [services.control],
  });
  for (const [name, { sources, destinations }] of Object.entries(end.allow)) {
    const service = services.traffic.get(name);
    rules.add(["allow", `${key}.${name}`], {
      action: "ALLOW",
      sequenceNumber: Sequence.Allow,
      sourceGroups: sources,
      destinationGroups: destinations,
      services: service === undefined ? [] : [service],
    });
  }
  return rules.dropRest(["drop", key], { logged: logDrops });
}

/** No route leads into the tunnel before its last rule stands. */
function addRouting(
  children: Children,
  { key, tunnel, credential, end }: VpnTunnelParts,
  { gatewayPath, bgpPath, announcedPath, acceptedPath }: AddedVpnGateway,
  drop: pulumi.Resource,
): void {
  const accept = children.add(nsxt.PolicyGatewayRouteMap, ["in", key], {
    gatewayPath,
    entries: [
      {
        action: "PERMIT",
        prefixListMatches: [acceptedPath],
        set: { localPreference: tunnel.localPreference },
      },
    ],
  });
  const announce = children.add(nsxt.PolicyGatewayRouteMap, ["out", key], {
    gatewayPath,
    entries: [
      {
        action: "PERMIT",
        prefixListMatches: [announcedPath],
        ...(tunnel.prepend === undefined ? {} : { set: { asPathPrepend: String(tunnel.prepend) } }),
      },
    ],
  });
  children.add(
    nsxt.PolicyBgpNeighbor,
    ["neighbor", key],
    {
      bgpPath,
      neighborAddress: tunnel.vtiPeerAddress,
      sourceAddresses: [tunnel.vtiAddress],
      remoteAsNum: String(end.peerAsNumber),
      ...(credential.bgpPassword === undefined ? {} : { password: credential.bgpPassword }),
      bfdConfig: { enabled: true, interval: BFD_INTERVAL_MILLISECONDS, multiple: BFD_MULTIPLE },
      routeFilterings: [
        {
          addressFamily: "IPV4",
          enabled: true,
          inRouteFilter: accept.path,
          outRouteFilter: announce.path,
        },
      ],
    },
    { dependsOn: [drop] },
  );
}
