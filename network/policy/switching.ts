import { flagOf, listOf, mapsOf, numberOf, textOf } from "../model/build/values";
import { isUndecided, kindOf, ofKind, type PolicyRule, type Violation } from "./rule";

const switches = ["hostVirtualSwitch", "distributedVirtualSwitch"];
const portGroups = ["hostPortGroup", "distributedPortGroup"];

/** Property, what it lets a machine do. */
const loosenings = [
  ["allowPromiscuous", "a machine may read the traffic of others"],
  ["allowForgedTransmits", "a machine may send under another MAC address"],
  ["allowMacChanges", "a machine may take another MAC address"],
] as const;

/** A standard switch accepts these two where a program says nothing (vSphere's own default). */
const acceptedByDefault = new Set(["allowForgedTransmits", "allowMacChanges"]);

export const strictSwitches: PolicyRule = {
  name: "strict-switches",
  severity: "error",
  reach: "resource",
  description:
    "Switches and port groups reject promiscuous mode, forged transmits and MAC address changes (R04).",
  remediation: "Set allowPromiscuous, allowForgedTransmits and allowMacChanges to false.",
  check: (resources) =>
    ofKind(resources, ...switches, ...portGroups).flatMap((resource) =>
      loosenings.flatMap(([property, meaning]): Violation[] => {
        const given = resource.inputs[property];
        const isDefault =
          kindOf(resource) === "hostVirtualSwitch" && acceptedByDefault.has(property);
        const isLoose = !isUndecided(given) && (flagOf(given) ?? isDefault);
        return isLoose
          ? [
              {
                resource,
                property,
                text: `${resource.name} accepts ${property}: ${meaning}`,
                evidence:
                  given === undefined ? ["not given, and a standard switch accepts it then"] : [],
                fix: `set ${property}: false`,
              },
            ]
          : [];
      }),
    ),
};

export const narrowTrunks: PolicyRule = {
  name: "narrow-trunks",
  severity: "warning",
  reach: "resource",
  description: "Trunk port groups carry the VLANs that are needed, not all of them.",
  remediation: "List the VLANs of the trunk; use a distributed port group's vlanRanges.",
  check: (resources, { widestTrunk }) =>
    ofKind(resources, ...portGroups).flatMap((resource): Violation[] => {
      const isAll = numberOf(resource.inputs.vlanId) === 4095;
      const width = mapsOf(resource.inputs.vlanRanges).reduce((sum, { minVlan, maxVlan }) => {
        const [first, last] = [numberOf(minVlan), numberOf(maxVlan)];
        return first === undefined || last === undefined ? sum : sum + last - first + 1;
      }, 0);
      const vlans = isAll ? 4095 : width;
      return vlans > widestTrunk
        ? [
            {
              resource,
              property: isAll ? "vlanId" : "vlanRanges",
              text: `${resource.name} hands ${isAll ? "every VLAN" : `${vlans} VLANs`} to the machines on it`,
              fix: "name the VLANs that its machines tag",
            },
          ]
        : [];
    }),
};

export const twoUplinks: PolicyRule = {
  name: "two-uplinks",
  severity: "warning",
  reach: "resource",
  description: "A switch that has an uplink has two, so that one broken cable is survived.",
  remediation: "Give the switch a second physical NIC, active or standby.",
  check: (resources) =>
    ofKind(resources, "hostVirtualSwitch").flatMap((resource): Violation[] => {
      const { networkAdapters } = resource.inputs;
      const [only, ...others] = listOf(networkAdapters);
      return only === undefined || others.length > 0 || isUndecided(networkAdapters)
        ? []
        : [
            {
              resource,
              property: "networkAdapters",
              text: `${resource.name} hangs on ${textOf(only) ?? "one NIC"} alone`,
              fix: "add a second adapter and name it in activeNics or standbyNics",
            },
          ];
    }),
};
