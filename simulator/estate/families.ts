import type { Families } from "./family";
import { addressingFamilies } from "./nsx/addressing";
import { edgeFamilies } from "./nsx/edges";
import { gatewayFamilies } from "./nsx/gateways";
import { gatewayPartFamilies } from "./nsx/gatewayParts";
import { natFamilies } from "./nsx/nat";
import { objectFamilies } from "./nsx/objects";
import { policyFamilies } from "./nsx/policies";
import { segmentFamilies } from "./nsx/segments";
import { distributedFamilies } from "./vsphere/distributed";
import { inventoryFamilies } from "./vsphere/inventory";
import { machineFamilies } from "./vsphere/machines";
import { standardSwitchFamilies } from "./vsphere/standardSwitch";
import { vnicFamilies } from "./vsphere/vnic";

/** Hand-written rules by type token; every other type has the generic ones. */
export const families: Families = {
  ...segmentFamilies,
  ...edgeFamilies,
  ...gatewayFamilies,
  ...gatewayPartFamilies,
  ...natFamilies,
  ...policyFamilies,
  ...objectFamilies,
  ...addressingFamilies,
  ...standardSwitchFamilies,
  ...distributedFamilies,
  ...vnicFamilies,
  ...machineFamilies,
  ...inventoryFamilies,
};
