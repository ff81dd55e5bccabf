import { joinPath } from "../../network/faults";
import { objectiveFaults } from "../../network/objectives";
import { syslogFaults } from "../../network/syslog";
import type { NetworkMonitoringArgs } from "../networkMonitoring";
import type { Checks } from "./checks";
import { NETWORK_EVENTS } from "./networkEvents";

const SCOPES = ["Datacenter", "ClusterComputeResource", "HostSystem", "Folder"];
const EVENTS = Object.keys(NETWORK_EVENTS);
const MOST_COUNTER = 2_147_483_647;
/** What the provider takes as a threshold and as an interval. */
const MOST_THRESHOLD = 10_000;
const MOST_SECONDS = 3600;
const MAIL = /^[^\s@,]+@[^\s@,]+(\s*,\s*[^\s@,]+@[^\s@,]+)*$/;

export function checkNetworkMonitoring(checks: Checks, args: NetworkMonitoringArgs): void {
  checks.required("entityId", args.entityId, "a managed object id, such as the datacenter's");
  checks.oneOf("scope", args.scope, SCOPES);
  const seen = new Set<string>();
  args.events?.forEach((event, index) => {
    checks.oneOf(`events[${index}]`, event, EVENTS);
    if (seen.has(event)) {
      const message = "this is watched for already";
      checks.fault(`events[${index}]`, { message, value: event, allowed: "each event once" });
    }
    seen.add(event);
  });
  checkMetrics(checks, args);
  if (args.mail !== undefined && !MAIL.test(args.mail.to ?? "")) {
    checks.fault("mail.to", {
      message: "nobody can be written to at this",
      value: args.mail.to,
      allowed: "addresses separated by commas, such as network@example.com",
    });
  }
  checks.keys("objectives", args.objectives);
  checks.faults.addAll("objectives", objectiveFaults(args.objectives ?? {}));
  checks.keys("syslog", args.syslog);
  checks.faults.addAll("syslog", syslogFaults(args.syslog ?? {}));
}

function checkMetrics(checks: Checks, { metrics = {} }: NetworkMonitoringArgs): void {
  checks.keys("metrics", metrics);
  for (const [key, metric] of Object.entries(metrics)) {
    const path = joinPath("metrics", key);
    const { counterId, redAbove, yellowAbove } = metric;
    if (EVENTS.includes(key)) {
      const message = "an event has this name";
      checks.fault(path, { message, value: key, allowed: "a name of its own" });
    }
    checks.required(joinPath(path, "counterId"), counterId, "the counter's id at this site");
    checks.wholeNumber(joinPath(path, "counterId"), counterId, 1, MOST_COUNTER);
    checks.required(joinPath(path, "redAbove"), redAbove, `0 to ${MOST_THRESHOLD}`);
    checks.wholeNumber(joinPath(path, "redAbove"), redAbove, 0, MOST_THRESHOLD);
    checks.wholeNumber(joinPath(path, "yellowAbove"), yellowAbove, 0, MOST_THRESHOLD);
    checks.wholeNumber(joinPath(path, "forSeconds"), metric.forSeconds, 0, MOST_SECONDS);
    if (yellowAbove !== undefined && redAbove !== undefined && yellowAbove >= redAbove) {
      checks.fault(joinPath(path, "yellowAbove"), {
        message: "the warning comes after the alarm",
        value: yellowAbove,
        allowed: `less than redAbove, ${redAbove}`,
      });
    }
  }
}
