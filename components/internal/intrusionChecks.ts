import type * as pulumi from "@pulumi/pulumi";

import { parseRange } from "../../network/address";
import { FaultsError, joinPath } from "../../network/faults";
import { suricataRules } from "../../network/suricata";
import type {
  FloodLimits,
  FloodProtection,
  IntrusionPreventionArgs,
  WatchedTraffic,
} from "../intrusionPrevention";
import type { Checks } from "./checks";
import { checkPrefix } from "./guardChecks";

const ACTIONS = ["DETECT", "DETECT_PREVENT"];
const SEVERITIES = ["CRITICAL", "HIGH", "MEDIUM", "LOW", "SUSPICIOUS"];
const SIGNATURE_ACTIONS = ["ALERT", "DROP", "REJECT"];
const MOST_FLOWS = 1_000_000;
const MOST_SEQUENCE = 500_000;

export function checkIntrusionPrevention(checks: Checks, args: IntrusionPreventionArgs): void {
  const { watched = {}, floodProtection, sensor } = args;
  if (Object.keys(watched).length === 0 && floodProtection === undefined && sensor === undefined) {
    checks.fault("watched", {
      message: "nothing is watched, guarded or written",
      value: args.watched,
      allowed: "one or more of watched, floodProtection and sensor",
    });
  }
  checkPrefix(checks, args.nsxIdPrefix);
  checkSignatures(checks, args);
  checks.keys("watched", watched);
  for (const [key, traffic] of Object.entries(watched)) {
    checkWatched(checks, joinPath("watched", key), traffic);
  }
  if (floodProtection !== undefined) {
    checkFloods(checks, floodProtection);
  }
  if (sensor !== undefined) {
    try {
      suricataRules(sensor);
    } catch (error) {
      if (!(error instanceof FaultsError)) {
        throw error;
      }
      checks.faults.addAll("sensor", error.faults);
    }
  }
}

function checkSignatures(checks: Checks, args: IntrusionPreventionArgs): void {
  checks.oneOf("action", args.action, ACTIONS);
  args.severities?.forEach((one, index) => checks.oneOf(`severities[${index}]`, one, SEVERITIES));
  if (args.severities?.length === 0) {
    const message = "without a severity no signature is looked for";
    checks.fault("severities", { message, allowed: SEVERITIES.join(", ") });
  }
  if (args.attackTypes?.length === 0) {
    const message = "no kind of attack is named";
    checks.fault("attackTypes", { message, fix: "to look for all of them, leave this out" });
  }
  checks.keys("signatures", args.signatures);
  const seen = new Map<string, string>();
  for (const [key, { signatureId, action }] of Object.entries(args.signatures ?? {})) {
    const path = joinPath("signatures", key);
    if (typeof signatureId !== "string" || !/^\d+$/.test(signatureId)) {
      const allowed = 'digits as text, such as "2019284"';
      const message = "this is no id of a signature";
      checks.fault(joinPath(path, "signatureId"), { message, value: signatureId, allowed });
    }
    const twin = seen.get(signatureId);
    if (twin !== undefined) {
      const message = `${twin} is about this signature already`;
      checks.fault(joinPath(path, "signatureId"), { message, value: signatureId });
    }
    seen.set(signatureId, key);
    checks.oneOf(joinPath(path, "action"), action, SIGNATURE_ACTIONS);
  }
}

function checkWatched(checks: Checks, path: string, traffic: WatchedTraffic): void {
  checks.oneOf(joinPath(path, "action"), traffic.action, ACTIONS);
  const { scopePaths = [] } = traffic;
  if (scopePaths.length === 0) {
    checks.fault(joinPath(path, "scopePaths"), {
      message: "no group is named, which NSX takes as every machine of the site",
      value: traffic.scopePaths,
      allowed: "policy paths of groups",
    });
  }
  scopePaths.forEach((one, index) => {
    checks.policyPath(joinPath(path, "scopePaths", `[${index}]`), one);
  });
  for (const list of ["sources", "destinations", "servicePaths"] as const) {
    const given = traffic[list];
    if (given?.length === 0) {
      const message = "nothing is named, which NSX takes as everything";
      checks.fault(joinPath(path, list), { message, fix: "to mean everything, leave this out" });
    }
    given?.forEach((one, index) => {
      const at = joinPath(path, list, `[${index}]`);
      if (list === "servicePaths") {
        checks.policyPath(at, one);
      } else {
        checkEnd(checks, at, one);
      }
    });
  }
}

/** A group's path, or addresses. */
function checkEnd(checks: Checks, path: string, end: pulumi.Input<string>): void {
  if (typeof checks.known(end) === "string" && String(checks.known(end)).startsWith("/")) {
    checks.policyPath(path, end);
  } else {
    checks.parsed(path, end, (text) => (text.startsWith("/") ? text : parseRange(text)));
  }
}

function checkFloods(checks: Checks, protection: FloodProtection): void {
  const { gatewayPaths = {}, groups = {}, gatewayLimits, machineLimits } = protection;
  const path = "floodProtection";
  checks.keys(joinPath(path, "gatewayPaths"), gatewayPaths);
  checks.keys(joinPath(path, "groups"), groups);
  if (Object.keys(gatewayPaths).length + Object.keys(groups).length === 0) {
    checks.fault(path, {
      message: "nothing is guarded",
      value: protection,
      allowed: "gatewayPaths, groups, or both",
    });
  }
  for (const [key, gateway] of Object.entries(gatewayPaths)) {
    checks.policyPath(joinPath(path, "gatewayPaths", key), gateway);
  }
  for (const [key, { groupPath, sequenceNumber }] of Object.entries(groups)) {
    const at = joinPath(path, "groups", key);
    checks.policyPath(joinPath(at, "groupPath"), groupPath);
    checks.wholeNumber(joinPath(at, "sequenceNumber"), sequenceNumber, 1, MOST_SEQUENCE);
  }
  checkLimits(checks, joinPath(path, "gatewayLimits"), gatewayLimits);
  checkLimits(checks, joinPath(path, "machineLimits"), machineLimits);
}

function checkLimits(checks: Checks, path: string, limits: FloodLimits | undefined): void {
  for (const limit of ["tcpHalfOpen", "udpFlows", "icmpFlows", "otherFlows"] as const) {
    checks.wholeNumber(joinPath(path, limit), limits?.[limit], 1, MOST_FLOWS);
  }
}
