import { cidrContains, cidrOf, formatCidr, type Address, type Cidr } from "../../address";
import type { ExistingMachine } from "../surroundings";
import type { DeclaredMachine } from "../surroundings/declared";
import type { Endpoint, InterfaceAddress, Origin, Port, Route } from "../types";
import { surroundingsOrigin, unknown, type Draft } from "./draft";
import { guestConfig, type GuestNic } from "./guestConfig";
import type { Item } from "./items";
import type { Attached } from "./nics";
import { readAddress, readInterface, readNetwork } from "./readAddress";
import { segmentAddresses } from "./segments";
import { mapsOf, textOf, textsOf } from "./values";

/** Addresses and routes of one NIC; `problem` says why they are not known. */
export interface NicAddressing extends Omit<GuestNic, "mac" | "dynamic"> {
  problem?: string;
  /** Where the addresses come from. */
  origin?: Origin;
}

const NOTHING: NicAddressing = { addresses: [], gateways: [], routes: [] };

/** What NICs have, in order. The surroundings win over the guest's configuration,
 * that over what the resource declares, that over DHCP. */
export function nicAddressing(
  draft: Draft,
  item: Item,
  nics: readonly { mac?: string; attached: Attached }[],
  stated: { machine: ExistingMachine; path: string } | undefined,
  declared: DeclaredMachine | undefined,
): NicAddressing[] {
  const config = guestConfig(item.props, draft.options.parseYaml);
  const told = matchGuest(nics, config?.nics ?? []);
  const addressing = nics.map((nic, index): NicAddressing => {
    const fromFile = stated === undefined ? undefined : statedAddressing(stated, index);
    if (fromFile !== undefined) {
      return fromFile;
    }
    const guest = told[index];
    if (guest !== undefined && guest.addresses.length > 0) {
      return { addresses: guest.addresses, gateways: guest.gateways, routes: guest.routes };
    }
    const own = declared && statedNic(declared, index);
    return (
      (own && { ...own, origin: item.origin }) ??
      boundAddressing(draft, nic) ??
      reportedAddressing(item, nic.attached) ?? {
        ...NOTHING,
        problem:
          guest?.dynamic === true
            ? `NIC ${index} takes its address by DHCP, and no static binding gives one`
            : `the addresses of NIC ${index} are not known: ` +
              (config?.problem ?? "neither resources nor surroundings give them"),
      }
    );
  });
  return addressing.map((own, index) => {
    const mtuBytes = told[index]?.mtuBytes;
    return mtuBytes === undefined ? own : { ...own, mtuBytes };
  });
}

/** Addresses that a surroundings file gives a NIC. */
export function statedAddressing(
  stated: { machine: ExistingMachine; path: string },
  index: number,
): NicAddressing | undefined {
  const { machine, path } = stated;
  const own = statedNic(machine, index);
  return own && { ...own, origin: surroundingsOrigin(`${path}.nics[${index}]`, machine.name) };
}

function statedNic(
  machine: Pick<ExistingMachine, "gateways" | "routes"> & { nics?: { addresses?: string[] }[] },
  index: number,
): NicAddressing | undefined {
  const addresses = (machine.nics?.[index]?.addresses ?? []).flatMap(
    (text) => readInterface(text) ?? [],
  );
  if (addresses.length === 0) {
    return undefined;
  }
  const isNear = (gateway: Address) =>
    addresses.some(({ network }) => cidrContains(network, gateway));
  return {
    addresses,
    gateways: (machine.gateways ?? []).flatMap((text) => readAddress(text) ?? []).filter(isNear),
    routes: (machine.routes ?? []).flatMap(({ network, nextHop }) => {
      const gateway = readAddress(nextHop);
      return nextHop === undefined || gateway === undefined || !isNear(gateway)
        ? []
        : [{ network, nextHop }];
    }),
  };
}

/** By MAC address; by order where the configuration names no MAC and the numbers agree. */
function matchGuest(
  nics: readonly { mac?: string }[],
  told: readonly GuestNic[],
): (GuestNic | undefined)[] {
  const hasNoMacs = told.every(({ mac }) => mac === undefined);
  return nics.map(({ mac }, index) => {
    if (hasNoMacs) {
      return told.length === nics.length ? told[index] : undefined;
    }
    const byMac = mac === undefined ? undefined : told.find((guest) => guest.mac === mac);
    return (
      byMac ?? (told.length === 1 && nics.length === 1 && mac === undefined ? told[0] : undefined)
    );
  });
}

/** A DHCP static binding for the NIC's MAC address on its segment. */
function boundAddressing(
  draft: Draft,
  nic: { mac?: string; attached: Attached },
): NicAddressing | undefined {
  const segment = nic.attached.network?.path;
  if (segment === undefined || nic.mac === undefined) {
    return undefined;
  }
  const binding = draft.items
    .ofKind("DhcpV4StaticBinding")
    .find(
      ({ props }) =>
        textOf(props["segmentPath"]) === segment &&
        textOf(props["macAddress"])?.toLowerCase() === nic.mac,
    );
  const address = readAddress(textOf(binding?.props["ipAddress"]));
  const network = subnetOf(nic.attached, address);
  if (binding === undefined || address === undefined || network === undefined) {
    return undefined;
  }
  const own = draft.items.atPath(segment);
  const gateways = own === undefined ? [] : segmentAddresses(own);
  const gateway =
    readAddress(textOf(binding.props["gatewayAddress"])) ??
    gateways.find((entry) => cidrContains(entry.network, address))?.address;
  const routes = mapsOf(binding.props["dhcpOption121s"]).flatMap((route) => {
    const to = textOf(route["network"]);
    const nextHop = textOf(route["nextHop"]);
    return to === undefined || nextHop === undefined ? [] : [{ network: to, nextHop }];
  });
  return {
    addresses: [{ address, network }],
    gateways: gateway === undefined ? [] : [gateway],
    routes,
    origin: binding.origin,
  };
}

function subnetOf(attached: Attached, address: Address | undefined): Cidr | undefined {
  return address === undefined
    ? undefined
    : attached.network?.subnets.find((subnet) => cidrContains(subnet, address));
}

/** What the guest's tools reported, as far as it lies in a subnet of the NIC's segment. */
function reportedAddressing(item: Item, attached: Attached): NicAddressing | undefined {
  const reported = textsOf(item.props["guestIpAddresses"]).known;
  const addresses = reported.flatMap((text): InterfaceAddress[] => {
    const address = readAddress(text);
    const network = subnetOf(attached, address);
    return address === undefined || network === undefined ? [] : [{ address, network }];
  });
  return addresses.length === 0 ? undefined : { ...NOTHING, addresses };
}

/** The routes of a machine: on-link networks come from its ports, so only what has a next hop. */
export function machineRoutes(
  nics: readonly { port: Port; addressing: NicAddressing }[],
  origin: Origin,
): Route[] {
  const routes: Route[] = [];
  for (const { port, addressing } of nics) {
    for (const gateway of addressing.gateways) {
      const network = cidrOf({ family: gateway.family, value: 0n }, 0);
      const via = [{ port: port.id, nextHop: gateway }];
      routes.push({ network, kind: "default", via, origin: addressing.origin ?? origin });
    }
    for (const route of addressing.routes) {
      const network = readNetwork(route.network);
      const nextHop = readAddress(route.nextHop);
      if (network !== undefined && nextHop !== undefined) {
        const via = [{ port: port.id, nextHop }];
        routes.push({ network, kind: "static", via, origin: addressing.origin ?? origin });
      }
    }
  }
  return distinct(routes);
}

/** A machine with two gateways for one network has two equal ways; the first entry wins in §3. */
function distinct(routes: readonly Route[]): Route[] {
  const seen = new Set<string>();
  return routes.filter((route) => {
    const key = `${formatCidr(route.network)} ${route.via[0]?.port ?? ""}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

/** The doubt of an endpoint whose NICs are not all known. */
export function machineDoubt(
  nics: readonly { attached: Attached; addressing: NicAddressing }[],
): Endpoint["doubt"] {
  const problems = nics.flatMap(({ attached, addressing }) => [
    ...(attached.problem === undefined ? [] : [attached.problem]),
    ...(addressing.problem === undefined ? [] : [addressing.problem]),
  ]);
  return problems.length === 0 ? undefined : unknown([...new Set(problems)].join("; "));
}
