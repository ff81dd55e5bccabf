import { isUsableHost, parseAddress, parseCidr } from "../../network/address";
import { FaultsError, joinPath } from "../../network/faults";
import { planSlots, type SlotRequest } from "../../network/slots";
import { parseVlanId } from "../../network/vlan";
import type { VMotionNetworkArgs } from "../vMotionNetwork";
import type { Checks } from "./checks";
import { quietly } from "./quietly";
import {
  checkHostMap,
  checkLimit,
  checkMtuBytes,
  checkObjectName,
  checkUplinks,
  DISTRIBUTED_POLICIES,
  STANDARD_POLICIES,
} from "./switchChecks";

/** The plan of the hosts' addresses; the router has one that no host gets. */
export function slotRequest(args: VMotionNetworkArgs): SlotRequest {
  const { cidr, firstAddress: first, hosts, used, gateway } = args;
  const slots = Object.entries(hosts).map(([host, { slot }]) => [host, slot] as const);
  const reserved = { ...used, ...(gateway === undefined ? {} : { gateway }) };
  return { cidr, first, slots: Object.fromEntries(slots), reserved };
}

export function checkVMotionNetwork(checks: Checks, args: VMotionNetworkArgs): void {
  checkHostMap(checks, "hosts", args.hosts);
  checkObjectName(checks, "networkName", args.networkName);
  if (checks.required("vlanId", args.vlanId, "1 to 4094, or 0 for untagged")) {
    checks.faults.attempt("vlanId", () => parseVlanId(args.vlanId));
  }
  checkSwitch(checks, args);
  checkStack(checks, args);
  checkMtu(checks, args);
  checkLimit(checks, "", args);
  checkPlan(checks, args);
}

function checkSwitch(checks: Checks, args: VMotionNetworkArgs): void {
  checks.oneOf("kind", args.kind, ["standard", "distributed"]);
  const isDistributed = args.kind === "distributed";
  const [needed, other] = isDistributed
    ? (["distributedSwitchId", "switchName"] as const)
    : (["switchName", "distributedSwitchId"] as const);
  checks.required(needed, args[needed], isDistributed ? "the switch's UUID" : "such as vSwitch1");
  if (args[other] !== undefined) {
    checks.fault(other, {
      message: `a ${isDistributed ? "distributed" : "standard"} switch is named by its ${isDistributed ? "UUID" : "name"}`,
      fix: "leave this out, or write the other kind",
    });
  }
  if (isDistributed) {
    // Left out, a group would keep what its switch said when it was made.
    const names = 'the switch\'s own names, such as { active: ["uplink1"], standby: ["uplink2"] }';
    checks.required("uplinks", args.uplinks, names);
  }
  const allowed = isDistributed ? DISTRIBUTED_POLICIES : STANDARD_POLICIES;
  checks.oneOf("teaming", args.teaming, allowed);
  if (args.uplinks !== undefined) {
    checkUplinks(checks, "uplinks", args.uplinks);
  }
}

function checkStack(checks: Checks, { stack, gateway, cidr }: VMotionNetworkArgs): void {
  checks.oneOf("stack", stack, ["vmotion", "default"]);
  if (gateway === undefined) {
    return;
  }
  if (stack === "default") {
    checks.fault("gateway", {
      message: "on the default stack the host's own gateway is used",
      value: gateway,
      fix: "leave this out, or take VMotionStack.Own",
    });
  }
  const router = checks.address("gateway", gateway);
  const network = quietly(() => parseCidr(cidr));
  if (router !== undefined && network !== undefined && !isUsableHost(network, router)) {
    checks.fault("gateway", {
      message: "the router is not in the network",
      value: gateway,
      allowed: `a host address of ${cidr}`,
    });
  }
}

function checkMtu(checks: Checks, { mtuBytes, switchMtuBytes }: VMotionNetworkArgs): void {
  checkMtuBytes(checks, "mtuBytes", mtuBytes);
  checkMtuBytes(checks, "switchMtuBytes", switchMtuBytes);
  const used = mtuBytes ?? 9000;
  if (switchMtuBytes !== undefined && used > switchMtuBytes) {
    checks.fault("mtuBytes", {
      message: "the adapters send larger packets than their switch carries (R40)",
      value: used,
      allowed: `at most ${switchMtuBytes}`,
      fix: "raise the switch's MTU, or lower this one",
    });
  }
}

/** The plan's own faults, in the words of the arguments. */
function checkPlan(checks: Checks, args: VMotionNetworkArgs): void {
  const before = checks.faults.faults.length;
  for (const [who, range] of Object.entries(args.used ?? {})) {
    checks.range(joinPath("used", who), range);
  }
  const isReadable =
    checks.faults.faults.length === before &&
    (args.gateway === undefined || quietly(() => parseAddress(args.gateway ?? "")) !== undefined);
  if (!isReadable) {
    return;
  }
  try {
    planSlots(slotRequest({ ...args, hosts: args.hosts ?? {} }));
  } catch (error) {
    if (!(error instanceof FaultsError)) {
      throw error;
    }
    for (const { path, ...fault } of error.faults) {
      const [kind, ...host] = path.split(".");
      const slot = joinPath("hosts", host.join("."), "slot");
      checks.fault(kind === "slots" ? slot : kind === "first" ? "firstAddress" : path, fault);
    }
  }
}
