import {
  addressToRange,
  cidrsOverlap,
  formatRange,
  nthAddress,
  rangeContains,
  type Cidr,
} from "../../network/address";
import { joinPath } from "../../network/faults";
import { poolLayout } from "../../network/openvpn";
import { Protocol } from "../../network/services";
import type { OpenVpnGatewayArgs } from "../openVpnGateway";
import { checkCommonNames, checkDnsName, checkSerialNumber } from "./authorityChecks";
import type { Checks } from "./checks";
import { checkGuards } from "./guardChecks";
import { checkNatAddress } from "./natAddresses";
import { checkInsideCidr } from "./natChecks";
import { checkPlace } from "./placeChecks";

export function checkOpenVpnGateway(checks: Checks, args: OpenVpnGatewayArgs): void {
  checks.policyPath("tier0Path", args.tier0Path);
  checks.policyPath("edgeClusterPath", args.edgeClusterPath);
  checks.policyPath("transportZonePath", args.transportZonePath);
  checks.required("datacenterId", args.datacenterId, "the datacenter's managed object id");
  const inside = checkInsideCidr(checks, args.cidr);
  const machine = checks.hostIn(inside, "machineAddress", args.machineAddress);
  if (inside !== undefined && machine?.value === nthAddress(inside, 1).value) {
    checks.fault("machineAddress", {
      message: "the tier-1 gateway has this already",
      value: checks.known(args.machineAddress),
      allowed: "another host address of the network",
    });
  }
  checkOutside(checks, args, inside);
  checkClientNetworks(checks, args, inside);
  checkClients(checks, args);
  checkIdentities(checks, args);
  checkMachine(checks, args);
  checks.wholeNumber("port", args.port, 1, 65_535);
  checks.wholeNumber("sessionSeconds", args.sessionSeconds, 600, 86_400);
  checkGuards(checks, args.guards);
  if (args.poolMode === "routed" && args.guards?.spoofGuardProfilePath !== undefined) {
    checks.fault("guards.spoofGuardProfilePath", {
      message: "the machine sends from the addresses of its clients, which a spoof guard drops",
      value: checks.known(args.guards.spoofGuardProfilePath),
      allowed: "no spoof guard with a routed pool",
      fix: "leave this out: a profile that permits it is made",
    });
  }
  if (args.nsxIdPrefix !== undefined) {
    checks.keys("nsxIdPrefix", { [args.nsxIdPrefix]: true });
  }
}

function checkOutside(checks: Checks, args: OpenVpnGatewayArgs, inside: Cidr | undefined): void {
  const facts = { inside, insideTaken: [], outsideTaken: [] };
  if (checks.required("outside", args.outside, "the address that clients connect to")) {
    checkNatAddress(checks, "outside.address", args.outside.address, facts);
    args.outside.from?.forEach((input, index) => checks.source(`outside.from[${index}]`, input));
    checkDnsName(checks, "outside.host", args.outside.host);
  }
  if (args.sourceNat !== undefined) {
    checkNatAddress(checks, "sourceNat.address", args.sourceNat.address, facts);
  } else if (args.poolMode !== "routed") {
    checks.fault("sourceNat", {
      message: "nothing in the main network would know the way back to the clients",
      allowed: "{ address: ... }, an address of the main network",
      fix: "write it, or route the pool: poolMode: ClientPool.Routed",
    });
  }
}

function checkClientNetworks(
  checks: Checks,
  args: OpenVpnGatewayArgs,
  inside: Cidr | undefined,
): void {
  checks.oneOf("poolMode", args.poolMode, ["masquerade", "routed"]);
  if (args.advertisePool === true && args.poolMode !== "routed") {
    checks.fault("advertisePool", {
      message: "nobody outside sees a masqueraded pool",
      value: true,
      fix: "leave this out, or route the pool: poolMode: ClientPool.Routed",
    });
  } else if (
    args.poolMode === "routed" &&
    args.advertisePool === false &&
    args.sourceNat === undefined
  ) {
    checks.fault("advertisePool", {
      message: "without it and without sourceNat nothing leads back to the clients",
      value: false,
      fix: "write sourceNat, or leave this out",
    });
  }
  checks.required("pool", args.pool, "a network such as 10.8.0.0/24");
  const pool = checks.faults.attempt("pool", () => poolLayout(args.pool).network);
  checks.keys("networks", args.networks);
  if (Object.keys(args.networks).length === 0) {
    checks.fault("networks", {
      message: "clients could connect and reach nothing",
      value: args.networks,
      allowed: "networks that clients are led to, keyed by name",
      fix: 'write { main: "192.168.1.0/24" }',
    });
  }
  const taken: [who: string, network: Cidr | undefined][] = [["VPN_Net", inside]];
  for (const [key, cidr] of Object.entries(args.networks)) {
    taken.push([joinPath("networks", key), checks.cidr(joinPath("networks", key), cidr)]);
  }
  checkServices(checks, args);
  for (const [who, network] of taken) {
    if (pool !== undefined && network !== undefined && cidrsOverlap(pool, network)) {
      checks.fault("pool", {
        message: `the pool and ${who} have addresses in common`,
        value: args.pool,
        allowed: "a network that nothing else has",
      });
    }
  }
  args.dnsServers?.forEach((input, index) => checks.address(`dnsServers[${index}]`, input));
  args.administrators?.forEach((input, at) => checks.source(`administrators[${at}]`, input));
  args.repositories?.forEach((input, index) => checks.source(`repositories[${index}]`, input));
}

/** Services are of networks; the gateway's own filter is IPv4 throughout. */
function checkServices(checks: Checks, { networks, services = {} }: OpenVpnGatewayArgs): void {
  for (const [key, traffic] of Object.entries(services)) {
    const path = joinPath("services", key);
    const cidr = networks[key];
    checks.oneOf(path, key, Object.keys(networks));
    checks.traffic(path, traffic);
    traffic.forEach(({ protocol }, index) => {
      if (protocol === Protocol.Icmp6) {
        checks.fault(joinPath(path, `[${index}]`), {
          message: "the tunnel carries IPv4 alone",
          value: protocol,
          allowed: "tcp, udp, icmp or any",
        });
      }
    });
    const twin = Object.keys(networks).find((other) => other !== key && networks[other] === cidr);
    if (cidr !== undefined && twin !== undefined) {
      checks.fault(path, {
        message: `networks.${twin} is the same network, and would have other services`,
        value: cidr,
        fix: "name the network once",
      });
    }
  }
}

function checkClients(checks: Checks, args: OpenVpnGatewayArgs): void {
  checkCommonNames(checks, "clients", args.clients);
  if (Object.keys(args.clients).length === 0) {
    checks.fault("clients", { message: "nobody may connect", fix: "write { anna: {} }" });
  }
  let fixed;
  try {
    ({ fixed } = poolLayout(args.pool));
  } catch {
    // The pool's own fault says it.
  }
  const owners = new Map<bigint, string>();
  for (const [name, { address, networks }] of Object.entries(args.clients)) {
    const path = joinPath("clients", name, "address");
    const parsed = checks.address(path, address);
    const owner = parsed && owners.get(parsed.value);
    if (parsed !== undefined && fixed && !rangeContains(fixed, addressToRange(parsed))) {
      checks.fault(path, {
        message: "this address is given out to others, or not of the pool",
        value: address,
        allowed: formatRange(fixed),
      });
    } else if (owner !== undefined) {
      checks.fault(path, { message: `${owner} has this already`, value: address });
    } else if (parsed !== undefined) {
      owners.set(parsed.value, name);
    }
    if (networks !== undefined && address === undefined) {
      checks.fault(joinPath("clients", name, "networks"), {
        message: "rules know a client by its address, and this one has none of its own",
        value: networks,
        fix: "write address too",
      });
    }
    networks?.forEach((key, index) => {
      const at = joinPath("clients", name, `networks[${index}]`);
      checks.oneOf(at, key, Object.keys(args.networks));
    });
  }
}

/** Every name must have its certificate and key; values are never repeated. */
function checkIdentities(checks: Checks, args: OpenVpnGatewayArgs): void {
  const { authority } = args;
  if (!checks.required("authority", authority, "a CertificateAuthority, or its parts")) {
    return;
  }
  checks.required("authority.caCertificatePem", authority.caCertificatePem, "PEM text");
  checks.required("serverName", args.serverName, "the common name of the server's certificate");
  const clients = Object.keys(args.clients);
  const needed = [
    ["serverCertificatesPem", [args.serverName]],
    ["serverPrivateKeysPem", [args.serverName]],
    ["clientCertificatesPem", clients],
    ["clientPrivateKeysPem", clients],
  ] as const;
  for (const [part, names] of needed) {
    const path = joinPath("authority", part);
    if (!checks.required(path, authority[part], "a map, keyed by common name")) {
      continue;
    }
    const known = checks.known(authority[part]);
    for (const name of known === undefined ? [] : names) {
      if (known?.[name] === undefined) {
        checks.fault(joinPath(path, name), {
          message: "there is nothing for this name",
          allowed: Object.keys(known ?? {}).join(", "),
          fix: "add the name to the authority, or take it out here",
        });
      }
    }
  }
  checks.known(authority.revokedSerialNumbers)?.forEach((serial, index) => {
    checkSerialNumber(checks, `authority.revokedSerialNumbers[${index}]`, serial);
  });
}

function checkMachine(checks: Checks, { machine }: OpenVpnGatewayArgs): void {
  if (checks.required("machine", machine, "where the machine runs, and its template")) {
    checks.required("machine.hostSystemId", machine.hostSystemId, "such as host-21");
    checkPlace(checks, "machine", machine);
  }
}
