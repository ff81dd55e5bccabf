import type { SyslogLines } from "../syslog";

/** What a runbook names of a stack. Names are as their owners chose them: whatever prints them escapes. */

export interface SiteFacts {
  readonly hosts: readonly HostFacts[];
  readonly machines: readonly MachineFacts[];
  readonly segments: readonly { readonly name: string; readonly path: string }[];
  readonly gateways: readonly GatewayFacts[];
  readonly neighbors: readonly NeighborFacts[];
  readonly tunnels: readonly TunnelFacts[];
  readonly certificates: readonly CertificateFacts[];
  /** Firewall rules that write to the log. */
  readonly logged: readonly LoggedRule[];
  /** Lines that send logs to the servers which NetworkMonitoring components name; none where nobody does. */
  readonly syslog: SyslogLines;
  readonly routes: readonly {
    readonly gateway: string;
    readonly network: string;
    readonly hops: readonly string[];
  }[];
}

export interface HostFacts {
  /** Managed object id. */
  readonly id: string;
  /** Name in vCenter, or the id where nobody says. */
  readonly name: string;
  readonly switches: readonly SwitchFacts[];
  readonly vmkernels: readonly VmkernelFacts[];
}

export interface SwitchFacts {
  readonly name: string;
  readonly kind: "standard" | "distributed";
  readonly adapters: readonly string[];
  readonly mtuBytes?: number;
  /** Names of port groups with their VLANs as text. */
  readonly groups: readonly { readonly name: string; readonly vlans: string }[];
}

export interface VmkernelFacts {
  /** Identity of the resource. */
  readonly urn: string;
  /** `vmk1`; absent before the host has named it. */
  readonly adapter?: string;
  readonly address?: string;
  readonly mtuBytes?: number;
  readonly netstack?: string;
  /** Port group: its name on a standard switch, its id on a distributed one. */
  readonly network?: string;
}

export interface MachineFacts {
  readonly name: string;
  /** Host's managed object id. */
  readonly host?: string;
  readonly macs: readonly string[];
}

export interface GatewayFacts {
  readonly name: string;
  readonly path: string;
  readonly tier: 0 | 1;
  /** Names (last parts of paths) of the edge nodes that its interfaces are on. */
  readonly edgeNodes: readonly string[];
  /** Last part of the edge cluster's path. */
  readonly edgeCluster?: string;
}

export interface NeighborFacts {
  readonly name: string;
  readonly gateway: string;
  readonly address: string;
  readonly remoteAs: string;
}

export interface TunnelFacts {
  readonly name: string;
  readonly gateway: string;
  readonly localAddress: string;
  readonly peerAddress: string;
  readonly authentication: string;
}

/** A certificate that has to be imported before the stack can look it up (R34). */
export interface CertificateFacts {
  /** Name under which NSX keeps it: the last part of its path. */
  readonly name: string;
  /** Names of the endpoints that prove themselves with it, and their addresses: the SANs it needs. */
  readonly endpoints: readonly { readonly name: string; readonly address: string }[];
  /** Authorities that the peers' certificates come from. */
  readonly authorities: readonly string[];
}

export interface LoggedRule {
  readonly name: string;
  readonly firewall: "distributed" | "gateway";
  readonly action: string;
  /** What the log shows of it; absent where the rule has none. */
  readonly label?: string;
}
