import { cidrOf, parseAddress, type Address, type Cidr } from "../../address";
import { AddressSet, NO_ADDRESS } from "../../addressSet";
import type { GuestNetwork } from "../surroundings";
import type { Doubt, Endpoint, Origin, Port, Route, Router } from "../types";
import { machineRoutes } from "./addressing";
import { addPort, doubtField, newRouter, portsOf, type Draft } from "./draft";
import { masquerade, rulesOf, setOf, type GuestParts } from "./guestRules";
import { readAddress } from "./readAddress";
import { spoofGuardRule } from "./spoofGuard";
import { nicPort, type PlacedNic } from "./placedNic";

/** A machine that routes, before it is part of the model. */
export interface GuestRouterInput extends GuestParts {
  nics: readonly PlacedNic[];
  /** Host that it runs on. */
  host: string | undefined;
  origins: Origin[];
  doubt: Doubt | undefined;
}

/** What the machine itself is reached by, inside of it: link-local, as nothing routes these. */
const INSIDE = { 4: parseAddress("169.254.0.1"), 6: parseAddress("fe80::1") };
const HOST_BITS = { 4: 32, 6: 128 };

/**
 * A machine that routes is two parts: a router that has its NICs and the networks behind it, and the
 * machine itself, an endpoint inside (docs/semantics.md, 12). Returns the ports of its NICs, in order.
 */
export function addGuestRouter(draft: Draft, input: GuestRouterInput): Port[] {
  const { id, name, nics, routing, origins, doubt } = input;
  const router = newRouter(`${id}/router`, name, "machine", origins[0] ?? input.origin);
  router.origins = [...origins];
  const own = ownAddresses(input);
  const nicPorts = nics.map((nic, index) =>
    addPort(draft, router, `nic${index}`, {
      ...nicPort(nic, input.host, origins),
      answersFor: AddressSet.fromAddress(...nic.addressing.addresses.map(({ address }) => address)),
      side: "service",
    }),
  );
  const inside = addInside(draft, input, router, own);
  const behind = (routing.networks ?? []).map((network) =>
    addBehind(draft, input, router, network),
  );
  const outward = [...nicPorts.map((port) => port.id), ...behind];

  router.routes.push(
    ...own.map((address): Route => route(hostOf(address), "connected", inside, input.origin)),
    ...nics.flatMap(({ addressing }, at) =>
      addressing.addresses.map(({ network }) =>
        route(network, "connected", nicPorts[at]?.id ?? "", addressing.origin ?? input.origin),
      ),
    ),
    ...machineRoutes(
      nics.flatMap(({ addressing }, at) => {
        const port = nicPorts[at];
        return port === undefined ? [] : [{ port, addressing }];
      }),
      input.origin,
    ),
  );
  router.machine = id;
  router.hasServiceRouter = true;
  router.nat = nics.flatMap(({ addressing }, at) =>
    masquerade(input, addressing, nicPorts[at]?.id ?? "", at),
  );
  router.firewall = {
    ...router.firewall,
    enabled: true,
    rules: [
      ...nics.flatMap(({ attached }, at) => {
        const port = nicPorts[at];
        const given = AddressSet.fromAddress(...own).union(setOf(routing.masquerades ?? []));
        return port === undefined ? [] : spoofGuardRule(draft, attached, port, given);
      }),
      ...rulesOf(input, AddressSet.fromAddress(...own), outward, inside),
    ],
  };
  draft.routers.set(router.id, { ...router, ...doubtField(doubt) });
  return portsOf(draft, { ports: nicPorts.map((port) => port.id) });
}

/** Every address that packets for the machine itself may have. */
function ownAddresses({ nics, routing }: GuestRouterInput): Address[] {
  return [
    ...nics.flatMap(({ addressing }) => addressing.addresses.map(({ address }) => address)),
    ...(routing.networks ?? []).flatMap(({ routerAddress }) => readAddress(routerAddress) ?? []),
  ];
}

/** The machine itself, and the router's port towards it. */
function addInside(
  draft: Draft,
  { id, name, origins, doubt }: GuestRouterInput,
  router: Router,
  own: readonly Address[],
): string {
  const domain = `inside:${id}`;
  draft.domains.set(domain, {
    id: domain,
    name: `inside of ${name}`,
    kind: "isolatedSwitch",
    open: false,
    origins: [...origins],
  });
  const families = [...new Set(own.map(({ family }) => family))];
  const towards = addPort(draft, router, "inside", {
    domain,
    more: AddressSet.fromAddress(...families.map((family) => INSIDE[family])),
    side: "service",
    origins,
  });
  const ports: string[] = [];
  const self = addPort(draft, { id, name, ports }, "itself", {
    domain,
    more: AddressSet.fromAddress(...own),
    origins,
  });
  const routes = families.map((family): Route => {
    const via = [{ port: self.id, nextHop: INSIDE[family] }];
    return { network: wholeFamily(family), kind: "default", via, origin: origins[0] ?? none(id) };
  });
  const endpoint: Endpoint = { id, name, kind: "machine", ports, routes, origins };
  draft.endpoints.set(id, { ...endpoint, ...doubtField(doubt) });
  return towards.id;
}

/** A network behind the machine: its senders send everything to the machine, whatever they are told. */
function addBehind(
  draft: Draft,
  { id, name, origin, doubt }: GuestRouterInput,
  router: Router,
  network: GuestNetwork,
): string {
  const own = `${id}/${network.name}`;
  const from = { ...origin, label: network.name };
  const gateway = readAddress(network.routerAddress);
  const answers = gateway === undefined ? NO_ADDRESS : AddressSet.fromAddress(gateway);
  const addresses = setOf(network.addresses);
  const domain = `behind:${own}`;
  draft.domains.set(domain, {
    id: domain,
    name: `between ${name} and ${network.name}`,
    kind: "outside",
    open: true,
    origins: [origin],
  });
  const towards = addPort(draft, router, `behind:${network.name}`, {
    name: `${router.name} towards ${network.name}`,
    domain,
    answersFor: answers,
    side: "service",
    origins: [from],
  });
  const ports: string[] = [];
  const port = addPort(draft, { id: own, name: network.name, ports }, "addresses", {
    name: network.name,
    domain,
    more: addresses.subtract(answers),
    origins: [from],
  });
  const via = gateway === undefined ? [] : [{ port: port.id, nextHop: gateway }];
  draft.endpoints.set(own, {
    id: own,
    name: network.name,
    kind: "network",
    ports,
    routes: gateway === undefined ? [] : [{ ...defaultRoute(gateway), via, origin: from }],
    ...(network.direct === true ? {} : { apart: true }),
    origins: [from],
    ...doubtField(doubt),
  });
  for (const part of addresses.toCidrs()) {
    router.routes.push(route(part, "connected", towards.id, from));
  }
  return towards.id;
}

function hostOf(address: Address): Cidr {
  return cidrOf(address, HOST_BITS[address.family]);
}

function wholeFamily(family: 4 | 6): Cidr {
  return cidrOf({ family, value: 0n }, 0);
}

function defaultRoute({ family }: Address): Pick<Route, "network" | "kind"> {
  return { network: wholeFamily(family), kind: "default" };
}

function route(network: Cidr, kind: Route["kind"], port: string, origin: Origin): Route {
  return { network, kind, via: [{ port }], origin };
}

function none(id: string): Origin {
  return { source: "product", ref: id, label: id };
}
