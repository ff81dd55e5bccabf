import { AddressSet } from "../../addressSet";
import type { InterfaceAddress, Port } from "../types";
import { addGap, addPort, joinDoubts, surroundingsOrigin, unknown, type Draft } from "./draft";
import type { Gateway } from "./gateways";
import type { Item } from "./items";
import type { NetworkTable, Place } from "./networks";
import { attachStated } from "./nics";
import { readInterface } from "./readAddress";
import { mapsOf, numberOf, textOf, textsOf } from "./values";

/** Ports of a gateway on segments and VLANs. */
export function addInterfaces(draft: Draft, table: NetworkTable, gateway: Gateway): void {
  addDownlinks(draft, table, gateway);
  const kind = gateway.router.kind === "tier1" ? "Tier1GatewayInterface" : "Tier0GatewayInterface";
  for (const item of draft.items.ofKind(kind)) {
    if (textOf(item.props["gatewayPath"]) === gateway.router.id) {
      addInterface(draft, table, gateway, item);
    }
  }
  addStatedInterfaces(draft, table, gateway);
  addSharedAddresses(draft, gateway);
}

/** Segments of the gateway: they are in its distributed router. */
function addDownlinks(draft: Draft, table: NetworkTable, { router }: Gateway): void {
  for (const network of table.all) {
    const { uplink } = network;
    if (uplink?.gatewayPath !== router.id) {
      continue;
    }
    const { domain, problem } = network.place(undefined);
    addPort(draft, router, network.key, {
      name: `${router.name} on ${network.name}`,
      ...(domain === undefined ? {} : { domain }),
      network: network.key,
      addresses: uplink.addresses,
      side: "distributed",
      origins: [uplink.origin],
    });
    if (problem !== undefined) {
      addGap(draft, uplink.origin, `${problem}; its gateway is not reachable on it.`);
    }
  }
}

function sideOf({ router }: Gateway): Port["side"] {
  return router.hasServiceRouter ? "service" : "distributed";
}

function addInterface(draft: Draft, table: NetworkTable, gateway: Gateway, item: Item): void {
  const { router } = gateway;
  const texts = textsOf(item.props["subnets"]);
  const addresses = texts.known.flatMap((text) => readInterface(text) ?? []);
  const place = interfacePlace(table, item);
  const network = table.withId(textOf(item.props["segmentPath"]) ?? "")[0];
  const mtuBytes = numberOf(item.props["mtu"]);
  const edgeNode = textOf(item.props["edgeNodePath"]);
  addPort(draft, router, item.id, {
    name: `${router.name} ${item.name}`,
    ...(network === undefined ? {} : { network: network.key }),
    ...(mtuBytes === undefined ? {} : { mtuBytes }),
    ...(edgeNode === undefined ? {} : { edgeNode }),
    ...(place.domain === undefined ? {} : { domain: place.domain }),
    addresses,
    side: sideOf(gateway),
    origins: [item.origin],
  });
  const problem = texts.hasUnknown
    ? `the addresses of interface "${item.name}" are not known`
    : place.problem;
  if (problem !== undefined) {
    addGap(draft, item.origin, `${problem}; what crosses this interface is not known.`);
    router.doubt = joinDoubts(router.doubt, unknown(problem));
  }
}

function interfacePlace(table: NetworkTable, item: Item): Place {
  if (textOf(item.props["type"]) === "LOOPBACK") {
    return {};
  }
  const path = textOf(item.props["segmentPath"]);
  const network = path === undefined ? undefined : table.withId(path)[0];
  if (network === undefined) {
    return { problem: `the segment of interface "${item.name}" is not described` };
  }
  const place = network.place(undefined);
  const access = numberOf(item.props["accessVlanId"]) ?? 0;
  return access > 0 && place.ofVlan !== undefined ? { domain: place.ofVlan(access) } : place;
}

function addStatedInterfaces(draft: Draft, table: NetworkTable, gateway: Gateway): void {
  const { router, stated } = gateway;
  (stated?.gateway.interfaces ?? []).forEach((entry, index) => {
    const origin = surroundingsOrigin(`${stated?.path ?? ""}.interfaces[${index}]`, entry.name);
    const attached = attachStated(draft, table, entry, origin);
    addPort(draft, router, entry.name, {
      ...(attached?.domain === undefined ? {} : { domain: attached.domain }),
      addresses: entry.addresses.flatMap((text): InterfaceAddress[] => {
        const address = readInterface(text);
        return address === undefined ? [] : [address];
      }),
      side: sideOf(gateway),
      origins: [origin],
    });
  });
}

/** High-availability addresses move between interfaces: each of them owns them. */
function addSharedAddresses(draft: Draft, { router, item }: Gateway): void {
  if (item?.kind !== "Tier0Gateway") {
    return;
  }
  for (const config of draft.items.ofKind("Tier0GatewayHaVipConfig")) {
    for (const shared of mapsOf(config.props["configs"])) {
      const addresses = textsOf(shared["vipSubnets"]).known.flatMap(
        (text) => readInterface(text)?.address ?? [],
      );
      for (const path of textsOf(shared["externalInterfacePaths"]).known) {
        const port = draft.ports.get(`${router.id}#${path}`);
        if (port !== undefined) {
          port.owned = port.owned.union(AddressSet.fromAddress(...addresses));
          port.origins.push(config.origin);
        }
      }
    }
  }
}
