import {
  addressesEqual,
  cidrsEqual,
  formatCidr,
  isUsableHost,
  type InterfaceCidr,
} from "../../network/address";
import { joinPath } from "../../network/faults";
import { checkMtu } from "../../network/mtu";
import { parseVlanId } from "../../network/vlan";
import type { EdgeGatewayArgs } from "../edgeGateway";
import type { Checks } from "./checks";

export function checkEdgeGateway(checks: Checks, args: EdgeGatewayArgs): void {
  checks.policyPath("edgeClusterPath", args.edgeClusterPath);
  checks.policyPath("transportZonePath", args.transportZonePath);
  if (checks.required("vlanId", args.vlanId, "1 to 4094, or 0 for untagged")) {
    checks.parsed("vlanId", args.vlanId, (id) => parseVlanId(id));
  }
  const { mtuBytes } = args;
  if (mtuBytes !== undefined) {
    checks.faults.attempt("mtuBytes", () => checkMtu(mtuBytes));
  }
  const interfaces = checkInterfaces(checks, args);
  checkRoutes(checks, args, interfaces);
  if (args.nsxIdPrefix !== undefined) {
    checks.keys("nsxIdPrefix", { [args.nsxIdPrefix]: true });
  }
}

function checkInterfaces(checks: Checks, { interfaces }: EdgeGatewayArgs): InterfaceCidr[] {
  checks.keys("interfaces", interfaces);
  const entries = Object.entries(interfaces ?? {});
  if (entries.length === 0) {
    checks.fault("interfaces", {
      message: "without an interface nothing outside is reached",
      value: interfaces,
      allowed: "one per edge node, keyed by the node's name",
    });
  }
  const seen: { key: string; read: InterfaceCidr }[] = [];
  for (const [key, { edgeNodePath, address }] of entries) {
    const path = joinPath("interfaces", key);
    checks.policyPath(joinPath(path, "edgeNodePath"), edgeNodePath);
    const at = joinPath(path, "address");
    if (!checks.required(at, address, "an address with its mask, such as 192.168.1.2/24")) {
      continue;
    }
    const read = checks.interfaceCidr(at, address);
    if (read === undefined) {
      continue;
    }
    const [first] = seen;
    if (first !== undefined && !cidrsEqual(first.read.network, read.network)) {
      checks.fault(at, {
        message: `interface ${first.key} is in another network`,
        value: checks.known(address),
        allowed: `an address of ${formatCidr(first.read.network)}: all are on one VLAN`,
      });
    }
    const twin = seen.find((one) => addressesEqual(one.read.address, read.address));
    if (twin !== undefined) {
      checks.fault(at, {
        message: `interface ${twin.key} has this address already`,
        value: checks.known(address),
        allowed: "an address of its own for every edge node",
      });
    }
    seen.push({ key, read });
  }
  return seen.map(({ read }) => read);
}

/** The LAN is the only network that the gateway is in, so every next hop is there. */
function checkRoutes(
  checks: Checks,
  { staticRoutes }: EdgeGatewayArgs,
  interfaces: readonly InterfaceCidr[],
): void {
  checks.keys("staticRoutes", staticRoutes);
  for (const [key, { cidr, nextHop }] of Object.entries(staticRoutes ?? {})) {
    const path = joinPath("staticRoutes", key);
    const destination = checks.required(joinPath(path, "cidr"), cidr, "such as 0.0.0.0/0")
      ? checks.cidr(joinPath(path, "cidr"), cidr)
      : undefined;
    const at = joinPath(path, "nextHop");
    const hop = checks.required(at, nextHop, "an address")
      ? checks.address(at, nextHop)
      : undefined;
    const [first] = interfaces;
    if (hop !== undefined && first !== undefined) {
      if (!isUsableHost(first.network, hop)) {
        checks.fault(at, {
          message: "the next hop is not in the LAN of the interfaces",
          value: checks.known(nextHop),
          allowed: `a host address of ${formatCidr(first.network)}`,
        });
      } else if (interfaces.some(({ address }) => addressesEqual(address, hop))) {
        checks.fault(at, {
          message: "the next hop is an interface of this gateway",
          value: checks.known(nextHop),
          allowed: "the address of another router",
        });
      }
    }
    if (
      destination !== undefined &&
      interfaces.some(({ network }) => cidrsEqual(network, destination))
    ) {
      checks.fault(joinPath(path, "cidr"), {
        message: "this network is connected, a route to it would never be used",
        value: checks.known(cidr),
        fix: "leave the route out",
      });
    }
  }
}
