import * as nsxt from "@pulumi/nsxt";
import type * as pulumi from "@pulumi/pulumi";

import { formatAddress, parseRange } from "../../network/address";
import type { Uplinks } from "../bridgedNetwork";
import { TunnelTeaming, type FabricZones, type TepNetwork } from "../overlayFabric";
import type { Children } from "./children";

/** The teaming that is meant, the uplinks that it uses, and the tunnel endpoints that it makes. */
export function hostTeaming(
  { active, standby = [] }: Uplinks,
  teaming: TunnelTeaming | undefined,
): { policy: TunnelTeaming; used: string[]; endpoints: number } {
  const usual = active.length > 1 ? TunnelTeaming.SourceId : TunnelTeaming.FailoverOrder;
  const policy = teaming ?? usual;
  const endpoints = policy === TunnelTeaming.FailoverOrder ? 1 : active.length;
  return { policy, used: [...active, ...standby], endpoints };
}

export function addZones(children: Children, protect: boolean): FabricZones {
  const zone = (role: string, transportType: string) =>
    children.add(nsxt.PolicyTransportZone, role, { transportType, isDefault: false }, { protect });
  return {
    overlayPath: zone("overlay", "OVERLAY_STANDARD").path,
    vlanPath: zone("vlan", "VLAN_BACKED").path,
  };
}

export function addTepPool(
  children: Children,
  { cidr, ranges, gatewayAddress }: TepNetwork,
  protect: boolean,
) {
  const pool = children.add(nsxt.PolicyIpPool, "teps", {}, { protect });
  const subnet = children.add(
    nsxt.PolicyIpPoolStaticSubnet,
    "subnet",
    {
      poolPath: pool.path,
      cidr,
      allocationRanges: ranges.map((text) => {
        const { family, first, last } = parseRange(text);
        const end = (value: bigint) => formatAddress({ family, value });
        return { start: end(first), end: end(last) };
      }),
      ...(gatewayAddress === undefined ? {} : { gateway: gatewayAddress }),
    },
    { protect },
  );
  return { pool, subnet };
}

export interface UplinkProfilePlan {
  tepVlanId: number;
  uplinks: Uplinks;
  teaming?: TunnelTeaming;
  mtuBytes: number;
}

export function addUplinkProfile(
  children: Children,
  role: string,
  { tepVlanId, uplinks, teaming, mtuBytes }: UplinkProfilePlan,
): nsxt.PolicyUplinkHostSwitchProfile {
  const named = (names: readonly string[]) =>
    names.map((uplinkName) => ({ uplinkName, uplinkType: "PNIC" }));
  return children.add(nsxt.PolicyUplinkHostSwitchProfile, role, {
    transportVlan: tepVlanId,
    mtu: mtuBytes,
    overlayEncap: "GENEVE",
    teaming: {
      policy: hostTeaming(uplinks, teaming).policy,
      actives: named(uplinks.active),
      standbies: named(uplinks.standby ?? []),
    },
  });
}

export interface HostProfilePlan {
  switchId: pulumi.Input<string>;
  uplinks: readonly string[];
  zonePaths: readonly pulumi.Input<string>[];
  poolPath: pulumi.Output<string>;
  uplinkProfilePath: pulumi.Output<string>;
  /** To exist before hosts ask for addresses. */
  ready: pulumi.Resource[];
}

export function addHostProfile(
  children: Children,
  plan: HostProfilePlan,
): nsxt.PolicyHostTransportNodeProfile {
  return children.add(
    nsxt.PolicyHostTransportNodeProfile,
    "hosts",
    {
      standardHostSwitches: [
        {
          hostSwitchId: plan.switchId,
          hostSwitchMode: "STANDARD",
          ipAssignment: { staticIpPool: plan.poolPath },
          uplinkProfile: plan.uplinkProfilePath,
          uplinks: plan.uplinks.map((name) => ({ uplinkName: name, vdsUplinkName: name })),
          transportZoneEndpoints: plan.zonePaths.map((transportZone) => ({ transportZone })),
          isMigratePnics: false,
        },
      ],
    },
    { dependsOn: plan.ready },
  );
}
