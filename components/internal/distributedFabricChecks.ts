import { inMegabits } from "../../network/bandwidth";
import { joinPath } from "../../network/faults";
import { LEAST_SHARES, MOST_SHARES, sumReservations } from "../../network/nioc";
import type { DistributedFabricArgs } from "../distributedFabric";
import type { TrafficShare, TrafficShares } from "../trafficShares";
import type { Checks } from "./checks";
import { checkDistributedGroup, checkPrivateVlans, checkTeamingOf } from "./distributedGroupChecks";
import { TRAFFIC_CLASSES, uplinksOf } from "./distributedSwitch";
import { quietly } from "./quietly";
import {
  checkHostMap,
  checkMtuBytes,
  checkObjectName,
  checkTwin,
  checkUplinks,
} from "./switchChecks";

const VERSIONS = ["6.5.0", "6.6.0", "7.0.0", "7.0.2", "7.0.3", "8.0.0", "8.0.3", "9.0.0"];

export function checkDistributedFabric(checks: Checks, args: DistributedFabricArgs): void {
  checks.required("datacenterId", args.datacenterId, "the datacenter's managed object id");
  checkObjectName(checks, "switchName", args.switchName);
  checks.oneOf("version", args.version, VERSIONS);
  checkHostMap(checks, "hosts", args.hosts);
  checkMtuBytes(checks, "mtuBytes", args.mtuBytes);
  checks.oneOf("discoveryProtocol", args.discoveryProtocol, ["cdp", "lldp"]);
  const operations = ["none", "listen", "advertise", "both"];
  checks.oneOf("discoveryOperation", args.discoveryOperation, operations);
  checkAdapters(checks, args);
  checkAggregation(checks, args);
  checkTraffic(checks, args);
  checkNetflow(checks, args);
  checkPrivateVlans(checks, args.privateVlans ?? {});
  checks.keys("portGroups", args.portGroups);
  const names = new Map<string, string>();
  for (const [key, group] of Object.entries(args.portGroups ?? {})) {
    const path = joinPath("portGroups", key);
    checkTwin(checks, joinPath(path, "networkName"), group.networkName ?? key, path, names);
    checkDistributedGroup(checks, path, group, args);
  }
}

function checkAdapters(checks: Checks, args: DistributedFabricArgs): void {
  if (args.uplinks !== undefined) {
    checkUplinks(checks, "uplinks", args.uplinks);
  }
  const { active, standby = [] } = uplinksOf({ ...args, hosts: args.hosts ?? {} });
  const count = active.length + standby.length;
  for (const [host, { adapters }] of Object.entries(args.hosts ?? {})) {
    const own = adapters ?? args.adapters ?? [];
    const path = joinPath("hosts", host, "adapters");
    const twice = own.find((nic, index) => own.indexOf(nic) !== index);
    if (own.length === 0) {
      checks.fault(path, {
        message: "the host has no physical adapter on the switch",
        allowed: 'such as ["vmnic2", "vmnic3"]',
        fix: "write adapters for the fabric or for this host",
      });
    } else if (twice !== undefined) {
      checks.fault(path, {
        message: "an adapter is named twice",
        value: twice,
        allowed: "each once",
      });
    } else if (own.length > count) {
      checks.fault(path, {
        message: "the host has more adapters than the switch has uplinks",
        value: own,
        allowed: `at most ${count}`,
        fix: "name another uplink, or leave an adapter out",
      });
    }
  }
}

function checkAggregation(checks: Checks, args: DistributedFabricArgs): void {
  if (args.linkAggregation === "lacp") {
    checks.fault("linkAggregation", {
      message:
        "LACP needs a link aggregation group, which the vSphere provider cannot make, and on port " +
        "groups it never sends the setting",
      value: args.linkAggregation,
      allowed: "none, etherChannel",
      fix: "take LinkAggregation.None with teaming by load, or a static EtherChannel with IP hash",
    });
  } else {
    checks.oneOf("linkAggregation", args.linkAggregation, ["none", "etherChannel"]);
  }
  checkTeamingOf(checks, "", args.teaming, args.uplinks?.standby ?? [], args);
}

function checkTraffic(
  checks: Checks,
  { traffic = {}, slowestUplink }: DistributedFabricArgs,
): void {
  for (const [key, share] of Object.entries(traffic) as [string, TrafficShare][]) {
    const path = joinPath("traffic", key);
    checkShare(checks, path, share);
  }
  const reservations = reservationsOf(traffic);
  if (slowestUplink !== undefined) {
    checks.faults.attempt("slowestUplink", () => inMegabits(slowestUplink));
    // A rate that is no whole number of Mbit/s was reported where it stands.
    const isReadable = Object.values({ ...reservations, slowestUplink }).every(
      (rate) => rate === undefined || quietly(() => inMegabits(rate)) !== undefined,
    );
    if (isReadable) {
      checks.faults.attempt("traffic", () => sumReservations(reservations, slowestUplink));
    }
  } else if (Object.values(reservations).some((rate) => rate !== undefined)) {
    checks.fault("slowestUplink", {
      message: "reservations are limited by the slowest uplink, whose speed is not given",
      allowed: "the speed of the slowest physical adapter, such as gigabit(10)",
      fix: "write slowestUplink: gigabit(10) or the like",
    });
  }
}

function reservationsOf(traffic: TrafficShares) {
  const keys = Object.keys(TRAFFIC_CLASSES) as (keyof TrafficShares)[];
  return Object.fromEntries(keys.map((key) => [key, traffic[key]?.reservation]));
}

function checkShare(checks: Checks, path: string, share: TrafficShare): void {
  const { weight, shares, reservation, limit } = share;
  checks.oneOf(joinPath(path, "weight"), weight, ["low", "normal", "high", "custom"]);
  checks.wholeNumber(joinPath(path, "shares"), shares, LEAST_SHARES, MOST_SHARES);
  if (weight === "custom" && shares === undefined) {
    checks.fault(joinPath(path, "shares"), {
      message: "the custom weight needs its number of shares",
      allowed: `${LEAST_SHARES} to ${MOST_SHARES}`,
      fix: "write shares, or take another weight",
    });
  }
  if (weight !== undefined && weight !== "custom" && shares !== undefined) {
    checks.fault(joinPath(path, "shares"), {
      message: `the weight ${weight} has its own number of shares`,
      value: shares,
      fix: "leave this out, or the weight",
    });
  }
  for (const [key, rate] of Object.entries({ reservation, limit })) {
    if (rate !== undefined) {
      checks.faults.attempt(joinPath(path, key), () => inMegabits(rate));
    }
  }
  if (
    reservation !== undefined &&
    limit !== undefined &&
    reservation.bitsPerSecond > limit.bitsPerSecond
  ) {
    checks.fault(joinPath(path, "limit"), {
      message: "the ceiling is below what is kept free",
      value: limit.bitsPerSecond,
      allowed: `at least ${reservation.bitsPerSecond} bit/s`,
      fix: "raise the limit, or lower the reservation",
    });
  }
}

function checkNetflow(checks: Checks, { netflow }: DistributedFabricArgs): void {
  if (netflow === undefined) {
    return;
  }
  const path = (key: string) => joinPath("netflow", key);
  if (checks.required(path("collectorAddress"), netflow.collectorAddress, "an IPv4 address")) {
    checks.address(path("collectorAddress"), netflow.collectorAddress);
  }
  checks.wholeNumber(path("collectorPort"), netflow.collectorPort, 1, 65_535);
  checks.wholeNumber(path("samplingRate"), netflow.samplingRate, 0, 16_384);
  checks.wholeNumber(path("activeFlowSeconds"), netflow.activeFlowSeconds, 60, 3600);
  checks.wholeNumber(path("idleFlowSeconds"), netflow.idleFlowSeconds, 10, 600);
  checks.wholeNumber(path("observationDomainId"), netflow.observationDomainId, 0, 2 ** 31 - 1);
}
