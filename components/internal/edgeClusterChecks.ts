import {
  addressesEqual,
  cidrsEqual,
  formatCidr,
  type Cidr,
  type InterfaceCidr,
} from "../../network/address";
import { joinPath } from "../../network/faults";
import { parseVlanId } from "../../network/vlan";
import type { EdgeClusterArgs, EdgeCredentials, EdgeNodeUplink } from "../edgeCluster";
import type { Checks } from "./checks";
import { checkPrefix } from "./guardChecks";

/** Nodes of a cluster, and data interfaces of a node that is a machine (NSX configuration maximums). */
const MOST_NODES = 10;
const MOST_UPLINKS = 3;
const SIZES = ["SMALL", "MEDIUM", "LARGE", "XLARGE"];
/** RFC 1123: labels of letters, digits and hyphens. */
const HOSTNAME =
  /^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/;

export function checkEdgeCluster(checks: Checks, args: EdgeClusterArgs): void {
  checks.oneOf("size", args.size, SIZES);
  checks.required("computeManagerId", args.computeManagerId, "the id that NSX gives the vCenter");
  checks.required("computeClusterId", args.computeClusterId, "such as domain-c8");
  checks.required("datastoreId", args.datastoreId, "such as datastore-41");
  const network = checkNodes(checks, args);
  checkManagement(checks, args, network);
  checkUplinks(checks, args.uplinks);
  checks.policyPath("uplinkProfilePath", args.uplinkProfilePath);
  checks.policyPath("overlayZonePath", args.overlayZonePath);
  checks.policyPath("vlanZonePath", args.vlanZonePath);
  checks.policyPath("tepPoolPath", args.tepPoolPath);
  const { tepVlanId } = args;
  if (tepVlanId !== undefined) {
    checks.faults.attempt("tepVlanId", () => parseVlanId(tepVlanId));
  }
  checkCredentials(checks, args.credentials);
  if (args.profilePath !== undefined) {
    checks.policyPath("profilePath", args.profilePath);
  }
  checkPrefix(checks, args.nsxIdPrefix);
}

/** What the nodes have in common: their management network, and addresses of it that are taken. */
interface ManagementFacts {
  network?: Cidr;
  taken: InterfaceCidr[];
}

function checkNodes(checks: Checks, { nodes }: EdgeClusterArgs): ManagementFacts {
  checks.keys("nodes", nodes);
  const entries = Object.entries(nodes);
  if (entries.length === 0 || entries.length > MOST_NODES) {
    checks.fault("nodes", {
      message: entries.length === 0 ? "the cluster has no node" : "too many nodes for a cluster",
      value: entries.length,
      allowed: `1 to ${MOST_NODES}; two are the fewest that leave a reserve`,
    });
  }
  const names = new Map<string, string>();
  const seen: { key: string; read: InterfaceCidr }[] = [];
  for (const [key, node] of entries) {
    const path = joinPath("nodes", key);
    checkHostname(checks, joinPath(path, "hostname"), key, checks.known(node.hostname), names);
    checks.required(joinPath(path, "hostname"), node.hostname, "such as edge-01.example");
    const at = joinPath(path, "managementAddress");
    const read = checks.required(at, node.managementAddress, "such as 192.168.0.31/24")
      ? checks.interfaceCidr(at, node.managementAddress)
      : undefined;
    if (read === undefined) {
      continue;
    }
    const [first] = seen;
    if (first !== undefined && !cidrsEqual(first.read.network, read.network)) {
      checks.fault(at, {
        message: `node ${first.key} is in another network`,
        value: checks.known(node.managementAddress),
        allowed: `an address of ${formatCidr(first.read.network)}: all are in one network`,
      });
    }
    const twin = seen.find((one) => addressesEqual(one.read.address, read.address));
    if (twin !== undefined) {
      checks.fault(at, {
        message: `node ${twin.key} has this address already`,
        value: checks.known(node.managementAddress),
        allowed: "an address of its own for every node",
      });
    }
    seen.push({ key, read });
  }
  return { network: seen[0]?.read.network, taken: seen.map(({ read }) => read) };
}

function checkHostname(
  checks: Checks,
  path: string,
  key: string,
  hostname: string | undefined,
  names: Map<string, string>,
): void {
  if (hostname === undefined || hostname === "") {
    return;
  }
  if (!HOSTNAME.test(hostname)) {
    const allowed = "letters, digits and hyphens, in labels with dots between (RFC 1123)";
    checks.fault(path, { message: "this is no host name", value: hostname, allowed });
  }
  const twin = names.get(hostname.toLowerCase());
  if (twin !== undefined) {
    const message = `node ${twin} has this name already`;
    checks.fault(path, { message, value: hostname, allowed: "a name of its own for every node" });
  }
  names.set(hostname.toLowerCase(), twin ?? key);
}

function checkManagement(
  checks: Checks,
  { management }: EdgeClusterArgs,
  { network, taken }: ManagementFacts,
): void {
  const { networkId, gatewayAddress, dnsServers = [] } = management;
  checks.required("management.networkId", networkId, "such as dvportgroup-68");
  const path = "management.gatewayAddress";
  const gateway = checks.required(path, gatewayAddress, "the network's router")
    ? checks.hostIn(network, path, gatewayAddress)
    : undefined;
  if (gateway !== undefined && taken.some((one) => addressesEqual(one.address, gateway))) {
    checks.fault(path, {
      message: "a node has this address",
      value: checks.known(gatewayAddress),
      allowed: "the address of a router",
    });
  }
  dnsServers.forEach((server, index) => {
    checks.address(`management.dnsServers[${index}]`, server);
  });
}

function checkUplinks(checks: Checks, uplinks: readonly EdgeNodeUplink[]): void {
  if (uplinks.length === 0 || uplinks.length > MOST_UPLINKS) {
    checks.fault("uplinks", {
      message: uplinks.length === 0 ? "no data interface is named" : "too many data interfaces",
      value: uplinks.length,
      allowed: `1 to ${MOST_UPLINKS}`,
    });
  }
  const names = uplinks.map(({ uplinkName }) => uplinkName);
  uplinks.forEach(({ uplinkName, networkId }, index) => {
    const path = `uplinks[${index}]`;
    checks.required(joinPath(path, "uplinkName"), uplinkName, "a name of the uplink profile");
    checks.required(joinPath(path, "networkId"), networkId, "such as dvportgroup-68");
    if (uplinkName !== undefined && names.indexOf(uplinkName) < index) {
      const message = "another interface is this uplink";
      const allowed = "each uplink once";
      checks.fault(joinPath(path, "uplinkName"), { message, value: uplinkName, allowed });
    }
  });
}

/** What NSX asks of a password (appliance password policy); weaker ones leave a node nobody can enter. */
const DEMANDS: readonly [RegExp, string][] = [
  [/^.{12,128}$/s, "12 to 128 characters"],
  [/[a-z]/, "a lower-case letter"],
  [/[A-Z]/, "an upper-case letter"],
  [/\d/, "a digit"],
  [/[^A-Za-z0-9\s]/, "a special character"],
];

function checkCredentials(checks: Checks, credentials: EdgeCredentials): void {
  for (const user of ["rootPassword", "adminPassword"] as const) {
    const path = joinPath("credentials", user);
    const input = credentials[user];
    const allowed = DEMANDS.map(([, demand]) => demand).join(", ");
    if (!checks.required(path, input, allowed)) {
      continue;
    }
    const password = checks.known(input);
    const missing = DEMANDS.filter(([demand]) => password !== undefined && !demand.test(password));
    if (missing.length > 0) {
      checks.fault(path, {
        message: `the password lacks ${missing.map(([, demand]) => demand).join(", ")}`,
        allowed,
        secret: true,
      });
    }
  }
}
