import { cidrsOverlap, formatCidr, type Cidr } from "../../network/address";
import { joinPath } from "../../network/faults";
import { nearest } from "../../network/nearest";
import { sliceFaults } from "../../network/slices";
import type { NetworkSliceArgs, SliceSegment } from "../networkSlice";
import { likelyObjectName, type Checks } from "./checks";
import { checkGuards, checkPrefix } from "./guardChecks";

export function checkNetworkSlice(checks: Checks, args: NetworkSliceArgs): void {
  checkPlan(checks, args);
  checks.policyPath("tier0Path", args.tier0Path);
  checks.policyPath("edgeClusterPath", args.edgeClusterPath);
  checks.policyPath("transportZonePath", args.transportZonePath);
  checks.required("datacenterId", args.datacenterId, "the datacenter's managed object id");
  checkSegments(checks, args.segments);
  checkPrefix(checks, args.nsxIdPrefix);
}

/** Every slice checks the whole set: none can be right where the set is wrong. */
function checkPlan(checks: Checks, { plan, slice }: NetworkSliceArgs): void {
  if (!checks.required("plan", plan, "the slices of the uplink, the same for each of them")) {
    return;
  }
  checks.keys("plan.slices", plan.slices);
  checks.faults.addAll("plan", sliceFaults(plan));
  const known = Object.keys(plan.slices);
  if (checks.required("slice", slice, known.join(", ")) && !known.includes(slice)) {
    const near = nearest(slice, known);
    checks.fault("slice", {
      message: "the plan has no slice of this name",
      value: slice,
      allowed: known.join(", "),
      fix: near === undefined ? "add it to the plan" : `did you mean "${near}"?`,
    });
  }
}

function checkSegments(checks: Checks, segments: Record<string, SliceSegment>): void {
  checks.keys("segments", segments);
  const entries = Object.entries(segments);
  if (entries.length === 0) {
    const allowed = "one or more, keyed by name";
    checks.fault("segments", { message: "the slice has no network", value: segments, allowed });
  }
  const networks: { key: string; network: Cidr }[] = [];
  const names = new Map<string, string>();
  for (const [key, segment] of entries) {
    const path = joinPath("segments", key);
    checkName(checks, path, key, segment, names);
    const network = checkNetwork(checks, path, segment);
    const twin = networks.find(
      (one) => network !== undefined && cidrsOverlap(one.network, network),
    );
    if (twin !== undefined && network !== undefined) {
      checks.fault(joinPath(path, "cidr"), {
        message: `segment ${twin.key} has this network, or a part of it`,
        value: formatCidr(network),
        allowed: `a network apart from ${formatCidr(twin.network)}`,
      });
    }
    if (network !== undefined) {
      networks.push({ key, network });
    }
    checkGuards(checks, segment.guards, path);
  }
}

function checkName(
  checks: Checks,
  path: string,
  key: string,
  { networkName }: SliceSegment,
  names: Map<string, string>,
): void {
  if (networkName === undefined) {
    return;
  }
  const at = joinPath(path, "networkName");
  if (!/^[^/\\%;|*\p{Cc}]{1,80}$/u.test(networkName)) {
    checks.fault(at, {
      message: "this cannot be the name of a segment",
      value: networkName,
      allowed: "1 to 80 characters without /, \\, %, ;, |, * and line breaks",
      fix: likelyObjectName(networkName),
    });
  }
  const twin = names.get(networkName);
  if (twin !== undefined) {
    const message = `segment ${twin} has this name already`;
    checks.fault(at, { message, value: networkName, allowed: "a name of its own" });
  }
  names.set(networkName, twin ?? key);
}

/** A network with room for a gateway and a machine. */
function checkNetwork(checks: Checks, path: string, segment: SliceSegment): Cidr | undefined {
  const at = joinPath(path, "cidr");
  const network = checks.required(at, segment.cidr, "a network such as 10.50.0.0/24")
    ? checks.cidr(at, segment.cidr)
    : undefined;
  if (network !== undefined && network.prefixLength > 30) {
    checks.fault(at, {
      message: "there is no room for a gateway and a machine",
      value: checks.known(segment.cidr),
      allowed: "a network of /30 or larger",
      fix: "take a shorter mask",
    });
    return undefined;
  }
  checks.hostIn(network, joinPath(path, "gatewayAddress"), segment.gatewayAddress);
  return network;
}
