import * as nsxt from "@pulumi/nsxt";
import * as pulumi from "@pulumi/pulumi";

import { Children } from "./internal/children";
import { claimLater } from "./internal/laterClaims";
import { checkLoadBalancedService } from "./internal/loadBalancerChecks";
import { validated } from "./internal/validated";

/** How the next connection finds its member. */
export enum BalancingAlgorithm {
  /** One after the other. */
  RoundRobin = "ROUND_ROBIN",
  /** One after the other, as often as its weight says. */
  WeightedRoundRobin = "WEIGHTED_ROUND_ROBIN",
  /** The one with the fewest connections. */
  LeastConnection = "LEAST_CONNECTION",
  /** The fewest connections for its weight. */
  WeightedLeastConnection = "WEIGHTED_LEAST_CONNECTION",
  /** Always the same one for a client. */
  IpHash = "IP_HASH",
}

/** How deep the balancer looks. */
export enum BalancedProtocol {
  /** Connections: TLS passes through untouched. */
  Tcp = "tcp",
  /** Requests of plain HTTP. */
  Http = "http",
}

/** How large a balancer is: how much of an edge node it takes. */
export enum BalancerSize {
  Small = "SMALL",
  Medium = "MEDIUM",
  Large = "LARGE",
  ExtraLarge = "XLARGE",
}

/** A balancer that the component makes. */
export interface NewBalancer {
  /** Policy path of the tier-1 gateway that carries it. */
  gatewayPath: pulumi.Input<string>;
  /** How large it is. Default: small. @default BalancerSize.Small */
  size?: BalancerSize;
}

/** One machine that serves. */
export interface BalancedMember {
  /** Its address. */
  address: pulumi.Input<string>;
  /** The port at which it serves. Default: the port that was asked for. */
  port?: number;
  /** How many connections it gets in relation to the others, 1 to 256, with a weighted algorithm. Default: 1. */
  weight?: number;
  /** Gets connections only when no other member is well. Default: it serves always. */
  backup?: boolean;
  /** New connections go elsewhere, open ones end by themselves. Default: it serves. */
  draining?: boolean;
}

/** How it is found out whether a member is well. */
export interface HealthCheck {
  /** Seconds between two looks, 1 to 2147483647. Default: 5. */
  intervalSeconds?: number;
  /** Seconds after which no answer is a bad one. Default: 15. */
  timeoutSeconds?: number;
  /** Bad answers after which a member is out. Default: 3. */
  fallCount?: number;
  /** Good answers after which it is in again. Default: 3. */
  riseCount?: number;
  /** Port that is looked at. Default: the member's. */
  port?: number;
  /** HTTP only: what is asked for. Default: `/`. */
  path?: string;
  /** HTTP only: status codes that are good, 100 to 505. Default: 200. */
  statusCodes?: number[];
}

/** Arguments of {@link LoadBalancedService}. */
export interface LoadBalancedServiceArgs {
  /** A balancer for this service. Either this, or `balancerPath`. */
  balancer?: NewBalancer;
  /** Policy path of a balancer that exists, such as another service's. Either this, or `balancer`. */
  balancerPath?: pulumi.Input<string>;
  /** Address that clients ask, in no machine's use. */
  address: pulumi.Input<string>;
  /** Ports that clients ask: ports or ranges, such as `["443"]`. */
  ports: pulumi.Input<string>[];
  /** How deep the balancer looks. Default: connections. @default BalancedProtocol.Tcp */
  protocol?: BalancedProtocol;
  /** The machines that serve, keyed by name. */
  members: Record<string, BalancedMember>;
  /** Which member is next. Default: round robin. @default BalancingAlgorithm.RoundRobin */
  algorithm?: BalancingAlgorithm;
  /** How members are looked after. Default: a TCP connection, or for HTTP a request, every 5 seconds. */
  health?: HealthCheck;
  /** Seconds for which a client keeps its member. Default: it does not. */
  persistenceSeconds?: number;
  /** Write every request to the log. Default: not written. @default false */
  accessLog?: boolean;
  /** What the NSX ids begin with. Keep the old name here when the component is renamed; another prefix replaces every object. Default: the component's name. */
  nsxIdPrefix?: string;
}

/** What others need to know of a balanced service. */
export interface LoadBalancedServiceRef {
  /** Address that clients ask. */
  address: pulumi.Output<string>;
  /** Policy path of the balancer, for further services. */
  balancerPath: pulumi.Output<string>;
}

/** A service that exists; arguments of {@link LoadBalancedService.fromExisting}. */
export interface ExistingLoadBalancedService {
  address: pulumi.Input<string>;
  balancerPath: pulumi.Input<string>;
}

/**
 * One address before several machines; each connection goes to the next of those that are well (R43). The
 * guide's "round robin" exists here only: the teaming of a switch has no such mode.
 *
 * ```
 *   clients --- address:443 (tier-1 gateway) ---+--- web-1:8443   looked at every 5 s
 *                        from the gateway's     +--- web-2:8443
 *                        own address            +--- web-3:8443
 * ```
 *
 * Creates:
 * 1. with `balancer` the balancer `<name>-balancer` on a tier-1 gateway;
 * 2. the pool `<name>-pool`, the monitor `<name>-tcpmonitor` and the application profile
 *    `<name>-tcpprofile`, or `-httpmonitor` and `-httpprofile`: both kinds share one place in NSX, so
 *    under one id the new one could not be made before the old one is gone;
 * 3. with `persistenceSeconds` the profile `<name>-persistence`;
 * 4. the virtual server `<name>-server`.
 *
 * A change of members updates the pool alone. Members see the gateway's address as the client's
 * (automatic source NAT), so that answers come back through the balancer wherever they are.
 *
 * NSX ends TLS up to 1.2 only: with `BalancedProtocol.Tcp` it passes through and ends at the machines.
 *
 * Needs on site: a licence with load balancing; a tier-1 gateway with an edge cluster that has room for
 * the size (choose its pool allocation when the gateway is made: another one replaces it) and
 * advertises TIER1_LB_VIP; gateway and distributed firewall that let the clients and the monitor
 * through. One gateway carries one balancer.
 *
 * Transforms may match `nsxt:index/policyLbService:PolicyLbService`,
 * `nsxt:index/policyLbPool:PolicyLbPool`, `nsxt:index/policyLbVirtualServer:PolicyLbVirtualServer`,
 * `nsxt:index/policyLbTcpMonitorProfile:PolicyLbTcpMonitorProfile`,
 * `nsxt:index/policyLbHttpMonitorProfile:PolicyLbHttpMonitorProfile`,
 * `nsxt:index/policyLbFastTcpApplicationProfile:PolicyLbFastTcpApplicationProfile`,
 * `nsxt:index/policyLbHttpApplicationProfile:PolicyLbHttpApplicationProfile`,
 * `nsxt:index/policyLbSourceIpPersistenceProfile:PolicyLbSourceIpPersistenceProfile`.
 */
export class LoadBalancedService extends pulumi.ComponentResource {
  /** Address that clients ask. */
  readonly address: pulumi.Output<string>;
  /** Policy path of the balancer, for further services. */
  readonly balancerPath: pulumi.Output<string>;
  /** Policy path of the pool. */
  readonly poolPath: pulumi.Output<string>;

  /** @throws InputPropertiesError with every fault, before anything is registered */
  constructor(name: string, args: LoadBalancedServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "vmnet:index:LoadBalancedService",
      name,
      (args = validated("LoadBalancedService", name, args, checkLoadBalancedService)),
      opts,
    );
    const children = new Children(this, name, args.nsxIdPrefix);

    const balancerPath = args.balancerPath ?? addBalancer(this, children, name, args.balancer);
    const monitor = addMonitor(children, args);
    const pool = children.add(
      nsxt.PolicyLbPool,
      "pool",
      {
        algorithm: args.algorithm ?? BalancingAlgorithm.RoundRobin,
        members: membersOf(args.members),
        activeMonitorPaths: [monitor.path],
      },
      { ownReferences: ["activeMonitorPaths"] },
    );
    const profile = addProfile(children, args);
    const persistence = addPersistence(children, args.persistenceSeconds);
    const server = children.add(
      nsxt.PolicyLbVirtualServer,
      "server",
      {
        servicePath: balancerPath,
        ipAddress: args.address,
        ports: args.ports,
        poolPath: pool.path,
        applicationProfilePath: profile.path,
        ...(persistence === undefined ? {} : { persistenceProfilePath: persistence.path }),
        accessLogEnabled: args.accessLog ?? false,
      },
      {
        ownReferences: [
          "poolPath",
          "applicationProfilePath",
          ...(args.balancerPath === undefined ? ["servicePath"] : []),
          ...(persistence === undefined ? [] : ["persistenceProfilePath"]),
        ],
      },
    );

    this.address = server.ipAddress;
    this.balancerPath = pulumi.output(balancerPath);
    this.poolPath = pool.path;
    this.registerOutputs({
      address: this.address,
      balancerPath: this.balancerPath,
      poolPath: this.poolPath,
    });
  }

  /** A service that somebody else made: registers nothing and looks nothing up. */
  static fromExisting(existing: ExistingLoadBalancedService): LoadBalancedServiceRef {
    return {
      address: pulumi.output(existing.address),
      balancerPath: pulumi.output(existing.balancerPath),
    };
  }
}

function addBalancer(
  parent: pulumi.Resource,
  children: Children,
  name: string,
  { gatewayPath = "", size = BalancerSize.Small }: Partial<NewBalancer> = {},
): pulumi.Output<string> {
  const connectivityPath = claimLater(parent, gatewayPath, {
    type: "nsxt:index:any",
    thing: (path) => `load balancer of ${path}`,
    path: "balancer.gatewayPath",
    claimant: name,
  });
  return children.add(nsxt.PolicyLbService, "balancer", { connectivityPath, size }).path;
}

/** In the order of their names: NSX keeps a list, and another order would be a change. */
function membersOf(members: Record<string, BalancedMember>): nsxt.types.input.PolicyLbPoolMember[] {
  return Object.entries(members)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([displayName, { address, port, weight, backup, draining }]) => ({
      displayName,
      ipAddress: address,
      ...(port === undefined ? {} : { port: String(port) }),
      weight: weight ?? 1,
      backupMember: backup ?? false,
      adminState: draining === true ? "GRACEFUL_DISABLED" : "ENABLED",
    }));
}

function addMonitor(
  children: Children,
  { protocol, health = {} }: LoadBalancedServiceArgs,
): nsxt.PolicyLbTcpMonitorProfile | nsxt.PolicyLbHttpMonitorProfile {
  const common = {
    interval: health.intervalSeconds ?? 5,
    timeout: health.timeoutSeconds ?? 15,
    fallCount: health.fallCount ?? 3,
    riseCount: health.riseCount ?? 3,
    ...(health.port === undefined ? {} : { monitorPort: health.port }),
  };
  return protocol === BalancedProtocol.Http
    ? children.add(nsxt.PolicyLbHttpMonitorProfile, "httpmonitor", {
        ...common,
        requestUrl: health.path ?? "/",
        responseStatusCodes: health.statusCodes ?? [200],
      })
    : children.add(nsxt.PolicyLbTcpMonitorProfile, "tcpmonitor", common);
}

function addProfile(children: Children, { protocol }: LoadBalancedServiceArgs) {
  return protocol === BalancedProtocol.Http
    ? children.add(nsxt.PolicyLbHttpApplicationProfile, "httpprofile", { xForwardedFor: "INSERT" })
    : children.add(nsxt.PolicyLbFastTcpApplicationProfile, "tcpprofile", {});
}

function addPersistence(children: Children, seconds: number | undefined) {
  return seconds === undefined
    ? undefined
    : children.add(nsxt.PolicyLbSourceIpPersistenceProfile, "persistence", { timeout: seconds });
}
