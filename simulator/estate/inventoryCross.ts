import { joinPath, type Fault } from "vmnet/network/faults";
import { nearest } from "vmnet/network/nearest";
import type { Inventory, InventoryHost } from "./inventorySchema";

/** A name of a file, and where it stands. */
interface Placed {
  at: string;
  name: string;
}

/** Faults that span several entries: names that must be unique, and names that must exist. */
export function crossFaults({ datacenter, nsx }: Inventory): Fault[] {
  const { clusters, datastores, templates } = datacenter;
  const hosts = clusters.flatMap((cluster, index) =>
    placed(`datacenter.clusters[${index}].hosts`, cluster.hosts),
  );
  return [
    ...twice(placed("datacenter.clusters", clusters).map(named)),
    ...twice(hosts.map(named)),
    ...twice(placed("datacenter.datastores", datastores).map(named)),
    ...twice(placed("datacenter.templates", templates).map(named)),
    ...twice(placed("nsx.transportZones", nsx.transportZones).map(identified)),
    ...twice(placed("nsx.edgeClusters", nsx.edgeClusters).map(identified)),
    ...twice(placed("nsx.tier0Gateways", nsx.tier0Gateways).map(identified)),
    ...hosts.flatMap(({ at, item }) => hostFaults(at, item)),
    ...placed("nsx.tier0Gateways", nsx.tier0Gateways).flatMap(({ at, item }) =>
      item.edgeCluster === undefined
        ? []
        : unlisted(
            { at: `${at}.edgeCluster`, name: item.edgeCluster },
            nsx.edgeClusters.map(({ name }) => name),
            "no edge cluster of this name is listed",
          ),
    ),
  ];
}

function placed<T>(list: string, items: readonly T[]): { at: string; item: T }[] {
  return items.map((item, index) => ({ at: `${list}[${index}]`, item }));
}

const named = ({ at, item }: { at: string; item: { name: string } }): Placed => ({
  at: `${at}.name`,
  name: item.name,
});
const identified = ({ at, item }: { at: string; item: { id: string } }): Placed => ({
  at: `${at}.id`,
  name: item.id,
});

function twice(entries: readonly Placed[]): Fault[] {
  const first = new Map<string, string>();
  return entries.flatMap(({ at, name }) => {
    const before = first.get(name);
    first.set(name, before ?? at);
    return before === undefined
      ? []
      : [
          {
            path: at,
            message: `${before} has this already`,
            value: name,
            allowed: "each once",
            fix: "give each its own, or join the two entries",
          },
        ];
  });
}

function unlisted({ at, name }: Placed, known: readonly string[], message: string): Fault[] {
  if (known.includes(name)) {
    return [];
  }
  const near = nearest(name, known);
  return [
    {
      path: at,
      message,
      value: name,
      allowed: known.length === 0 ? "none is listed" : known.join(", "),
      fix: near === undefined ? "list it, or name another" : `did you mean "${near}"?`,
    },
  ];
}

function hostFaults(at: string, host: InventoryHost): Fault[] {
  const switches = placed(joinPath(at, "switches"), host.switches);
  const used = switches.flatMap(({ at: place, item }) =>
    item.nics.map((name, index) => ({ at: `${place}.nics[${index}]`, name })),
  );
  const groups = switches.flatMap(({ at: place, item }) =>
    placed(`${place}.portGroups`, item.portGroups).map(named),
  );
  const nics = host.nics.map(({ name }) => name);
  const groupNames = groups.map(({ name }) => name);
  return [
    ...twice(used),
    ...twice(groups),
    ...used.flatMap((nic) => unlisted(nic, nics, "the host has no adapter of this name")),
    ...placed(joinPath(at, "adapters"), host.adapters).flatMap(({ at: place, item }) =>
      unlisted(
        { at: `${place}.portGroup`, name: item.portGroup },
        groupNames,
        `${item.device} is on a port group that no switch of the host has`,
      ),
    ),
  ];
}
