import { inBits } from "../../network/bandwidth";
import { joinPath } from "../../network/faults";
import { checkMtu } from "../../network/mtu";
import { parseVlanId } from "../../network/vlan";
import type { BridgedNetworkArgs, Uplinks } from "../bridgedNetwork";
import { HOST_KEY, likelyObjectName, type Checks } from "./checks";

const POLICIES = {
  standard: ["loadbalance_srcid", "loadbalance_srcmac", "loadbalance_ip", "failover_explicit"],
  distributed: [
    "loadbalance_srcid",
    "loadbalance_srcmac",
    "loadbalance_ip",
    "failover_explicit",
    "loadbalance_loadbased",
  ],
};

export function checkBridgedNetwork(checks: Checks, args: BridgedNetworkArgs): void {
  checks.required("datacenterId", args.datacenterId, "the datacenter's managed object id");
  checks.required("switchName", args.switchName, "a name such as vSwitch1");
  checks.oneOf("kind", args.kind, ["standard", "distributed"]);
  checkVlan(checks, args);
  checkTeaming(checks, args);
  checkHosts(checks, args);
  checkExisting(checks, args);
  if (args.limit !== undefined) {
    const { limit } = args;
    checks.faults.attempt("limit", () => inBits(limit));
  }
  if (args.burstSizeBytes !== undefined && args.limit === undefined) {
    checks.fault("burstSizeBytes", {
      message: "a burst has a meaning only with a limit",
      value: args.burstSizeBytes,
      fix: "write limit too, or leave this out",
    });
  }
  checks.wholeNumber("burstSizeBytes", args.burstSizeBytes, 1, Number.MAX_SAFE_INTEGER);
  if (args.mtuBytes !== undefined) {
    const { mtuBytes } = args;
    checks.faults.attempt("mtuBytes", () => checkMtu(mtuBytes));
  }
  checkNetworkName(checks, args.networkName);
}

function checkVlan(checks: Checks, { vlanId }: BridgedNetworkArgs): void {
  if (checks.required("vlanId", vlanId, "1 to 4094, or 0 for untagged")) {
    checks.faults.attempt("vlanId", () => parseVlanId(vlanId));
  }
}

/** vCenter decodes `%2f` and its like in names, and refuses more than 80 characters. */
function checkNetworkName(checks: Checks, networkName: string | undefined): void {
  if (networkName !== undefined && !/^[^/\\%\p{Cc}]{1,80}$/u.test(networkName)) {
    checks.fault("networkName", {
      message: "this cannot be the name of a port group",
      value: networkName,
      allowed: "1 to 80 characters without /, \\, % and line breaks",
      fix: likelyObjectName(networkName),
    });
  }
}

function checkTeaming(checks: Checks, args: BridgedNetworkArgs): void {
  const kind = args.kind === "distributed" ? "distributed" : "standard";
  const fix =
    args.teaming === "loadbalance_loadbased"
      ? "load-based teaming needs a distributed switch: kind SwitchKind.Distributed"
      : "there is no round robin over uplinks; SourceId spreads machines evenly";
  checks.oneOf("teaming", args.teaming, POLICIES[kind], fix);
  if (args.teaming !== "loadbalance_ip") {
    return;
  }
  if (args.etherChannel !== true) {
    checks.fault("teaming", {
      message: "IP hash without an EtherChannel makes the physical switch see MACs move",
      value: args.teaming,
      allowed: "IP hash together with etherChannel: true",
      fix: "set up the EtherChannel and write etherChannel: true, or take SourceId",
    });
  }
  if ((args.uplinks?.standby ?? []).length > 0) {
    checks.fault("uplinks.standby", {
      message: "every member of an EtherChannel is active",
      value: args.uplinks?.standby,
      allowed: "no standby uplink with IP hash",
    });
  }
}

function checkHosts(checks: Checks, args: BridgedNetworkArgs): void {
  const hosts = Object.entries(args.hosts ?? {});
  const existing = args.existingSwitch === true || args.distributedSwitchId !== undefined;
  if (hosts.length === 0) {
    checks.fault("hosts", {
      message: "no host is named",
      value: args.hosts,
      allowed: "one or more",
      fix: 'write { "esxi-01": { hostSystemId: "host-21" } } or the like',
    });
  }
  checks.keys("hosts", args.hosts, HOST_KEY);
  if (args.uplinks !== undefined) {
    checkUplinks(checks, "uplinks", args.uplinks);
  }
  for (const [host, { hostSystemId, uplinks }] of hosts) {
    const path = joinPath("hosts", host);
    checks.required(joinPath(path, "hostSystemId"), hostSystemId, "such as host-21");
    if (uplinks !== undefined) {
      checkUplinks(checks, joinPath(path, "uplinks"), uplinks);
      checkSameShape(checks, joinPath(path, "uplinks"), uplinks, args);
    }
    if (uplinks === undefined && args.uplinks === undefined && !existing) {
      checks.fault(joinPath(path, "uplinks"), {
        message: "a bridged network needs a physical adapter",
        allowed: 'such as { active: ["vmnic1"] }',
        fix: "write uplinks for the network or for this host; without uplinks it would be sealed",
      });
    }
  }
}

function checkUplinks(checks: Checks, path: string, { active, standby = [] }: Uplinks): void {
  if (active.length === 0) {
    checks.fault(joinPath(path, "active"), {
      message: "no active uplink is named",
      value: active,
      allowed: "one or more physical adapters",
    });
  }
  const all = [...active, ...standby];
  const twice = all.find((nic, index) => all.indexOf(nic) !== index);
  if (twice !== undefined) {
    checks.fault(path, {
      message: "an adapter is named twice",
      value: twice,
      allowed: "each adapter once, active or standby",
      fix: "leave one of the two out",
    });
  }
}

/** On a distributed switch the n-th adapter of every host is the n-th uplink. */
function checkSameShape(
  checks: Checks,
  path: string,
  own: Uplinks,
  { kind, uplinks }: BridgedNetworkArgs,
): void {
  const count = (of: Uplinks) => of.active.length + (of.standby?.length ?? 0);
  if (kind === "distributed" && uplinks !== undefined && count(own) !== count(uplinks)) {
    checks.fault(path, {
      message: "hosts of one distributed switch need equally many adapters",
      value: [...own.active, ...(own.standby ?? [])],
      allowed: `${count(uplinks)} adapters, as the network's own uplinks`,
    });
  }
}

function checkExisting(checks: Checks, args: BridgedNetworkArgs): void {
  if (args.existingSwitch === true && args.kind === "distributed") {
    checks.fault("existingSwitch", {
      message: "an existing distributed switch is named by its id",
      value: true,
      allowed: "existingSwitch with a standard switch",
      fix: "write distributedSwitchId",
    });
  }
  if (args.distributedSwitchId !== undefined && args.kind !== "distributed") {
    checks.fault("distributedSwitchId", {
      message: "only a distributed switch has an id of its own",
      allowed: "together with kind SwitchKind.Distributed",
    });
  }
  if (args.mtuBytes !== undefined && (args.existingSwitch || args.distributedSwitchId)) {
    checks.fault("mtuBytes", {
      message: "the switch exists and keeps its own MTU",
      value: args.mtuBytes,
      fix: "leave this out",
    });
  }
}
