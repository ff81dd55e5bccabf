import type { Port } from "../types";
import { addGap, type Draft } from "./draft";
import type { Item } from "./items";
import { machineIds, type Machine } from "./machines";
import { isUnknown } from "../resource";
import { mapOf, mapsOf, textOf } from "./values";

export interface Tag {
  scope: string;
  tag: string;
}

/** A machine's NIC as groups see it. */
export interface MemberNic {
  port: Port;
  machine: Machine;
  /** Path of its segment. */
  segment?: string;
  /** Tags of its segment port. */
  tags: Tag[];
}

/** Everything that a group can name. */
export interface Members {
  nics: MemberNic[];
  /** The NIC with a port's id. */
  withPort(id: string): MemberNic | undefined;
  onSegment(path: string): MemberNic[];
  ofMachine(machine: Machine): MemberNic[];
  machines: readonly Machine[];
  tagsOf(machine: Machine): Tag[];
  /** Machines by BIOS or instance UUID, lower case. */
  machineWithId(id: string): Machine | undefined;
  machineNamed(name: string): Machine | undefined;
  /** Set when tags exist of which nobody can say whose they are. */
  strayTags?: string;
}

/** Tags of a property, as scope and tag. */
export function tagsOf(value: Parameters<typeof mapsOf>[0]): Tag[] {
  return mapsOf(value).map((tag) => ({
    scope: textOf(tag["scope"]) ?? "",
    tag: textOf(tag["tag"]) ?? "",
  }));
}

export function memberTable(draft: Draft, machines: readonly Machine[]): Members {
  const byId = new Map<string, Machine>();
  const byUrn = new Map<string, Machine>();
  const byName = new Map<string, Machine>();
  for (const machine of machines) {
    const { item } = machine;
    const ids = item === undefined ? [] : machineIds(item);
    [...ids, ...(machine.aliases ?? [])].forEach((id) => byId.set(id, machine));
    if (item !== undefined) {
      byUrn.set(item.resource.urn, machine);
    }
    if (!byName.has(machine.name)) {
      byName.set(machine.name, machine);
    }
  }
  const tags = new Map<Machine, Tag[]>();
  const portTags = new Map<string, Tag[]>();
  let strayTags: string | undefined;
  for (const item of draft.items.ofKind("VmTags")) {
    const machine = taggedMachine(item, byId, byUrn);
    if (machine === undefined) {
      strayTags = `the machine that "${item.name}" tags is not known`;
      addGap(
        draft,
        item.origin,
        "The machine of these tags is not described; groups by tag are doubtful.",
      );
      continue;
    }
    tags.set(machine, [...(tags.get(machine) ?? []), ...tagsOf(item.props["tags"])]);
    for (const entry of mapsOf(item.props["ports"])) {
      const key = `${machine.id} ${textOf(entry["segmentPath"]) ?? ""}`;
      portTags.set(key, [...(portTags.get(key) ?? []), ...tagsOf(entry["tags"])]);
    }
  }
  const nics = machines.flatMap((machine) =>
    machine.nics.map(({ port, network }): MemberNic => {
      const segment = network?.path;
      return {
        port,
        machine,
        ...(segment === undefined ? {} : { segment }),
        tags: portTags.get(`${machine.id} ${segment ?? ""}`) ?? [],
      };
    }),
  );
  addSegmentPortTags(draft, nics);
  const bySegment = new Map<string, MemberNic[]>();
  const byMachine = new Map<Machine, MemberNic[]>();
  for (const nic of nics) {
    const same = bySegment.get(nic.segment ?? "");
    bySegment.set(nic.segment ?? "", same === undefined ? [nic] : (same.push(nic), same));
    const own = byMachine.get(nic.machine);
    byMachine.set(nic.machine, own === undefined ? [nic] : (own.push(nic), own));
  }
  const byPort = new Map(nics.map((nic) => [nic.port.id, nic]));
  return {
    nics,
    machines,
    withPort: (id) => byPort.get(id),
    onSegment: (path) => bySegment.get(path) ?? [],
    ofMachine: (machine) => byMachine.get(machine) ?? [],
    tagsOf: (machine) => [...machine.tags, ...(tags.get(machine) ?? [])],
    machineWithId: (id) => byId.get(id.toLowerCase()),
    machineNamed: (name) => byName.get(name),
    ...(strayTags === undefined ? {} : { strayTags }),
  };
}

/** By the machine's id; while that is not known, the only machine that the tags depend on. */
function taggedMachine(
  item: Item,
  byId: ReadonlyMap<string, Machine>,
  byUrn: ReadonlyMap<string, Machine>,
): Machine | undefined {
  const id = textOf(item.props["instanceId"]);
  if (id !== undefined) {
    return byId.get(id.toLowerCase());
  }
  if (!isUnknown(item.props["instanceId"])) {
    return undefined;
  }
  const urns =
    item.resource.propertyDependencies?.["instanceId"] ?? item.resource.dependencies ?? [];
  const machines = urns.flatMap((urn) => byUrn.get(urn) ?? []);
  return machines.length === 1 ? machines[0] : undefined;
}

/** Tags of segment ports that a resource or a dump describes, by the machine's attachment. */
function addSegmentPortTags(draft: Draft, nics: readonly MemberNic[]): void {
  for (const item of draft.items.ofKind("SegmentPort")) {
    const tags = tagsOf(item.props["tags"]);
    const attachment = textOf(mapOf(item.props["attachment"])?.["id"]);
    const owner = nics.find(
      ({ machine, segment }) =>
        segment === textOf(item.props["segmentPath"]) &&
        attachment !== undefined &&
        textOf(machine.item?.props["attachmentId"]) === attachment,
    );
    if (tags.length > 0 && owner === undefined) {
      addGap(
        draft,
        item.origin,
        "The machine on this segment port is not known; its tags are left out.",
      );
    }
    owner?.tags.push(...tags);
  }
}
