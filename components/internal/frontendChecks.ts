import { parseAddress, type Address, type Cidr } from "../../network/address";
import { joinPath } from "../../network/faults";
import { acmeFaults, nginxFaults, parseResponderUrl, staplingObstacle } from "../../network/nginx";
import type { TlsFrontendArgs } from "../tlsFrontend";
import { likelyObjectName, type Checks } from "./checks";
import { checkCertificate } from "./frontendCertificate";
import { acmePlan, nginxPlan } from "./frontendPlan";
import { checkPrefix } from "./guardChecks";
import { checkPlace } from "./placeChecks";

/** Stands for addresses that are known only later (RFC 5737). */
const UNKNOWN_ADDRESS = "192.0.2.1";

export function checkTlsFrontend(checks: Checks, args: TlsFrontendArgs): void {
  const inside = checkNetwork(checks, args);
  checkMachines(checks, args, inside);
  if (checks.required("compute", args.compute, "where machines run, and their template")) {
    checkPlace(checks, "compute", args.compute);
  }
  checkSettings(checks, args);
  checkSource(checks, args);
  checkStapling(checks, args);
  checkPrefix(checks, args.nsxIdPrefix);
}

function checkNetwork(checks: Checks, { network }: TlsFrontendArgs): Cidr | undefined {
  if (!checks.required("network", network, "a NatSegment or RoutedSegment, or its parts")) {
    return undefined;
  }
  const { networkId, gatewayAddress, cidr, groupPath } = network;
  checks.required("network.networkId", networkId, "the network's managed object id");
  checks.required("network.gatewayAddress", gatewayAddress, "the gateway's address");
  checks.policyPath("network.groupPath", groupPath);
  if (!checks.required("network.cidr", cidr, "the network, such as 10.40.1.0/24")) {
    return undefined;
  }
  const inside = checks.cidr("network.cidr", cidr);
  checks.hostIn(inside, "network.gatewayAddress", gatewayAddress);
  return inside;
}

function checkMachines(checks: Checks, args: TlsFrontendArgs, inside: Cidr | undefined): void {
  const { machines, network, acme } = args;
  checks.keys("machines", machines);
  const count = Object.keys(machines).length;
  if (count === 0) {
    const message = "there is no machine that could end TLS";
    checks.fault("machines", { message, fix: "write { one: { address, hostSystemId } }" });
  }
  if (count > 1 && acme !== undefined) {
    checks.fault("machines", {
      message: "a challenge comes to whichever machine the name leads to, so ACME is one machine's",
      value: Object.keys(machines),
      allowed: "one machine with acme",
      fix: "bring a certificate: issued, or certificate",
    });
  }
  const gateway = inside && checks.known(network.gatewayAddress);
  const owners = new Map<bigint, string>();
  const own = gateway === undefined ? undefined : addressOrNothing(gateway);
  if (own !== undefined) {
    owners.set(own.value, "the gateway");
  }
  for (const [key, { address, hostSystemId, vmName }] of Object.entries(machines)) {
    const path = joinPath("machines", key);
    checks.required(joinPath(path, "hostSystemId"), hostSystemId, "such as host-21");
    const at = joinPath(path, "address");
    if (checks.required(at, address, "an address of the network")) {
      const parsed = checks.hostIn(inside, at, address);
      const owner = parsed && owners.get(parsed.value);
      if (owner !== undefined) {
        checks.fault(at, { message: `${owner} has this already`, value: checks.known(address) });
      }
      owners.set(parsed?.value ?? -1n, owner ?? key);
    }
    if (vmName !== undefined && !/^[^/\\%\p{Cc}]{1,80}$/u.test(vmName)) {
      checks.fault(joinPath(path, "vmName"), {
        message: "this cannot be the name of a machine",
        value: vmName,
        allowed: "1 to 80 characters without /, \\, % and line breaks",
        fix: likelyObjectName(vmName),
      });
    }
  }
}

function addressOrNothing(text: string): Address | undefined {
  try {
    return parseAddress(text);
  } catch {
    return undefined; // its own fault says it
  }
}

/** Paths of the plan that have another name among the arguments. */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/^responderUrl/, "stapling.responderUrl"],
  [/^resolvers/, "dnsServers"],
  [/\.tlsName$/, ".tls.serverName"],
];

/** What nginx will be told: its own plan says what is wrong. */
function checkSettings(checks: Checks, args: TlsFrontendArgs): void {
  const upstreams = Object.entries(args.upstreams);
  const addresses = upstreams.map(([name, { address, tls }]) => {
    const path = joinPath("upstreams", name);
    checks.required(joinPath(path, "address"), address, "an address such as 10.40.3.10");
    if (tls !== undefined) {
      checks.required(joinPath(path, "tls.serverName"), tls.serverName, "a DNS name");
      checks.required(joinPath(path, "tls.authorityPem"), tls.authorityPem, "PEM text");
    }
    return [name, checks.known(address) ?? UNKNOWN_ADDRESS] as const;
  });
  const faults = nginxFaults(nginxPlan(args, Object.fromEntries(addresses)));
  for (const { path, ...fault } of faults.faults) {
    const at = NAMES.reduce((text, [pattern, name]) => text.replace(pattern, name), path);
    checks.fault(at, fault);
  }
}

const SOURCES = ["issued", "certificate", "acme"] as const;

/** Where the certificate is from: exactly one place. */
function checkSource(checks: Checks, args: TlsFrontendArgs): void {
  const given = SOURCES.filter((source) => args[source] !== undefined);
  if (given.length !== 1) {
    checks.fault(given[1] ?? "issued", {
      message: given.length === 0 ? "there is no certificate" : "there are several certificates",
      value: given.length === 0 ? undefined : given,
      allowed: `exactly one of ${SOURCES.join(", ")}`,
      fix: given.length === 0 ? "write issued: { authority, name }" : "leave the others out",
    });
  }
  checkCertificate(checks, args);
  const { acme } = args;
  const plan = acmePlan(args);
  if (acme === undefined || plan === undefined) {
    return;
  }
  if (acme.agreeToTerms !== true) {
    checks.fault("acme.agreeToTerms", {
      message: "no certificate is issued to whoever does not agree to the directory's terms",
      value: acme.agreeToTerms,
      allowed: "true, after reading them",
    });
  }
  // The names have been told already.
  checks.faults.addAll("acme", acmeFaults({ ...plan, serverNames: [] }));
  if ((args.dnsServers ?? []).length === 0) {
    checks.fault("dnsServers", {
      message: "the machine could not find the directory by its name",
      allowed: "one or more name servers with acme",
    });
  }
}

function checkStapling(checks: Checks, args: TlsFrontendArgs): void {
  const { stapling, acme, certificate, dnsServers = [] } = args;
  if (stapling === undefined) {
    return;
  }
  const { responderUrl } = stapling;
  if (!checks.required("stapling.responderUrl", responderUrl, "http://, a name and a path")) {
    return;
  }
  const obstacle = checks.part().faults.attempt("", () => {
    return acme === undefined ? undefined : staplingObstacle(acme.directoryUrl);
  });
  if (obstacle !== undefined) {
    checks.fault("stapling", {
      message: obstacle,
      allowed: "stapling with an authority that has a responder",
      fix: "leave this out",
    });
  }
  const url = checks.part().faults.attempt("", () => parseResponderUrl(responderUrl));
  if (url?.isName === true && dnsServers.length === 0) {
    checks.fault("dnsServers", {
      message: "the machines could not find the responder by its name",
      allowed: "one or more name servers, or a responder that is an address",
    });
  }
  if (certificate !== undefined) {
    checks.required("certificate.issuerPem", certificate.issuerPem, "the issuer, with stapling");
  }
}
