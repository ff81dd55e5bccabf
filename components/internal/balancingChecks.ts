import type * as pulumi from "@pulumi/pulumi";

import { drsMigrationThreshold } from "../../network/drs";
import { joinPath } from "../../network/faults";
import type { BalancedCluster, ClusterBalancingArgs } from "../clusterBalancing";
import { HOST_KEY, isLater, type Checks } from "./checks";
import { checkObjectName, checkTwin } from "./switchChecks";

export function checkClusterBalancing(checks: Checks, args: ClusterBalancingArgs): void {
  const { cluster, computeClusterId, aggressiveness } = args;
  if ((cluster === undefined) === (computeClusterId === undefined)) {
    checks.fault("cluster", {
      message: "the cluster is made here, or it exists",
      allowed: "exactly one of cluster and computeClusterId",
      fix: "write cluster to make it, or computeClusterId to use one that exists",
    });
  }
  checks.oneOf("automation", args.automation, ["manual", "partiallyAutomated", "fullyAutomated"]);
  if (aggressiveness !== undefined) {
    checks.faults.attempt("aggressiveness", () => drsMigrationThreshold(aggressiveness));
  }
  if (cluster !== undefined) {
    checkCluster(checks, cluster);
  } else {
    checkNoSettings(checks, args);
  }
  checkSeparations(checks, args);
  checkPlacements(checks, args);
}

/** The provider writes clusters as a whole: a part of somebody else's cannot be set. */
function checkNoSettings(checks: Checks, args: ClusterBalancingArgs): void {
  for (const key of ["automation", "aggressiveness"] as const) {
    if (args[key] !== undefined) {
      checks.fault(key, {
        message: "the cluster exists, and its DRS settings belong to whoever made it",
        value: args[key],
        fix: "leave this out, or import the cluster and describe it as `cluster`",
      });
    }
  }
}

function checkCluster(checks: Checks, { datacenterId, clusterName, hosts }: BalancedCluster): void {
  const path = joinPath("cluster", "hosts");
  checks.required("cluster.datacenterId", datacenterId, "the datacenter's managed object id");
  checkObjectName(checks, "cluster.clusterName", clusterName);
  checks.keys(path, hosts, HOST_KEY);
  if (Object.keys(hosts ?? {}).length === 0) {
    checks.fault(path, { message: "no host is named", value: hosts, allowed: "one or more" });
  }
  checkIds(checks, path, Object.entries(hosts ?? {}), "the host's managed object id");
}

/** Ids that are there, each once. */
function checkIds(
  checks: Checks,
  path: string,
  ids: readonly (readonly [string, pulumi.Input<string>])[],
  allowed: string,
): void {
  const seen = new Map<string, string>();
  for (const [key, id] of ids) {
    const at = joinPath(path, key);
    if (checks.required(at, id, allowed) && !isLater(id)) {
      checkTwin(checks, at, id, key, seen, "is the same");
    }
  }
}

const numbered = <T>(list: readonly T[]) => list.map((one, at) => [`[${at}]`, one] as const);

function checkSeparations(checks: Checks, { separate, cluster }: ClusterBalancingArgs): void {
  checks.keys("separate", separate);
  const hosts = cluster === undefined ? undefined : Object.keys(cluster.hosts ?? {}).length;
  for (const [key, { vmIds, mandatory }] of Object.entries(separate ?? {})) {
    const path = joinPath("separate", key, "vmIds");
    if (vmIds.length < 2) {
      checks.fault(path, {
        message: "one machine cannot be kept apart",
        value: vmIds.length,
        allowed: "two or more",
        fix: "name the machines that must not share a host",
      });
    }
    checkIds(checks, path, numbered(vmIds), "the machine's BIOS UUID");
    if (mandatory === true && hosts !== undefined && vmIds.length > hosts) {
      checks.fault(joinPath("separate", key, "mandatory"), {
        message: "there are more machines than hosts, so one could never start",
        value: vmIds.length,
        allowed: `at most ${hosts} machines`,
        fix: "leave mandatory out: DRS then separates as many as it can",
      });
    }
  }
}

function checkPlacements(checks: Checks, args: ClusterBalancingArgs): void {
  const { separate, hostGroups, placements } = args;
  checks.keys("hostGroups", hostGroups);
  for (const [key, ids] of Object.entries(hostGroups ?? {})) {
    const path = joinPath("hostGroups", key);
    if (ids.length === 0) {
      checks.fault(path, { message: "no host is named", value: ids, allowed: "one or more" });
    }
    checkIds(checks, path, numbered(ids), "the host's managed object id");
  }
  checks.keys("placements", placements);
  const groups = Object.keys(hostGroups ?? {});
  for (const [key, { vmIds, hostGroup }] of Object.entries(placements ?? {})) {
    const path = joinPath("placements", key);
    if (vmIds.length === 0) {
      const message = "no machine is named";
      checks.fault(joinPath(path, "vmIds"), { message, value: vmIds, allowed: "one or more" });
    }
    checkIds(checks, joinPath(path, "vmIds"), numbered(vmIds), "the machine's BIOS UUID");
    if (!groups.includes(hostGroup)) {
      checks.fault(joinPath(path, "hostGroup"), {
        message: "no such host group",
        value: hostGroup,
        allowed: groups.join(", ") || "none is described",
      });
    }
    if (separate?.[key] !== undefined) {
      checks.fault(path, {
        message: "a rule of this name keeps machines apart already",
        value: key,
        allowed: "each name once in separate and placements",
      });
    }
  }
}
