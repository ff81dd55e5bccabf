import { isAbsent } from "../../generic/values";
import { N } from "../../kinds";
import type { Quirk } from "../quirk";

export const neighbourBfdFilledIn: Quirk = {
  name: "a BGP neighbour without bfdConfig reads one back",
  source: "manager: only where the manager returns bfd",
  types: [N.bgpNeighbor],
  answer: ({ inputs }) =>
    isAbsent(inputs["bfdConfig"])
      ? { bfdConfig: { enabled: false, interval: 500, multiple: 3 } }
      : undefined,
};
