import { addressesEqual, cidrsEqual, formatCidr, type InterfaceCidr } from "../../network/address";
import { joinPath } from "../../network/faults";
import { parseVlans, vlansContain } from "../../network/vlan";
import { HaMode, type EdgeGatewayArgs } from "../edgeGateway";
import type { EdgeHaVip } from "../edgeRouting";
import type { Checks } from "./checks";
import { LAN, type ReadUplinks } from "./edgeRead";

const SHARING_NODES = 2;

/** Addresses that move between two nodes: in active-active there is no reserve to move to. */
export function checkHaVips(checks: Checks, args: EdgeGatewayArgs, uplinks: ReadUplinks): void {
  const { haVips = {}, haMode } = args;
  checks.keys("haVips", haVips);
  if (haMode === HaMode.ActiveActive && Object.keys(haVips).length > 0) {
    checks.fault("haVips", {
      message: "an active-active gateway has no address that moves",
      value: Object.keys(haVips),
      allowed: "none, or haMode active-standby",
      fix: "let the router outside use all interfaces as equal next hops",
    });
  }
  const seen: InterfaceCidr[] = [];
  for (const [key, vip] of Object.entries(haVips)) {
    const path = joinPath("haVips", key);
    const uplink = vip.uplink ?? LAN;
    const interfaces = uplink === LAN ? args.interfaces : args.uplinks?.[uplink]?.interfaces;
    if (interfaces === undefined) {
      const allowed = Object.keys(args.uplinks ?? {}).join(", ");
      const message = "no such uplink";
      checks.fault(joinPath(path, "uplink"), { message, value: uplink, allowed });
      continue;
    }
    checkNodes(checks, joinPath(path, "nodes"), vip, Object.keys(interfaces));
    const at = joinPath(path, "address");
    const given = checks.required(at, vip.address, "an address with the uplink's mask");
    const read = given ? checks.interfaceCidr(at, vip.address) : undefined;
    const own = uplinks.get(uplink) ?? [];
    const [first] = own;
    if (read === undefined) {
      continue;
    }
    if (first !== undefined && !cidrsEqual(first.network, read.network)) {
      checks.fault(at, {
        message: "the address is not in the network of its interfaces",
        value: checks.known(vip.address),
        allowed: `an address of ${formatCidr(first.network)}, with its mask`,
      });
    }
    if ([...own, ...seen].some(({ address }) => addressesEqual(address, read.address))) {
      checks.fault(at, {
        message: "an interface or another shared address is this one",
        value: checks.known(vip.address),
        allowed: "an address of its own",
      });
    }
    seen.push(read);
  }
}

function checkNodes(checks: Checks, path: string, { nodes }: EdgeHaVip, known: string[]): void {
  const distinct = new Set(nodes);
  if (nodes.length !== SHARING_NODES || distinct.size !== SHARING_NODES) {
    checks.fault(path, {
      message: "two interfaces share an address",
      value: nodes,
      allowed: `two of ${known.join(", ")}`,
    });
  }
  for (const node of [...distinct].filter((one) => !known.includes(one))) {
    const message = "the uplink has no interface on this node";
    checks.fault(path, { message, value: node, allowed: known.join(", ") });
  }
}

/** What a VRF may not set, the manager refuses at apply only. */
export function checkVrf(
  checks: Checks,
  { vrf, bgp, uplinks = {}, vlanId }: EdgeGatewayArgs,
): void {
  if (vrf === undefined) {
    return;
  }
  checks.policyPath("vrf.parentPath", vrf.parentPath);
  const trunk = checks.faults.attempt("vrf.trunkVlanIds", () =>
    parseVlans(vrf.trunkVlanIds.join(",")),
  );
  const places = [
    ["vlanId", vlanId] as const,
    ...Object.entries(uplinks).map(
      ([key, uplink]) => [joinPath("uplinks", key, "vlanId"), uplink.vlanId] as const,
    ),
  ];
  for (const [path, input] of places) {
    const id = checks.known(input);
    if (id !== undefined && trunk !== undefined && !vlansContain(trunk, id)) {
      checks.fault(path, {
        message: "the trunk of the VRF does not carry this VLAN",
        value: id,
        allowed: vrf.trunkVlanIds.join(", "),
      });
    }
  }
  if (bgp?.asNumber !== undefined) {
    checks.fault("bgp.asNumber", {
      message: "a VRF has the AS number of its parent",
      value: bgp.asNumber,
      allowed: "enabled, ecmp and aggregates are all that a VRF sets of BGP",
      fix: "leave this out",
    });
  }
}
