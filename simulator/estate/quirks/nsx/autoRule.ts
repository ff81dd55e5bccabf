import { idOfPath } from "vmnet/network/model/paths";
import { N, P } from "../../kinds";
import { textOf } from "../../generic/values";
import type { Quirk } from "../quirk";

/**
 * Each route-based session makes the gateway allow its traffic: a rule in category Default, scoped to
 * the session, that belongs to no program. Only a drop in an earlier category overrides it.
 */
export const sessionAllowsItself: Quirk = {
  name: "a route-based session adds an allow rule",
  source: "issue tracker of the provider (nsxt#851, #1534); not seen in a run",
  types: [N.ipsecSession],
  settle({ world, inputs, before }, object) {
    if (before !== undefined || inputs["vpnType"] === "PolicyBased") {
      return;
    }
    const service = world.store.at(textOf(inputs["servicePath"]) ?? "");
    const gateway = textOf(service?.outputs["gatewayPath"]) ?? "";
    const outputs = {
      displayName: `allow ${object.id}`,
      action: "ALLOW",
      category: "Default",
      gateway: idOfPath(gateway),
      scopes: [object.path ?? ""],
    };
    world.store.put({ type: P.autoRule, id: object.id, outputs, origin: "managed" });
  },
  removed: (object, world) => world.store.remove(P.autoRule, object.id),
};
