/** Look-ups that a check asks, and what is said about them. */
import type { PropertyMap } from "vmnet/network/model/resource";

/** One question to the site. */
export interface Lookup {
  /** `vsphere:index/getHost:getHost` */
  token: string;
  args: PropertyMap;
  /** URN of the provider that is asked. */
  provider: string;
  /** What the simulated site answered, or what stands for it. */
  answer: PropertyMap;
  /** Why the simulated site refused; absent: it answered. */
  refusal?: string;
  /** Who needs it: names of components or resources; empty where the program itself asks. */
  neededBy: string[];
}

/** What a site said to one look-up. */
export type Reply =
  | { status: "ok" }
  | { status: "missing"; detail: string; nearest?: string }
  /** Not asked, or no answer that says whether it is there. */
  | { status: "unanswered"; detail: string };

/** Last part of a token or type: `getHost`. */
export const shortName = (token: string): string => token.slice(token.lastIndexOf(":") + 1);

/** Kinds of things, in the products' words, with the place where a person sees them. */
const kinds: Readonly<Record<string, readonly [noun: string, look: string]>> = {
  getDatacenter: ["data centre", "vCenter: Hosts and Clusters"],
  getHost: ["host", "vCenter: Hosts and Clusters"],
  getComputeCluster: ["cluster", "vCenter: Hosts and Clusters"],
  getDatastore: ["datastore", "vCenter: Storage"],
  getResourcePool: ["resource pool", "vCenter: Hosts and Clusters"],
  getNetwork: ["network", "vCenter: Networking"],
  getDistributedVirtualSwitch: ["distributed switch", "vCenter: Networking"],
  getVirtualMachine: ["machine or template", "vCenter: VMs and Templates"],
  getFolder: ["folder", "vCenter: VMs and Templates"],
  getPolicyTransportZone: ["transport zone", "NSX Manager: System > Fabric > Transport zones"],
  getPolicyEdgeCluster: ["edge cluster", "NSX Manager: System > Fabric > Nodes > Edge clusters"],
  getPolicyEdgeNode: ["edge node", "NSX Manager: System > Fabric > Nodes > Edge clusters"],
  getPolicyTier0Gateway: ["tier-0 gateway", "NSX Manager: Networking > Tier-0 gateways"],
  getPolicyTier1Gateway: ["tier-1 gateway", "NSX Manager: Networking > Tier-1 gateways"],
  getPolicySegment: ["segment", "NSX Manager: Networking > Segments"],
  getPolicyService: ["service", "NSX Manager: Inventory > Services"],
  getPolicyGroup: ["group", "NSX Manager: Inventory > Groups"],
  getPolicyContextProfile: ["context profile", "NSX Manager: Inventory > Context profiles"],
  getPolicyCertificate: ["certificate", "NSX Manager: System > Certificates"],
  getPolicyIpPool: ["IP pool", "NSX Manager: Networking > IP address pools"],
  getComputeManager: ["compute manager", "NSX Manager: System > Fabric > Compute managers"],
  getComputeCollection: [
    "cluster as NSX knows it",
    "NSX Manager: System > Fabric > Hosts > Clusters (needs the compute manager)",
  ],
};

/** `get policy lb monitor` for kinds that no table names. */
const spelled = (name: string): string =>
  name
    .replace(/^get(Policy)?/, "")
    .replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => ` ${letter}`)
    .toLowerCase();

export const nounOf = (token: string): string =>
  kinds[shortName(token)]?.[0] ?? spelled(shortName(token));

export const placeOf = (token: string): string =>
  kinds[shortName(token)]?.[1] ??
  (token.startsWith("nsxt:") ? "NSX Manager" : "vCenter") + `: ${nounOf(token)}`;

/**
 * `host "esxi-01"`, `edge node 1 of edges`, `certificate "vpn" on east`, where an explicit provider
 * called `east` is asked.
 *
 * @param others Look-ups that may tell the name behind a path. Default: none.
 */
export function subjectOf(lookup: Lookup, others: readonly Lookup[] = []): string {
  const { token, args, provider } = lookup;
  const noun = nounOf(token);
  const path = args["edgeClusterPath"];
  const cluster = others.find(({ answer }) => path !== undefined && answer["path"] === path);
  const above =
    typeof path === "string" ? ` of ${(cluster && askedName(cluster.args)) ?? lastPart(path)}` : "";
  const named = provider.slice(provider.lastIndexOf("::") + 2);
  const where = /^(default(_|$)|$)/.test(named) ? "" : ` on ${named}`;
  if (typeof args["memberIndex"] === "number") {
    return `${noun} ${args["memberIndex"] + 1}${above}${where}`;
  }
  const asked = askedName(args);
  return `${noun}${asked === undefined ? "" : ` ${JSON.stringify(asked)}`}${above}${where}`;
}

/** The name, path or id that a look-up asks for. */
export function askedName(args: PropertyMap): string | undefined {
  return ["displayName", "name", "path", "id", "uuid", "moid", "biosId"]
    .map((key) => args[key])
    .find((value): value is string => typeof value === "string" && value !== "");
}

export const lastPart = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
