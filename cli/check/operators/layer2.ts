/** Faults of VLANs, trunks, private VLANs and uplinks. */
import type { PropertyValue } from "vmnet/network/model/resource";
import { all, eachOf, eachText, listOf, removed, set, without } from "./operator";
import type { Operator } from "./operator";

const HIGHEST_VLAN = 4094;
const nextVlan = (vlan: number) => (vlan >= HIGHEST_VLAN ? 1 : vlan + 1);
const isVlan = (value: PropertyValue) => /^\d+$/.test(String(value));

const accessVlan: Operator = ({ vlanId }) =>
  typeof vlanId === "number" ? [set("next VLAN", "vlanId", nextVlan(vlanId))] : [];

/** A VLAN segment's ids: one for an access network, ranges such as `10-20` for a trunk. */
const segmentVlans: Operator = (props) => {
  const ids = listOf(props.vlanIds);
  return [
    ...(ids.some(isVlan)
      ? [
          set(
            "next VLAN",
            "vlanIds",
            ids.map((id) => (isVlan(id) ? String(nextVlan(Number(id))) : id)),
          ),
        ]
      : []),
    ...(ids.length > 1 || ids.some((id) => !isVlan(id)) ? trunk("vlanIds", "0-4094")(props) : []),
  ];
};

function trunk(key: string, every: PropertyValue): Operator {
  return all(
    eachText(key, (vlans) => `trunk without VLAN ${vlans}`),
    () => [set("trunk of every VLAN", key, [every])],
  );
}

const ranges: Operator = (props) =>
  listOf(props.vlanRanges).length === 0
    ? []
    : [
        ...eachOf(
          "vlanRanges",
          ({ minVlan, maxVlan }) => `trunk range ${String(minVlan)}-${String(maxVlan)}`,
          () => [removed],
        )(props),
        set("trunk of every VLAN", "vlanRanges", [{ minVlan: 0, maxVlan: HIGHEST_VLAN }]),
      ];

/** Isolated ports that may talk to each other, and a community's that may not. */
const secondary: Operator = ({ pvlanType }) => [
  ...(pvlanType === "isolated" ? [set("as a community", "pvlanType", "community")] : []),
  ...(pvlanType === "community" ? [set("isolated", "pvlanType", "isolated")] : []),
];

const privateVlans = eachOf(
  "pvlanMappings",
  ({ secondaryVlanId }) => `private VLAN ${String(secondaryVlanId)}`,
  all(() => [removed], secondary),
);

const noUplinks: Operator = ({ networkAdapters }) =>
  listOf(networkAdapters).length === 0 ? [] : [set("without uplinks", "networkAdapters", [])];

const hostUplinks = eachOf(
  "hosts",
  ({ hostSystemId }) => `host ${String(hostSystemId)}`,
  ({ devices }) => (listOf(devices).length === 0 ? [] : [set("without uplinks", "devices", [])]),
);

/** By kind of resource. */
export const LAYER2: Readonly<Record<string, Operator>> = {
  HostVirtualSwitch: noUplinks,
  HostPortGroup: accessVlan,
  DistributedVirtualSwitch: all(privateVlans, hostUplinks),
  DistributedVirtualSwitchPvlanMapping: all(() => [removed], secondary),
  DistributedPortGroup: all(
    accessVlan,
    ranges,
    without({ portPrivateSecondaryVlanId: "out of its private VLAN" }),
  ),
  VlanSegment: all(segmentVlans, without({ connectivityPath: "off its gateway" })),
};
