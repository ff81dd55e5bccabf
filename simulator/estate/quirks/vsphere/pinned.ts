import type { PropertyMap } from "vmnet/network/model/resource";
import type { Change } from "../../family";
import { copyOf, isAbsent, isZero } from "../../generic/values";
import { V } from "../../kinds";
import type { EstateObject } from "../../stateFile";
import { groupsOn, policyDefaults } from "../../vsphere/distributedParts";
import type { Quirk } from "../quirk";

const inheritable = [
  ...Object.keys(policyDefaults),
  "activeUplinks",
  "standbyUplinks",
  "ingressShapingAverageBandwidth",
  "ingressShapingPeakBandwidth",
  "ingressShapingBurstSize",
  "egressShapingAverageBandwidth",
  "egressShapingPeakBandwidth",
  "egressShapingBurstSize",
];

const uplinks = ["activeUplinks", "standbyUplinks"];

/** The group's own settings; undefined for a group of the inventory, which has all of its own. */
function ownOf(object: EstateObject | undefined): string[] | undefined {
  const own = object?.internal?.["own"];
  return typeof own === "string" ? own.split(" ") : undefined;
}

/** Remembers which settings are the group's own: all that were ever sent. */
function remember({ world, inputs, before }: Change, group: EstateObject): void {
  const sent = inheritable.filter((name) => !isZero(inputs[name]));
  // Active and standby uplinks are one setting.
  const pair = sent.some((name) => uplinks.includes(name)) ? uplinks : [];
  const own = [...new Set([...(ownOf(before) ?? []), ...sent, ...pair])];
  world.store.put({ ...group, internal: { ...group.internal, own: own.join(" ") } });
}

/** Groups follow their switch in what is not their own. */
function follow({ world }: Change, above: EstateObject): void {
  for (const group of groupsOn(world, above.id)) {
    const own = ownOf(group) ?? inheritable;
    const outputs: PropertyMap = { ...group.outputs };
    for (const name of inheritable.filter((item) => !own.includes(item))) {
      if (!isAbsent(above.outputs[name])) {
        outputs[name] = copyOf(above.outputs[name]);
      }
    }
    world.store.put({ ...group, outputs });
  }
}

/**
 * A create sends what the program gives, the rest is inherited. Every later update sends every
 * computed value from the caller's state as the group's own: an older value of the switch comes back,
 * and the group no longer follows its switch.
 */
export const inheritedValuesPinned: Quirk = {
  name: "the first update of a port group pins what it inherits",
  source: "seen",
  types: [V.dvs, V.dvpg],
  apply({ type, news, inputs, recorded }) {
    if (type !== V.dvpg) {
      return undefined;
    }
    const sent = { ...inputs };
    for (const name of inheritable) {
      if (isAbsent(news[name]) && !isZero(recorded[name])) {
        sent[name] = copyOf(recorded[name]);
      }
    }
    return sent;
  },
  settle(change, object) {
    if (change.type === V.dvpg) {
      remember(change, object);
    } else {
      follow(change, object);
    }
  },
};
