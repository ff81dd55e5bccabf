import { rangesOverlap, type AddressRange } from "../../network/address";
import { joinPath } from "../../network/faults";
import { SecurityTier } from "../../network/tiers";
import type { FirewallExclusion, FirewallZone, TierFirewallArgs } from "../tierFirewall";
import type { Checks } from "./checks";
import { checkMacs, checkPrefix } from "./guardChecks";
import { isGuarded } from "./zoneGroups";
import { checkPaths, checkRanges, checkTags } from "./zonePeerChecks";
import { checkZoneRules } from "./zoneRuleChecks";

const TIERS = Object.values(SecurityTier);
/** What the exclude list takes (NSX administration guide, "Add a Group"). */
const MOST_EXCLUDED = 100;
const MOST_SEQUENCE = 999_999;
const SELECTORS = ["tags", "segmentPaths", "groupPaths", "ranges"] as const;

export function checkTierFirewall(checks: Checks, args: TierFirewallArgs): void {
  checks.oneOf("mode", args.mode, ["observe", "enforce"]);
  checks.wholeNumber("policySequenceNumber", args.policySequenceNumber, 0, MOST_SEQUENCE);
  checkPrefix(checks, args.nsxIdPrefix);
  checkZones(checks, args.zones ?? {});
  checkZoneRules(checks, args);
  checkExcluded(checks, args.excluded);
}

function checkZones(checks: Checks, zones: Record<string, FirewallZone>): void {
  checks.keys("zones", zones);
  if (!Object.values(zones).some(isGuarded)) {
    checks.fault("zones", {
      message: "no zone has machines at which anything could be dropped",
      value: Object.keys(zones),
      allowed: "one or more zones with tags, segmentPaths or groupPaths",
    });
  }
  const places: { path: string; zone: string; range: AddressRange }[] = [];
  for (const [zone, described] of Object.entries(zones)) {
    const path = joinPath("zones", zone);
    checks.oneOf(joinPath(path, "tier"), described.tier, TIERS);
    if (described.tier === undefined) {
      checks.required(joinPath(path, "tier"), described.tier, TIERS.join(", "));
    }
    checkMembers(checks, path, described);
    for (const list of ["ranges", "remoteRanges"] as const) {
      checkRanges(checks, joinPath(path, list), described[list]).forEach((place) =>
        places.push({ ...place, zone }),
      );
    }
  }
  checkOverlaps(checks, places);
}

function checkMembers(checks: Checks, path: string, zone: FirewallZone): void {
  const given = SELECTORS.filter((selector) => zone[selector] !== undefined);
  if (given.length === 0) {
    checks.fault(path, {
      message: "nothing says which machines are in the zone",
      allowed: `one or more of ${SELECTORS.join(", ")}`,
      ...(zone.macAddresses === undefined
        ? {}
        : {
            fix: "a MAC address is no member: name the segment or tag of the machines that have it",
          }),
    });
  }
  checkTags(checks, joinPath(path, "tags"), zone.tags);
  for (const list of ["segmentPaths", "groupPaths"] as const) {
    checkPaths(checks, joinPath(path, list), zone[list]);
  }
  if (zone.macAddresses !== undefined) {
    const at = joinPath(path, "macAddresses");
    checks.keys(at, zone.macAddresses);
    checkMacs(checks, at, zone.macAddresses);
    if (Object.keys(zone.macAddresses).length === 0) {
      const message = "no MAC address is named, so nothing in the zone could send";
      checks.fault(at, { message, fix: "to let every machine send, leave this out" });
    }
  }
  for (const wish of ["macAddresses", "dhcpClients"] as const) {
    if (zone[wish] !== undefined && zone[wish] !== false && given.length > 0 && !isGuarded(zone)) {
      checks.fault(joinPath(path, wish), {
        message: "a zone of addresses alone has no machines that this could be about",
        fix: "add the tags, segments or groups of its machines, or leave this out",
      });
    }
  }
}

/** An address in two zones would have two sets of rules, and the boundaries of both tiers. */
function checkOverlaps(
  checks: Checks,
  places: readonly { path: string; zone: string; range: AddressRange }[],
): void {
  places.forEach(({ path, zone, range }, index) => {
    const twin = places
      .slice(0, index)
      .find((other) => other.zone !== zone && rangesOverlap(other.range, range));
    if (twin !== undefined) {
      checks.fault(path, {
        message: `zone ${twin.zone} has some of these addresses already (${twin.path})`,
        allowed: "addresses that one zone has",
      });
    }
  });
}

function checkExcluded(
  checks: Checks,
  excluded: Record<string, FirewallExclusion> | undefined,
): void {
  const allowed = "vCenter and the like, keyed by name, or {} when none is on a prepared host";
  if (!checks.required("excluded", excluded, allowed)) {
    return;
  }
  checks.keys("excluded", excluded);
  const entries = Object.entries(excluded ?? {});
  if (entries.length > MOST_EXCLUDED) {
    const message = "the exclude list takes fewer groups";
    checks.fault("excluded", { message, value: entries.length, allowed: `${MOST_EXCLUDED}` });
  }
  const seen = new Map<unknown, string>();
  for (const [key, { groupPath, tags }] of entries) {
    const path = joinPath("excluded", key);
    if ((groupPath === undefined) === (tags === undefined)) {
      checks.fault(path, {
        message: "an exclusion is a group or a list of tags",
        allowed: "exactly one of groupPath and tags",
      });
    } else if (groupPath !== undefined) {
      checks.policyPath(joinPath(path, "groupPath"), groupPath);
      const twin = seen.get(groupPath);
      if (twin !== undefined) {
        const message = `${twin} excludes this group already`;
        checks.fault(joinPath(path, "groupPath"), { message, allowed: "each group once" });
      }
      seen.set(groupPath, key);
    }
    checkTags(checks, joinPath(path, "tags"), tags);
  }
}
