import { joinPath } from "../../network/faults";
import { parseVlanId, parseVlans, vlansContain } from "../../network/vlan";
import type { CrossSwitchVlanArgs, JoinedSwitch } from "../crossSwitchVlan";
import { HOST_KEY, type Checks } from "./checks";
import { quietly } from "./quietly";
import {
  checkObjectName,
  checkTwin,
  checkUplinks,
  DISTRIBUTED_POLICIES,
  STANDARD_POLICIES,
} from "./switchChecks";

/** Left out, a group would keep what its switch said when it was made. */
const UPLINK_NAMES = 'the switch\'s own names, such as { active: ["uplink1", "uplink2"] }';

export function checkCrossSwitchVlan(checks: Checks, args: CrossSwitchVlanArgs): void {
  checks.required("datacenterId", args.datacenterId, "the datacenter's managed object id");
  checkVlans(checks, args);
  checks.keys("switches", args.switches, HOST_KEY);
  const switches = Object.entries(args.switches ?? {});
  if (switches.length < 2) {
    checks.fault("switches", {
      message: "a VLAN over one switch joins nothing",
      value: Object.keys(args.switches ?? {}),
      allowed: "two or more switches",
      fix: "for one switch take a BridgedNetwork",
    });
  }
  const adapters = new Map<string, string>();
  const names = new Map<string, string>();
  for (const [key, one] of switches) {
    const path = joinPath("switches", key);
    if (one.networkName !== undefined) {
      checkObjectName(checks, joinPath(path, "networkName"), one.networkName);
      checkTwin(checks, joinPath(path, "networkName"), one.networkName, key, names);
    }
    checkSwitch(checks, path, one);
    checkHosts(checks, path, key, one, adapters);
  }
}

function checkVlans(checks: Checks, { vlanId, vlans }: CrossSwitchVlanArgs): void {
  if ((vlanId === undefined) === (vlans === undefined)) {
    checks.fault("vlanId", {
      message: "the switches have a VLAN in common, or guests tag several",
      value: vlanId,
      allowed: "exactly one of vlanId and vlans",
      fix: "write vlanId: 100 or the like, or vlans for guests that tag",
    });
  }
  if (vlanId !== undefined) {
    checks.faults.attempt("vlanId", () => parseVlanId(vlanId, { none: false }));
  }
  if (vlans !== undefined) {
    checks.faults.attempt("vlans", () => parseVlans(vlans));
    const ranges = quietly(() => parseVlans(vlans));
    if (ranges !== undefined && vlansContain(ranges, 0)) {
      checks.fault("vlans", {
        message: "untagged frames of two trunks need not meet: each port has its own native VLAN",
        value: vlans,
        allowed: "VLAN ids from 1 to 4094",
        fix: "leave 0 out",
      });
    }
  }
}

function checkSwitch(checks: Checks, path: string, one: JoinedSwitch): void {
  checks.oneOf(joinPath(path, "kind"), one.kind, ["standard", "distributed"]);
  checks.required(joinPath(path, "switchName"), one.switchName, "a name such as vSwitch1");
  const isDistributed = one.kind === "distributed";
  if (isDistributed) {
    const at = joinPath(path, "distributedSwitchId");
    checks.required(at, one.distributedSwitchId, "the switch's UUID");
    checks.required(joinPath(path, "uplinkNames"), one.uplinkNames, UPLINK_NAMES);
  } else if (one.distributedSwitchId !== undefined || one.uplinkNames !== undefined) {
    checks.fault(joinPath(path, "kind"), {
      message: "only a distributed switch has a UUID and uplinks by name",
      value: one.kind,
      fix: "write kind SwitchKind.Distributed, or leave distributedSwitchId and uplinkNames out",
    });
  }
  const allowed = isDistributed ? DISTRIBUTED_POLICIES : STANDARD_POLICIES;
  checks.oneOf(joinPath(path, "teaming"), one.teaming, allowed);
  if (one.uplinkNames !== undefined) {
    checkUplinks(checks, joinPath(path, "uplinkNames"), one.uplinkNames);
  }
}

/** An adapter belongs to one switch; the same one twice would join the switches in the drawing only. */
function checkHosts(
  checks: Checks,
  path: string,
  key: string,
  { kind, hosts, uplinks }: JoinedSwitch,
  adapters: Map<string, string>,
): void {
  checks.keys(joinPath(path, "hosts"), hosts, HOST_KEY);
  if (Object.keys(hosts ?? {}).length === 0) {
    const message = "no host is named";
    checks.fault(joinPath(path, "hosts"), { message, value: hosts, allowed: "one or more" });
  }
  if (!checks.required(joinPath(path, "uplinks"), uplinks, 'such as { active: ["vmnic1"] }')) {
    return;
  }
  checkUplinks(checks, joinPath(path, "uplinks"), uplinks);
  for (const [host, own] of Object.entries(hosts ?? {})) {
    const at = joinPath(path, "hosts", host);
    if (kind !== "distributed") {
      checks.required(joinPath(at, "hostSystemId"), own.hostSystemId, "such as host-21");
    }
    if (own.uplinks !== undefined) {
      checkUplinks(checks, joinPath(at, "uplinks"), own.uplinks);
    }
    const { active, standby = [] } = own.uplinks ?? uplinks;
    for (const nic of new Set([...active, ...standby])) {
      const place = own.uplinks === undefined ? joinPath(path, "uplinks") : joinPath(at, "uplinks");
      checkTwin(checks, place, `${nic} of ${host}`, key, adapters, "has this adapter already");
    }
  }
}
