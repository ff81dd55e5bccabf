import type * as pulumi from "@pulumi/pulumi";

import { inBits, type Bandwidth } from "../../network/bandwidth";
import { joinPath } from "../../network/faults";
import { checkMtu } from "../../network/mtu";
import type { TeamingPolicy, Uplinks } from "../bridgedNetwork";
import { HOST_KEY, isLater, likelyObjectName, type Checks } from "./checks";

/** Teaming that a standard switch can do. */
export const STANDARD_POLICIES = [
  "loadbalance_srcid",
  "loadbalance_srcmac",
  "loadbalance_ip",
  "failover_explicit",
] as const;
/** Teaming that a distributed switch can do. */
export const DISTRIBUTED_POLICIES = [...STANDARD_POLICIES, "loadbalance_loadbased"] as const;

/** vCenter decodes `%2f` and its like in names, and refuses more than 80 characters. */
export function checkObjectName(checks: Checks, path: string, name: string | undefined): void {
  if (name !== undefined && !/^[^/\\%\p{Cc}]{1,80}$/u.test(name)) {
    checks.fault(path, {
      message: "this cannot be the name of a switch or a port group",
      value: name,
      allowed: "1 to 80 characters without /, \\, % and line breaks",
      fix: likelyObjectName(name),
    });
  }
}

/** One or more adapters or uplinks, each once. */
export function checkUplinks(checks: Checks, path: string, { active, standby = [] }: Uplinks) {
  if (active.length === 0) {
    checks.fault(joinPath(path, "active"), {
      message: "no active uplink is named",
      value: active,
      allowed: "one or more",
      fix: "name the one that carries traffic first",
    });
  }
  const all = [...active, ...standby];
  const twice = all.find((nic, index) => all.indexOf(nic) !== index);
  if (twice !== undefined) {
    checks.fault(path, {
      message: "an uplink is named twice",
      value: twice,
      allowed: "each once, active or standby",
      fix: "leave one of the two out",
    });
  }
}

/** What {@link checkTeaming} reads. */
interface Teaming {
  teaming?: TeamingPolicy;
  /** The physical switch joins the uplinks. */
  isJoined: boolean;
  /** How to say that it does. */
  howToJoin: string;
  standby: readonly string[];
}

/** IP hash goes with an EtherChannel and nothing else does; round robin over uplinks does not exist (R43). */
export function checkTeaming(
  checks: Checks,
  path: string,
  { teaming, isJoined, howToJoin, standby }: Teaming,
  allowed: readonly string[],
): void {
  const fix =
    teaming === "loadbalance_loadbased"
      ? "teaming by load needs a distributed switch"
      : "there is no round robin over uplinks; SourceId spreads machines evenly";
  checks.oneOf(joinPath(path, "teaming"), teaming, allowed, fix);
  if (teaming === "loadbalance_ip" && !isJoined) {
    checks.fault(joinPath(path, "teaming"), {
      message: "IP hash without an EtherChannel makes the physical switch see MACs move",
      value: teaming,
      allowed: `IP hash together with ${howToJoin}`,
      fix: `set up the EtherChannel and write ${howToJoin}, or take SourceId`,
    });
  }
  if (teaming !== "loadbalance_ip" && isJoined) {
    checks.fault(joinPath(path, "teaming"), {
      message: "behind an EtherChannel every other teaming loses or doubles frames",
      value: teaming,
      allowed: "TeamingPolicy.IpHash with an EtherChannel",
      fix: "write teaming: TeamingPolicy.IpHash, or leave the EtherChannel out",
    });
  }
  if (teaming === "loadbalance_ip" && standby.length > 0) {
    checks.fault(joinPath(path, "uplinks.standby"), {
      message: "every member of an EtherChannel is active",
      value: standby,
      allowed: "no standby uplink with IP hash",
      fix: "make all of them active",
    });
  }
}

/** A limit in whole bits, and a burst only with one. */
export function checkLimit(
  checks: Checks,
  path: string,
  { limit, burstSizeBytes }: { limit?: Bandwidth; burstSizeBytes?: number },
): void {
  if (limit !== undefined) {
    checks.faults.attempt(joinPath(path, "limit"), () => inBits(limit));
  } else if (burstSizeBytes !== undefined) {
    checks.fault(joinPath(path, "burstSizeBytes"), {
      message: "a burst has a meaning only with a limit",
      value: burstSizeBytes,
      fix: "write limit too, or leave this out",
    });
  }
  const at = joinPath(path, "burstSizeBytes");
  checks.wholeNumber(at, burstSizeBytes, 1, Number.MAX_SAFE_INTEGER);
}

export function checkMtuBytes(checks: Checks, path: string, mtuBytes: number | undefined): void {
  if (mtuBytes !== undefined) {
    checks.faults.attempt(path, () => checkMtu(mtuBytes));
  }
}

/** One host or more, each object of vCenter once. */
export function checkHostMap(
  checks: Checks,
  path: string,
  hosts: Record<string, { hostSystemId?: pulumi.Input<string> }> | undefined,
): void {
  checks.keys(path, hosts, HOST_KEY);
  if (Object.keys(hosts ?? {}).length === 0) {
    checks.fault(path, {
      message: "no host is named",
      value: hosts,
      allowed: "one or more",
      fix: 'write { "esxi-01": { hostSystemId: "host-21" } } or the like',
    });
  }
  const seen = new Map<string, string>();
  for (const [host, { hostSystemId }] of Object.entries(hosts ?? {})) {
    const at = joinPath(path, host, "hostSystemId");
    if (checks.required(at, hostSystemId, "such as host-21") && !isLater(hostSystemId)) {
      checkTwin(checks, at, String(hostSystemId), host, seen, "is the same host");
    }
  }
}

/** A fault when `seen` has the value already; it has it afterwards. */
export function checkTwin(
  checks: Checks,
  path: string,
  value: string,
  owner: string,
  seen: Map<string, string>,
  words = "has this already",
): void {
  const twin = seen.get(value);
  if (twin !== undefined) {
    const fix = "change one of the two, or leave it out";
    checks.fault(path, { message: `${twin} ${words}`, value, allowed: "each once", fix });
  }
  seen.set(value, twin ?? owner);
}
