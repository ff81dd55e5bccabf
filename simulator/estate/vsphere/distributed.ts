import type { PropertyMap } from "vmnet/network/model/resource";
import type { Families, Family, World } from "../family";
import { isZero, mapsOf, textOf, textsOf } from "../generic/values";
import { V } from "../kinds";
import type { EstateObject } from "../stateFile";
import { EstateRefusal } from "../types";
import {
  admitMappings,
  admitUplinks,
  mappingsOf,
  missing,
  nextVersion,
  policyDefaults,
  refuseStale,
  switchOf,
  triple,
  usersOf,
  vlanFallback,
} from "./distributedParts";
import { dvs } from "./distributedSwitch";
import { duplicateName, inUse, nameOf } from "./lookups";

const dvpg: Family = {
  admit(change) {
    const { world, id, inputs } = change;
    refuseStale(change, "port group");
    const above = switchOf(
      world,
      inputs["distributedVirtualSwitchUuid"],
      "distributedVirtualSwitchUuid",
    );
    const name = textOf(inputs["name"]) ?? "";
    if (
      world.store
        .list(V.dvpg, V.dvs)
        .some((item) => item.id !== id && item.outputs["name"] === name)
    ) {
      throw duplicateName(name);
    }
    admitUplinks(inputs, textsOf(above.outputs["uplinks"]), nameOf(above));
    const secondary = inputs["portPrivateSecondaryVlanId"];
    const mapped = mappingsOf(world, above).some((item) => item["secondaryVlanId"] === secondary);
    if (!isZero(secondary) && !mapped) {
      throw new EstateRefusal(
        `A specified parameter was not correct: switch "${nameOf(above)}" has no private VLAN ${String(secondary)}`,
        "InvalidArgument",
        "portPrivateSecondaryVlanId",
      );
    }
  },
  /** What the group does not set, it has from its switch. */
  complete({ world, id, inputs, before }) {
    const above = switchOf(
      world,
      inputs["distributedVirtualSwitchUuid"],
      "distributedVirtualSwitchUuid",
    ).outputs;
    const inherited: PropertyMap = {
      activeUplinks: above["activeUplinks"],
      standbyUplinks: above["standbyUplinks"],
    };
    for (const key of Object.keys(policyDefaults)) {
      inherited[key] = above[key];
    }
    return {
      outputs: {
        ...missing(inputs, { ...inherited, numberOfPorts: 8 }),
        ...vlanFallback(inputs, 0),
        key: id,
        configVersion: nextVersion(before),
      },
    };
  },
  release(object, world) {
    const users = usersOf(world, object);
    if (users.length > 0) {
      throw inUse(nameOf(object), users.join(", "));
    }
  },
};

/**
 * Any change of the switch moves its version on. The switch resource reads mappings of others as its
 * own, unless it is told to ignore them.
 */
function putMappings(world: World, above: EstateObject, mappings: PropertyMap[]): void {
  const seen =
    above.outputs["ignoreOtherPvlanMappings"] === true ? {} : { pvlanMappings: mappings };
  const outputs = { ...above.outputs, ...seen, configVersion: nextVersion(above) };
  world.store.put({ ...above, outputs });
}

const pvlanMapping: Family = {
  identify: (inputs) => ({
    id: `dvswitch-${String(inputs["distributedVirtualSwitchId"])}-mapping-${triple(inputs)}`,
  }),
  admit({ world, inputs }) {
    const above = switchOf(
      world,
      inputs["distributedVirtualSwitchId"],
      "distributedVirtualSwitchId",
    );
    const { primaryVlanId, secondaryVlanId, pvlanType } = inputs;
    admitMappings([...mappingsOf(world, above), { primaryVlanId, secondaryVlanId, pvlanType }]);
  },
  settle({ world, inputs }) {
    const above = switchOf(
      world,
      inputs["distributedVirtualSwitchId"],
      "distributedVirtualSwitchId",
    );
    const { primaryVlanId, secondaryVlanId, pvlanType } = inputs;
    const mappings = mapsOf(above.outputs["pvlanMappings"]);
    putMappings(world, above, [...mappings, { primaryVlanId, secondaryVlanId, pvlanType }]);
  },
  removed(object, world) {
    const above = world.store.get(
      V.dvs,
      textOf(object.outputs["distributedVirtualSwitchId"]) ?? "",
    );
    if (above !== undefined) {
      const rest = mapsOf(above.outputs["pvlanMappings"]).filter(
        (item) => triple(item) !== triple(object.outputs),
      );
      putMappings(world, above, rest);
    }
  },
};

export const distributedFamilies: Families = {
  [V.dvs]: dvs,
  [V.dvpg]: dvpg,
  [V.pvlanMapping]: pvlanMapping,
};
