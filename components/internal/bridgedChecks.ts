import { joinPath } from "../../network/faults";
import { parseVlanId } from "../../network/vlan";
import type { BridgedNetworkArgs, Uplinks } from "../bridgedNetwork";
import type { Checks } from "./checks";
import {
  checkHostMap,
  checkLimit,
  checkMtuBytes,
  checkObjectName,
  checkTeaming,
  checkUplinks,
  DISTRIBUTED_POLICIES,
  STANDARD_POLICIES,
} from "./switchChecks";

export function checkBridgedNetwork(checks: Checks, args: BridgedNetworkArgs): void {
  checks.required("datacenterId", args.datacenterId, "the datacenter's managed object id");
  checks.required("switchName", args.switchName, "a name such as vSwitch1");
  checks.oneOf("kind", args.kind, ["standard", "distributed"]);
  checkVlan(checks, args);
  const standby = args.uplinks?.standby ?? [];
  const isJoined = args.etherChannel === true;
  checkTeaming(
    checks,
    "",
    { teaming: args.teaming, isJoined, howToJoin: "etherChannel: true", standby },
    args.kind === "distributed" ? DISTRIBUTED_POLICIES : STANDARD_POLICIES,
  );
  checkHosts(checks, args);
  checkExisting(checks, args);
  checkLimit(checks, "", args);
  checkMtuBytes(checks, "mtuBytes", args.mtuBytes);
  checkObjectName(checks, "networkName", args.networkName);
}

function checkVlan(checks: Checks, { vlanId }: BridgedNetworkArgs): void {
  if (checks.required("vlanId", vlanId, "1 to 4094, or 0 for untagged")) {
    checks.faults.attempt("vlanId", () => parseVlanId(vlanId));
  }
}

function checkHosts(checks: Checks, args: BridgedNetworkArgs): void {
  const hosts = Object.entries(args.hosts ?? {});
  const existing = args.existingSwitch === true || args.distributedSwitchId !== undefined;
  checkHostMap(checks, "hosts", args.hosts);
  if (args.uplinks !== undefined) {
    checkUplinks(checks, "uplinks", args.uplinks);
  }
  for (const [host, { uplinks }] of hosts) {
    const path = joinPath("hosts", host);
    if (uplinks !== undefined) {
      checkUplinks(checks, joinPath(path, "uplinks"), uplinks);
      checkSameShape(checks, joinPath(path, "uplinks"), uplinks, args);
    }
    if (uplinks === undefined && args.uplinks === undefined && !existing) {
      checks.fault(joinPath(path, "uplinks"), {
        message: "a bridged network needs a physical adapter",
        allowed: 'such as { active: ["vmnic1"] }',
        fix: "write uplinks for the network or for this host; without uplinks it would be sealed",
      });
    }
  }
}

/** On a distributed switch the n-th adapter of every host is the n-th uplink. */
function checkSameShape(
  checks: Checks,
  path: string,
  own: Uplinks,
  { kind, uplinks }: BridgedNetworkArgs,
): void {
  const count = (of: Uplinks) => of.active.length + (of.standby?.length ?? 0);
  if (kind === "distributed" && uplinks !== undefined && count(own) !== count(uplinks)) {
    checks.fault(path, {
      message: "hosts of one distributed switch need equally many adapters",
      value: [...own.active, ...(own.standby ?? [])],
      allowed: `${count(uplinks)} adapters, as the network's own uplinks`,
    });
  }
}

function checkExisting(checks: Checks, args: BridgedNetworkArgs): void {
  if (args.existingSwitch === true && args.kind === "distributed") {
    checks.fault("existingSwitch", {
      message: "an existing distributed switch is named by its id",
      value: true,
      allowed: "existingSwitch with a standard switch",
      fix: "write distributedSwitchId",
    });
  }
  if (args.distributedSwitchId !== undefined && args.kind !== "distributed") {
    checks.fault("distributedSwitchId", {
      message: "only a distributed switch has an id of its own",
      allowed: "together with kind SwitchKind.Distributed",
    });
  }
  if (args.mtuBytes !== undefined && (args.existingSwitch || args.distributedSwitchId)) {
    checks.fault("mtuBytes", {
      message: "the switch exists and keeps its own MTU",
      value: args.mtuBytes,
      fix: "leave this out",
    });
  }
}
