import { textsOf } from "../../generic/values";
import { V } from "../../kinds";
import { EstateRefusal } from "../../types";
import type { Quirk } from "../quirk";

/** Hosts of the inventory take no part in vSAN, as the host of the measurement. */
export const vsanServicePanics: Quirk = {
  name: "the vsan service on a host without vSAN stops the plugin",
  source: "seen: a panic, every other resource of the run fails with EOF; here only this one fails",
  types: [V.vnic],
  admit({ inputs, before }) {
    const had = textsOf(before?.outputs["services"]).includes("vsan");
    if (textsOf(inputs["services"]).includes("vsan") && !had) {
      throw new EstateRefusal(
        "the vsphere plugin exits in a panic (rpc error: EOF): the host's vSAN system has no " +
          "network, so the service vsan cannot be turned on here",
        undefined,
        "services",
      );
    }
  },
};
