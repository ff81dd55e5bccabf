import type { PropertyMap } from "vmnet/network/model/resource";
import type { World } from "../../family";
import { shortName } from "../../generic/tables";
import { textOf } from "../../generic/values";
import { V } from "../../kinds";
import { EstateRefusal } from "../../types";
import type { Quirk } from "../quirk";

function refuseLost(type: string, id: string, recorded: PropertyMap, world: World): void {
  const above = textOf(recorded["distributedVirtualSwitchId"]) ?? "";
  // A mapping that somebody removed on a living switch is dropped cleanly.
  if (type === V.pvlanMapping && world.store.get(V.dvs, above) !== undefined) {
    return;
  }
  throw new EstateRefusal(
    `could not find ${shortName(type)} "${id}": somebody removed it outside of Pulumi. Neither a ` +
      "refresh nor a destroy gets past it; `pulumi state delete` does",
    "NotFound",
  );
}

/** Only NSX objects, VMkernel adapters and machines are dropped cleanly when somebody removed them. */
export const lostObjectsFail: Quirk = {
  name: "a lost switch or port group fails refresh and destroy",
  source: "seen; alarms: code",
  types: [V.hostSwitch, V.hostPortGroup, V.dvs, V.dvpg, V.pvlanMapping, V.alarm],
  read({ object, type, id, oldOutputs, world }) {
    // Without recorded outputs this is an import, which says that there is nothing.
    if (object === undefined && Object.keys(oldOutputs ?? {}).length > 0) {
      refuseLost(type, id, oldOutputs ?? {}, world);
    }
    return undefined;
  },
  gone: refuseLost,
};
