import { isAbsent, isZero } from "../../generic/values";
import { V } from "../../kinds";
import type { Quirk } from "../quirk";

/** `vlan_range` is optional and computed; the value in state is sent again and wins over `vlan_id`. */
export const trunkStays: Quirk = {
  name: "a trunk stays a trunk",
  source: "seen, code: vlanRanges left out for vlanId, the update succeeds and previews are clean",
  types: [V.dvpg],
  apply({ news, inputs, recorded }) {
    const was = recorded["vlanRanges"];
    return isAbsent(news["vlanRanges"]) && !isZero(was)
      ? { ...inputs, vlanRanges: was }
      : undefined;
  },
};
