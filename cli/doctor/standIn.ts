/** What stands for the answer of a look-up that found nothing, so that the program goes on. */
import { createHash } from "node:crypto";
import type { PropertyMap } from "vmnet/network/model/resource";
import { shortName } from "./lookup";

/** Shapes of the ids that vCenter gives. */
const prefixes: Readonly<Record<string, string>> = {
  getDatacenter: "datacenter",
  getHost: "host",
  getComputeCluster: "domain-c",
  getDatastore: "datastore",
  getResourcePool: "resgroup",
  getNetwork: "network",
  getFolder: "group-v",
};

/**
 * Made-up values in the shapes of the real ones: the same for the same question, and equal to none of
 * a site. Components check shapes, so that a text such as "missing" would end the program.
 */
export function standInFor(token: string, args: PropertyMap): PropertyMap {
  const digest = createHash("sha256")
    .update(token + JSON.stringify(args))
    .digest("hex");
  const uuid = digest.replace(/^(.{8})(.{3})(.{3})(.{3})(.{12}).*$/, "$1-0$2-4$3-8$4-$5");
  const number = String(Number.parseInt(digest.slice(0, 8), 16));
  const prefix = prefixes[shortName(token)];
  const id = prefix === undefined ? uuid : `${prefix}-9${number}`;
  if (token.startsWith("nsxt:")) {
    return { ...args, id: uuid, path: pathOf(token, args, uuid) };
  }
  return {
    ...args,
    id,
    moid: `vm-9${number}`,
    uuid,
    resourcePoolId: `resgroup-9${number}`,
    guestId: "otherLinux64Guest",
    firmware: "efi",
    type: "Network",
    uplinks: ["uplink1", "uplink2"],
    networkInterfaceTypes: ["vmxnet3"],
    disks: [{ label: "Hard disk 1", size: 16, thinProvisioned: true, eagerlyScrub: false }],
  };
}

const site = "/infra/sites/default/enforcement-points/default";

function pathOf(token: string, args: PropertyMap, id: string): string {
  const above = args["edgeClusterPath"];
  const paths: Record<string, string> = {
    getPolicyTransportZone: `${site}/transport-zones/${id}`,
    getPolicyEdgeCluster: `${site}/edge-clusters/${id}`,
    getPolicyEdgeNode: `${typeof above === "string" ? above : site}/edge-nodes/${id}`,
    getPolicyTier0Gateway: `/infra/tier-0s/${id}`,
    getPolicyTier1Gateway: `/infra/tier-1s/${id}`,
    getPolicySegment: `/infra/segments/${id}`,
    getPolicyService: `/infra/services/${id}`,
    getPolicyContextProfile: `/infra/context-profiles/${id}`,
    getPolicyCertificate: `/infra/certificates/${id}`,
    getPolicyIpPool: `/infra/ip-pools/${id}`,
    getPolicyGroup: `/infra/domains/default/groups/${id}`,
  };
  return paths[shortName(token)] ?? `/infra/vmnet-doctor/${id}`;
}
