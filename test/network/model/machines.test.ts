import { buildModel, UNKNOWN, type PropertyMap, type Surroundings } from "../../../network/model";
import { AddressSet } from "../../../network/addressSet";
import { formatAddress } from "../../../network/address";
import { flowsFrom } from "../../../network/reason";
import { checkExpectations, expect as expectThat } from "../../../network/reason/expectation";
import { endpoint, nsx, portsOf, site, vsphere } from "./resources";

const MAC = "00:50:56:00:00:01";
const segment = nsx("Segment", "s", { subnets: [{ cidr: "10.0.0.1/24" }] });

/** A machine on the segment with more properties. */
function built(
  props: PropertyMap,
  where: Surroundings = site,
  more: Parameters<typeof buildModel>[0] = [],
) {
  const vm = vsphere("VirtualMachine", "vm", "uuid-vm", {
    networkInterfaces: [{ networkId: "s", macAddress: MAC }],
    ...props,
  });
  const model = buildModel([segment, vm, ...more], where, {
    parseYaml: (text) => ({
      network: { version: 2, ethernets: { a: { addresses: [text.trim()] } } },
    }),
  });
  const found = endpoint(model, "vm");
  return {
    addresses: portsOf(model, found).map(({ owned }) => owned.toText()),
    hops: found.routes.map(({ via }) => formatAddress(via[0]!.nextHop!)),
    doubt: found.doubt?.reason,
  };
}

const metadata = (network: PropertyMap) => JSON.stringify({ "instance-id": "vm", network });
const netplan = {
  version: 2,
  ethernets: { a: { addresses: ["10.0.0.9/24"], gateway4: "10.0.0.1" } },
};

describe("addresses of machines", () => {
  test.each<[string, PropertyMap]>([
    ["cloud-init metadata", { extraConfig: { "guestinfo.metadata": metadata(netplan) } }],
    [
      "base64 metadata",
      {
        extraConfig: {
          "guestinfo.metadata": Buffer.from(metadata(netplan)).toString("base64"),
          "guestinfo.metadata.encoding": "base64",
        },
      },
    ],
    [
      "a base64 network part",
      {
        extraConfig: {
          "guestinfo.metadata": JSON.stringify({
            network: Buffer.from(JSON.stringify({ config: netplan })).toString("base64"),
            "network.encoding": "base64",
          }),
        },
      },
    ],
    [
      "guest customization",
      {
        clone: {
          customize: {
            ipv4Gateway: "10.0.0.1",
            networkInterfaces: [{ ipv4Address: "10.0.0.9", ipv4Netmask: 24 }],
          },
        },
      },
    ],
  ])("come from %s", (_what, props) => {
    expect(built(props)).toEqual({ addresses: ["10.0.0.9"], hops: ["10.0.0.1"], doubt: undefined });
  });

  test("come from YAML when a parser is given", () => {
    const props = { extraConfig: { "guestinfo.metadata": "10.0.0.9/24" } };
    expect(built(props).addresses).toEqual(["10.0.0.9"]);
  });

  test("come from a DHCP static binding of the NIC's MAC, with the segment's gateway", () => {
    const binding = nsx("DhcpV4StaticBinding", "b", {
      segmentPath: "/infra/segments/s",
      macAddress: MAC.toUpperCase(),
      ipAddress: "10.0.0.9",
    });
    const dhcp = { version: 2, ethernets: { a: { dhcp4: true } } };
    const props = { extraConfig: { "guestinfo.metadata": metadata(dhcp) } };
    expect(built(props, site, [binding])).toMatchObject({
      addresses: ["10.0.0.9"],
      hops: ["10.0.0.1"],
    });
  });

  test("come from what the guest reported, inside the segment's subnet only", () => {
    expect(built({ guestIpAddresses: ["10.0.0.9", "172.17.0.1"] }).addresses).toEqual(["10.0.0.9"]);
  });

  test("in the surroundings win over all others", () => {
    const where: Surroundings = {
      ...site,
      machines: [{ name: "vm", nics: [{ addresses: ["10.0.0.77/24"] }], gateways: ["10.0.0.1"] }],
    };
    const props = { extraConfig: { "guestinfo.metadata": metadata(netplan) } };
    expect(built(props, where)).toMatchObject({ addresses: ["10.0.0.77"], hops: ["10.0.0.1"] });
  });

  test.each<[string, PropertyMap, RegExp]>([
    ["nothing gives them", {}, /neither resources nor surroundings/],
    [
      "DHCP gives them without a binding",
      { extraConfig: { "guestinfo.metadata": metadata({ ethernets: { a: { dhcp4: true } } }) } },
      /by DHCP, and no static binding/,
    ],
    [
      "the cloud-init data is secret",
      { extraConfig: { "guestinfo.metadata": UNKNOWN } },
      /not known yet, or secret/,
    ],
    [
      "the cloud-init data is packed",
      {
        extraConfig: { "guestinfo.metadata": "H4sI", "guestinfo.metadata.encoding": "gzip+base64" },
      },
      /cannot be read/,
    ],
  ])("fail to be known when %s", (_what, props, reason) => {
    const { addresses, doubt } = built(props);
    expect(addresses).toEqual(["none"]);
    expect(doubt).toMatch(reason);
  });

  test("two NICs are told apart by MAC", () => {
    const other = "00:50:56:00:00:02";
    const config = {
      version: 2,
      ethernets: {
        a: { match: { macaddress: other }, addresses: ["10.0.0.2/24"] },
        b: { match: { macaddress: MAC }, addresses: ["10.0.0.3/24"] },
      },
    };
    const { addresses } = built({
      networkInterfaces: [
        { networkId: "s", macAddress: MAC },
        { networkId: "s", macAddress: other },
      ],
      extraConfig: { "guestinfo.metadata": metadata(config) },
    });
    expect(addresses).toEqual(["10.0.0.3", "10.0.0.2"]);
  });
});

describe("machines and adapters besides", () => {
  test("a machine of the surroundings that forwards is a router with connected routes", () => {
    const where: Surroundings = {
      ...site,
      machines: [
        {
          name: "vpn",
          nics: [{ network: "s", addresses: ["10.0.0.5/24"] }],
          routes: [{ network: "10.8.0.0/24", nextHop: "10.0.0.6" }],
          forwards: true,
        },
      ],
    };
    const model = buildModel([segment], where);
    const vpn = model.routers.find(({ name }) => name === "vpn");
    expect(vpn).toMatchObject({ kind: "machine", hasServiceRouter: false });
    expect(vpn!.routes.map(({ kind }) => kind)).toEqual(["connected", "static"]);
  });

  test("a VMkernel adapter is an endpoint that the distributed firewall does not see", () => {
    const adapter = vsphere("Vnic", "vmk1", "host-21_vmk1", {
      host: "host-21",
      portgroup: "vmotion",
      ipv4: { ip: "192.168.10.100", netmask: "255.255.255.0", gw: "192.168.10.1" },
    });
    const group = vsphere("HostPortGroup", "vmotion", "tf-HostPortGroup:host-21:vmotion", {
      hostSystemId: "host-21",
      virtualSwitchName: "vSwitch1",
      vlanId: 50,
    });
    const model = buildModel([adapter, group], site);
    const [port] = portsOf(model, endpoint(model, "vmk1"));
    expect(endpoint(model, "vmk1")).toMatchObject({
      kind: "vmkernel",
      routes: [{ kind: "default" }],
    });
    expect(port).toMatchObject({ domain: "vlan:campus/50", distributedFirewall: "notCovered" });
    expect(port!.owned.toText()).toBe("192.168.10.100");
  });
});

describe("a machine whose address nobody knows", () => {
  const known = { name: "pc", nics: [{ network: "s", addresses: ["10.0.0.5/24"] }] };
  const unaddressed = { name: "leased", nics: [{ network: "s" }] };
  const modelOf = (machines: Surroundings["machines"]) =>
    buildModel([segment], {
      format: 1,
      site: "x",
      defaults: { distributedFirewall: "ALLOW" },
      machines,
    });

  test("may have any address of its network that nobody else has", () => {
    const to = { destination: AddressSet.of("10.0.0.77") };
    const verdictAmong = (machines: Surroundings["machines"]) => {
      const model = modelOf(machines);
      return flowsFrom(model, endpoint(model, "pc").id, to).map(({ verdict }) => verdict);
    };
    expect(verdictAmong([known])).toEqual(["denied"]);
    expect(verdictAmong([known, unaddressed])).toEqual(["unknown"]);
  });

  test.each([
    ["towards it", "pc", "leased"],
    ["from it", "leased", "pc"],
  ])("fails as a proof that nothing gets through %s", (_, from, to) => {
    const model = modelOf([known, unaddressed]);
    const [finding] = checkExpectations(model, [expectThat(from).neverReaches(to)]);
    expect(finding!.status).toBe("undecided");
    expect(finding!.counterExample!.answer.hops[0]!.action).toContain("NIC 0 are not known");
  });
});
