import { joinPath } from "../../network/faults";
import type { MacAllowListArgs } from "../macAllowList";
import type { GuardProfiles, SegmentGuardsArgs } from "../segmentGuards";
import type { Checks } from "./checks";
import { macFault } from "./mac";

const MOST_ADDRESSES = 256;
const MAC_FORM = "such as 00:50:56:00:00:10, from 00:50:56:00:00:00 to 00:50:56:3f:ff:ff";

export function checkSegmentGuards(checks: Checks, args: SegmentGuardsArgs): void {
  checks.wholeNumber("addressesPerPort", args.addressesPerPort, 1, MOST_ADDRESSES);
  checkPrefix(checks, args.nsxIdPrefix);
}

const PROFILES = [
  "macDiscoveryProfilePath",
  "ipDiscoveryProfilePath",
  "spoofGuardProfilePath",
  "securityProfilePath",
] as const;

/** The `guards` argument of a network. */
export function checkGuards(checks: Checks, guards: GuardProfiles | undefined, owner = ""): void {
  const at = joinPath(owner, "guards");
  if (guards === undefined) {
    return;
  }
  const given = PROFILES.filter((profile) => guards[profile] !== undefined);
  if (given.length === 0) {
    checks.fault(at, {
      message: "no profile is named, so nothing would be guarded",
      value: guards,
      allowed: `a SegmentGuards component, or any of ${PROFILES.join(", ")}`,
      fix: "to do without guards, leave this out",
    });
  }
  for (const profile of given) {
    checks.policyPath(joinPath(at, profile), guards[profile]);
  }
}

export function checkMacAllowList(checks: Checks, args: MacAllowListArgs): void {
  checks.policyPath("groupPath", args.groupPath);
  const allowed = args.allowed ?? {};
  checks.keys("allowed", allowed);
  if (Object.keys(allowed).length === 0) {
    checks.fault("allowed", {
      message: "no MAC address is named, so nothing on the segment could send",
      value: args.allowed,
      allowed: "one or more MAC addresses, keyed by machine",
      fix: "to let every machine send, leave the component out",
    });
  }
  checkMacs(checks, "allowed", allowed);
  checkPrefix(checks, args.nsxIdPrefix);
}

/** MAC addresses by key: each one that an adapter can have fixed, none twice. */
export function checkMacs(
  checks: Checks,
  path: string,
  macs: Record<string, Parameters<Checks["known"]>[0]>,
): void {
  const seen = new Map<string, string>();
  for (const [key, input] of Object.entries(macs)) {
    const at = joinPath(path, key);
    checks.required(at, input, MAC_FORM);
    const mac = checks.known(input);
    if (mac === undefined || mac === null || mac === "") {
      continue;
    }
    const text = String(mac).toLowerCase();
    const twin = seen.get(text);
    const message = macFault(text) ?? (twin === undefined ? undefined : `${twin} has this already`);
    if (message !== undefined) {
      checks.fault(at, { message, value: mac, allowed: MAC_FORM });
    }
    seen.set(text, twin ?? key);
  }
}

/** The prefix becomes part of ids, as keys do. */
export function checkPrefix(checks: Checks, nsxIdPrefix: string | undefined): void {
  if (nsxIdPrefix !== undefined) {
    checks.keys("nsxIdPrefix", { [nsxIdPrefix]: true });
  }
}
