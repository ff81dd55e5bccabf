import {
  addressToRange,
  cidrToRange,
  formatCidr,
  formatRange,
  nthAddress,
  rangeContains,
  type Address,
  type AddressRange,
  type Cidr,
} from "../../network/address";
import { joinPath } from "../../network/faults";
import type { NatSegmentArgs, SegmentDhcp } from "../natSegment";
import type { Checks } from "./checks";
import { Slot } from "./derive";
import { checkInbound, checkOutbound } from "./firewallChecks";
import { checkForwards } from "./forwardChecks";
import { checkGuards } from "./guardChecks";
import { checkNatAddress, collides, type NatFacts, type Taken } from "./natAddresses";

export function checkNatSegment(checks: Checks, args: NatSegmentArgs): void {
  checks.policyPath("tier0Path", args.tier0Path);
  checks.policyPath("edgeClusterPath", args.edgeClusterPath);
  checks.policyPath("transportZonePath", args.transportZonePath);
  checks.required("datacenterId", args.datacenterId, "the datacenter's managed object id");
  const inside = checkInsideCidr(checks, args.cidr);
  const insideTaken = checkInsideHosts(checks, inside, args);
  const facts: NatFacts = { inside, insideTaken, ...checkOutside(checks, args) };
  if (args.sourceNat !== undefined) {
    checkNatAddress(checks, "sourceNat.address", args.sourceNat.address, facts);
  }
  checks.keys("portForwards", args.portForwards);
  checkForwards(checks, args.portForwards ?? {}, facts);
  checks.keys("inbound", args.inbound);
  checkInbound(checks, args);
  checks.keys("outbound", args.outbound);
  checkOutbound(checks, args.outbound ?? {});
  checkGuards(checks, args.guards);
  if (args.nsxIdPrefix !== undefined) {
    checks.keys("nsxIdPrefix", { [args.nsxIdPrefix]: true });
  }
}

/** A network with room for a gateway and a machine. */
export function checkInsideCidr(checks: Checks, input: NatSegmentArgs["cidr"]): Cidr | undefined {
  if (!checks.required("cidr", input, "a network such as 10.0.0.0/24")) {
    return undefined;
  }
  const cidr = checks.cidr("cidr", input);
  if (cidr !== undefined && cidr.prefixLength > 30) {
    checks.fault("cidr", {
      message: "there is no room for a gateway and a machine",
      value: checks.known(input),
      allowed: "a network of /30 or larger",
      fix: "take a shorter mask",
    });
    return undefined;
  }
  return cidr;
}

/** The addresses inside that machines cannot have: the gateway's, the DHCP server's, the leases. */
export function checkInsideHosts(
  checks: Checks,
  inside: Cidr | undefined,
  args: Pick<NatSegmentArgs, "gatewayAddress" | "dhcp">,
): Taken[] {
  const gateway = slotAddress(checks, inside, "gatewayAddress", args.gatewayAddress, Slot.Gateway);
  const taken: Taken[] =
    gateway === undefined ? [] : [{ who: "the gateway", range: addressToRange(gateway) }];
  return args.dhcp === undefined
    ? taken
    : [...taken, ...checkDhcp(checks, inside, args.dhcp, taken)];
}

function checkDhcp(
  checks: Checks,
  inside: Cidr | undefined,
  dhcp: SegmentDhcp,
  taken: readonly Taken[],
): Taken[] {
  const found: Taken[] = [];
  const claim = (path: string, who: string, range: AddressRange | undefined) => {
    if (range !== undefined && !collides(checks, path, range, [...taken, ...found])) {
      found.push({ who, range });
    }
  };
  const path = "dhcp.serverAddress";
  const server = slotAddress(checks, inside, path, dhcp.serverAddress, Slot.DhcpServer);
  claim(path, "the DHCP server", server && addressToRange(server));
  if (dhcp.ranges.length === 0) {
    checks.fault("dhcp.ranges", {
      message: "there is nothing to lease",
      value: dhcp.ranges,
      allowed: "such as 10.0.0.100-10.0.0.199",
      fix: "to do without leases, leave out dhcp",
    });
  }
  dhcp.ranges.forEach((input, index) => {
    const at = `dhcp.ranges[${index}]`;
    const range = checks.range(at, input);
    if (range !== undefined && inside !== undefined && !rangeContains(cidrToRange(inside), range)) {
      const allowed = `addresses of ${formatCidr(inside)}`;
      const message = "this range is not in the network";
      checks.fault(at, { message, value: formatRange(range), allowed });
    } else {
      claim(at, `a DHCP range (${at})`, range);
    }
  });
  dhcp.dnsServers?.forEach((input, index) => checks.address(`dhcp.dnsServers[${index}]`, input));
  checks.wholeNumber("dhcp.leaseSeconds", dhcp.leaseSeconds, 60, 4_294_967_295);
  return found;
}

function slotAddress(
  checks: Checks,
  inside: Cidr | undefined,
  path: string,
  input: NatSegmentArgs["gatewayAddress"],
  slot: Slot,
): Address | undefined {
  if (input !== undefined) {
    return checks.hostIn(inside, path, input);
  }
  return inside === undefined ? undefined : nthAddress(inside, slot);
}

function checkOutside(
  checks: Checks,
  { outsideNetwork }: NatSegmentArgs,
): Pick<NatFacts, "outside" | "outsideTaken"> {
  if (outsideNetwork === undefined) {
    return { outsideTaken: [] };
  }
  const path = "outsideNetwork.cidr";
  const outside = checks.required(path, outsideNetwork.cidr, "a network such as 192.168.1.0/24")
    ? checks.cidr(path, outsideNetwork.cidr)
    : undefined;
  const outsideTaken = Object.entries(outsideNetwork.used ?? {}).flatMap(([who, input]) => {
    const range = checks.range(joinPath("outsideNetwork.used", who), input);
    return range === undefined ? [] : [{ who, range }];
  });
  return { outside, outsideTaken };
}
