import { isMap, isZero } from "../../generic/values";
import { N } from "../../kinds";
import type { Quirk } from "../quirk";

export const connectivityFilledIn: Quirk = {
  name: "advancedConfig without connectivity reads ON",
  source: "manager: where the manager answers ON",
  types: [N.segment, N.vlanSegment],
  answer({ inputs }) {
    const advanced = inputs["advancedConfig"];
    return isMap(advanced) && isZero(advanced["connectivity"])
      ? { advancedConfig: { ...advanced, connectivity: "ON" } }
      : undefined;
  },
};
