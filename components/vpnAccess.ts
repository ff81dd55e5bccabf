import type * as pulumi from "@pulumi/pulumi";

import type { VmTemplate } from "./networkedVm";

/** Certificates and keys: a {@link CertificateAuthority} as a whole, or its parts. */
export interface VpnIdentities {
  /** Certificate of the authority. */
  caCertificatePem: pulumi.Input<string>;
  /** Certificates of servers, by common name. */
  serverCertificatesPem: pulumi.Input<Record<string, string>>;
  /** Private keys of servers, by common name; kept secret. */
  serverPrivateKeysPem: pulumi.Input<Record<string, string>>;
  /** Certificates of clients, by common name. */
  clientCertificatesPem: pulumi.Input<Record<string, string>>;
  /** Private keys of clients, by common name; kept secret. */
  clientPrivateKeysPem: pulumi.Input<Record<string, string>>;
  /** Decimal serial numbers that are refused. Default: none. */
  revokedSerialNumbers?: pulumi.Input<string[]>;
}

/** Somebody who may connect. */
export interface VpnClient {
  /** Address in the tunnel, from the upper half of the pool. Default: one of the lower half, as it comes. */
  address?: string;
  /** Keys of `networks` that the client reaches; needs `address`. Default: all of them. */
  networks?: string[];
}

/** Where the gateway is reached from outside. */
export interface VpnOutside {
  /** Address that clients connect to, of the main network or a routed prefix. */
  address: pulumi.Input<string>;
  /** Sources, addresses or networks. Default: from anywhere. */
  from?: pulumi.Input<string>[];
  /** What profiles connect to, where a name or another translation stands before it. Default: the address. */
  host?: string;
}

/** The gateway's machine; ids are managed object ids. */
export interface VpnMachine {
  /** The host to start on. */
  hostSystemId: pulumi.Input<string>;
  /** The resource pool. */
  resourcePoolId: pulumi.Input<string>;
  /** The datastore. */
  datastoreId: pulumi.Input<string>;
  /** Folder path below the datacenter. Default: the datacenter's root. */
  folder?: pulumi.Input<string>;
  /** The machine to clone from: Debian 12 or Ubuntu 24.04 with cloud-init. */
  template: VmTemplate;
  /** Name of the machine in vCenter. Default: the component's name. */
  vmName?: string;
  /** Virtual processors. Default: 2. @default 2 */
  cpus?: number;
  /** Memory in MB. Default: 2048. @default 2048 */
  memoryMb?: number;
  /** Size of the disk in GB, at least the template's. Default: 20. @default 20 */
  diskSizeGb?: number;
}
