import {
  cidrContains,
  cidrFirst,
  cidrLast,
  formatCidr,
  rangeContains,
  rangeSize,
  rangesOverlap,
  type AddressRange,
  type Cidr,
} from "../../network/address";
import { joinPath } from "../../network/faults";
import { checkMtu, minimumUnderlayMtu, STANDARD_MTU_BYTES } from "../../network/mtu";
import { parseVlanId } from "../../network/vlan";
import type { Uplinks } from "../bridgedNetwork";
import { TunnelTeaming, type OverlayFabricArgs, type TepNetwork } from "../overlayFabric";
import type { Checks } from "./checks";
import { checkPrefix } from "./guardChecks";
import { hostTeaming } from "./overlayObjects";

const MOST_HOSTS = 1024;

export function checkOverlayFabric(checks: Checks, args: OverlayFabricArgs): void {
  checks.required("distributedSwitchId", args.distributedSwitchId, "the switch's UUID");
  checkSizes(checks, args);
  checkTeaming(checks, "", args.uplinks, args.teaming);
  const free = checkTep(checks, args.tep);
  checkClusters(checks, args, free);
  const { edge, zones } = args;
  if (zones !== undefined) {
    checks.policyPath("zones.overlayPath", zones.overlayPath);
    checks.policyPath("zones.vlanPath", zones.vlanPath);
  }
  if (edge !== undefined) {
    checks.faults.attempt("edge.tepVlanId", () => parseVlanId(edge.tepVlanId));
    checkTeaming(checks, "edge", edge.uplinks, edge.teaming);
  }
  checkPrefix(checks, args.nsxIdPrefix);
}

/** The underlay carries a machine's packet with room for Geneve (R40). */
function checkSizes(checks: Checks, { switchMtuBytes, guestMtuBytes }: OverlayFabricArgs): void {
  const guest = guestMtuBytes ?? STANDARD_MTU_BYTES;
  const known = checks.faults.attempt("guestMtuBytes", () => checkMtu(guest));
  if (!checks.required("switchMtuBytes", switchMtuBytes, "such as 9000")) {
    return;
  }
  const size = checks.faults.attempt("switchMtuBytes", () => checkMtu(switchMtuBytes));
  if (size !== undefined && known !== undefined && size < minimumUnderlayMtu(guest)) {
    checks.fault("switchMtuBytes", {
      message: `machines with ${guest} bytes do not fit with what the overlay adds (R40)`,
      value: size,
      allowed: `${minimumUnderlayMtu(guest)} or more`,
      fix: "raise the MTU of the switch and of the physical network, or lower guestMtuBytes",
    });
  }
}

function checkTeaming(
  checks: Checks,
  at: string,
  uplinks: Uplinks | undefined,
  teaming: TunnelTeaming | undefined,
): void {
  const path = joinPath(at, "uplinks");
  checks.oneOf(joinPath(at, "teaming"), teaming, Object.values(TunnelTeaming));
  const { active = [], standby = [] } = uplinks ?? { active: [] };
  if (active.length === 0) {
    const allowed = "names of the switch's uplinks";
    checks.fault(joinPath(path, "active"), { message: "no uplink is named", allowed });
    return;
  }
  const names = [...active, ...standby];
  names.forEach((name, index) => {
    const list = index < active.length ? `active[${index}]` : `standby[${index - active.length}]`;
    if (names.indexOf(name) !== index) {
      checks.fault(joinPath(path, list), { message: "this uplink is named twice", value: name });
    }
    checks.required(joinPath(path, list), name, "an uplink's name");
  });
  const { policy } = hostTeaming({ active, standby }, teaming);
  if (policy !== TunnelTeaming.FailoverOrder && standby.length > 0) {
    checks.fault(joinPath(path, "standby"), {
      message: "with this teaming every uplink is active",
      value: standby,
      allowed: "none, or teaming in failover order",
      fix: "add them to active: one that fails hands its traffic to the others",
    });
  }
  if (policy === TunnelTeaming.FailoverOrder && active.length > 1) {
    checks.fault(joinPath(path, "active"), {
      message: "in failover order one uplink is active",
      value: active,
      allowed: "one, and the others as standby",
    });
  }
}

/** How many addresses hosts can get; undefined where that cannot be said. */
function checkTep(checks: Checks, tep: TepNetwork | undefined): bigint | undefined {
  if (!checks.required("tep", tep, "the network of the tunnel endpoints") || tep === undefined) {
    return undefined;
  }
  if (checks.required("tep.vlanId", tep.vlanId, "1 to 4094, or 0 for untagged")) {
    checks.faults.attempt("tep.vlanId", () => parseVlanId(tep.vlanId));
  }
  const network = checks.required("tep.cidr", tep.cidr, "a network such as 172.16.10.0/24")
    ? checks.cidr("tep.cidr", tep.cidr)
    : undefined;
  const gateway =
    tep.gatewayAddress === undefined
      ? undefined
      : checks.hostIn(network, "tep.gatewayAddress", tep.gatewayAddress);
  if (tep.ranges.length === 0) {
    const allowed = "such as 172.16.10.10-172.16.10.99";
    checks.fault("tep.ranges", { message: "hosts get no address", value: tep.ranges, allowed });
  }
  const read: AddressRange[] = [];
  tep.ranges.forEach((text, index) => {
    const path = `tep.ranges[${index}]`;
    const range = checks.range(path, text);
    if (range === undefined || network === undefined) {
      return;
    }
    const fault = placeFault(network, range, read);
    if (fault !== undefined) {
      checks.fault(path, {
        message: fault,
        value: text,
        allowed: `hosts of ${formatCidr(network)}`,
      });
    } else if (gateway !== undefined && rangeContains(range, gateway)) {
      const message = "the router's address is in the range";
      checks.fault(path, { message, value: text, allowed: "ranges without it" });
    }
    read.push(range);
  });
  return read.length === tep.ranges.length
    ? read.reduce((sum, range) => sum + rangeSize(range), 0n)
    : undefined;
}

function placeFault(
  network: Cidr,
  range: AddressRange,
  others: readonly AddressRange[],
): string | undefined {
  const { family, first, last } = range;
  const ends = [first, last].map((value) => ({ family, value }));
  if (!ends.every((end) => cidrContains(network, end))) {
    return "the range is not in the network";
  }
  if (first === cidrFirst(network).value || last === cidrLast(network).value) {
    return "the network's own and broadcast addresses are no hosts'";
  }
  return others.some((other) => rangesOverlap(other, range))
    ? "another range has some of these addresses"
    : undefined;
}

function checkClusters(
  checks: Checks,
  { clusters, uplinks, teaming }: OverlayFabricArgs,
  free: bigint | undefined,
): void {
  const entries = Object.entries(clusters ?? {});
  checks.keys("clusters", clusters);
  if (entries.length === 0) {
    const allowed = "one or more, keyed by name";
    checks.fault("clusters", { message: "no cluster takes part", value: clusters, allowed });
  }
  const seen = new Map<unknown, string>();
  for (const [key, { computeCollectionId, hosts }] of entries) {
    const path = joinPath("clusters", key);
    const at = joinPath(path, "computeCollectionId");
    checks.required(at, computeCollectionId, "the id that NSX gives the cluster");
    checks.wholeNumber(joinPath(path, "hosts"), hosts, 1, MOST_HOSTS);
    const id = checks.known(computeCollectionId);
    const twin = id === undefined ? undefined : seen.get(id);
    if (twin !== undefined) {
      const message = `cluster ${twin} is this collection already`;
      checks.fault(at, { message, value: id, allowed: "one entry for each cluster" });
    }
    seen.set(id, key);
  }
  const each = hostTeaming(uplinks ?? { active: [] }, teaming).endpoints;
  const wanted = entries.reduce((sum, [, { hosts = 0 }]) => sum + hosts, 0) * each;
  if (free !== undefined && Number.isInteger(wanted) && BigInt(wanted) > free) {
    checks.fault("tep.ranges", {
      message: `the hosts need ${wanted} addresses, ${each} each`,
      value: Number(free),
      allowed: `${wanted} or more addresses`,
      fix: "widen the ranges: a host that gets no address is not prepared",
    });
  }
}
