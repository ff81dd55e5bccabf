import * as pulumi from "@pulumi/pulumi";

import { Children } from "./internal/children";
import { checkTlsFrontend } from "./internal/frontendChecks";
import { addInspection } from "./internal/frontendInspection";
import { addFrontendMachines } from "./internal/frontendMachines";
import { objectivesOf, sealedFrontend } from "./internal/frontendPlan";
import { validated } from "./internal/validated";
import type { VmTemplate } from "./networkedVm";

/** Where the frontends are: a {@link NatSegment} or {@link RoutedSegment} as a whole, or its parts. */
export interface FrontendNetwork {
  /** Managed object id of the network. */
  networkId: pulumi.Input<string>;
  /** The network, such as `10.40.1.0/24`. */
  cidr: pulumi.Input<string>;
  /** Its gateway's address. */
  gatewayAddress: pulumi.Input<string>;
  /** Policy path of the group that holds its machines: where older TLS is dropped. */
  groupPath: pulumi.Input<string>;
}

/** One machine that ends TLS. */
export interface FrontendMachine {
  /** Its address, of the network. */
  address: pulumi.Input<string>;
  /** Managed object id of the host to start on. */
  hostSystemId: pulumi.Input<string>;
  /** Name of the machine in vCenter. Default: the component's name, a dash and the key. */
  vmName?: string;
}

/** What every machine is made of; ids are managed object ids. */
export interface FrontendCompute {
  /** The resource pool. */
  resourcePoolId: pulumi.Input<string>;
  /** The datastore. */
  datastoreId: pulumi.Input<string>;
  /** Folder path below the datacenter. Default: the datacenter's root. */
  folder?: pulumi.Input<string>;
  /** The machine to clone from: Debian 12 or Ubuntu 24.04 with cloud-init. */
  template: VmTemplate;
  /** Virtual processors. Default: 2. @default 2 */
  cpus?: number;
  /** Memory in MB. Default: 2048. @default 2048 */
  memoryMb?: number;
  /** Size of the disk in GB, at least the template's. Default: 20. @default 20 */
  diskSizeGb?: number;
}

/** TLS to an upstream, where plain HTTP would leave the machine's own network. */
export interface UpstreamTls {
  /** Name in the upstream's certificate. */
  serverName: string;
  /** Certificate of its authority, PEM. */
  authorityPem: pulumi.Input<string>;
}

/** A server behind the frontend. */
export interface FrontendUpstream {
  /** Its address, or the address of a LoadBalancedService. */
  address: pulumi.Input<string>;
  /** Its port. Default: 80, with `tls` 443. */
  port?: number;
  /** Requests that go there, by the beginning of their path, such as `/api/`. Default: `/`, all that go nowhere else. @default "/" */
  path?: string;
  /** TLS 1.3 to the upstream. Default: plain HTTP. */
  tls?: UpstreamTls;
}

/** An authority that issued a certificate for servers: a {@link CertificateAuthority} as a whole, or its parts. */
export interface FrontendAuthority {
  /** Certificate of the authority. */
  caCertificatePem: pulumi.Input<string>;
  /** Certificates of servers, by common name. */
  serverCertificatesPem: pulumi.Input<Record<string, string>>;
  /** Private keys of servers, by common name; kept secret. */
  serverPrivateKeysPem: pulumi.Input<Record<string, string>>;
}

/** A certificate of a CertificateAuthority. */
export interface IssuedCertificate {
  /** The authority. */
  authority: FrontendAuthority;
  /** Common name of the certificate. */
  name: string;
}

/** A certificate from elsewhere. */
export interface OwnCertificate {
  /** PEM text: the server's certificate, then those between it and its root. */
  certificatePem: pulumi.Input<string>;
  /** PEM text of its key; kept secret. */
  privateKeyPem: pulumi.Input<string>;
  /** PEM text of the issuer, against which stapled answers are checked; needed with `stapling`. */
  issuerPem?: pulumi.Input<string>;
}

/** A certificate that the machine gets by ACME (RFC 8555) and renews by itself, proved over HTTP. */
export interface AcmeCertificate {
  /** That the terms of the directory's owner are agreed to; must be true. */
  agreeToTerms: boolean;
  /** The directory. Default: Let's Encrypt's. */
  directoryUrl?: string;
  /** Address for the account. Default: none. */
  email?: string;
  /** Authority of the directory's own certificate, PEM. Default: those that the machine knows. */
  directoryAuthorityPem?: pulumi.Input<string>;
}

/** Status of the certificate, handed out with it (RFC 6066 section 8). */
export interface OcspStapling {
  /** The authority's responder, `http://`. */
  responderUrl: string;
}

/** How often one client may ask. */
export interface FrontendRateLimit {
  /** Requests per second, 1 to 100000. */
  requestsPerSecond: number;
  /** Requests above the rate that pass at once before others are refused, 0 to 100000. */
  burst: number;
}

/** Arguments of {@link TlsFrontend}. */
export interface TlsFrontendArgs {
  /** Where the machines are. */
  network: FrontendNetwork;
  /** The machines, keyed by name; one only with `acme`. */
  machines: Record<string, FrontendMachine>;
  /** What the machines are made of. */
  compute: FrontendCompute;
  /** Name servers of the machines; needed for a responder or directory that is a name. Default: none. */
  dnsServers?: string[];
  /** DNS names that the frontend answers for, all of them in the certificate. */
  serverNames: string[];
  /** What is behind it, keyed by name. */
  upstreams: Record<string, FrontendUpstream>;
  /** Certificate of a CertificateAuthority. Either this, or `certificate`, or `acme`. */
  issued?: IssuedCertificate;
  /** Certificate from elsewhere. Either this, or `issued`, or `acme`. */
  certificate?: OwnCertificate;
  /** Certificate by ACME. Either this, or `issued`, or `certificate`. */
  acme?: AcmeCertificate;
  /** Stapled status. Default: none; refused for Let's Encrypt, which has no responder. */
  stapling?: OcspStapling;
  /** Drop TLS 1.2 before it comes to the machines, too. Default: the machines refuse it themselves, since what looks at connections can take TLS 1.3 for its predecessor. @default false */
  dropTls12?: boolean;
  /** Log the connections that are dropped for their TLS. Default: logged. @default true */
  logDrops?: boolean;
  /** How long browsers insist on HTTPS, in seconds, up to two years; 0 for not at all. Default: one year. @default 31536000 */
  hstsSeconds?: number;
  /** Names below the server's own insist on it, too. Default: they do not. @default false */
  hstsSubdomains?: boolean;
  /** How often one client may ask. Default: as often as it likes. */
  rateLimit?: FrontendRateLimit;
  /** Largest body of a request, 1 to 10000 megabytes. Default: 10. @default 10 */
  bodyMegabytes?: number;
  /** How long an upstream may take for an answer, 1 to 3600 seconds. Default: 60. @default 60 */
  answerSeconds?: number;
  /** The machines load nginx (and certbot) from their repositories. Default: the template has them. @default false */
  installPackages?: boolean;
  /** What the NSX ids begin with. Keep the old name here when the component is renamed; another prefix replaces every NSX object. Default: the component's name. */
  nsxIdPrefix?: string;
  /** The machines may be deleted or replaced (a lab). Default: they are protected. @default false */
  disposable?: boolean;
}

/** What others need to know of a frontend. */
export interface TlsFrontendRef {
  /** Addresses of the machines, by key. */
  addresses: pulumi.Output<Record<string, string>>;
  /** BIOS UUIDs of the machines, by key. */
  vmIds: pulumi.Output<Record<string, string>>;
}

/** A frontend that exists; arguments of {@link TlsFrontend.fromExisting}. */
export interface ExistingTlsFrontend {
  addresses: pulumi.Input<Record<string, pulumi.Input<string>>>;
  vmIds: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * Machines that end TLS for a service, TLS 1.3 only (R33): nginx, since NSX's own load balancer ends
 * TLS up to 1.2.
 *
 * ```
 *   clients --- SSL, TLS 1.0 and 1.1: dropped here ---+--- web-1 (nginx) ---+--- LoadBalancedService
 *               (distributed firewall, by what the    +--- web-2 (nginx) ---+--- or a machine
 *               connection says of itself)                 TLS 1.3 ends
 * ```
 *
 * Creates:
 * 1. per machine `<name>-vm-<key>`, which reads its settings from cloud-init;
 * 2. the context profile `<name>-oldertls`, and in category Environment, before what any tier lets in,
 *    the policy `<name>-inspection` with the rule `<name>-drop-oldertls` about port 443 of the machines.
 *
 * The machines answer for `serverNames` only (other names see no certificate), lead plain HTTP to HTTPS,
 * tell browsers to insist on it, and write the client's address and nothing that it claims into
 * `X-Forwarded-For`. A change of the settings, a renewed `issued` or own certificate too, makes a
 * machine a new instance to cloud-init and restarts it: several machines, kept apart by a
 * ClusterBalancing, are restarted at the same time all the same. By `acme` a machine renews its
 * certificate by itself; until it has the first one nothing listens on port 443.
 *
 * ACME is one machine's: the challenge comes to whichever machine the name leads to. Stapling is refused
 * for Let's Encrypt, whose responders were turned off in August 2025. The responder's answer within two
 * seconds (R33) is the objective `ocsp-<key>` in `objectives`; for a NetworkMonitoring the function
 * `ocspObjective` makes it. A responder whose name is not found when nginx starts is left out until
 * nginx is loaded again: an address is safer.
 *
 * The private key is in the machines' guestinfo (not with `acme`), which whoever may read their
 * configuration in vCenter sees. SSL 2.0 is not among what NSX can tell: the machines refuse it.
 *
 * Needs on site: a template with Debian 12 or Ubuntu 24.04, cloud-init 21.3, open-vm-tools and nginx (for
 * `acme` certbot), or a way to their repositories; firewalls that let clients in on tcp 80 and 443 and the
 * machines out to upstreams, name servers, responder and directory; a licence with distributed firewall
 * and its application identification; prepared hosts; for `acme` a public name that leads to the machine.
 *
 * Transforms may match `vsphere:index/virtualMachine:VirtualMachine`,
 * `nsxt:index/policyContextProfile:PolicyContextProfile`,
 * `nsxt:index/policyParentSecurityPolicy:PolicyParentSecurityPolicy`,
 * `nsxt:index/policySecurityPolicyRule:PolicySecurityPolicyRule`.
 */
export class TlsFrontend extends pulumi.ComponentResource {
  /** Addresses of the machines, by key. */
  readonly addresses: pulumi.Output<Record<string, string>>;
  /** BIOS UUIDs of the machines, by key. */
  readonly vmIds: pulumi.Output<Record<string, string>>;
  /** Policy path of the context profile that tells older TLS. */
  readonly contextProfilePath: pulumi.Output<string>;
  /** What a probe measures the responder by, as JSON, keyed by name; nothing without `stapling`. */
  readonly objectives: pulumi.Output<Record<string, string>>;

  /** @throws InputPropertiesError with every fault, before anything is registered */
  constructor(name: string, args: TlsFrontendArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "vmnet:index:TlsFrontend",
      name,
      (args = validated("TlsFrontend", name, sealedFrontend(args), checkTlsFrontend)),
      opts,
    );
    const children = new Children(this, name, args.nsxIdPrefix);

    const { profile, drop } = addInspection(children, name, args);
    const machines = addFrontendMachines(this, children, name, args, [drop]);

    this.addresses = pulumi.all(mapValues(args.machines, ({ address }) => address));
    this.vmIds = pulumi.all(mapValues(machines, ({ id }) => id));
    this.contextProfilePath = profile.path;
    this.objectives = pulumi.output(objectivesOf(name, args));
    this.registerOutputs({
      addresses: this.addresses,
      vmIds: this.vmIds,
      contextProfilePath: this.contextProfilePath,
      objectives: this.objectives,
    });
  }

  /** Frontends that somebody else made: registers nothing and looks nothing up. */
  static fromExisting(existing: ExistingTlsFrontend): TlsFrontendRef {
    return {
      addresses: pulumi.output(existing.addresses),
      vmIds: pulumi.output(existing.vmIds),
    };
  }
}

function mapValues<T, R>(map: Record<string, T>, change: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}
