import { inMegabits } from "../../network/bandwidth";
import { parseVlanId } from "../../network/vlan";
import type { BridgedSegmentArgs } from "../bridgedSegment";
import { likelyObjectName, type Checks } from "./checks";
import { checkGuards, checkPrefix } from "./guardChecks";

export function checkBridgedSegment(checks: Checks, args: BridgedSegmentArgs): void {
  checks.policyPath("transportZonePath", args.transportZonePath);
  checks.required("datacenterId", args.datacenterId, "the datacenter's managed object id");
  if (checks.required("vlanId", args.vlanId, "1 to 4094, or 0 for untagged")) {
    checks.parsed("vlanId", args.vlanId, (id) => parseVlanId(id));
  }
  if (args.networkName !== undefined && !/^[^/\\%\p{Cc}]{1,80}$/u.test(args.networkName)) {
    checks.fault("networkName", {
      message: "this cannot be the name of a network in vCenter",
      value: args.networkName,
      allowed: "1 to 80 characters without /, \\, % and line breaks",
      fix: likelyObjectName(args.networkName),
    });
  }
  const { limit } = args;
  if (limit !== undefined) {
    checks.faults.attempt("limit", () => inMegabits(limit));
  } else if (args.burstSizeBytes !== undefined) {
    checks.fault("burstSizeBytes", {
      message: "a burst has a meaning only with a limit",
      value: args.burstSizeBytes,
      fix: "write limit too, or leave this out",
    });
  }
  checks.wholeNumber("burstSizeBytes", args.burstSizeBytes, 1, Number.MAX_SAFE_INTEGER);
  checkGuards(checks, args.guards);
  checkPrefix(checks, args.nsxIdPrefix);
}
