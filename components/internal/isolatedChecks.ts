import { joinPath } from "../../network/faults";
import type { IsolatedNetworkArgs } from "../isolatedNetwork";
import { HOST_KEY, isLater, type Checks } from "./checks";
import { checkGuards } from "./guardChecks";
import { checkInsideCidr } from "./natChecks";

const TIER_ONLY = ["cidr", "gatewayAddress", "reachableFrom", "logDrops"] as const;

export function checkIsolatedNetwork(checks: Checks, args: IsolatedNetworkArgs): void {
  checks.required("datacenterId", args.datacenterId, "the datacenter's managed object id");
  checks.oneOf("isolation", args.isolation, ["sealed", "tiered"]);
  const tiered = args.gatewayPath !== undefined || args.isolation === "tiered";
  if (args.isolation === "sealed" && args.gatewayPath !== undefined) {
    checks.fault("gatewayPath", {
      message: "a sealed network has no gateway",
      value: checks.known(args.gatewayPath),
      fix: "leave this out, or make it a tier: isolation Isolation.Tiered",
    });
  }
  if (tiered) {
    checkTier(checks, args);
  } else {
    checkSealed(checks, args);
  }
  if (args.hosts === undefined) {
    checks.policyPath("transportZonePath", args.transportZonePath);
  }
  checkGuards(checks, args.guards);
  if (args.nsxIdPrefix !== undefined) {
    checks.keys("nsxIdPrefix", { [args.nsxIdPrefix]: true });
  }
}

function checkTier(checks: Checks, args: IsolatedNetworkArgs): void {
  checks.policyPath("gatewayPath", args.gatewayPath);
  const cidr = checkInsideCidr(checks, args.cidr ?? "");
  checks.hostIn(cidr, "gatewayAddress", args.gatewayAddress);
  if (args.hosts !== undefined) {
    checks.fault("hosts", {
      message: "a tier is on a segment, the distributed firewall sees no standard switch",
      value: Object.keys(args.hosts),
      fix: "leave this out, or leave out gatewayPath for a sealed network",
    });
  }
  checks.keys("reachableFrom", args.reachableFrom);
  for (const [key, peer] of Object.entries(args.reachableFrom ?? {})) {
    const path = joinPath("reachableFrom", key);
    if ((peer.groupPath === undefined) === (peer.addresses === undefined)) {
      checks.fault(path, {
        message: "a peer is a group or a list of addresses",
        value: peer.groupPath === undefined ? undefined : peer,
        allowed: "exactly one of groupPath and addresses",
        fix: peer.groupPath === undefined ? "write one of them" : "leave one of them out",
      });
    } else if (peer.groupPath !== undefined) {
      checks.policyPath(joinPath(path, "groupPath"), peer.groupPath);
    }
    if (peer.addresses?.length === 0) {
      checks.fault(joinPath(path, "addresses"), {
        message: "no address is named, which NSX takes as every address",
        value: peer.addresses,
        fix: "leave the peer out if nobody is meant",
      });
    }
    peer.addresses?.forEach((one, index) => {
      checks.range(joinPath(path, "addresses", `[${index}]`), one);
    });
    checks.traffic(joinPath(path, "services"), peer.services);
  }
}

function checkSealed(checks: Checks, args: IsolatedNetworkArgs): void {
  for (const argument of TIER_ONLY) {
    if (args[argument] !== undefined) {
      checks.fault(argument, {
        message: "a sealed network has no gateway and no firewall",
        value: isLater(args[argument]) ? undefined : args[argument],
        fix: "leave this out, or make it a tier with gatewayPath",
      });
    }
  }
  if (args.hosts === undefined) {
    return;
  }
  checks.keys("hosts", args.hosts, HOST_KEY);
  if (Object.keys(args.hosts).length === 0) {
    checks.fault("hosts", {
      message: "no host is named",
      value: args.hosts,
      allowed: "one or more",
    });
  }
  for (const [host, id] of Object.entries(args.hosts)) {
    checks.required(joinPath("hosts", host), id, "the host's managed object id, such as host-21");
  }
  if (args.guards !== undefined) {
    checks.fault("guards", {
      message: "standard switches have no profiles; MAC addresses are guarded there anyway",
      fix: "leave this out, or put the network on a segment",
    });
  }
  if (args.transportZonePath !== undefined) {
    checks.fault("transportZonePath", {
      message: "a sealed network is on standard switches or on a segment",
      value: checks.known(args.transportZonePath),
      allowed: "hosts or transportZonePath",
    });
  }
}
