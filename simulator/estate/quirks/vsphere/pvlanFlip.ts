import { mapsOf } from "../../generic/values";
import { V } from "../../kinds";
import { triple } from "../../vsphere/distributedParts";
import type { Quirk } from "../quirk";

/**
 * A switch that does not ignore mappings of others reads them as its own at a refresh, and takes them
 * away at its next update; the mapping resource makes them again at the one after that.
 */
export const mappingsFlip: Quirk = {
  name: "a switch takes away the private VLANs of mapping resources",
  source: "seen: flips on every run; ignoreOtherPvlanMappings true stops it",
  types: [V.dvs],
  settle({ world, inputs, recorded }, object) {
    if (object.outputs["ignoreOtherPvlanMappings"] === true) {
      return;
    }
    const wanted = mapsOf(inputs["pvlanMappings"]).map(triple);
    const taken = mapsOf(recorded?.["pvlanMappings"])
      .map(triple)
      .filter((item) => !wanted.includes(item));
    const others = world.store
      .list(V.pvlanMapping)
      .filter((item) => item.outputs["distributedVirtualSwitchId"] === object.id);
    const seen = mapsOf(inputs["pvlanMappings"]);
    for (const other of others) {
      const { primaryVlanId, secondaryVlanId, pvlanType } = other.outputs;
      if (taken.includes(triple(other.outputs))) {
        world.store.remove(other.type, other.id);
      } else if (!wanted.includes(triple(other.outputs))) {
        seen.push({ primaryVlanId, secondaryVlanId, pvlanType });
      }
    }
    if (seen.length > 0) {
      world.store.put({ ...object, outputs: { ...object.outputs, pvlanMappings: seen } });
    }
  },
};
