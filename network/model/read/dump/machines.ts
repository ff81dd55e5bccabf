import type { PropertyMap } from "../../resource";
import type { DumpObject } from "../dump";
import { isObject, objectsAt, textAt, textsAt, toProperty } from "../json";
import { parentOf, pick } from "./snake";

/** A machine as the manager's inventory knows it, with the properties of Pulumi's resources. */
export interface DumpMachine {
  id: string;
  name: string;
  machine: PropertyMap;
  tags: PropertyMap;
}

interface Nic {
  segment?: string;
  mac?: string;
  addresses: string[];
  tags: PropertyMap[];
}

/** Joins machines, their interfaces and the segment ports that these are attached to. */
export function dumpMachines(objects: readonly DumpObject[]): DumpMachine[] {
  const ports = new Map<string, DumpObject>();
  for (const object of objects.filter(({ type }) => type === "SegmentPort")) {
    const attachment = object.value["attachment"];
    const id = isObject(attachment) ? textAt(attachment, "id") : undefined;
    if (id !== undefined) {
      ports.set(id, object);
    }
  }
  const nics = new Map<string, Nic[]>();
  for (const { type, value } of objects) {
    const owner = textAt(value, "owner_vm_id");
    if (type === "VirtualNetworkInterface" && owner !== undefined) {
      nics.set(owner, [...(nics.get(owner) ?? []), nicOf(value, ports)]);
    }
  }
  return objects.flatMap(({ type, value }) => {
    const id = textAt(value, "external_id");
    return type === "VirtualMachine" && id !== undefined
      ? [dumpMachine(id, value, nics.get(id) ?? [])]
      : [];
  });
}

function nicOf(value: Record<string, unknown>, ports: ReadonlyMap<string, DumpObject>): Nic {
  const port = ports.get(textAt(value, "lport_attachment_id") ?? "");
  const mac = textAt(value, "mac_address");
  return {
    ...(port?.path === undefined ? {} : { segment: parentOf(port.path) }),
    ...(mac === undefined ? {} : { mac }),
    addresses: objectsAt(value, "ip_address_info").flatMap((info) => textsAt(info, "ip_addresses")),
    tags: port === undefined ? [] : tagList(port.value),
  };
}

function tagList(value: Record<string, unknown>): PropertyMap[] {
  return objectsAt(value, "tags").map((tag) => pick(tag, { scope: "scope", tag: "tag" }));
}

function dumpMachine(
  id: string,
  value: Record<string, unknown>,
  nics: readonly Nic[],
): DumpMachine {
  const name = textAt(value, "display_name") ?? id;
  return {
    id,
    name,
    machine: {
      name,
      uuid: id,
      computeIds: toProperty(value["compute_ids"]) ?? [],
      networkInterfaces: nics.map(({ segment, mac }) => ({
        ...(segment === undefined ? {} : { networkId: segment }),
        ...(mac === undefined ? {} : { macAddress: mac }),
      })),
      guestIpAddresses: [...new Set(nics.flatMap(({ addresses }) => addresses))],
    },
    tags: {
      instanceId: id,
      tags: tagList(value),
      ports: nics.flatMap(({ segment, tags }) =>
        segment === undefined || tags.length === 0 ? [] : [{ segmentPath: segment, tags }],
      ),
    },
  };
}
