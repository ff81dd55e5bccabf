import { formatAddress, formatRange } from "vmnet/network/address";
import type { Change, Families, Family } from "../family";
import { mapsOf, textOf } from "../generic/values";
import { N } from "../kinds";
import { managerRefusal } from "../refusal";
import { formatCidr, isInside, networkOf, overlap, rangeOf, subnetsOf } from "./addresses";
import { refuseNatAddress } from "./natAddresses";

const dhcpServer: Family = {
  complete: ({ inputs }) => ({
    outputs: { serverAddresses: inputs["serverAddresses"] ?? ["100.96.0.1/30"] },
  }),
};

const relay: Family = {};

/** A binding lies in its segment's subnet, and address and MAC are bound once per segment. */
const staticBinding: Family = {
  admit({ world, inputs, path }) {
    const segment = textOf(inputs["segmentPath"]) ?? "";
    const address = textOf(inputs["ipAddress"]) ?? "";
    const subnets = subnetsOf(world.store.at(segment)?.outputs["subnets"]);
    const home = subnets.find(({ network }) => isInside(network, address));
    if (home === undefined) {
      const known = subnets.map(({ network }) => formatCidr(network)).join(", ");
      throw managerRefusal(
        `IP address ${address} is in no subnet of path=[${segment}] (${known || "it has none"})`,
        undefined,
        "ipAddress",
      );
    }
    if (home.address === address) {
      throw managerRefusal(
        `IP address ${address} is the gateway of path=[${segment}]`,
        undefined,
        "ipAddress",
      );
    }
    refuseNatAddress(world, address, "ipAddress");
    const gateway = textOf(inputs["gatewayAddress"]);
    if (gateway !== undefined && !isInside(home.network, gateway)) {
      throw managerRefusal(
        `Gateway address ${gateway} is not in the subnet ${formatCidr(home.network)}`,
        undefined,
        "gatewayAddress",
      );
    }
    const mac = textOf(inputs["macAddress"])?.toLowerCase();
    for (const other of world.store.list(N.staticBinding)) {
      if (other.path === path || other.outputs["segmentPath"] !== segment) {
        continue;
      }
      if (other.outputs["ipAddress"] === address) {
        throw managerRefusal(
          `IP address ${address} is bound by path=[${other.path}] already`,
          undefined,
          "ipAddress",
        );
      }
      if (textOf(other.outputs["macAddress"])?.toLowerCase() === mac) {
        throw managerRefusal(
          `MAC address ${mac} is bound by path=[${other.path}] already`,
          undefined,
          "macAddress",
        );
      }
    }
  },
};

const ipPool: Family = {
  complete: ({ world, before }) => ({
    outputs: { realizedId: before?.outputs["realizedId"] ?? world.store.nextUuid("pool") },
  }),
};

interface Range {
  property: string;
  text: string;
}

function rangesOf(inputs: Change["inputs"]): Range[] {
  return mapsOf(inputs["allocationRanges"]).map((range, index) => ({
    property: `allocationRanges[${index}]`,
    text: `${textOf(range["start"]) ?? ""}-${textOf(range["end"]) ?? ""}`,
  }));
}

const poolSubnet: Family = {
  admit({ world, inputs, path }) {
    const cidr = textOf(inputs["cidr"]) ?? "";
    const network = networkOf(cidr);
    const gateway = textOf(inputs["gateway"]);
    if (network !== undefined && gateway !== undefined && !isInside(network, gateway)) {
      throw managerRefusal(`Gateway ${gateway} is not in the subnet ${cidr}`, undefined, "gateway");
    }
    const siblings = world.store
      .list(N.poolSubnet)
      .filter((item) => item.path !== path && item.outputs["poolPath"] === inputs["poolPath"])
      .flatMap((item) =>
        rangesOf(item.outputs).map(({ text }) => ({ text, owner: item.path ?? "" })),
      );
    rangesOf(inputs).forEach(({ property, text }, index, all) => {
      const ends = text.split("-");
      if (
        rangeOf(text) === undefined ||
        ends.some((end) => network !== undefined && !isInside(network, end))
      ) {
        throw managerRefusal(
          `Range ${text} is not a range of the subnet ${cidr}`,
          undefined,
          property,
        );
      }
      const own = all.find((other, place) => place < index && overlap(other.text, text));
      const other = siblings.find((item) => overlap(item.text, text));
      if (own !== undefined || other !== undefined) {
        const where = other === undefined ? "the same subnet" : `path=[${other.owner}]`;
        throw managerRefusal(
          `Range ${text} overlaps with ${own?.text ?? other?.text} of ${where}`,
          undefined,
          property,
        );
      }
    });
  },
};

/** An address of the pool: the one asked for, else the lowest free one. */
function allocate({ world, inputs, before, id }: Change): string {
  const given = textOf(before?.outputs["allocationIp"]);
  if (given !== undefined) {
    return given;
  }
  const pool = inputs["poolPath"];
  const taken = world.store
    .list(N.allocation)
    .filter((item) => item.outputs["poolPath"] === pool && item.id !== id)
    .map((item) => textOf(item.outputs["allocationIp"]));
  const subnets = world.store
    .list(N.poolSubnet)
    .filter((item) => item.outputs["poolPath"] === pool);
  const ranges = subnets.flatMap((item) =>
    rangesOf(item.outputs).flatMap(({ text }) => rangeOf(text) ?? []),
  );
  const wanted = textOf(inputs["allocationIp"]);
  if (wanted !== undefined) {
    if (
      taken.includes(wanted) ||
      !ranges.some((range) => overlap(`${wanted}-${wanted}`, formatRange(range)))
    ) {
      throw managerRefusal(
        `Address ${wanted} is not free in the pool ${String(pool)}`,
        undefined,
        "allocationIp",
      );
    }
    return wanted;
  }
  for (const { family, first, last } of ranges) {
    for (let value = first; value <= last; value += 1n) {
      const address = formatAddress({ family, value });
      if (!taken.includes(address)) {
        return address;
      }
    }
  }
  throw managerRefusal(`The pool ${String(pool)} has no free address`, undefined, "poolPath");
}

const allocation: Family = {
  complete: (change) => ({ outputs: { allocationIp: allocate(change) } }),
};

const zone: Family = {
  complete: ({ world, inputs, id, before }) => ({
    outputs: {
      displayName: textOf(inputs["displayName"]) ?? id,
      enforcementPoint: textOf(inputs["enforcementPoint"]) ?? "default",
      realizedId: before?.outputs["realizedId"] ?? world.store.nextUuid("zone"),
    },
  }),
};

const uplinkProfile: Family = {
  complete: ({ world, before }) => ({
    outputs: {
      realizedId: before?.outputs["realizedId"] ?? world.store.nextUuid("uplink profile"),
    },
  }),
};

export const addressingFamilies: Families = {
  [N.dhcpServer]: dhcpServer,
  [N.dhcpRelay]: relay,
  [N.staticBinding]: staticBinding,
  [N.ipPool]: ipPool,
  [N.poolSubnet]: poolSubnet,
  [N.allocation]: allocation,
  [N.transportZone]: zone,
  [N.uplinkProfile]: uplinkProfile,
};
