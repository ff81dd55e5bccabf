import * as pulumi from "@pulumi/pulumi";

import { planVpn, type VpnDescription } from "../network/vpn";
import { Children } from "./internal/children";
import { validated } from "./internal/validated";
import { checkCrossClusterVpn } from "./internal/vpnChecks";
import { addVpnGateway } from "./internal/vpnGateways";
import { addVpnGroup, addVpnProfiles, addVpnServices } from "./internal/vpnObjects";
import { halfOf, sealed } from "./internal/vpnHalf";
import { addVpnTunnel } from "./internal/vpnTunnels";

/** A tier-0 gateway of this site, on which tunnels end. */
export interface VpnGateway {
  /** Policy path of the tier-0 gateway. */
  gatewayPath: pulumi.Input<string>;
  /** The gateway's mode, as an EdgeGateway returns it; ACTIVE_STANDBY only. */
  haMode: pulumi.Input<string>;
  /** Policy path of its BGP settings. Default: those of its locale service `default`. */
  bgpPath?: pulumi.Input<string>;
  /** AS number that the gateway has, compared with the description's. Default: not compared. */
  asNumber?: pulumi.Input<string>;
  /** Write the gateway's redistribution here: what its tier-1 gateways advertise, and the endpoints. Default: not written, its owner does. @default false */
  redistribute?: boolean;
}

/** What this end proves itself with in one tunnel. */
export interface VpnCredential {
  /** Pre-shared key, 20 characters or more, the same at both ends; kept as a secret. Required for a tunnel by PSK. Default: none. */
  psk?: pulumi.Input<string>;
  /** Policy path of this end's certificate, imported beforehand. Required for a tunnel by CERTIFICATE. Default: none. */
  certificatePath?: pulumi.Input<string>;
  /** Policy paths of the authorities that the peer's certificate may come from. Required for a tunnel by CERTIFICATE. Default: none. */
  trustedCaPaths?: pulumi.Input<string>[];
  /** Policy paths of revocation lists. Default: none are asked. */
  revocationListPaths?: pulumi.Input<string>[];
  /** This end's certificate as PEM text, to be checked only; nothing deploys it. Default: not checked. */
  certificatePem?: pulumi.Input<string>;
  /** Password of the BGP session in the tunnel; kept as a secret. Default: none, the tunnel itself authenticates. */
  bgpPassword?: pulumi.Input<string>;
}

/** Machines of this site in a cross-site group. */
export interface VpnLocalMembers {
  /** Policy paths of segments whose machines belong to it. Default: none. */
  segmentPaths?: pulumi.Input<string>[];
  /** Tags of machines that belong to it, text by scope. Default: none. */
  tags?: Record<string, pulumi.Input<string>>;
}

/** Arguments of {@link CrossClusterVpn}. */
export interface CrossClusterVpnArgs {
  /** The VPN with both of its ends; give the same to the instance at the other site. */
  vpn: VpnDescription;
  /** Which of the two sites this end is. */
  site: string;
  /** Gateways of this site, keyed by the names that tunnels give; `main` for tunnels that name none. */
  gateways: Record<string, VpnGateway>;
  /** Credentials of this end, keyed by tunnel. */
  credentials: Record<string, VpnCredential>;
  /** Machines of this site in the description's groups, keyed by group. Default: the networks that the description names. */
  localMembers?: Record<string, VpnLocalMembers>;
  /** Log what is dropped on the tunnels. Default: logged. @default true */
  logDrops?: boolean;
  /** What the NSX ids begin with. Keep the old name here when the component is renamed; another prefix replaces every object. Default: the component's name. */
  nsxIdPrefix?: string;
  /** The IPsec services may be deleted or replaced with their tunnels (a lab). Default: they are protected. @default false */
  disposable?: boolean;
}

/** What others need to know of one end of a VPN. */
export interface CrossClusterVpnRef {
  /** Policy paths of the sessions, by tunnel; each is a tunnel interface, for rules' scopes. */
  sessionPaths: pulumi.Output<Record<string, string>>;
  /** Policy paths of this manager's cross-site groups, by name. */
  groupPaths: pulumi.Output<Record<string, string>>;
}

/** An end that exists; arguments of {@link CrossClusterVpn.fromExisting}. */
export interface ExistingCrossClusterVpn {
  sessionPaths: Record<string, pulumi.Input<string>>;
  groupPaths?: Record<string, pulumi.Input<string>>;
}

/**
 * One end of a VPN between two NSX managers: redundant route-based IPsec tunnels with BGP inside
 * (R18, R23, R34). Both ends are planned from one description, and each is an instance of its own
 * with its own provider, because one component takes one provider of a package.
 *
 * ```
 *   tier-0 west, AS 65001                            tier-0 east, AS 65002
 *     endpoint 203.0.113.1 ==== primary, certificate ==== 198.51.100.1
 *       VTI 169.254.64.2 ------ BGP, preferred --------- 169.254.64.1
 *     endpoint 203.0.113.2 ==== backup, PSK ============= 198.51.100.2
 *       VTI 169.254.64.6 ------ BGP, path prepended ----- 169.254.64.5
 * ```
 *
 * Creates:
 * 1. the profiles `<name>-ike`, `<name>-esp`, `<name>-dpd`: IKEv2, AES_GCM_256, group 20, perfect forward
 *    secrecy, IKE lifetime 28800 s, dead peers found by periodic probes;
 * 2. per gateway the IPsec service `<name>-service-<gateway>` that the standby keeps in step with, the
 *    NAT exception `<name>-no-snat-<gateway>` for the other site's networks, prefix lists
 *    `<name>-announced-<gateway>` and `<name>-accepted-<gateway>`, the policy `<name>-policy-<gateway>`,
 *    and, with `redistribute`, `<name>-redistribution-<gateway>`;
 * 3. per tunnel the endpoint `<name>-endpoint-<tunnel>`, the session `<name>-session-<tunnel>`, route maps
 *    `<name>-in-<tunnel>` and `<name>-out-<tunnel>`, the BGP neighbor `<name>-neighbor-<tunnel>`;
 * 4. per tunnel the rules `<name>-control-<tunnel>` (BGP and BFD), `<name>-allow-<tunnel>.<key>` and
 *    `<name>-drop-<tunnel>`, scoped to the tunnel's interface, with services `<name>-control` and
 *    `<name>-traffic-<key>`: a gateway would let everything through an interface of its own making;
 * 5. per group `<name>-group-<key>`, with local machines and the other site's networks.
 *
 * The NAT exception stands before any session, since one that comes later leaves tunnels down until
 * somebody re-enables them. Traffic that it exempts skips the sending gateway's firewall: the list of
 * what may cross is enforced where traffic enters a site. Segments of TCP are clamped, in both
 * directions, to what the smaller transport of the two carries. Loss of an edge node is the active-standby
 * gateway's to cover; the tunnels cover links, peers and credentials. Tunnels on different edges need two
 * tier-0 gateways per site: name them in the description's tunnels.
 *
 * Needs on site: a licence with VPN; BGP on the gateways, redistributing the site's networks and
 * TIER0_IPSEC_LOCAL_IP to the transport; endpoint addresses that the other site reaches over the transport
 * with UDP 500 and 4500 and ESP let through, without NAT; no source NAT of the site's networks below the
 * gateway; for certificates, RSA ones with the endpoint's address as a subject alternative name,
 * imported into the manager: no resource can make them.
 *
 * Transforms may match `nsxt:index/policyIpsecVpnIkeProfile:PolicyIpsecVpnIkeProfile`,
 * `nsxt:index/policyIpsecVpnTunnelProfile:PolicyIpsecVpnTunnelProfile`,
 * `nsxt:index/policyIpsecVpnDpdProfile:PolicyIpsecVpnDpdProfile`,
 * `nsxt:index/policyIpsecVpnService:PolicyIpsecVpnService`,
 * `nsxt:index/policyIpsecVpnLocalEndpoint:PolicyIpsecVpnLocalEndpoint`,
 * `nsxt:index/policyIpsecVpnSession:PolicyIpsecVpnSession`, `nsxt:index/policyNatRule:PolicyNatRule`,
 * `nsxt:index/policyGatewayPrefixList:PolicyGatewayPrefixList`,
 * `nsxt:index/policyGatewayRouteMap:PolicyGatewayRouteMap`,
 * `nsxt:index/policyBgpNeighbor:PolicyBgpNeighbor`,
 * `nsxt:index/policyGatewayRedistributionConfig:PolicyGatewayRedistributionConfig`,
 * `nsxt:index/policyParentGatewayPolicy:PolicyParentGatewayPolicy`,
 * `nsxt:index/policyGatewayPolicyRule:PolicyGatewayPolicyRule`,
 * `nsxt:index/policyService:PolicyService`, `nsxt:index/policyGroup:PolicyGroup`.
 */
export class CrossClusterVpn extends pulumi.ComponentResource {
  /** Policy paths of the sessions, by tunnel; each is a tunnel interface, for rules' scopes. */
  readonly sessionPaths: pulumi.Output<Record<string, string>>;
  /** Policy paths of this manager's cross-site groups, by name. */
  readonly groupPaths: pulumi.Output<Record<string, string>>;

  /** @throws InputPropertiesError with every fault, before anything is registered */
  constructor(name: string, args: CrossClusterVpnArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "vmnet:index:CrossClusterVpn",
      name,
      (args = sealed(validated("CrossClusterVpn", name, args, checkCrossClusterVpn))),
      opts,
    );
    const children = new Children(this, name, args.nsxIdPrefix);
    const end = halfOf(planVpn(args.vpn), args.site);
    const protect = args.disposable !== true;

    const profiles = addVpnProfiles(children);
    const services = addVpnServices(children, end);
    const gateways = new Map(
      Object.entries(args.gateways).map(([key, gateway]) => [
        key,
        addVpnGateway(children, { owner: this, claimant: name, key, gateway, end, protect }),
      ]),
    );
    const sessions = Object.entries(end.tunnels).map(([key, tunnel]) => {
      const credential = args.credentials[key] ?? {};
      const { logDrops = true } = args;
      const parts = { key, tunnel, credential, end, gateways, profiles, services, logDrops };
      return [key, addVpnTunnel(children, parts).path] as const;
    });
    const groups = Object.entries(end.groups).map(([key, group]) => {
      return [key, addVpnGroup(children, key, group, args.localMembers?.[key]).path] as const;
    });

    this.sessionPaths = pulumi.output(Object.fromEntries(sessions));
    this.groupPaths = pulumi.output(Object.fromEntries(groups));
    this.registerOutputs({ sessionPaths: this.sessionPaths, groupPaths: this.groupPaths });
  }

  /** An end that somebody else made: registers nothing and looks nothing up. */
  static fromExisting(existing: ExistingCrossClusterVpn): CrossClusterVpnRef {
    return {
      sessionPaths: pulumi.output(existing.sessionPaths),
      groupPaths: pulumi.output(existing.groupPaths ?? {}),
    };
  }
}
