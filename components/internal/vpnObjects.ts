import * as nsxt from "@pulumi/nsxt";
import * as pulumi from "@pulumi/pulumi";

import type { PlannedGroup, VpnEnd } from "../../network/vpn";
import type { VpnLocalMembers } from "../crossClusterVpn";
import type { Children } from "./children";
import { routingTraffic } from "./gatewayRules";
import { isEverything, serviceEntries } from "./services";
import { sorted } from "./sorted";

/** Encryption with authentication in one: no digest beside it. */
const ENCRYPTION = ["AES_GCM_256"];
/** 384-bit random ECP (RFC 5903), as strong as the cipher is asked to be. */
const DH_GROUPS = ["GROUP20"];
/** R34. */
const IKE_LIFETIME_SECONDS = 28_800;
const TUNNEL_LIFETIME_SECONDS = 3600;
const DPD_INTERVAL_SECONDS = 10;
const DPD_RETRIES = 5;

export interface VpnProfiles {
  ikeProfilePath: pulumi.Output<string>;
  tunnelProfilePath: pulumi.Output<string>;
  dpdProfilePath: pulumi.Output<string>;
}

/** What all sessions share; each gateway's service refers to it by path. */
export function addVpnProfiles(children: Children): VpnProfiles {
  const ike = children.add(nsxt.PolicyIpsecVpnIkeProfile, "ike", {
    ikeVersion: "IKE_V2",
    encryptionAlgorithms: ENCRYPTION,
    dhGroups: DH_GROUPS,
    saLifeTime: IKE_LIFETIME_SECONDS,
  });
  const tunnel = children.add(nsxt.PolicyIpsecVpnTunnelProfile, "esp", {
    encryptionAlgorithms: ENCRYPTION,
    dhGroups: DH_GROUPS,
    enablePerfectForwardSecrecy: true,
    saLifeTime: TUNNEL_LIFETIME_SECONDS,
    dfPolicy: "COPY",
  });
  const dpd = children.add(nsxt.PolicyIpsecVpnDpdProfile, "dpd", {
    dpdProbeMode: "PERIODIC",
    dpdProbeInterval: DPD_INTERVAL_SECONDS,
    retryCount: DPD_RETRIES,
  });
  return { ikeProfilePath: ike.path, tunnelProfilePath: tunnel.path, dpdProfilePath: dpd.path };
}

export interface VpnServices {
  /** BGP, and BFD for it (RFC 5881 section 4). */
  control: pulumi.Output<string>;
  /** By key of the allow list; a key without one allows every service. */
  traffic: ReadonlyMap<string, pulumi.Output<string>>;
}

export function addVpnServices(children: Children, { allow }: VpnEnd): VpnServices {
  const control = children.add(nsxt.PolicyService, "control", serviceEntries(routingTraffic()));
  const limited = Object.entries(allow).filter(([, { services }]) => !isEverything(services));
  const traffic = limited.map(([key, { services }]) => {
    const service = children.add(nsxt.PolicyService, ["traffic", key], serviceEntries(services));
    return [key, service.path] as const;
  });
  return { control: control.path, traffic: new Map(traffic) };
}

type Criteria = nsxt.types.input.PolicyGroupCriteria;

/**
 * A cross-site group as one manager has it: two managers share no groups, so the other site's machines
 * are addresses here. Each criterion adds members.
 */
export function addVpnGroup(
  children: Children,
  key: string,
  { local, remote }: PlannedGroup,
  members: VpnLocalMembers | undefined,
): nsxt.PolicyGroup {
  const { segmentPaths = [], tags = {} } = members ?? {};
  const addresses = members === undefined ? [...local, ...remote] : remote;
  const criterias: Criteria[] = [
    ...(addresses.length === 0 ? [] : [{ ipaddressExpression: { ipAddresses: addresses } }]),
    ...(segmentPaths.length === 0
      ? []
      : [{ pathExpression: { memberPaths: sorted(segmentPaths) } }]),
    ...Object.entries(tags)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([scope, tag]): Criteria => ({ conditions: [tagged(scope, tag)] })),
  ];
  return children.add(nsxt.PolicyGroup, ["group", key], {
    criterias,
    conjunctions: criterias.slice(1).map(() => ({ operator: "OR" })),
  });
}

function tagged(scope: string, tag: pulumi.Input<string>) {
  return {
    key: "Tag",
    memberType: "VirtualMachine",
    operator: "EQUALS",
    value: joined(scope, tag),
  };
}

/** NSX writes scope and tag in one text. */
function joined(scope: string, tag: pulumi.Input<string>): pulumi.Input<string> {
  return typeof tag === "string" ? `${scope}|${tag}` : pulumi.interpolate`${scope}|${tag}`;
}
