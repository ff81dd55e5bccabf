import { nsxPath } from "vmnet/network/model/paths";
import { typeName, type PropertyMap } from "vmnet/network/model/resource";

/** What `pulumi import` wants as the id of an object. */
export interface ImportId {
  /** Undefined where the type cannot be imported. Parts in `<>` are for the reader to fill in. */
  id?: string;
  /** How the id is built, or why there is none. */
  hint?: string;
}

type Inputs = Readonly<Record<string, unknown>>;

/** A plain text of the inputs, or the part as the reader has to fill it in. */
function text(inputs: Inputs, name: string, placeholder = `<${name}>`): string {
  const value = inputs[name];
  return typeof value === "string" && value !== "" ? value : placeholder;
}

const inventoryPath = (folder: string) => (inputs: Inputs) => ({
  id: `/<datacenter>/${folder}/<folders>/${text(inputs, "name")}`,
  hint: "the inventory path, as `govc ls` prints it; leave out folders that there are not",
});

const perHost = (kind: string) => (inputs: Inputs) => ({
  id: `tf-${kind}:${text(inputs, "hostSystemId")}:${text(inputs, "name")}`,
  hint: "the host's managed object id and the name",
});

// Ids with which the vSphere provider imported, each followed by a preview without changes.
const vsphere: Readonly<Record<string, (inputs: Inputs) => ImportId>> = {
  HostVirtualSwitch: perHost("HostVirtualSwitch"),
  HostPortGroup: perHost("HostPortGroup"),
  DistributedVirtualSwitch: inventoryPath("network"),
  DistributedPortGroup: inventoryPath("network"),
  VirtualMachine: inventoryPath("vm"),
  ComputeCluster: inventoryPath("host"),
  ResourcePool: (inputs) => ({
    id: `/<datacenter>/host/<cluster>/Resources/${text(inputs, "name")}`,
    hint: "the inventory path",
  }),
  Folder: (inputs) => ({
    id: `/<datacenter>/<vm, host, network or datastore>/${text(inputs, "path")}`,
    hint: "the inventory path",
  }),
  Vnic: (inputs) => ({
    id: `${text(inputs, "host")}_<vmk>`,
    hint: "the host's managed object id and the device, e.g. host-42_vmk1",
  }),
  TagCategory: (inputs) => ({ id: text(inputs, "name") }),
  Tag: (inputs) => ({
    id: JSON.stringify({ category_name: "<category>", tag_name: text(inputs, "name") }),
  }),
  DistributedVirtualSwitchPvlanMapping: () => ({
    hint: "the provider cannot import it; remove the mapping from the switch, and `pulumi up` makes it again",
  }),
};

/** `PolicyGroup` of `nsxt:index/policyGroup:PolicyGroup`. */

/** `nsxt:index/policyGroup:PolicyGroup` of `nsxt:index:PolicyGroup`, as the engine shortens it. */
export function fullType(type: string): string {
  const [packageName = "", module = "", name = ""] = type.split(":");
  if (module !== "index" || name === "") return type;
  return `${packageName}:index/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`;
}

/**
 * The id by which an object is imported.
 *
 * @param known the object's id where an error named it
 */
export function importId(type: string, inputs: Inputs, known?: string): ImportId {
  const short = typeName(type);
  if (type.startsWith("vsphere:")) return vsphere[short]?.(inputs) ?? { id: `<id of ${short}>` };
  const id = known ?? text(inputs, "nsxId");
  if (!type.startsWith("nsxt:")) return { id };
  if (short === "PolicyBgpConfig") {
    return { hint: "the provider cannot import it; `pulumi up` overwrites the configuration" };
  }
  const top = nsxPath(type, id, {});
  if (top !== undefined) return { id };
  const path = nsxPath(type, id, inputs as PropertyMap);
  if (short === "PolicyTier0GatewayInterface") {
    const [, gateway = "<tier-0>", service = "<locale service>"] =
      /\/tier-0s\/([^/]+)\/locale-services\/([^/]+)\//.exec(path ?? "") ?? [];
    return { id: `${gateway}/${service}/${id}`, hint: "Tier-0, locale service, interface" };
  }
  if (path !== undefined) return { id: path };
  return {
    id: `<path of its parent>/.../${id}`,
    hint: "the policy path, as the manager copies it",
  };
}
