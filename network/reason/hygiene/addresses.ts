/** Addresses that two parts of a network have (R08): seen before a machine is switched on. */
import { formatAddress, formatCidr, cidrContains, type Address } from "../../address";
import { addressAt, addressesOf } from "../values";
import type { NetworkModel, Port } from "../../model/types";
import type { Finding } from "../finding";
import { namesOf } from "./words";

interface Owner {
  id: string;
  name: string;
}

/** `hygiene/duplicate-address`, `hygiene/duplicate-mac` and `hygiene/overlapping-networks`. */
export function addressFindings(model: NetworkModel): Finding[] {
  const outside = new Set(
    model.endpoints.filter(({ kind }) => kind === "network").map(({ id }) => id),
  );
  const owners = new Map<string, Owner>(
    [...model.endpoints, ...model.routers].map(({ id, name }) => [id, { id, name }]),
  );
  const byDomain = new Map<string, Port[]>();
  for (const port of model.ports) {
    if (port.domain !== undefined && !outside.has(port.owner)) {
      byDomain.set(port.domain, [...(byDomain.get(port.domain) ?? []), port]);
    }
  }
  const assumed = assumedNetworks(model);
  const nameOf = (id: string) => owners.get(id)?.name ?? id;
  return [
    ...model.domains.flatMap(({ id, name }) => {
      const ports = byDomain.get(id) ?? [];
      const isAssumed = ports.some((port) => assumed.has(port.network ?? ""));
      return [
        ...sharedAddresses(id, name, ports, nameOf),
        ...sharedMacs(id, name, ports, nameOf),
      ].map((found) => (isAssumed ? onAssumption(found) : found));
    }),
    ...overlaps(model),
  ];
}

/** Port groups whose switch is connected to the only fabric there is, which nobody says. */
function assumedNetworks({ underlay }: NetworkModel): ReadonlySet<string> {
  const switches = new Set(
    (underlay?.switches ?? []).filter((one) => one.fabricAssumed === true).map(({ id }) => id),
  );
  return new Set(
    (underlay?.networks ?? [])
      .filter((network) => network.switch !== undefined && switches.has(network.switch))
      .map(({ key }) => key),
  );
}

/** A conflict that is one only if the assumption about the fabric holds. */
function onAssumption(finding: Finding): Finding {
  return {
    ...finding,
    severity: "warning",
    evidence: [
      ...finding.evidence,
      "assumes: the switches are connected to one physical fabric, the only one that the surroundings name",
    ],
    fix: `${finding.fix ?? ""}; if they are apart, say so in the surroundings (fabrics, switches)`,
  };
}

type NameOf = (id: string) => string;

/** Owners by what they have, where several have it. */
function shared<T>(pairs: readonly (readonly [T, string])[]): [T, string[]][] {
  const having = new Map<T, Set<string>>();
  for (const [thing, owner] of pairs) {
    having.set(thing, (having.get(thing) ?? new Set()).add(owner));
  }
  return [...having].flatMap(([thing, set]): [T, string[]][] =>
    set.size > 1 ? [[thing, [...set].sort()]] : [],
  );
}

function sharedAddresses(
  domain: string,
  name: string,
  ports: readonly Port[],
  nameOf: NameOf,
): Finding[] {
  const single = ports.flatMap(({ owned, owner }) =>
    addressesOf(owned).flatMap(({ first, last }) =>
      first === last ? [[first, owner] as const] : [],
    ),
  );
  return shared(single).map(([position, ids]) => {
    const address = formatAddress(addressAt(position));
    const names = ids.map(nameOf);
    return {
      check: "hygiene/duplicate-address",
      severity: "error",
      subjects: [...names, name],
      key: JSON.stringify(["hygiene/duplicate-address", domain, address, ids]),
      text: `${names.join(" and ")} have the same address ${address} on ${name}`,
      evidence: ports
        .filter(({ owned, owner }) => ids.includes(owner) && owned.contains(addressAt(position)))
        .map(
          (port) =>
            `${nameOf(port.owner)}: ${port.name}${port.mac === undefined ? "" : `, ${port.mac}`}`,
        ),
      fix: `give one of them another address, or put them on networks that are not one broadcast domain`,
    };
  });
}

function sharedMacs(
  domain: string,
  name: string,
  ports: readonly Port[],
  nameOf: NameOf,
): Finding[] {
  const known = ports.flatMap(({ mac, owner }) =>
    mac === undefined ? [] : [[mac, owner] as const],
  );
  return shared(known).map(([mac, ids]) => {
    const names = ids.map(nameOf);
    return {
      check: "hygiene/duplicate-mac",
      severity: "error",
      subjects: [...names, name],
      key: JSON.stringify(["hygiene/duplicate-mac", domain, mac, ids]),
      text: `${names.join(" and ")} have the same MAC address ${mac} on ${name}`,
      evidence: [`switches learn it at one place at a time: both lose packets`],
      fix: "leave one of the two MAC addresses out, so that one is made from the name",
    };
  });
}

/** Connected networks of one router that overlap: addresses in both are reached on one of them only. */
function overlaps({ routers, ports }: NetworkModel): Finding[] {
  const byId = new Map(ports.map((port) => [port.id, port]));
  return routers.flatMap((router) => {
    const connected = router.ports
      .flatMap((id) => byId.get(id) ?? [])
      .flatMap((port) => port.addresses.map(({ network }) => ({ network, port })))
      .sort((a, b) => (startOf(a.network) < startOf(b.network) ? -1 : 1));
    const found: Finding[] = [];
    connected.forEach(({ network, port }, index) => {
      for (let at = index + 1; at < connected.length; at += 1) {
        const other = connected[at];
        if (other === undefined || !cidrContains(network, firstOf(other.network))) {
          break;
        }
        if (other.port.domain !== port.domain) {
          const pair = [formatCidr(network), formatCidr(other.network)];
          found.push({
            check: "hygiene/overlapping-networks",
            severity: "error",
            subjects: [router.name, port.name, other.port.name],
            key: JSON.stringify(["hygiene/overlapping-networks", router.id, ...pair]),
            text: `${router.name} has overlapping networks: ${pair[0]} (${port.name}) and ${pair[1]} (${other.port.name})`,
            evidence: [`an address in both is sought in the longer prefix only`],
            fix: `give ${namesOf([port.name, other.port.name])} networks apart`,
          });
        }
      }
    });
    return found;
  });
}

interface Network {
  family: Address["family"];
  first: bigint;
}

function startOf(network: Network & { prefixLength: number }): bigint {
  // Equal starts: the larger network first.
  const family = BigInt(network.family) << 140n;
  return family + (network.first << 8n) + BigInt(network.prefixLength);
}

function firstOf({ family, first }: Network): Address {
  return { family, value: first };
}
