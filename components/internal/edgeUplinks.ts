import * as nsxt from "@pulumi/nsxt";
import * as pulumi from "@pulumi/pulumi";

import { STANDARD_MTU_BYTES } from "../../network/mtu";
import type { EdgeGatewayArgs, EdgeInterface, EdgeUplink } from "../edgeGateway";
import type { EdgeHaVip } from "../edgeRouting";
import type { Children } from "./children";
import { LAN } from "./edgeRead";

/** Interfaces of one uplink, by edge node. */
export type AddedUplink = Record<
  string,
  { resource: nsxt.PolicyTier0GatewayInterface; address: pulumi.Input<string> }
>;

/** The uplinks by name; the LAN, which has none, is under {@link LAN}. */
export type AddedUplinks = Record<string, AddedUplink>;

/** A VLAN segment per uplink, and an interface in it on every edge node. */
export function addEdgeUplinks(
  children: Children,
  gateway: nsxt.PolicyTier0Gateway,
  name: string,
  protect: boolean,
  args: EdgeGatewayArgs,
): AddedUplinks {
  const { transportZonePath, vlanId, interfaces, mtuBytes = STANDARD_MTU_BYTES, vrf } = args;
  const add = (key: string, uplink: EdgeUplink): AddedUplink => {
    const segment = children.add(
      nsxt.PolicyVlanSegment,
      key === LAN ? "uplink" : ["uplink", key],
      {
        description: key === LAN ? `LAN side of ${name}` : `Uplink ${key} of ${name}`,
        transportZonePath: uplink.transportZonePath ?? transportZonePath,
        vlanIds: vrf?.trunkVlanIds ?? [pulumi.output(uplink.vlanId).apply(String)],
      },
      // When both are replaced, the gateway's interfaces are gone before a segment goes.
      { protect, dependsOn: [gateway] },
    );
    return mapValues(uplink.interfaces, ({ edgeNodePath, address }: EdgeInterface, node) => {
      const resource = children.add(
        nsxt.PolicyTier0GatewayInterface,
        ["interface", key === LAN ? node : `${key}.${node}`],
        {
          type: "EXTERNAL",
          gatewayPath: gateway.path,
          segmentPath: segment.path,
          edgeNodePath,
          subnets: [address],
          mtu: uplink.mtuBytes ?? mtuBytes,
          ...(vrf === undefined ? {} : { accessVlanId: uplink.vlanId }),
        },
      );
      return { resource, address };
    });
  };
  const lan = add(LAN, { vlanId, interfaces });
  return { [LAN]: lan, ...mapValues(args.uplinks ?? {}, (uplink, key) => add(key, uplink)) };
}

/** The one object that holds all shared addresses of a gateway. */
export function addHaVips(
  children: Children,
  uplinks: AddedUplinks,
  haVips: Record<string, EdgeHaVip> = {},
): void {
  const keys = Object.keys(haVips).sort();
  if (keys.length === 0) {
    return;
  }
  const configs = keys.flatMap((key) => {
    const vip = haVips[key];
    const nodes = [...(vip?.nodes ?? [])].sort();
    const paths = nodes.flatMap((node) => uplinks[vip?.uplink ?? LAN]?.[node]?.resource.path ?? []);
    return vip === undefined
      ? []
      : [{ enabled: true, externalInterfacePaths: paths, vipSubnets: [vip.address] }];
  });
  children.add(nsxt.PolicyTier0GatewayHaVipConfig, "ha-vip", { configs });
}

function mapValues<T, R>(map: Record<string, T>, change: (value: T, key: string) => R) {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));
}
