import type * as pulumi from "@pulumi/pulumi";

import { formatAddress, isUsableHost, parseAddress } from "../../network/address";
import { joinPath } from "../../network/faults";
import { parseVlanId } from "../../network/vlan";
import type { Uplinks } from "../bridgedNetwork";
import type {
  FabricAdapter,
  FabricPortGroup,
  FabricSwitch,
  StandardSwitchFabricArgs,
} from "../standardSwitchFabric";
import { HOST_KEY, type Checks } from "./checks";
import { quietly } from "./quietly";
import {
  checkHostMap,
  checkLimit,
  checkMtuBytes,
  checkObjectName,
  checkTeaming,
  checkTwin,
  checkUplinks,
  STANDARD_POLICIES,
} from "./switchChecks";
import { MOST_ADAPTERS } from "./vmkernel";

/** Names of networks and keys of groups and adapters, which are unique in the whole fabric. */
interface Seen {
  names: Map<string, string>;
  groups: Map<string, string>;
  adapters: Map<string, string>;
}

export function checkStandardSwitchFabric(checks: Checks, args: StandardSwitchFabricArgs): void {
  checks.required("datacenterId", args.datacenterId, "the datacenter's managed object id");
  checkHostMap(checks, "hosts", args.hosts);
  checks.keys("switches", args.switches, HOST_KEY);
  const switches = Object.entries(args.switches ?? {});
  if (switches.length === 0) {
    checks.fault("switches", {
      message: "no switch is named",
      value: args.switches,
      allowed: "one or more",
      fix: 'write { vSwitch1: { uplinks: { active: ["vmnic1"] } } } or the like',
    });
  }
  const seen: Seen = { names: new Map(), groups: new Map(), adapters: new Map() };
  for (const [key, one] of switches) {
    checkSwitch(checks, joinPath("switches", key), key, one, seen);
  }
  checkHosts(checks, args);
  checkChildNames(checks, args);
}

function checkSwitch(checks: Checks, path: string, key: string, one: FabricSwitch, seen: Seen) {
  checkObjectName(checks, path, key);
  if (one.uplinks !== undefined) {
    checkUplinks(checks, joinPath(path, "uplinks"), one.uplinks);
  }
  checkTeaming(
    checks,
    path,
    {
      teaming: one.teaming,
      isJoined: one.etherChannel === true,
      howToJoin: "etherChannel: true",
      standby: one.uplinks?.standby ?? [],
    },
    STANDARD_POLICIES,
  );
  checkMtuBytes(checks, joinPath(path, "mtuBytes"), one.mtuBytes);
  if (one.existing === true && one.mtuBytes !== undefined) {
    checks.fault(joinPath(path, "mtuBytes"), {
      message: "the switch exists and keeps its own MTU",
      value: one.mtuBytes,
      fix: "leave this out",
    });
  }
  checks.keys(joinPath(path, "portGroups"), one.portGroups);
  for (const [group, plan] of Object.entries(one.portGroups ?? {})) {
    const at = joinPath(path, "portGroups", group);
    checkTwin(checks, at, group, joinPath("switches", key), seen.groups);
    checkGroup(checks, at, group, plan, seen);
  }
  checks.keys(joinPath(path, "adapters"), one.adapters);
  for (const [adapter, plan] of Object.entries(one.adapters ?? {})) {
    const at = joinPath(path, "adapters", adapter);
    checkTwin(checks, at, adapter, joinPath("switches", key), seen.adapters);
    checkAdapter(checks, at, adapter, plan, one, seen);
  }
}

/** VLAN and name, which groups for machines and for adapters have alike. */
function checkNetwork(
  checks: Checks,
  path: string,
  key: string,
  { networkName, vlanId }: { networkName?: string; vlanId: number },
  seen: Seen,
): void {
  if (checks.required(joinPath(path, "vlanId"), vlanId, "1 to 4094, or 0 for untagged")) {
    checks.faults.attempt(joinPath(path, "vlanId"), () => parseVlanId(vlanId));
  }
  checkObjectName(checks, joinPath(path, "networkName"), networkName);
  checkTwin(checks, joinPath(path, "networkName"), networkName ?? key, path, seen.names);
}

function checkGroup(
  checks: Checks,
  path: string,
  key: string,
  plan: FabricPortGroup,
  seen: Seen,
): void {
  checkNetwork(checks, path, key, plan, seen);
  checkLimit(checks, path, plan);
  if (plan.uplinks !== undefined) {
    checkUplinks(checks, joinPath(path, "uplinks"), plan.uplinks);
  }
}

function checkAdapter(
  checks: Checks,
  path: string,
  key: string,
  plan: FabricAdapter,
  owner: FabricSwitch,
  seen: Seen,
): void {
  checkNetwork(checks, path, key, plan, seen);
  checks.oneOf(joinPath(path, "service"), plan.service, ["management", "vmotion"]);
  checks.address(joinPath(path, "gateway"), plan.gateway);
  checkMtuBytes(checks, joinPath(path, "mtuBytes"), plan.mtuBytes);
  const most = owner.existing === true ? undefined : (owner.mtuBytes ?? 1500);
  if (plan.mtuBytes !== undefined && most !== undefined && plan.mtuBytes > most) {
    checks.fault(joinPath(path, "mtuBytes"), {
      message: "the adapter sends larger packets than its switch carries (R40)",
      value: plan.mtuBytes,
      allowed: `at most ${most}`,
      fix: "raise the switch's mtuBytes, or lower this",
    });
  }
}

function nicsOf({ active, standby = [] }: Uplinks): string[] {
  return [...active, ...standby];
}

function checkHosts(checks: Checks, args: StandardSwitchFabricArgs): void {
  const switches = Object.entries(args.switches ?? {});
  const adapters = switches.flatMap(([, one]) => Object.entries(one.adapters ?? {}));
  if (adapters.length > MOST_ADAPTERS) {
    checks.fault("switches", {
      message: "the provider mixes up vmk1 and vmk10",
      value: adapters.length,
      allowed: `at most ${MOST_ADAPTERS} VMkernel adapters per host`,
      fix: "leave some out, or make them on a distributed switch by hand",
    });
  }
  const taken = new Map<string, string>();
  for (const [host, { uplinks, addresses }] of Object.entries(args.hosts ?? {})) {
    const path = joinPath("hosts", host);
    const owners = new Map<string, string>();
    noStrangers(checks, joinPath(path, "uplinks"), uplinks, switches, "switch");
    for (const [key, one] of switches) {
      checkHostUplinks(checks, host, key, one, uplinks?.[key], owners);
    }
    noStrangers(checks, joinPath(path, "addresses"), addresses, adapters, "VMkernel adapter");
    for (const [adapter, plan] of adapters) {
      const at = joinPath(path, "addresses", adapter);
      checkHostAddress(checks, at, addresses?.[adapter], plan, taken);
    }
  }
}

/** A host's adapters of one switch; `owners` has those of its other switches. */
function checkHostUplinks(
  checks: Checks,
  host: string,
  key: string,
  plan: FabricSwitch,
  own: Uplinks | undefined,
  owners: Map<string, string>,
): void {
  const hostPath = joinPath("hosts", host, "uplinks", key);
  const path = own === undefined ? joinPath("switches", key, "uplinks") : hostPath;
  const used = own ?? plan.uplinks;
  if (own !== undefined) {
    checkUplinks(checks, path, own);
  }
  if (used === undefined) {
    if (plan.existing !== true) {
      checks.fault(hostPath, {
        message: "a switch of the fabric needs a physical adapter",
        allowed: 'such as { active: ["vmnic1"] }',
        fix: "write uplinks for the switch or for this host",
      });
    }
    return;
  }
  for (const nic of nicsOf(used)) {
    const twin = owners.get(nic);
    if (twin !== undefined && twin !== key) {
      checks.fault(path, {
        message: `${twin} has this adapter of ${host} already`,
        value: nic,
        allowed: "an adapter on one switch",
        fix: "give each switch adapters of its own",
      });
    }
    owners.set(nic, key);
  }
  for (const [group, { uplinks }] of Object.entries(plan.portGroups ?? {})) {
    const stranger = nicsOf(uplinks ?? { active: [] }).find((nic) => !nicsOf(used).includes(nic));
    if (stranger !== undefined) {
      checks.fault(joinPath("switches", key, "portGroups", group, "uplinks"), {
        message: `the switch has no such uplink on ${host}`,
        value: stranger,
        allowed: nicsOf(used).join(", "),
        fix: "name uplinks that every host's switch has, or leave the group's own out",
      });
    }
  }
}

function checkHostAddress(
  checks: Checks,
  path: string,
  address: pulumi.Input<string> | undefined,
  { gateway }: FabricAdapter,
  taken: Map<string, string>,
): void {
  if (!checks.required(path, address, "an address with its mask, such as 192.168.10.11/24")) {
    return;
  }
  const parsed = checks.interfaceCidr(path, address);
  if (parsed === undefined) {
    return;
  }
  checkTwin(checks, path, formatAddress(parsed.address), path, taken);
  const text = checks.known(gateway);
  const router = text === undefined ? undefined : quietly(() => parseAddress(text));
  if (router !== undefined && !isUsableHost(parsed.network, router)) {
    checks.fault(path, {
      message: "the adapter's gateway is not in the network of this address",
      value: checks.known(address),
      allowed: `an address of the network of ${text}`,
      fix: "correct the address or the gateway",
    });
  }
}

/** Keys that name nothing would be ignored, silently. */
function noStrangers(
  checks: Checks,
  path: string,
  map: Record<string, unknown> | undefined,
  known: readonly (readonly [string, unknown])[],
  what: string,
): void {
  const keys = known.map(([key]) => key);
  for (const key of Object.keys(map ?? {}).filter((one) => !keys.includes(one))) {
    checks.fault(joinPath(path, key), {
      message: `the fabric has no such ${what}`,
      value: key,
      allowed: keys.length === 0 ? "none" : keys.join(", "),
      fix: "describe it under switches, or leave this out",
    });
  }
}

/** `a-b` on `c` and `a` on `b-c` would be one child. */
function checkChildNames(checks: Checks, args: StandardSwitchFabricArgs): void {
  const switches = Object.entries(args.switches ?? {});
  const roles: [string, string[]][] = [
    ["switch", switches.map(([key]) => key)],
    ["portgroup", switches.flatMap(([, one]) => Object.keys(one.portGroups ?? {}))],
    ["adapter", switches.flatMap(([, one]) => Object.keys(one.adapters ?? {}))],
  ];
  for (const [role, keys] of roles) {
    const seen = new Map<string, string>();
    for (const key of new Set(keys)) {
      for (const host of Object.keys(args.hosts ?? {})) {
        checkTwin(checks, joinPath("hosts", host), `${role}-${key}-${host}`, key, seen);
      }
    }
  }
}
