import * as nsxt from "@pulumi/nsxt";
import * as pulumi from "@pulumi/pulumi";

import { joinPath } from "../../network/faults";
import type { PlannedPrefix, VpnEnd } from "../../network/vpn";
import type { VpnGateway } from "../crossClusterVpn";
import type { Children } from "./children";
import { addGatewayPolicy } from "./gatewayRules";
import { addRedistribution, REDISTRIBUTED_TYPES } from "./redistribution";

/** Lower numbers go first: the exception stands before whatever translates. */
const FIRST_NAT_PRIORITY = 10;

/** What tunnels need of the gateway that they end on. */
export interface AddedVpnGateway {
  gatewayPath: pulumi.Input<string>;
  bgpPath: pulumi.Input<string>;
  servicePath: pulumi.Output<string>;
  announcedPath: pulumi.Output<string>;
  acceptedPath: pulumi.Output<string>;
  policyPath: pulumi.Output<string>;
  /** To stand before any session. */
  exception: pulumi.Resource;
}

export interface VpnGatewayParts {
  owner: pulumi.ComponentResource;
  claimant: string;
  key: string;
  gateway: VpnGateway;
  end: VpnEnd;
  protect: boolean;
}

/** What all tunnels of one gateway share. */
export function addVpnGateway(children: Children, parts: VpnGatewayParts): AddedVpnGateway {
  const { key, gateway, end, protect } = parts;
  const { gatewayPath } = gateway;
  const service = children.add(
    nsxt.PolicyIpsecVpnService,
    ["service", key],
    { description: `VPN from ${end.site} to ${end.peer}`, gatewayPath },
    { protect },
  );
  const exception = children.add(nsxt.PolicyNatRule, ["no-snat", key], {
    gatewayPath,
    action: "NO_SNAT",
    sourceNetworks: end.networks,
    destinationNetworks: end.peerNetworks,
    // The only one that NSX takes for an exception.
    firewallMatch: "BYPASS",
    rulePriority: FIRST_NAT_PRIORITY,
  });
  const list = (role: string, prefixes: readonly PlannedPrefix[]) =>
    children.add(nsxt.PolicyGatewayPrefixList, [role, key], {
      gatewayPath,
      prefixes: prefixes.map(({ network, action, longest }) => ({
        network,
        action,
        ...(longest === 0 ? {} : { le: longest }),
      })),
    });
  const announced = list("announced", end.announced);
  const accepted = list("accepted", end.accepted);
  const policy = addGatewayPolicy(children, ["policy", key]);
  if (gateway.redistribute === true) {
    const { owner, claimant } = parts;
    addRedistribution(
      children,
      ["redistribution", key],
      gatewayPath,
      [{ name: "vpn", types: REDISTRIBUTED_TYPES }],
      { owner, claimant, path: joinPath("gateways", key, "redistribute") },
    );
  }
  return {
    gatewayPath,
    bgpPath: gateway.bgpPath ?? pulumi.interpolate`${gatewayPath}/locale-services/default/bgp`,
    servicePath: service.path,
    announcedPath: announced.path,
    acceptedPath: accepted.path,
    policyPath: policy.path,
    exception,
  };
}
