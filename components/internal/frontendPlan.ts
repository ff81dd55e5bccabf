import * as pulumi from "@pulumi/pulumi";

import {
  frontendUserData,
  ocspObjective,
  type AcmePlan,
  type FrontendPlan,
  type NginxPlan,
} from "../../network/nginx";
import { planObjectives, type Objective } from "../../network/objectives";
import type { FrontendAuthority, FrontendUpstream, TlsFrontendArgs } from "../tlsFrontend";

const YEAR_SECONDS = 31_536_000;

/**
 * The arguments with the parts of networks and authorities that are used, keys as secrets: a
 * component's arguments are written to the state.
 */
export function sealedFrontend(args: TlsFrontendArgs): TlsFrontendArgs {
  // A program without types may leave anything out; the checks say so.
  const given = args as Partial<TlsFrontendArgs> | undefined;
  if (!isObject(given)) {
    return args;
  }
  const { network, issued, certificate } = given;
  const authority = issued?.authority as Partial<FrontendAuthority> | undefined;
  const sealed = {
    ...given,
    ...(isWhole(network)
      ? {
          network: {
            networkId: network.networkId,
            cidr: network.cidr,
            gatewayAddress: network.gatewayAddress,
            groupPath: network.groupPath,
          },
        }
      : {}),
    ...(isObject(issued) && isObject(authority)
      ? {
          issued: {
            ...issued,
            authority: {
              caCertificatePem: authority.caCertificatePem,
              serverCertificatesPem: authority.serverCertificatesPem,
              serverPrivateKeysPem: secret(authority.serverPrivateKeysPem),
            },
          },
        }
      : {}),
    ...(isObject(certificate)
      ? { certificate: { ...certificate, privateKeyPem: secret(certificate.privateKeyPem) } }
      : {}),
  };
  return sealed as TlsFrontendArgs;
}

const secret = <T>(value: pulumi.Input<T> | undefined) =>
  value === undefined || value === null ? value : pulumi.secret(value);

function isObject<T>(value: T): value is T & object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A network that is passed as a whole, as opposed to its parts, among which strangers are told. */
function isWhole<T>(value: T): value is T & object {
  return isObject(value) && "segmentPath" in value;
}

export function portOf({ port, tls }: FrontendUpstream): number {
  return port ?? (tls === undefined ? 80 : 443);
}

/** The plan, with the addresses of upstreams. */
export function nginxPlan(
  args: TlsFrontendArgs,
  addresses: Readonly<Record<string, string>>,
): NginxPlan {
  const { stapling, rateLimit } = args;
  const upstreams = Object.entries(args.upstreams).map(([name, upstream]) => {
    const { path = "/", tls } = upstream;
    const plan = { address: addresses[name] ?? "", port: portOf(upstream), path };
    return [name, tls === undefined ? plan : { ...plan, tlsName: tls.serverName }] as const;
  });
  return {
    serverNames: args.serverNames,
    upstreams: Object.fromEntries(upstreams),
    isAcme: args.acme !== undefined,
    ...(stapling === undefined ? {} : { responderUrl: stapling.responderUrl }),
    resolvers: args.dnsServers ?? [],
    hstsSeconds: args.hstsSeconds ?? YEAR_SECONDS,
    hstsSubdomains: args.hstsSubdomains ?? false,
    ...(rateLimit === undefined ? {} : { rateLimit }),
    bodyMegabytes: args.bodyMegabytes ?? 10,
    answerSeconds: args.answerSeconds ?? 60,
  };
}

/** How the certificate is asked for, where it is by ACME. */
export function acmePlan({ acme, serverNames }: TlsFrontendArgs): AcmePlan | undefined {
  if (acme === undefined) {
    return undefined;
  }
  const { directoryUrl, email, directoryAuthorityPem } = acme;
  return {
    ...(directoryUrl === undefined ? {} : { directoryUrl }),
    ...(email === undefined ? {} : { email }),
    hasOwnAuthority: directoryAuthorityPem !== undefined,
    serverNames,
  };
}

/** Certificate, key and issuer; nothing with ACME. */
function ownCertificate({ issued, certificate }: TlsFrontendArgs) {
  if (issued !== undefined) {
    const { authority, name } = issued;
    const of = (map: pulumi.Input<Record<string, string>>) =>
      pulumi.output(map).apply((known) => known[name] ?? "");
    return {
      certificatePem: of(authority.serverCertificatesPem),
      privateKeyPem: of(authority.serverPrivateKeysPem),
      issuerPem: authority.caCertificatePem,
    };
  }
  return certificate;
}

/** The machines' settings; the same for each, and secret. */
export function userDataOf(args: TlsFrontendArgs): pulumi.Output<string> {
  const upstreams = Object.entries(args.upstreams);
  const addresses = Object.fromEntries(upstreams.map(([name, { address }]) => [name, address]));
  const authorities = upstreams.flatMap(([name, { tls }]) =>
    tls === undefined ? [] : [[name, tls.authorityPem] as const],
  );
  const acme = acmePlan(args);
  const all = pulumi.all([
    addresses,
    ownCertificate(args),
    args.acme?.directoryAuthorityPem,
    Object.fromEntries(authorities),
  ]);
  return pulumi.secret(
    all.apply(([known, own, directoryAuthorityPem, upstreamAuthoritiesPem]) => {
      const plan: FrontendPlan = {
        nginx: nginxPlan(args, known),
        ...(acme === undefined ? {} : { acme }),
        installPackages: args.installPackages ?? false,
      };
      return frontendUserData(plan, {
        ...own,
        ...(directoryAuthorityPem === undefined ? {} : { directoryAuthorityPem }),
        upstreamAuthoritiesPem,
      });
    }),
  );
}

/** What a probe measures the responder by, one objective for each machine that asks it. */
export function objectivesOf(name: string, args: TlsFrontendArgs): Record<string, string> {
  const { stapling, machines } = args;
  if (stapling === undefined) {
    return {};
  }
  const objectives = Object.entries(machines).map(([key, { vmName }]): [string, Objective] => [
    `ocsp-${key}`,
    ocspObjective(vmName ?? `${name}-${key}`, stapling.responderUrl),
  ]);
  const planned = Object.entries(planObjectives(Object.fromEntries(objectives)));
  return Object.fromEntries(planned.map(([key, one]) => [key, JSON.stringify(one)]));
}
