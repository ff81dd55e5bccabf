import { addressesEqual, formatAddress, type Address } from "../../network/address";
import { joinPath } from "../../network/faults";
import { formatPortRange, type PortRange } from "../../network/ports";
import type { HealthCheck, LoadBalancedServiceArgs } from "../loadBalancedService";
import type { Checks } from "./checks";
import { checkPrefix } from "./guardChecks";

const ALGORITHMS = [
  "ROUND_ROBIN",
  "WEIGHTED_ROUND_ROBIN",
  "LEAST_CONNECTION",
  "WEIGHTED_LEAST_CONNECTION",
  "IP_HASH",
];
const SIZES = ["SMALL", "MEDIUM", "LARGE", "XLARGE"];
const MOST_SECONDS = 2_147_483_647;
const MOST_WEIGHT = 256;
const MOST_PORT = 65_535;

export function checkLoadBalancedService(checks: Checks, args: LoadBalancedServiceArgs): void {
  checkBalancer(checks, args);
  checkPrefix(checks, args.nsxIdPrefix);
  checks.oneOf("protocol", args.protocol, ["tcp", "http"]);
  checks.oneOf(
    "algorithm",
    args.algorithm,
    ALGORITHMS,
    "the teaming of a switch is set where the switch is",
  );
  checks.wholeNumber("persistenceSeconds", args.persistenceSeconds, 1, MOST_SECONDS);
  checks.required("address", args.address, "an address that no machine has");
  const address =
    checks.known(args.address) === "" ? undefined : checks.address("address", args.address);
  checkPorts(checks, args);
  checkMembers(checks, args, address);
  checkHealth(checks, args);
}

function checkBalancer(checks: Checks, { balancer, balancerPath }: LoadBalancedServiceArgs): void {
  if ((balancer === undefined) === (balancerPath === undefined)) {
    checks.fault("balancer", {
      message: "the service is on a balancer of its own, or on one that exists",
      allowed: "exactly one of balancer and balancerPath",
    });
    return;
  }
  if (balancer === undefined) {
    checks.policyPath("balancerPath", balancerPath);
    return;
  }
  checks.policyPath("balancer.gatewayPath", balancer.gatewayPath);
  checks.oneOf("balancer.size", balancer.size, SIZES);
  const path = checks.known(balancer.gatewayPath);
  if (typeof path === "string" && path.includes("/tier-0s/")) {
    checks.fault("balancer.gatewayPath", {
      message: "a tier-0 gateway carries no load balancer",
      value: path,
      allowed: "the path of a tier-1 gateway with an edge cluster",
    });
  }
}

function checkPorts(checks: Checks, { ports = [] }: LoadBalancedServiceArgs): void {
  if (ports.length === 0) {
    checks.fault("ports", {
      message: "no port is named",
      value: ports,
      allowed: 'such as ["443"]',
    });
  }
  const seen: PortRange[] = [];
  ports.forEach((one, index) => {
    const range = checks.ports(`ports[${index}]`, one);
    const twin = seen.find(
      (other) => range && other.first <= range.last && range.first <= other.last,
    );
    if (twin !== undefined) {
      checks.fault(`ports[${index}]`, {
        message: `${formatPortRange(twin)} has some of these ports already`,
        value: checks.known(one),
        allowed: "each port once",
      });
    }
    seen.push(...(range === undefined ? [] : [range]));
  });
}

function checkMembers(
  checks: Checks,
  args: LoadBalancedServiceArgs,
  service: Address | undefined,
): void {
  const { members = {}, algorithm } = args;
  checks.keys("members", members);
  if (Object.values(members).every(({ backup }) => backup === true)) {
    checks.fault("members", {
      message: "no machine serves",
      value: Object.keys(members),
      allowed: "one or more members that are no backup",
    });
  }
  const seen: { key: string; address: Address; port: number | undefined }[] = [];
  for (const [key, member] of Object.entries(members)) {
    const path = joinPath("members", key);
    checks.required(joinPath(path, "address"), member.address, "the machine's address");
    checks.wholeNumber(joinPath(path, "port"), member.port, 1, MOST_PORT);
    checks.wholeNumber(joinPath(path, "weight"), member.weight, 1, MOST_WEIGHT);
    if (member.weight !== undefined && !String(algorithm).startsWith("WEIGHTED")) {
      checks.fault(joinPath(path, "weight"), {
        message: "the algorithm does not look at weights",
        value: member.weight,
        fix: "leave this out, or take BalancingAlgorithm.WeightedRoundRobin",
      });
    }
    const address = checks.address(joinPath(path, "address"), member.address || undefined);
    if (address === undefined) {
      continue;
    }
    const twin = seen.find(
      (other) => addressesEqual(other.address, address) && other.port === member.port,
    );
    const isService = service !== undefined && addressesEqual(service, address);
    if (twin !== undefined || isService) {
      checks.fault(joinPath(path, "address"), {
        message: isService ? "this is the service's own address" : `${twin?.key} is this already`,
        value: formatAddress(address),
        allowed: "an address and port that nothing else has",
      });
    }
    seen.push({ key, address, port: member.port });
  }
}

function checkHealth(checks: Checks, { health, protocol }: LoadBalancedServiceArgs): void {
  if (health === undefined) {
    return;
  }
  const seconds = ["intervalSeconds", "timeoutSeconds", "fallCount", "riseCount"] as const;
  for (const field of seconds) {
    checks.wholeNumber(joinPath("health", field), health[field], 1, MOST_SECONDS);
  }
  checks.wholeNumber("health.port", health.port, 1, MOST_PORT);
  health.statusCodes?.forEach((code, index) => {
    checks.wholeNumber(`health.statusCodes[${index}]`, code, 100, 505);
  });
  if (health.path !== undefined && !health.path.startsWith("/")) {
    checks.fault("health.path", {
      message: "this is no path",
      value: health.path,
      allowed: "/...",
    });
  }
  const httpOnly: (keyof HealthCheck)[] = ["path", "statusCodes"];
  for (const field of httpOnly.filter((one) => protocol !== "http" && health[one] !== undefined)) {
    checks.fault(joinPath("health", field), {
      message: "a TCP connection asks for nothing and gets no status",
      value: health[field],
      fix: "leave this out, or take BalancedProtocol.Http",
    });
  }
}
