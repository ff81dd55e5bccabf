import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { escapeXml } from "../../../cli/inventory/xml";

/** Needs escaping wherever it is put. */
export const PASSWORD = `planted-<vcenter>&"password'-7731`;
const COOKIE = "vmware_soap_session=planted-session-9920";

/** A host as vCenter tells it; `name` is put in as it is, so that it may be hostile XML. */
export function hostXml(id: string, name: string, network = NETWORK): string {
  return (
    `<objects><obj type="HostSystem">${id}</obj>` +
    (network === "" ? "" : property("config.network", "HostNetworkInfo", network)) +
    `${property("name", "xsd:string", name)}</objects>`
  );
}

const property = (name: string, type: string, value: string) =>
  `<propSet><name>${name}</name><val xsi:type="${type}">${value}</val></propSet>`;

const nic = (device: string, speed: string) =>
  `<pnic><key>key-vim.host.PhysicalNic-${device}</key><device>${device}</device><pci>0000:0b:00.0</pci>` +
  `${speed}<spec/><wakeOnLanSupported>false</wakeOnLanSupported><mac>00:50:56:00:00:01</mac></pnic>`;
const fast = "<linkSpeed><speedMb>25000</speedMb><duplex>true</duplex></linkSpeed>";
const group = (name: string, vlan: number) =>
  `<portgroup><key>key-vim.host.PortGroup-${name}</key><vswitch>key-vim.host.VirtualSwitch-vSwitch0</vswitch>` +
  `<computedPolicy/><spec><name>${name}</name><vlanId>${vlan}</vlanId>` +
  "<vswitchName>vSwitch0</vswitchName><policy/></spec></portgroup>";

/** vSwitch0 with two adapters, a distributed switch with one, an adapter without a link, two VMkernel adapters. */
export const NETWORK =
  "<vswitch><name>vSwitch0</name><key>key-vim.host.VirtualSwitch-vSwitch0</key><numPorts>7680</numPorts>" +
  "<mtu>1500</mtu><portgroup>key-vim.host.PortGroup-VM Network</portgroup>" +
  "<pnic>key-vim.host.PhysicalNic-vmnic4</pnic><pnic>key-vim.host.PhysicalNic-vmnic5</pnic><spec/></vswitch>" +
  "<proxySwitch><dvsUuid>50 1b 7a</dvsUuid><dvsName>dvs-prod</dvsName><key>DvsPortset-0</key><mtu>9000</mtu>" +
  "<pnic>key-vim.host.PhysicalNic-vmnic2</pnic><spec/></proxySwitch>" +
  group("VM Network", 0) +
  group("Trunk", 4095) +
  nic("vmnic2", fast) +
  nic("vmnic4", fast) +
  nic("vmnic5", "") +
  "<vnic><device>vmk0</device><key>k</key><portgroup>Management Network</portgroup><spec><ip><dhcp>false</dhcp>" +
  "<ipAddress>192.0.2.11</ipAddress><subnetMask>255.255.255.0</subnetMask></ip><mtu>1500</mtu></spec></vnic>" +
  "<vnic><device>vmk1</device><key>k</key><portgroup></portgroup><spec><ip><dhcp>true</dhcp></ip>" +
  "<distributedVirtualPort><switchUuid>50 1b 7a</switchUuid></distributedVirtualPort><mtu>9000</mtu></spec></vnic>";

const service = (apiType: string) =>
  '<returnval><rootFolder type="Folder">group-d1</rootFolder>' +
  '<propertyCollector type="PropertyCollector">propertyCollector</propertyCollector>' +
  '<viewManager type="ViewManager">ViewManager</viewManager>' +
  `<about><apiType>${apiType}</apiType></about>` +
  '<sessionManager type="SessionManager">SessionManager</sessionManager></returnval>';

/** A SOAP fault of a type, with the text that people would see. */
export const fault = (type: string, text: string) =>
  `<soapenv:Fault><faultcode>ServerFaultCode</faultcode><faultstring>${text}</faultstring>` +
  `<detail><${type}Fault xmlns="urn:vim25" xsi:type="${type}"/></detail></soapenv:Fault>`;

export const envelope = (body: string) =>
  '<?xml version="1.0" encoding="UTF-8"?>\n<soapenv:Envelope ' +
  'xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" ' +
  `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;

/** A vCenter on this machine, which writes down what it is asked. */
export class FakeVcenter {
  /** Pages of hosts. */
  pages: string[] = [];
  apiType = "VirtualCenter";
  /** Whole answers in place of its own, by operation. */
  instead = new Map<string, { status?: number; text: string }>();
  /** Operation whose answer breaks off. */
  cut: string | undefined;
  asked: { operation: string; method: string; path: string; cookie: string | undefined }[] = [];
  private server: Server | undefined;

  async open(): Promise<string> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const body = Buffer.concat(chunks).toString("utf8");
        const operation = /<soapenv:Body><(\w+) xmlns="urn:vim25">/.exec(body)?.[1] ?? "?";
        const { method = "", url: path = "" } = request;
        this.asked.push({ operation, method, path, cookie: request.headers.cookie });
        const other = this.instead.get(operation);
        const { status = 200, text } = other ?? this.answer(operation, body);
        if (operation === "Login") response.setHeader("set-cookie", `${COOKIE}; Path=/; HttpOnly`);
        if (operation === this.cut) {
          response.writeHead(status, { "content-length": text.length });
          response.write(text.slice(0, 100), () => response.destroy());
        } else {
          response.writeHead(status).end(text);
        }
      });
    });
    this.server = server;
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server?.close();
  }

  private answer(operation: string, body: string): { status?: number; text: string } {
    const response = (inner: string) => ({
      text: envelope(`<${operation}Response xmlns="urn:vim25">${inner}</${operation}Response>`),
    });
    const isKnown = this.asked.at(-1)?.cookie === COOKIE;
    if (operation === "RetrieveServiceContent") return response(service(this.apiType));
    if (operation === "Login") {
      const login = `<userName>auditor</userName><password>${escapeXml(PASSWORD)}</password>`;
      return body.includes(login)
        ? response("<returnval><key>52</key></returnval>")
        : { status: 500, text: envelope(fault("InvalidLogin", `wrong: ${escapeXml(body)}`)) };
    }
    if (!isKnown) return { status: 500, text: envelope(fault("NotAuthenticated", "no session")) };
    if (operation === "CreateContainerView") {
      return response('<returnval type="ContainerView">session[52]view-1</returnval>');
    }
    if (!operation.includes("Properties")) return response("");
    const page = Number(/<token>(\d+)<\/token>/.exec(body)?.[1] ?? 0);
    const isLast = page + 1 >= this.pages.length;
    const token = isLast ? "" : `<token>${page + 1}</token>`;
    return response(`<returnval>${token}${this.pages[page] ?? ""}</returnval>`);
  }
}
