import { isAbsent, isZero } from "../../generic/values";
import { N } from "../../kinds";
import type { Quirk } from "../quirk";

const bindings = ["securityProfile", "qosProfile", "discoveryProfile"];

/** An added binding is seen, and so is a changed subnet. */
export const segmentDriftUnseen: Quirk = {
  name: "a removed profile binding of a segment is not seen",
  source: "seen; so is advancedConfig that the program does not set",
  types: [N.segment, N.vlanSegment],
  read({ object, oldInputs, oldOutputs }) {
    if (object === undefined || oldOutputs === undefined) {
      return undefined;
    }
    const outputs = { ...object.outputs };
    for (const name of bindings) {
      if (isZero(outputs[name]) && !isZero(oldOutputs[name])) {
        outputs[name] = oldOutputs[name];
      }
    }
    if (!isZero(oldInputs) && isAbsent(oldInputs?.["advancedConfig"])) {
      delete outputs["advancedConfig"];
      if (!isAbsent(oldOutputs["advancedConfig"])) {
        outputs["advancedConfig"] = oldOutputs["advancedConfig"];
      }
    }
    return { ...object, outputs };
  },
};
