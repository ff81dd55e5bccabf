import { joinPath } from "../../network/faults";
import { parseVlanId, parseVlans } from "../../network/vlan";
import type { DistributedFabricArgs, DistributedGroup, PrivateVlan } from "../distributedFabric";
import type { Checks } from "./checks";
import { secondaryVlan, uplinksOf } from "./distributedSwitch";
import {
  checkLimit,
  checkObjectName,
  checkTeaming,
  checkTwin,
  checkUplinks,
  DISTRIBUTED_POLICIES,
} from "./switchChecks";

/** Teaming of the switch or of a group, against what the physical switch does. */
export function checkTeamingOf(
  checks: Checks,
  path: string,
  teaming: DistributedFabricArgs["teaming"],
  standby: readonly string[],
  { linkAggregation }: DistributedFabricArgs,
): void {
  const isJoined = linkAggregation === "etherChannel";
  const howToJoin = "linkAggregation: LinkAggregation.EtherChannel";
  checkTeaming(checks, path, { teaming, isJoined, howToJoin, standby }, DISTRIBUTED_POLICIES);
}

export function checkPrivateVlans(checks: Checks, privateVlans: Record<string, PrivateVlan>): void {
  checks.keys("privateVlans", privateVlans);
  const seen = new Map<string, string>();
  for (const [key, { primaryVlanId, isolatedVlanId, communities }] of Object.entries(
    privateVlans,
  )) {
    const path = joinPath("privateVlans", key);
    const parts: [string, number | undefined][] = [
      ["primaryVlanId", primaryVlanId],
      ["isolatedVlanId", isolatedVlanId],
      ...Object.entries(communities ?? {}).map(([name, id]): [string, number] => [
        joinPath("communities", name),
        id,
      ]),
    ];
    for (const [part, id] of parts) {
      const at = joinPath(path, part);
      if (id === undefined) {
        continue;
      }
      if (checks.faults.attempt(at, () => parseVlanId(id, { none: false })) !== undefined) {
        checkTwin(checks, at, String(id), at, seen);
      }
    }
    if (parts.filter(([, id]) => id !== undefined).length < 2) {
      checks.fault(path, {
        message: "a private VLAN without secondary VLANs divides nothing",
        allowed: "isolatedVlanId, communities, or both",
        fix: "for one VLAN write vlanId at the port group instead",
      });
    }
  }
}

export function checkDistributedGroup(
  checks: Checks,
  path: string,
  group: DistributedGroup,
  args: DistributedFabricArgs,
): void {
  checkObjectName(checks, joinPath(path, "networkName"), group.networkName);
  checkVlans(checks, path, group, args.privateVlans ?? {});
  checkLimit(checks, path, group);
  const standby = group.uplinks?.standby ?? [];
  if (group.teaming !== undefined || standby.length > 0) {
    checkTeamingOf(checks, path, group.teaming ?? args.teaming, standby, args);
  }
  if (group.uplinks !== undefined) {
    checkUplinks(checks, joinPath(path, "uplinks"), group.uplinks);
    const { active, standby: reserve = [] } = uplinksOf({ ...args, hosts: args.hosts ?? {} });
    const known = [...active, ...reserve];
    const stranger = [...group.uplinks.active, ...standby].find((name) => !known.includes(name));
    if (stranger !== undefined) {
      checks.fault(joinPath(path, "uplinks"), {
        message: "the switch has no such uplink",
        value: stranger,
        allowed: known.join(", "),
        fix: "add it to the fabric's uplinks, or name one of these",
      });
    }
  }
}

function checkVlans(
  checks: Checks,
  path: string,
  group: DistributedGroup,
  privateVlans: Record<string, PrivateVlan>,
): void {
  const { vlanId, vlans, privateVlan } = group;
  const given = [vlanId, vlans, privateVlan].filter((one) => one !== undefined);
  if (given.length !== 1) {
    checks.fault(path, {
      message: "a port group is access, trunk or part of a private VLAN",
      value: given.length === 0 ? undefined : { vlanId, vlans, privateVlan },
      allowed: "exactly one of vlanId, vlans and privateVlan",
      fix: "write one of the three",
    });
  }
  if (vlanId !== undefined) {
    checks.faults.attempt(joinPath(path, "vlanId"), () => parseVlanId(vlanId));
  }
  if (vlans !== undefined) {
    checks.faults.attempt(joinPath(path, "vlans"), () => parseVlans(vlans));
  }
  if (privateVlan === undefined) {
    return;
  }
  const at = joinPath(path, "privateVlan");
  const roles = ["promiscuous", "isolated", "community"];
  checks.oneOf(joinPath(at, "role"), privateVlan.role, roles);
  const owner = privateVlans[privateVlan.privateVlan];
  if (owner === undefined) {
    checks.fault(joinPath(at, "privateVlan"), {
      message: "the switch has no such private VLAN",
      value: privateVlan.privateVlan,
      allowed: Object.keys(privateVlans).join(", ") || "none is described",
      fix: "describe it under privateVlans",
    });
  } else if (roles.includes(privateVlan.role) && secondaryVlan(privateVlan, owner) === undefined) {
    const isCommunity = privateVlan.role === "community";
    checks.fault(joinPath(at, isCommunity ? "community" : "role"), {
      message: `the private VLAN has no such part`,
      value: isCommunity ? privateVlan.community : privateVlan.role,
      allowed: isCommunity
        ? Object.keys(owner.communities ?? {}).join(", ") || "none is described"
        : "a role whose VLAN is described",
    });
  }
}
