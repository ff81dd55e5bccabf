import { cidrOf } from "../../address";
import type { InterfaceAddress, Port } from "../types";
import { addPort, doubtField, joinDoubts, unknown, type Draft } from "./draft";
import { openDomain, placeDoubt } from "./machines";
import type { NetworkTable } from "./networks";
import type { Attached } from "./nics";
import type { Item } from "./items";
import { machineRoutes } from "./addressing";
import { prefixOfMask, readAddress, readInterface } from "./readAddress";
import { mapOf, numberOf, textOf, textsOf } from "./values";

/** VMkernel adapters; the distributed firewall does not see them (docs/fidelity.md). */
export function addAdapters(draft: Draft, table: NetworkTable): void {
  for (const item of draft.items.ofKind("Vnic")) {
    const attached = attachAdapter(table, item);
    const addresses = adapterAddresses(item);
    if (attached !== undefined) {
      openDomain(draft, { attached, addressing: { addresses } });
    }
    const ports: string[] = [];
    const port = addPort(draft, { id: item.id, name: item.name, ports }, "vmk", {
      ...(attached?.domain === undefined ? {} : { domain: attached.domain }),
      ...(attached?.privateVlan === undefined ? {} : { privateVlan: attached.privateVlan }),
      ...carried(item, attached),
      addresses,
      origins: [item.origin],
    });
    const gateways = [mapOf(item.props["ipv4"]), mapOf(item.props["ipv6"])].flatMap(
      (family) => readAddress(textOf(family?.["gw"])) ?? [],
    );
    const doubt = joinDoubts(
      placeDoubt(attached, `adapter "${item.name}"`),
      addresses.length === 0 ? unknown("the adapter's address is not known") : undefined,
    );
    draft.endpoints.set(item.id, {
      id: item.id,
      name: item.name,
      kind: "vmkernel",
      ports,
      routes: machineRoutes(
        [{ port, addressing: { addresses, gateways, routes: [] } }],
        item.origin,
      ),
      ...doubtField(doubt),
      origins: [item.origin],
    });
  }
}

function attachAdapter(table: NetworkTable, item: Item): Attached | undefined {
  const host = textOf(item.props["host"]);
  const name = textOf(item.props["portgroup"]);
  const id = textOf(item.props["distributedPortGroup"]);
  const network =
    id !== undefined
      ? table.withId(id)[0]
      : table.named(name ?? "").find((group) => group.host !== undefined && group.host === host);
  return network === undefined
    ? undefined
    : { ...network.place(host), coverage: "notCovered", network };
}

/** What the underlay asks of an adapter's port. */
function carried(item: Item, attached: Attached | undefined): Partial<Port> {
  const host = textOf(item.props["host"]);
  const mtuBytes = numberOf(item.props["mtu"]);
  return {
    ...(host === undefined ? {} : { host }),
    ...(mtuBytes === undefined ? {} : { mtuBytes }),
    ...(attached?.network === undefined ? {} : { network: attached.network.key }),
  };
}

function adapterAddresses(item: Item): InterfaceAddress[] {
  const v4 = mapOf(item.props["ipv4"]);
  const v6 = mapOf(item.props["ipv6"]);
  const address = readAddress(textOf(v4?.["ip"]));
  const prefix = prefixOfMask(textOf(v4?.["netmask"]));
  const own: InterfaceAddress[] =
    address === undefined || prefix === undefined
      ? []
      : [{ address, network: cidrOf(address, prefix) }];
  return [...own, ...textsOf(v6?.["addresses"]).known.flatMap((text) => readInterface(text) ?? [])];
}
