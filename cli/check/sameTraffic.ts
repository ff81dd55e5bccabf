/** Whether two networks treat all traffic alike. */
import type { NetworkModel } from "vmnet/network/model/types";
import { boxOf, isEmptyBox, subtractAll } from "vmnet/network/reason/boxes";
import type { Box } from "vmnet/network/reason/boxes";
import { flowDifference, flowsFrom, matrix, Verdict } from "vmnet/network/reason/index";
import type { PairFlows } from "vmnet/network/reason/index";

/** All that a network lets through, asked once and compared with many others. */
export class TrafficOf {
  private readonly pairs: PairFlows[];
  private readonly arriving: ReadonlyMap<string, Box[]>;

  constructor(model: NetworkModel) {
    this.pairs = matrix(model, { routers: true });
    this.arriving = arrivingIn(model);
  }

  /** The same packets get through between the same ends, and receivers see the same packets as before. */
  isSameIn(model: NetworkModel): boolean {
    const other = matrix(model, { routers: true });
    if (flowDifference(this.pairs, other).length > 0) {
      return false;
    }
    const arriving = arrivingIn(model);
    const keys = new Set([...this.arriving.keys(), ...arriving.keys()]);
    return [...keys].every((key) =>
      sameBoxes(this.arriving.get(key) ?? [], arriving.get(key) ?? []),
    );
  }
}

/** What receivers see, by sender, receiver and verdict. */
function arrivingIn(model: NetworkModel): Map<string, Box[]> {
  const found = new Map<string, Box[]>();
  for (const { id } of model.endpoints) {
    for (const { verdict, receiver, received } of flowsFrom(model, id)) {
      if (verdict !== Verdict.Denied && receiver !== undefined && received !== undefined) {
        const key = JSON.stringify([id, receiver, verdict]);
        found.set(key, [...(found.get(key) ?? []), boxOf(received)]);
      }
    }
  }
  return found;
}

function sameBoxes(a: readonly Box[], b: readonly Box[]): boolean {
  return (
    subtractAll([...a], [...b]).every(isEmptyBox) && subtractAll([...b], [...a]).every(isEmptyBox)
  );
}
