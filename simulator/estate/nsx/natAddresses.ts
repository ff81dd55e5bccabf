import type { World } from "../family";
import { textsOf } from "../generic/values";
import { N } from "../kinds";
import { managerRefusal } from "../refusal";
import { overlap } from "./addresses";

/**
 * The other half of R10: an interface, a gateway address or a static binding may not take an address
 * that a NAT rule answers for.
 */
export function refuseNatAddress(world: World, address: string, property: string): void {
  for (const rule of world.store.list(N.natRule)) {
    const { action } = rule.outputs;
    const key =
      action === "SNAT" ? "translatedNetworks" : action === "DNAT" ? "destinationNetworks" : "";
    const taken = textsOf(rule.outputs[key]).find((text) => overlap(text, address));
    if (taken !== undefined) {
      throw managerRefusal(
        `Address ${address} is the NAT address ${taken} of path=[${rule.path}]`,
        undefined,
        property,
      );
    }
  }
}
