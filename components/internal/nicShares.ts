import { joinPath } from "../../network/faults";
import { LEAST_SHARES, MOST_SHARES } from "../../network/nioc";
import { TrafficWeight } from "../../network/shares";
import type { VmNic } from "../networkedVm";
import type { Checks } from "./checks";

/** A number of shares is written with the custom weight alone: with another one vCenter has its own. */
export function shareArguments(weight: TrafficWeight | undefined, shares: number | undefined) {
  if (weight === undefined && shares === undefined) {
    return {};
  }
  return shares === undefined
    ? { bandwidthShareLevel: weight }
    : { bandwidthShareLevel: TrafficWeight.Custom, bandwidthShareCount: shares };
}

export function checkNicShares(checks: Checks, path: string, { weight, shares }: VmNic): void {
  checks.oneOf(joinPath(path, "weight"), weight, Object.values(TrafficWeight));
  const at = joinPath(path, "shares");
  checks.wholeNumber(at, shares, LEAST_SHARES, MOST_SHARES);
  if (weight === TrafficWeight.Custom && shares === undefined) {
    checks.fault(at, {
      message: "the custom weight needs its number of shares",
      allowed: `${LEAST_SHARES} to ${MOST_SHARES}`,
      fix: "write shares, or take another weight",
    });
  }
  if (weight !== undefined && weight !== TrafficWeight.Custom && shares !== undefined) {
    checks.fault(at, {
      message: `the weight ${weight} has its own number of shares`,
      value: shares,
      fix: "leave this out, or the weight",
    });
  }
}
