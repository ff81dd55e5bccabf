import type { PropertyMap } from "vmnet/network/model/resource";
import type { Change, Family } from "../family";
import { isMap, isZero, mapsOf, textOf, textsOf } from "../generic/values";
import { N, V } from "../kinds";
import { managerRefusal } from "../refusal";
import { EstateRefusal } from "../types";
import { cidrsOverlap, formatCidr, isInside, overlap, rangeOf, subnetsOf } from "./addresses";
import { refuseNatAddress } from "./natAddresses";

/** Zone and VLAN ids belong together: VLAN ids on a VLAN zone, none on an overlay zone. */
function admitZone({ world, type, inputs }: Change): void {
  const path = textOf(inputs["transportZonePath"]);
  if (path === undefined) {
    throw new EstateRefusal(
      "transport_zone_path needs to be specified for infra segment on local manager",
      undefined,
      "transportZonePath",
    );
  }
  const zone = textOf(world.store.at(path)?.outputs["transportType"]);
  const vlanIds = textsOf(inputs["vlanIds"]);
  if (zone === undefined) {
    throw managerRefusal(`${path} is no transport zone`, undefined, "transportZonePath");
  }
  if (type === N.vlanSegment && zone !== "VLAN_BACKED") {
    throw managerRefusal(
      `A VLAN segment needs a transport zone of type VLAN_BACKED, ${path} is ${zone}`,
      undefined,
      "transportZonePath",
    );
  }
  if (zone !== "VLAN_BACKED" && vlanIds.length > 0) {
    throw managerRefusal(
      `VLAN ids [${vlanIds.join(", ")}] are not allowed on the overlay transport zone ${path}`,
      undefined,
      "vlanIds",
    );
  }
  if (zone === "VLAN_BACKED" && vlanIds.length === 0) {
    throw managerRefusal(
      `A segment of the VLAN transport zone ${path} needs vlanIds`,
      undefined,
      "vlanIds",
    );
  }
  for (const [index, text] of vlanIds.entries()) {
    const [from = 0, to = from] = text.split("-").map(Number);
    if (from > 4094 || to > 4094 || from > to) {
      throw managerRefusal(
        `VLAN ${text} is not in the range 0 - 4094`,
        undefined,
        `vlanIds[${index}]`,
      );
    }
  }
}

function admitDhcp(subnet: PropertyMap, index: number): void {
  const at = `subnets[${index}]`;
  const [own] = subnetsOf([subnet]);
  if (own === undefined) {
    return;
  }
  const network = formatCidr(own.network);
  const dhcp = subnet["dhcpV4Config"];
  const server = isMap(dhcp) ? textOf(dhcp["serverAddress"]) : undefined;
  if (
    server !== undefined &&
    (!isInside(own.network, server) || server.split("/")[0] === own.address)
  ) {
    throw managerRefusal(
      `DHCP server address ${server} must be in ${network} and differ from the gateway ${own.address}`,
      undefined,
      `${at}.dhcpV4Config.serverAddress`,
    );
  }
  const ranges = textsOf(subnet["dhcpRanges"]);
  ranges.forEach((range, position) => {
    const property = `${at}.dhcpRanges[${position}]`;
    const ends = range.split(/[-/]/);
    if (
      rangeOf(range) === undefined ||
      !isInside(own.network, ends[0] ?? "") ||
      (range.includes("-") && !isInside(own.network, ends[1] ?? ""))
    ) {
      throw managerRefusal(
        `DHCP range ${range} is not in the subnet ${network}`,
        undefined,
        property,
      );
    }
    const taken = [own.address, server?.split("/")[0] ?? ""].find((address) =>
      overlap(range, address),
    );
    if (taken !== undefined) {
      throw managerRefusal(
        `DHCP range ${range} holds ${taken}, the gateway's or the DHCP server's address`,
        undefined,
        property,
      );
    }
    const other = ranges.find((item, place) => place < position && overlap(item, range));
    if (other !== undefined) {
      throw managerRefusal(`DHCP ranges ${other} and ${range} overlap`, undefined, property);
    }
  });
}

/** The gateway's address may be neither the network's nor the broadcast address. */
function admitSubnets({ world, inputs, path }: Change): void {
  const own = subnetsOf(inputs["subnets"]);
  for (const { property, address, network } of own) {
    refuseNatAddress(world, address, property);
    const range = rangeOf(formatCidr(network));
    const single = rangeOf(address);
    const small = network.prefixLength >= (range?.family === 6 ? 127 : 31);
    if (
      range !== undefined &&
      !small &&
      (single?.first === range.first || (range.family === 4 && single?.first === range.last))
    ) {
      throw managerRefusal(
        `Gateway address ${address} is the network or broadcast address of ${formatCidr(network)}; ` +
          "the first usable address is meant, as in 10.0.0.1/24",
        undefined,
        property,
      );
    }
  }
  const gateway = textOf(inputs["connectivityPath"]);
  for (const other of world.store.list(N.segment, N.vlanSegment)) {
    const joined = gateway !== undefined && other.outputs["connectivityPath"] === gateway;
    for (const theirs of joined && other.path !== path ? subnetsOf(other.outputs["subnets"]) : []) {
      const mine = own.find(({ network }) => cidrsOverlap(network, theirs.network));
      if (mine !== undefined) {
        throw managerRefusal(
          `Subnet ${formatCidr(mine.network)} overlaps with ${formatCidr(theirs.network)} of ` +
            `path=[${other.path}] on the same gateway path=[${gateway}]`,
          undefined,
          mine.property,
        );
      }
    }
  }
}

/** A subnet cannot change while DHCP serves it. */
function admitSubnetChange({ inputs, before }: Change): void {
  const old = mapsOf(before?.outputs["subnets"]);
  mapsOf(inputs["subnets"]).forEach((subnet, index) => {
    const served = old[index];
    if (
      served !== undefined &&
      !isZero(served["dhcpRanges"]) &&
      served["cidr"] !== subnet["cidr"]
    ) {
      throw managerRefusal(
        `The subnet ${String(served["cidr"])} cannot change to ${String(subnet["cidr"])} while DHCP is on`,
        undefined,
        `subnets[${index}].cidr`,
      );
    }
  });
}

function completeSubnets(inputs: PropertyMap): PropertyMap {
  const subnets = mapsOf(inputs["subnets"]).map((subnet) => {
    const [own] = subnetsOf([subnet]);
    return own === undefined ? subnet : { ...subnet, network: formatCidr(own.network) };
  });
  return subnets.length === 0 ? {} : { subnets };
}

const segment: Family = {
  admit(change) {
    admitZone(change);
    admitSubnets(change);
    admitSubnetChange(change);
    mapsOf(change.inputs["subnets"]).forEach(admitDhcp);
  },
  complete({ world, type, inputs, before }) {
    const outputs = completeSubnets(inputs);
    const zone = world.store.at(textOf(inputs["transportZonePath"]) ?? "");
    if (type === N.segment && zone?.outputs["transportType"] !== "VLAN_BACKED") {
      outputs["overlayId"] =
        before?.outputs["overlayId"] ?? world.store.nextNumber("overlay", 65537);
    }
    const network =
      before?.internal?.["network"] ?? `dvportgroup-${world.store.nextNumber("dvportgroup-")}`;
    return { outputs, internal: { network } };
  },
  release(object, world) {
    const attached = world.store
      .list(V.vm)
      .filter((vm) =>
        mapsOf(vm.outputs["networkInterfaces"]).some(
          (nic) => nic["networkId"] === object.internal?.["network"],
        ),
      );
    if (attached.length > 0) {
      const names = attached.map((vm) => textOf(vm.outputs["name"]) ?? vm.id).join(", ");
      throw managerRefusal(
        `The segment path=[${object.path}] has ports of the machines [${names}] attached; ` +
          "the real provider waits for them to leave, up to 20 minutes whatever customTimeouts say",
        undefined,
        undefined,
        true,
      );
    }
  },
};

export const segmentFamilies = { [N.segment]: segment, [N.vlanSegment]: segment };
