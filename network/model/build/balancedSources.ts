import { AddressSet, NO_ADDRESS } from "../../addressSet";
import type { PropertyMap } from "../resource";
import type { Doubt, Port } from "../types";
import { doubtField, joinDoubts, unknown, type Draft } from "./draft";
import type { Gateway } from "./gateways";
import { readSet, readSets } from "./readAddress";
import { textOf, textsOf } from "./values";

/** Members that see connections come from the same addresses. */
export interface SourcePart {
  addresses: AddressSet;
  /** Absent: the client's own address. */
  sources?: AddressSet;
}

/** What links inside of a gateway, and from it to its Tier-0, have when nobody says otherwise (API texts). */
const INNER_LINKS = "169.254.0.0/24";
const OUTER_LINKS = "100.64.0.0/16";

/**
 * What members of a pool see as the client's address. With AUTOMAP the balancer takes "the load balancer
 * interface IP": an address of the gateway. Which one it is for a member behind the distributed
 * router no source says, so it may be any of the gateway's there.
 */
export function balancedSources(
  draft: Draft,
  gateway: Gateway,
  members: AddressSet,
  snat: PropertyMap | undefined,
): { list: SourcePart[]; doubt?: Doubt } {
  const type = textOf(snat?.["type"]) ?? "AUTOMAP";
  if (type === "DISABLED") {
    return { list: [{ addresses: members }] };
  }
  if (type === "IPPOOL") {
    const texts = textsOf(snat?.["ipPoolAddresses"]);
    const { set, problem } = readSets(texts);
    const isEmpty = texts.known.length === 0;
    return problem === undefined && !isEmpty
      ? { list: [{ addresses: members, sources: set }] }
      : { list: [], doubt: unknown("the addresses that a pool's members see are not known") };
  }
  return type === "AUTOMAP"
    ? automatic(draft, gateway, members)
    : { list: [], doubt: unknown(`source translation ${type} of a pool is not represented`) };
}

/** Members by the interface that leads to them. */
function automatic(draft: Draft, gateway: Gateway, members: AddressSet) {
  const { router } = gateway;
  const list: SourcePart[] = [];
  const doubts: Doubt[] = [];
  let left = members;
  const longestFirst = [...router.routes].sort(
    (a, b) => b.network.prefixLength - a.network.prefixLength,
  );
  for (const { network, via } of longestFirst) {
    const addresses = left.intersect(AddressSet.fromCidr(network));
    left = left.subtract(addresses);
    const ports = via.flatMap(({ port }) => draft.ports.get(port) ?? []);
    if (!addresses.isEmpty && ports.length > 0) {
      const sources = AddressSet.unionOf(ports.map((port) => interfaceAddresses(gateway, port)));
      list.push({ addresses, sources });
      const missing = addresses
        .toRanges()
        .some(({ family }) => sources.ranges(family).length === 0);
      const isLink = ports.some(({ addresses: own }) => own.length === 0);
      if (missing || isLink) {
        doubts.push(
          unknown(
            `which address of ${router.name} members at ${addresses.toText()} see is not known`,
          ),
        );
      }
    }
  }
  // Nothing leads to the rest; the gateway drops what is for it.
  const rest = left.isEmpty ? [] : [{ addresses: left, sources: NO_ADDRESS }];
  return { list: [...list, ...rest], ...doubtField(joinDoubts(...doubts)) };
}

function interfaceAddresses(gateway: Gateway, port: Port): AddressSet {
  const own = AddressSet.fromAddress(...port.addresses.map(({ address }) => address));
  if (port.side !== "distributed" || own.ranges(4).length === 0) {
    return own;
  }
  const given = textsOf(gateway.uplink?.tier0.item?.props["transitSubnets"]).known;
  const outer = (given.length === 0 ? [OUTER_LINKS] : given).flatMap((text) => readSet(text) ?? []);
  const links = gateway.uplink === undefined ? [] : outer;
  return AddressSet.unionOf([own, ...links, readSet(INNER_LINKS) ?? NO_ADDRESS]);
}
