import type { PropertyMap, Resource } from "../../resource";
import { idOfPath } from "../../paths";
import type { DumpObject } from "../dump";
import { objectsAt, textAt, textsAt } from "../json";
import { BALANCING } from "./balancing";
import { dumpMachines } from "./machines";
import { localeService, ROUTING } from "./routing";
import { SECURITY } from "./security";
import { gatewayOf, pick } from "./snake";

/** URNs of a dump's resources; no program has them. */
const URN = "urn:pulumi:dump::dump::";

/** Types that are read together with others, or that change nothing about packets. */
const SILENT = [
  "Infra",
  "Domain",
  "LocaleServices",
  "SegmentPort",
  "VirtualMachine",
  "VirtualNetworkInterface",
  "PolicyExcludeList",
  "PolicyNat",
  "Site",
  "EnforcementPoint",
  "PolicyEdgeCluster",
  "PolicyEdgeNode",
  "PolicyContextProfile",
];

/** Turns objects of the Policy API into the resources that would have made them. */
export function convertObjects(objects: readonly DumpObject[]): Resource[] {
  const locale = localeProps(objects);
  const found = objects.flatMap((object): Resource[] => {
    const { type, path, value } = object;
    if (type === "PolicyExcludeList") {
      return textsAt(value, "members").map((member) =>
        resource("FirewallExcludeListMember", member, { member }),
      );
    }
    const convert = [ROUTING, SECURITY, BALANCING]
      .map((table) => ownEntry(table, type))
      .find(Boolean);
    const isSilent = SILENT.includes(type) || (convert === undefined && type.endsWith("Profile"));
    if (path === undefined || isSilent) {
      return [];
    }
    const converted = convert?.(value, path);
    if (converted === undefined) {
      return [{ ...resource(type, path, named(object)), type: `nsxt:dump:${type}` }];
    }
    const props = { ...named(object), ...converted.props, ...(locale.get(path) ?? {}) };
    return [resource(converted.kind, path, props)];
  });
  const machines = dumpMachines(objects).flatMap(({ id, name, machine, tags }) => [
    {
      ...resource("VirtualMachine", `/machines/${id}`, machine),
      type: "vsphere:index/virtualMachine:VirtualMachine",
      name,
      id,
    },
    resource("VmTags", `/machines/${id}/tags`, tags),
  ]);
  return [...found, ...machines];
}

function ownEntry<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function named({ path, value }: DumpObject): PropertyMap {
  const tags = objectsAt(value, "tags").map((tag) => pick(tag, { scope: "scope", tag: "tag" }));
  const name = textAt(value, "display_name") ?? idOfPath(path ?? "");
  return { path, displayName: name, nsxId: textAt(value, "id") ?? idOfPath(path ?? ""), tags };
}

function resource(kind: string, ref: string, props: PropertyMap): Resource {
  const type = `nsxt:index/policy${kind}:Policy${kind}`;
  return {
    urn: `${URN}${type}::${ref}`,
    type,
    name: idOfPath(ref),
    custom: true,
    id: idOfPath(ref),
    inputs: props,
    outputs: props,
  };
}

/** Locale services hold the edge cluster and the redistribution of their gateway. */
function localeProps(objects: readonly DumpObject[]): Map<string, PropertyMap> {
  const props = new Map<string, PropertyMap>();
  for (const object of objects) {
    if (object.type === "LocaleServices" && object.path !== undefined) {
      const gateway = gatewayOf(object.path);
      props.set(gateway, { ...(props.get(gateway) ?? {}), ...localeService(object) });
    }
  }
  return props;
}
