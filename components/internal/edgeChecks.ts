import {
  addressesEqual,
  cidrsEqual,
  cidrsOverlap,
  formatCidr,
  isUsableHost,
  type InterfaceCidr,
} from "../../network/address";
import { joinPath } from "../../network/faults";
import { checkMtu } from "../../network/mtu";
import { parseVlanId } from "../../network/vlan";
import { HaMode, type EdgeGatewayArgs, type EdgeInterface } from "../edgeGateway";
import type { Checks } from "./checks";
import { checkEdgeFirewall } from "./edgeFirewallChecks";
import { checkHaVips, checkVrf } from "./edgeModeChecks";
import { isOwn, LAN, type ReadUplinks } from "./edgeRead";
import { checkEdgeRouting } from "./edgeRoutingChecks";

export function checkEdgeGateway(checks: Checks, args: EdgeGatewayArgs): void {
  checks.policyPath("edgeClusterPath", args.edgeClusterPath);
  checks.policyPath("transportZonePath", args.transportZonePath);
  checkVlan(checks, "vlanId", args.vlanId);
  checkInterfaceMtu(checks, "mtuBytes", args.mtuBytes);
  checks.oneOf("haMode", args.haMode, Object.values(HaMode));
  const uplinks = checkUplinks(checks, args);
  checkRoutes(checks, args, [...uplinks.values()].flat());
  checkHaVips(checks, args, uplinks);
  checkVrf(checks, args);
  checkEdgeRouting(checks, args, uplinks);
  checkEdgeFirewall(checks, args);
  if (args.nsxIdPrefix !== undefined) {
    checks.keys("nsxIdPrefix", { [args.nsxIdPrefix]: true });
  }
}

function checkVlan(checks: Checks, path: string, vlanId: EdgeGatewayArgs["vlanId"]): void {
  if (checks.required(path, vlanId, "1 to 4094, or 0 for untagged")) {
    checks.parsed(path, vlanId, (id) => parseVlanId(id));
  }
}

function checkInterfaceMtu(checks: Checks, path: string, mtuBytes: number | undefined): void {
  if (mtuBytes !== undefined) {
    checks.faults.attempt(path, () => checkMtu(mtuBytes));
  }
}

function checkUplinks(checks: Checks, args: EdgeGatewayArgs): ReadUplinks {
  const read = new Map([[LAN, checkInterfaces(checks, "interfaces", args.interfaces)]]);
  const { uplinks = {} } = args;
  checks.keys("uplinks", uplinks);
  const zone = checks.known(args.transportZonePath);
  const vlans = new Map([[`${zone} ${checks.known(args.vlanId)}`, "the LAN"]]);
  for (const [key, uplink] of Object.entries(uplinks)) {
    const path = joinPath("uplinks", key);
    checkVlan(checks, joinPath(path, "vlanId"), uplink.vlanId);
    if (uplink.transportZonePath !== undefined) {
      checks.policyPath(joinPath(path, "transportZonePath"), uplink.transportZonePath);
    }
    checkInterfaceMtu(checks, joinPath(path, "mtuBytes"), uplink.mtuBytes);
    const vlanId = checks.known(uplink.vlanId);
    const place = `${checks.known(uplink.transportZonePath) ?? zone} ${vlanId}`;
    const twin = vlans.get(place);
    if (vlanId !== undefined && twin !== undefined) {
      checks.fault(joinPath(path, "vlanId"), {
        message: `${twin} is this VLAN already`,
        value: vlanId,
        allowed: "a VLAN of its own for every uplink",
        fix: "interfaces on one VLAN belong to one uplink",
      });
    }
    vlans.set(place, twin ?? `uplink ${key}`);
    const interfaces = checkInterfaces(checks, joinPath(path, "interfaces"), uplink.interfaces);
    refuseOverlap(checks, joinPath(path, "interfaces"), interfaces, read);
    read.set(key, interfaces);
  }
  return read;
}

/** A gateway with one network on two sides would not know where a neighbor is. */
function refuseOverlap(
  checks: Checks,
  path: string,
  interfaces: readonly InterfaceCidr[],
  others: ReadUplinks,
): void {
  const [first] = interfaces;
  for (const [name, [other]] of others) {
    if (first !== undefined && other !== undefined && cidrsOverlap(first.network, other.network)) {
      checks.fault(path, {
        message: `${name === LAN ? "the LAN" : `uplink ${name}`} has this network, or a part of it`,
        value: formatCidr(first.network),
        allowed: `addresses outside of ${formatCidr(other.network)}`,
        fix: "give each uplink a network of its own",
      });
    }
  }
}

function checkInterfaces(
  checks: Checks,
  at: string,
  interfaces: Record<string, EdgeInterface>,
): InterfaceCidr[] {
  checks.keys(at, interfaces);
  const entries = Object.entries(interfaces ?? {});
  if (entries.length === 0) {
    checks.fault(at, {
      message: "without an interface nothing outside is reached",
      value: interfaces,
      allowed: "one per edge node, keyed by the node's name",
    });
  }
  const seen: { key: string; read: InterfaceCidr }[] = [];
  for (const [key, { edgeNodePath, address }] of entries) {
    const path = joinPath(at, key);
    checks.policyPath(joinPath(path, "edgeNodePath"), edgeNodePath);
    const here = joinPath(path, "address");
    if (!checks.required(here, address, "an address with its mask, such as 192.168.1.2/24")) {
      continue;
    }
    const read = checks.interfaceCidr(here, address);
    if (read === undefined) {
      continue;
    }
    const [first] = seen;
    if (first !== undefined && !cidrsEqual(first.read.network, read.network)) {
      checks.fault(here, {
        message: `interface ${first.key} is in another network`,
        value: checks.known(address),
        allowed: `an address of ${formatCidr(first.read.network)}: all are on one VLAN`,
      });
    }
    const twin = seen.find((one) => addressesEqual(one.read.address, read.address));
    if (twin !== undefined) {
      checks.fault(here, {
        message: `interface ${twin.key} has this address already`,
        value: checks.known(address),
        allowed: "an address of its own for every edge node",
      });
    }
    seen.push({ key, read });
  }
  return seen.map(({ read }) => read);
}

/** Next hops are in a network that the gateway has a foot in. */
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
      if (!interfaces.some(({ network }) => isUsableHost(network, hop))) {
        checks.fault(at, {
          message: isLanOnly(interfaces)
            ? "the next hop is not in the LAN of the interfaces"
            : "the next hop is not in the network of an uplink",
          value: checks.known(nextHop),
          allowed: `a host address of ${networksOf(interfaces)}`,
          fix: "take the LAN's router",
        });
      } else if (isOwn(interfaces, hop)) {
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

function isLanOnly([first, ...rest]: readonly InterfaceCidr[]): boolean {
  return first !== undefined && rest.every(({ network }) => cidrsEqual(network, first.network));
}

function networksOf(interfaces: readonly InterfaceCidr[]): string {
  return [...new Set(interfaces.map(({ network }) => formatCidr(network)))].join(" or ");
}
