import type { Inventory } from "../inventory";
import { N } from "../kinds";
import { managerRefusal } from "../refusal";
import type { Quirk } from "./quirk";

type Feature = keyof Inventory["nsx"]["licences"];

const features: Partial<Record<string, Feature>> = {
  [N.gatewayPolicy]: "gatewayFirewall",
  [N.parentGatewayPolicy]: "gatewayFirewall",
  [N.securityPolicy]: "distributedFirewall",
  [N.parentSecurityPolicy]: "distributedFirewall",
  [N.idsPolicy]: "intrusionDetection",
  [N.idsProfile]: "intrusionDetection",
  [N.ipsecService]: "vpn",
  [N.lbService]: "loadBalancer",
};

/** What the site has no licence for is refused; the inventory says which it has. */
export const unlicensed: Quirk = {
  name: "feature without licence",
  source: "product rule; the wording is not a real manager's",
  types: Object.keys(features),
  admit({ world, type }) {
    const feature = features[type];
    if (feature !== undefined && !world.site.inventory.nsx.licences[feature]) {
      throw managerRefusal(
        `The site has no licence for ${feature} (nsx.licences.${feature} of the inventory)`,
      );
    }
  },
};
