/**
 * The hosts' network configuration, from a vCenter: `name` and `config.network` of every HostSystem that the user may see.
 *
 * @see https://developer.broadcom.com/xapis/vsphere-web-services-api/latest/vim.host.NetworkInfo.html
 * @see https://developer.broadcom.com/xapis/vsphere-web-services-api/latest/vmodl.query.PropertyCollector.html
 */
import { exitCode, UserError } from "../terminal";
import type { HostNetwork } from "./hostsFile";
import { reference, VcenterWire } from "./vcenter";
import type { VcenterConnection } from "./vcenter";
import { child, childrenOf, escapeXml, textAt } from "./xml";
import type { XmlElement } from "./xml";

/** A vCenter has at most 2,500 hosts (its configuration maximums); this is far above. */
const MOST_PAGES = 1_000;
const HOSTS_A_PAGE = 100;

/** What a vCenter tells of its hosts. */
export interface ReadHosts {
  /** By managed object id, in its order. */
  hosts: Record<string, HostNetwork>;
  /** Names of hosts without a network configuration: they are disconnected, or the user may not read them. */
  unread: string[];
  requests: number;
}

/**
 * Reads all hosts in one session, which is ended also when something fails.
 *
 * @throws UserError, one sentence for each kind of failure
 */
export async function readHosts(connection: VcenterConnection): Promise<ReadHosts> {
  const wire = new VcenterWire(connection);
  const service = await serviceOf(wire, connection.origin);
  const session = reference("_this", "SessionManager", service.sessionManager);
  const { username, password } = connection;
  await wire.call(
    "Login",
    `${session}<userName>${escapeXml(username)}</userName><password>${escapeXml(password)}</password>`,
  );
  const read = await hostsIn(wire, service).finally(async () => {
    // A session that cannot be ended runs out by itself; what failed before is the news.
    await wire.call("Logout", session).catch(() => undefined);
  });
  return { ...read, requests: wire.requests };
}

type Service = Record<
  "sessionManager" | "rootFolder" | "viewManager" | "propertyCollector",
  string
>;

async function serviceOf(wire: VcenterWire, origin: string): Promise<Service> {
  const operation = "RetrieveServiceContent";
  const answer = await wire.call(
    operation,
    reference("_this", "ServiceInstance", "ServiceInstance"),
  );
  const content = child(answer, "returnval");
  const of = (name: keyof Service) => wire.need(operation, textAt(content, name), name);
  const type = textAt(content, "about", "apiType");
  if (type === "HostAgent") {
    throw new UserError(
      `${origin}: VSPHERE_SERVER is a host, which knows no ids of the vCenter: name the vCenter`,
      exitCode.failed,
    );
  }
  return {
    sessionManager: of("sessionManager"),
    rootFolder: of("rootFolder"),
    viewManager: of("viewManager"),
    propertyCollector: of("propertyCollector"),
  };
}

async function hostsIn(
  wire: VcenterWire,
  { rootFolder, viewManager, propertyCollector }: Service,
): Promise<Omit<ReadHosts, "requests">> {
  const made = await wire.call(
    "CreateContainerView",
    reference("_this", "ViewManager", viewManager) +
      reference("container", "Folder", rootFolder) +
      "<type>HostSystem</type><recursive>true</recursive>",
  );
  const view = wire.need("CreateContainerView", textAt(made, "returnval"), "view");
  const objects = await pages(wire, propertyCollector, view);
  await wire.call("DestroyView", reference("_this", "ContainerView", view));
  const hosts: [string, HostNetwork][] = [];
  const unread: string[] = [];
  for (const object of objects) {
    const id = textAt(object, "obj") ?? "";
    const name = textAt(property(object, "name")) ?? id;
    const network = property(object, "config.network");
    if (network === undefined) unread.push(name);
    else hosts.push([id, { name, ...networkOf(network) }]);
  }
  hosts.sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }));
  return { hosts: Object.fromEntries(hosts), unread };
}

/** Every object of the view, page by page: an answer with a token is not the last one. */
async function pages(wire: VcenterWire, collector: string, view: string): Promise<XmlElement[]> {
  const self = reference("_this", "PropertyCollector", collector);
  const found: XmlElement[] = [];
  let operation: "RetrievePropertiesEx" | "ContinueRetrievePropertiesEx" = "RetrievePropertiesEx";
  let question = self + filterOf(view);
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const result = child(await wire.call(operation, question), "returnval");
    const objects = childrenOf(result, "objects");
    found.push(...objects);
    const token = textAt(result, "token");
    if (token === undefined) return found;
    if (objects.length === 0) break;
    operation = "ContinueRetrievePropertiesEx";
    question = `${self}<token>${escapeXml(token)}</token>`;
  }
  throw new UserError("vCenter's list of hosts does not end", exitCode.failed);
}

function filterOf(view: string): string {
  return (
    "<specSet>" +
    "<propSet><type>HostSystem</type><all>false</all>" +
    "<pathSet>name</pathSet><pathSet>config.network</pathSet></propSet>" +
    `<objectSet>${reference("obj", "ContainerView", view)}<skip>true</skip>` +
    '<selectSet xsi:type="TraversalSpec"><name>hosts</name><type>ContainerView</type>' +
    "<path>view</path><skip>false</skip></selectSet></objectSet>" +
    `</specSet><options><maxObjects>${HOSTS_A_PAGE}</maxObjects></options>`
  );
}

function property(object: XmlElement, name: string): XmlElement | undefined {
  const set = childrenOf(object, "propSet").find((one) => textAt(one, "name") === name);
  return child(set, "val");
}

/** HostNetworkInfo; references between its parts are keys such as `key-vim.host.PhysicalNic-vmnic0`. */
function networkOf(network: XmlElement): Omit<HostNetwork, "name"> {
  const text = (element: XmlElement, ...path: string[]) => textAt(element, ...path) ?? "";
  const devices = new Map(
    childrenOf(network, "pnic").map((nic) => [text(nic, "key"), text(nic, "device")]),
  );
  const adapters = (owner: XmlElement) =>
    childrenOf(owner, "pnic").map(({ text: key }) => devices.get(key) ?? afterPrefix(key));
  const groups = childrenOf(network, "portgroup").map((group) => ({
    owner: text(group, "spec", "vswitchName"),
    name: text(group, "spec", "name"),
    // Every group has one; without it the file is refused.
    vlanId: whole(text(group, "spec", "vlanId")) ?? -1,
  }));
  return {
    switches: childrenOf(network, "vswitch").map((one) => ({
      name: text(one, "name"),
      adapters: adapters(one),
      ...optional("mtuBytes", whole(textAt(one, "mtu"))),
      portGroups: groups
        .filter(({ owner }) => owner === text(one, "name"))
        .map(({ name, vlanId }) => ({ name, vlanId })),
    })),
    distributed: childrenOf(network, "proxySwitch").map((one) => ({
      uuid: text(one, "dvsUuid"),
      ...optional("name", textAt(one, "dvsName") || undefined),
      adapters: adapters(one),
      ...optional("mtuBytes", whole(textAt(one, "mtu"))),
    })),
    adapters: childrenOf(network, "pnic").map((nic) => ({
      device: text(nic, "device"),
      ...optional("speedMbit", whole(textAt(nic, "linkSpeed", "speedMb"))),
    })),
    vmkernel: childrenOf(network, "vnic").map(vmkernelOf),
  };
}

function vmkernelOf(nic: XmlElement): HostNetwork["vmkernel"][number] {
  const spec = child(nic, "spec");
  const of = (...path: string[]) => textAt(spec, ...path) || undefined;
  const dhcp = of("ip", "dhcp");
  return {
    device: textAt(nic, "device") ?? "",
    // Empty where it is on a distributed switch.
    ...optional("portGroup", textAt(nic, "portgroup") || undefined),
    ...optional("distributedSwitch", of("distributedVirtualPort", "switchUuid")),
    ...optional("address", of("ip", "ipAddress")),
    ...optional("subnetMask", of("ip", "subnetMask")),
    ...(dhcp === undefined ? {} : { dhcp: ["true", "1"].includes(dhcp) }),
    ...optional("mtuBytes", whole(of("mtu"))),
  };
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined) {
  return value === undefined ? {} : ({ [key]: value } as Record<Key, Value>);
}

function whole(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function afterPrefix(key: string): string {
  return key.replace(/^key-vim\.host\.PhysicalNic-/, "");
}
