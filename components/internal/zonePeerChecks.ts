import type { AddressRange } from "../../network/address";
import { joinPath } from "../../network/faults";
import { nearest } from "../../network/nearest";
import { LONGEST_LOG_LABEL } from "../../network/tiers";
import type { ZonePeer, ZoneTag } from "../tierFirewall";
import type { Checks } from "./checks";

const LONGEST_SCOPE = 128;
const LONGEST_TAG = 256;

/** Tags of a zone or an exclusion. */
export function checkTags(
  checks: Checks,
  path: string,
  tags: readonly ZoneTag[] | undefined,
): void {
  if (tags?.length === 0) {
    checks.fault(path, { message: "no tag is named", fix: "leave this out" });
  }
  tags?.forEach(({ scope, tag }, index) => {
    const at = joinPath(path, `[${index}]`);
    checkText(checks, joinPath(at, "tag"), tag, LONGEST_TAG);
    if (scope !== undefined) {
      checkText(checks, joinPath(at, "scope"), scope, LONGEST_SCOPE);
    }
  });
}

function checkText(checks: Checks, path: string, text: string, most: number): void {
  if (typeof text !== "string" || text === "" || text.length > most || text.includes("|")) {
    checks.fault(path, {
      message: "a group cannot select this",
      value: text,
      allowed: `1 to ${most} characters without |, which stands between scope and tag`,
    });
  }
}

/** Policy paths; a list that is given names one at least. */
export function checkPaths(
  checks: Checks,
  path: string,
  paths: readonly Parameters<Checks["policyPath"]>[1][] | undefined,
): void {
  if (paths?.length === 0) {
    checks.fault(path, { message: "no path is named", fix: "leave this out" });
  }
  paths?.forEach((one, index) => checks.policyPath(joinPath(path, `[${index}]`), one));
}

/** Addresses, networks and ranges; returns those that can be read, with where they stand. */
export function checkRanges(
  checks: Checks,
  path: string,
  ranges: readonly Parameters<Checks["range"]>[1][] | undefined,
): { path: string; range: AddressRange }[] {
  if (ranges?.length === 0 && !path.endsWith("remoteRanges")) {
    checks.fault(path, { message: "no address is named", fix: "leave this out" });
  }
  return (ranges ?? []).flatMap((one, index) => {
    const at = joinPath(path, `[${index}]`);
    const range = checks.range(at, one);
    return range === undefined ? [] : [{ path: at, range }];
  });
}

/** One end of a rule; returns the names of the zones that exist. */
export function checkPeer(
  checks: Checks,
  path: string,
  peer: ZonePeer | undefined,
  zones: readonly string[],
): string[] {
  if (peer === undefined) {
    return [];
  }
  const { groupPaths, ranges } = peer;
  const named = peer.zones ?? [];
  if (named.length + (groupPaths?.length ?? 0) + (ranges?.length ?? 0) === 0) {
    checks.fault(path, {
      message: "nobody is named, which NSX takes as everybody",
      value: peer,
      allowed: "one or more of zones, groupPaths and ranges",
      fix: "to mean everybody, leave this out",
    });
  }
  if (groupPaths !== undefined && groupPaths.length > 0) {
    checkPaths(checks, joinPath(path, "groupPaths"), groupPaths);
  }
  if (ranges !== undefined && ranges.length > 0) {
    checkRanges(checks, joinPath(path, "ranges"), ranges);
  }
  return named.filter((zone, index) => {
    const isZone = zones.includes(zone);
    if (!isZone) {
      const meant = nearest(zone, zones);
      checks.fault(joinPath(path, "zones", `[${index}]`), {
        message: "there is no such zone",
        value: zone,
        allowed: zones.join(", "),
        ...(meant === undefined ? {} : { fix: `did you mean "${meant}"?` }),
      });
    }
    return isZone;
  });
}

/** A text of the log; longer ones are cut off there, and no longer told apart. */
export function checkLabel(checks: Checks, path: string, label: string | undefined): void {
  if (label !== undefined && (label === "" || [...label].length > LONGEST_LOG_LABEL)) {
    const allowed = `1 to ${LONGEST_LOG_LABEL} characters`;
    checks.fault(path, { message: "the log would not show this", value: label, allowed });
  }
}
