import type { Cidr } from "../../address";
import type { InterfaceAddress, Origin, Port } from "../types";
import { distributedGroups } from "./distributedGroups";
import { fabricNamed, segmentDomain, vlanDomain, assumedFabric } from "./domains";
import { surroundingsOrigin, type Draft } from "./draft";
import { hostGroups } from "./hostGroups";
import { readInterface } from "./readAddress";
import { segmentNetworks } from "./segments";

/** Where a NIC ends up once the host that it runs on is known. */
export interface Place {
  domain?: string;
  privateVlan?: Port["privateVlan"];
  /** Why there is no domain. */
  problem?: string;
  /** On a trunk segment: the domain of one of its VLANs. */
  ofVlan?: (vlan: number) => string;
}

/** Something that a NIC can be attached to: a port group or a segment. */
export interface Network {
  name: string;
  /** URN or NSX path. */
  key: string;
  /** Ids and paths by which a NIC may name it. */
  ids: string[];
  /** The host that a standard port group is on; absent = every host. */
  host?: string;
  coverage: Port["distributedFirewall"];
  /** NSX path of a segment. */
  path?: string;
  /** On-link networks of a segment. */
  subnets: Cidr[];
  /** Gateway that a segment hangs on, with the gateway's addresses there. */
  uplink?: { gatewayPath: string; addresses: InterfaceAddress[]; origin: Origin };
  place(host: string | undefined): Place;
}

/** All networks, found by id, path or name. */
export interface NetworkTable {
  /** Networks with that id or path, or whose name a look-up gave for the id. */
  withId(id: string): Network[];
  named(name: string): Network[];
  withKey(key: string): Network | undefined;
  all: readonly Network[];
}

function group(networks: readonly Network[], keys: (network: Network) => readonly string[]) {
  const table = new Map<string, Network[]>();
  for (const network of networks) {
    for (const key of new Set(keys(network))) {
      const same = table.get(key);
      if (same === undefined) {
        table.set(key, [network]);
      } else {
        same.push(network);
      }
    }
  }
  return (key: string): Network[] => table.get(key) ?? [];
}

export function networkTable(draft: Draft): NetworkTable {
  const own = [...hostGroups(draft), ...distributedGroups(draft), ...segmentNetworks(draft)];
  const paths = new Set(own.flatMap(({ path }) => path ?? []));
  const all = [
    ...own,
    ...existingNetworks(draft).filter(({ path }) => path === undefined || !paths.has(path)),
  ];
  const byId = group(all, ({ ids }) => ids);
  const byName = group(all, ({ name }) => [name]);
  const byKey = group(all, ({ key }) => [key]);
  const names = draft.options.networkNames ?? {};
  return {
    all,
    named: byName,
    withKey: (key) => byKey(key)[0],
    withId: (id) => {
      const found = byId(id);
      const name = Object.hasOwn(names, id) ? names[id] : undefined;
      return found.length > 0 || name === undefined ? found : byName(name);
    },
  };
}

function existingNetworks(draft: Draft): Network[] {
  return (draft.surroundings.networks ?? []).map((entry, index): Network => {
    const { name, id, path, fabric, vlan } = entry;
    const origin = surroundingsOrigin(`networks[${index}]`, name);
    const key = path ?? `surroundings:networks.${name}`;
    const addresses = (entry.subnets ?? []).flatMap((text) => readInterface(text) ?? []);
    const { gatewayPath } = entry;
    const isFiltered = entry.distributedFirewall ?? path !== undefined;
    const place = (): Place => {
      if (vlan === undefined) {
        return { domain: segmentDomain(draft, { id: key, name, origin, open: true }) };
      }
      const found = fabric === undefined ? undefined : fabricNamed(draft, fabric);
      const choice =
        found === undefined
          ? assumedFabric(draft, `network "${name}"`, origin)
          : { fabric: found, nativeVlan: 0 };
      return { domain: vlanDomain(draft, choice, vlan, origin) };
    };
    return {
      name,
      key,
      ids: [id, path].flatMap((text) => text ?? []),
      coverage: isFiltered ? "covered" : "notCovered",
      ...(path === undefined ? {} : { path }),
      subnets: addresses.map(({ network }) => network),
      ...(gatewayPath === undefined ? {} : { uplink: { gatewayPath, addresses, origin } }),
      place,
    };
  });
}
