import * as nsxt from "@pulumi/nsxt";
import * as pulumi from "@pulumi/pulumi";

import { Children } from "./internal/children";
import { addForwards } from "./internal/forwards";
import { addGatewayFirewall } from "./internal/gatewayFirewall";
import { checkOpenVpnGateway } from "./internal/openVpnChecks";
import { addOpenVpnMachine } from "./internal/openVpnMachine";
import { addOpenVpnKeys, profilesOf } from "./internal/openVpnKeys";
import {
  forwardOf,
  machineAddress,
  planOf,
  sealedIdentities,
  senders,
} from "./internal/openVpnPlan";
import { addOverlaySegment, networkIdOf } from "./internal/segments";
import { validated } from "./internal/validated";
import type { Traffic } from "../network/services";
import type { SourceNat } from "./natSegment";
import type { GuardProfiles } from "./segmentGuards";
import type { VpnClient, VpnIdentities, VpnMachine, VpnOutside } from "./vpnAccess";

/** How machines see the clients (R17). */
export enum ClientPool {
  /** As the gateway's own address: what a client may reach is decided on the gateway. */
  Masquerade = "masquerade",
  /** With addresses of their own, which firewall rules can name. */
  Routed = "routed",
}

/** Arguments of {@link OpenVpnGateway}. */
export interface OpenVpnGatewayArgs {
  /** Policy path of the tier-0 gateway above. */
  tier0Path: pulumi.Input<string>;
  /** Policy path of the edge cluster: NAT and firewall run there. */
  edgeClusterPath: pulumi.Input<string>;
  /** Policy path of the overlay transport zone. Another one replaces the segment. */
  transportZonePath: pulumi.Input<string>;
  /** Managed object id of the datacenter in which vCenter shows the segment. */
  datacenterId: pulumi.Input<string>;
  /** The network VPN_Net that the machine is in, such as `10.9.0.0/28`. */
  cidr: pulumi.Input<string>;
  /** The machine's address. Default: the network's second host address. */
  machineAddress?: pulumi.Input<string>;
  /** Where clients connect to. */
  outside: VpnOutside;
  /** How VPN_Net, and the pool unless it is advertised, appears in the main network. Default: not at all; a masqueraded pool needs it. */
  sourceNat?: SourceNat;
  /** UDP port. Default: 1194. @default 1194 */
  port?: number;
  /** Addresses of the tunnel, /16 to /28, such as `10.8.0.0/24`. */
  pool: string;
  /** How machines see the clients. Default: behind the gateway's address. @default ClientPool.Masquerade */
  poolMode?: ClientPool;
  /** Whether the routers outside are told the way to a routed pool, so that clients appear with addresses of their own. Default: without `sourceNat`, and hidden behind its address with it. */
  advertisePool?: boolean;
  /** Networks that clients are led to, keyed by name. */
  networks: Record<string, string>;
  /** What may be called in a network, by its key. Default: everything. */
  services?: Record<string, Traffic[]>;
  /** Name servers for clients and the machine. Default: none. */
  dnsServers?: string[];
  /** Addresses and networks that may log in to the machine by SSH. Default: none. */
  administrators?: string[];
  /** Networks that the machine loads its packages from. Default: none; the template then holds openvpn, libpam-oath and nftables. */
  repositories?: string[];
  /** Certificates and keys. */
  authority: VpnIdentities;
  /** Common name of the server's certificate. */
  serverName: string;
  /** Who may connect, by the common name of the certificate. */
  clients: Record<string, VpnClient>;
  /** How long one entered code is good for, 600 to 86400 seconds. Default: eight hours. @default 28800 */
  sessionSeconds?: number;
  /** The machine. */
  machine: VpnMachine;
  /** What guards the ports of VPN_Net. Default: the site's own profiles. */
  guards?: GuardProfiles;
  /** Log what the gateway's firewall drops. Default: logged. @default true */
  logDrops?: boolean;
  /** What the NSX ids begin with; another prefix replaces every object. Default: the component's name. */
  nsxIdPrefix?: string;
  /** Gateway, segment, machine and keys may be deleted or replaced (a lab). Default: they are protected. @default false */
  disposable?: boolean;
}

/** What others need to know of a gateway. */
export interface OpenVpnGatewayRef {
  /** Policy path of the tier-1 gateway. */
  gatewayPath: pulumi.Output<string>;
  /** Policy path of the segment VPN_Net. */
  segmentPath: pulumi.Output<string>;
  /** Policy path of the group that firewall rules know the clients by. */
  clientsGroupPath: pulumi.Output<string>;
  /** The machine's address. */
  machineAddress: pulumi.Output<string>;
}

/** A gateway that exists; arguments of {@link OpenVpnGateway.fromExisting}. */
export interface ExistingOpenVpnGateway {
  gatewayPath: pulumi.Input<string>;
  segmentPath: pulumi.Input<string>;
  clientsGroupPath: pulumi.Input<string>;
  machineAddress: pulumi.Input<string>;
}

/**
 * Access to networks behind NAT for people outside: OpenVPN 2.6 on a machine of its own, since NSX-T
 * has no SSL VPN (R13, R16, R17, R18, R30).
 *
 * ```
 *   clients ---- outside address, udp 1194
 *                  |
 *   [ tier-1: DNAT to the machine, SNAT to the main network, firewall with a last drop ]
 *                  |
 *   [ VPN_Net ]---machine: OpenVPN, nftables ---- tunnel: pool 10.8.0.0/24
 * ```
 *
 * Two factors: the certificate's key, and a six-digit code (RFC 6238) that works once. TLS 1.3 only,
 * hidden behind tls-crypt. Clients cannot reach each other, and reach nothing but `networks`.
 *
 * Creates:
 * 1. the tier-1 gateway `<name>-gateway`, the segment `<name>-segment`, and the group `<name>-group`;
 * 2. `<name>-snat`, with `sourceNat` (routed and not advertised: also `<name>-snat-pool`); the service, DNAT and firewall
 *    rules `<name>-service-vpn`, `<name>-forward-vpn`, `<name>-allow-vpn`;
 * 3. the policy `<name>-policy`, its rules `<name>-outbound-<what>`, with `services` one
 *    `<name>-outbound-network.<key>` each, and the last one `<name>-drop`;
 * 4. the machine `<name>-vm`;
 * 5. the key that tls-crypt's is made from, `<name>-outer-key`, and per client the key that the
 *    second factor is made from, `<name>-factor-<client>`;
 * 6. routed: the static route `<name>-route-pool`, the group `<name>-clients` of the pool, and
 *    the profile `<name>-spoofguard` that lets the machine send from the pool.
 *
 * The machine reads its settings when it is a new instance to cloud-init, so every change of them
 * (a new client, a revoked one) restarts it: connections drop for about a minute, and SSH host keys
 * are made anew. Server key and seeds are in the machine's guestinfo, which whoever may read the
 * machine's configuration in vCenter sees. The entry `guestinfo.vmnet.machine` beside them is no
 * secret: it says how the machine routes, hides and filters, and the model reads it. There, clients
 * are the outside networks `<name> clients` and, with an address of their own, `<name> client <client>`.
 *
 * Needs on site: a template with Debian 12 or Ubuntu 24.04, cloud-init 21.3 and open-vm-tools, with
 * the packages or a way to their repositories; the outside address answered by the tier-0; time from
 * the host (codes depend on it); an edge cluster; a licence with gateway firewall.
 *
 * Transforms may match `nsxt:index/policyTier1Gateway:PolicyTier1Gateway`,
 * `nsxt:index/policySegment:PolicySegment`, `nsxt:index/policyGroup:PolicyGroup`,
 * `nsxt:index/policyService:PolicyService`, `nsxt:index/policyNatRule:PolicyNatRule`,
 * `nsxt:index/policyParentGatewayPolicy:PolicyParentGatewayPolicy`,
 * `nsxt:index/policyGatewayPolicyRule:PolicyGatewayPolicyRule`,
 * `nsxt:index/policyStaticRoute:PolicyStaticRoute`,
 * `nsxt:index/policySpoofGuardProfile:PolicySpoofGuardProfile`,
 * `vsphere:index/virtualMachine:VirtualMachine`, `tls:index/privateKey:PrivateKey`.
 */
export class OpenVpnGateway extends pulumi.ComponentResource {
  /** Policy path of the tier-1 gateway. */
  readonly gatewayPath: pulumi.Output<string>;
  /** Policy path of the segment VPN_Net. */
  readonly segmentPath: pulumi.Output<string>;
  /** Policy path of the group that firewall rules know the clients by. */
  readonly clientsGroupPath: pulumi.Output<string>;
  /** BIOS UUID of the machine. */
  readonly vmId: pulumi.Output<string>;
  /** The machine's address. */
  readonly machineAddress: pulumi.Output<string>;
  /** Whole profiles (`.ovpn`) by client; secret. */
  readonly clientProfiles: pulumi.Output<Record<string, string>>;
  /** What an authenticator app reads as a QR code (`otpauth:`), by client; secret. */
  readonly enrolments: pulumi.Output<Record<string, string>>;

  /** @throws InputPropertiesError with every fault, before anything is registered */
  constructor(name: string, args: OpenVpnGatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "vmnet:index:OpenVpnGateway",
      name,
      (args = validated("OpenVpnGateway", name, sealedIdentities(args), checkOpenVpnGateway)),
      opts,
    );
    const children = new Children(this, name, args.nsxIdPrefix);
    const protect = args.disposable !== true;
    const isRouted = args.poolMode === ClientPool.Routed;
    const isAdvertised = isRouted && (args.advertisePool ?? args.sourceNat === undefined);
    const address = machineAddress(args);

    const gateway = children.add(
      nsxt.PolicyTier1Gateway,
      "gateway",
      {
        description: `Gateway of ${name}: NAT and firewall`,
        tier0Path: args.tier0Path,
        edgeClusterPath: args.edgeClusterPath,
        routeAdvertisementTypes: isAdvertised
          ? ["TIER1_NAT", "TIER1_STATIC_ROUTES"]
          : ["TIER1_NAT"],
      },
      { protect },
    );
    const spoofGuard = isRouted
      ? children.add(nsxt.PolicySpoofGuardProfile, "spoofguard", {
          description: `The machine of ${name} sends for its clients`,
          addressBindingAllowlist: false,
        })
      : undefined;
    const guards = spoofGuard && { ...args.guards, spoofGuardProfilePath: spoofGuard.path };
    const { segment, group, gatewayCidr } = addOverlaySegment(children, {
      description: `VPN_Net of ${name}`,
      transportZonePath: args.transportZonePath,
      gateway: { path: gateway.path, own: true },
      cidr: args.cidr,
      guards: guards ?? args.guards,
      protect,
    });
    const hidden = {
      snat: args.cidr,
      ...(isRouted && !isAdvertised ? { "snat-pool": args.pool } : {}),
    };
    for (const [role, network] of Object.entries(hidden)) {
      if (args.sourceNat !== undefined) {
        children.add(nsxt.PolicyNatRule, role, {
          gatewayPath: gateway.path,
          action: "SNAT",
          sourceNetworks: [network],
          translatedNetworks: [args.sourceNat.address],
        });
      }
    }
    if (isRouted) {
      children.add(nsxt.PolicyStaticRoute, ["route", "pool"], {
        gatewayPath: gateway.path,
        network: args.pool,
        nextHops: [{ ipAddress: address, adminDistance: 1 }],
      });
    }
    const byAddress = [{ ipaddressExpression: { ipAddresses: [args.pool] } }];
    const clients = isRouted
      ? children.add(nsxt.PolicyGroup, "clients", { criterias: byAddress })
      : group;
    const forwards = addForwards(children, gateway.path, { vpn: forwardOf(args, address) });
    const drop = addGatewayFirewall(children, gateway.path, forwards, {
      cidr: args.cidr,
      ...senders(args),
      ...(args.logDrops === undefined ? {} : { logDrops: args.logDrops }),
    });
    const keys = addOpenVpnKeys(children, args.clients, protect);
    const machine = addOpenVpnMachine(this, children, {
      name,
      args,
      address,
      gatewayCidr,
      networkId: networkIdOf(this, segment, [drop], args.datacenterId),
      plan: planOf(args),
      keys,
      protect,
    });

    this.gatewayPath = gateway.path;
    this.segmentPath = segment.path;
    this.clientsGroupPath = clients.path;
    this.vmId = machine.id;
    this.machineAddress = pulumi.output(address);
    this.clientProfiles = profilesOf(args, keys);
    this.enrolments = keys.enrolments(name);
    this.registerOutputs({
      gatewayPath: this.gatewayPath,
      segmentPath: this.segmentPath,
      clientsGroupPath: this.clientsGroupPath,
      vmId: this.vmId,
      machineAddress: this.machineAddress,
      clientProfiles: this.clientProfiles,
      enrolments: this.enrolments,
    });
  }
  /** A gateway that somebody else made: registers nothing and looks nothing up. */
  static fromExisting(existing: ExistingOpenVpnGateway): OpenVpnGatewayRef {
    return {
      gatewayPath: pulumi.output(existing.gatewayPath),
      segmentPath: pulumi.output(existing.segmentPath),
      clientsGroupPath: pulumi.output(existing.clientsGroupPath),
      machineAddress: pulumi.output(existing.machineAddress),
    };
  }
}
