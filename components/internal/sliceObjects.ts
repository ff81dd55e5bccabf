import * as nsxt from "@pulumi/nsxt";
import * as pulumi from "@pulumi/pulumi";

import { planSlices, type PlannedSlice, type RateLimit } from "../../network/slices";
import type { NetworkSliceArgs, SliceHandOff } from "../networkSlice";
import type { Children } from "./children";
import { claim } from "./claims";
import { addressOf, interfaceOf, Slot } from "./derive";
import { guardArguments, networkIdOf } from "./segments";

/** This slice of the plan; the checks have found it there. */
export function plannedSlice({ plan, slice }: NetworkSliceArgs): PlannedSlice {
  const planned = planSlices(plan)[slice];
  if (planned === undefined) {
    throw new Error(`the plan has no slice ${slice}`);
  }
  return planned;
}

/**
 * A slice's place on its uplink is its own: two components that were given different plans would
 * otherwise each be right and together be wrong.
 */
export function claimPlace(
  owner: pulumi.Resource,
  name: string,
  { plan, slice, segments }: NetworkSliceArgs,
  { rank, dscp, classOfService }: PlannedSlice,
): void {
  for (const [key, { networkName }] of Object.entries(segments)) {
    if (networkName !== undefined) {
      const path = `segments.${key}.networkName`;
      claim(owner, "vsphere:index:any", `network ${networkName}`, path, name);
    }
  }
  const on = `on uplink ${plan.uplink.name}`;
  const at = `plan.slices.${slice}`;
  claim(owner, "nsxt:index:any", `slice ${slice} ${on}`, "slice", name);
  claim(owner, "nsxt:index:any", `rank ${rank} ${on}`, `${at}.rank`, name);
  const what = `the class of codepoint ${dscp} (${classOfService}) ${on}`;
  claim(owner, "nsxt:index:any", what, `${at}.dscp`, name);
}

/** One profile per direction, so that each can change alone. */
export function addRateLimits(
  children: Children,
  slice: string,
  { ingress, egress }: PlannedSlice,
): { ingress: nsxt.PolicyGatewayQosProfile; egress: nsxt.PolicyGatewayQosProfile } {
  const add = (role: string, direction: string, { mbit, burstBytes }: RateLimit) =>
    children.add(nsxt.PolicyGatewayQosProfile, role, {
      description: `Limit of slice ${slice} ${direction} its machines`,
      committedBandwidth: mbit,
      burstSize: burstBytes,
    });
  return { ingress: add("ingress", "towards", ingress), egress: add("egress", "from", egress) };
}

type ByKey<T> = Record<string, T>;

/** The slice's networks with their marks, and one group for the machines of all. */
export function addSegments(
  parent: pulumi.Resource,
  children: Children,
  gatewayPath: pulumi.Output<string>,
  args: NetworkSliceArgs,
  { dscp, trustMachines, classOfService }: PlannedSlice,
) {
  const qos = children.add(nsxt.PolicyQosProfile, "qos", {
    description: `Marks of slice ${args.slice}`,
    dscpTrusted: trustMachines,
    dscpPriority: dscp,
    classOfService,
  });
  const made = Object.entries(args.segments).map(([key, segment]) => {
    const { cidr, gatewayAddress, networkName, guards } = segment;
    const gatewayCidr = interfaceOf(cidr, gatewayAddress, Slot.Gateway);
    const resource = children.add(
      nsxt.PolicySegment,
      ["segment", key],
      {
        ...(networkName === undefined ? {} : { displayName: networkName }),
        description: `Machines of slice ${args.slice}`,
        transportZonePath: args.transportZonePath,
        connectivityPath: gatewayPath,
        subnets: [{ cidr: gatewayCidr }],
        qosProfile: { qosProfilePath: qos.path },
        ...guardArguments(guards),
      },
      { protect: args.disposable !== true, ownReferences: ["connectivityPath"] },
    );
    return { key, resource, gatewayCidr };
  });
  const group = children.add(
    nsxt.PolicyGroup,
    "group",
    { criterias: [{ pathExpression: { memberPaths: made.map(({ resource }) => resource.path) } }] },
    { ownReferences: ["criterias"] },
  );
  const byKey = <T>(value: (one: (typeof made)[number]) => T): ByKey<T> =>
    Object.fromEntries(made.map((one) => [one.key, value(one)]));
  return {
    group,
    segments: {
      paths: byKey(({ resource }) => resource.path),
      names: byKey(({ resource }) => resource.displayName),
      networkIds: byKey(({ resource }) => networkIdOf(parent, resource, [], args.datacenterId)),
      gatewayAddresses: byKey(({ gatewayCidr }) => addressOf(gatewayCidr)),
    },
  };
}

/** What the physical network is told of a slice. */
export function handOffOf(
  { plan, slice, segments }: NetworkSliceArgs,
  { queue, dscp, behaviour, classOfService, committedMbit, ingress, egress }: PlannedSlice,
): pulumi.Output<SliceHandOff> {
  const networks = pulumi.all(Object.values(segments).map(({ cidr }) => cidr));
  return networks.apply((known) => ({
    slice,
    uplink: plan.uplink.name,
    queue,
    dscp,
    behaviour,
    classOfService,
    committedMbit,
    ingressMbit: ingress.mbit,
    egressMbit: egress.mbit,
    networks: [...known].sort(),
  }));
}
