import { functionTokens } from "@vmnet/simulator/estate/generic/tables";
import { modelledFunctions } from "@vmnet/simulator/estate/functions";
import { EstateRefusal } from "@vmnet/simulator/estate/index";
import type { PropertyMap } from "vmnet/network/model/resource";
import { edges, ids, Lab, N, overlay, point, refusalOf, siteT0, V } from "./lab";

const lab = new Lab();
const call = (name: string, args: PropertyMap) =>
  lab.estate.invoke(
    `${name.startsWith("getPolicy") || /Compute(Manager|Collection)|ManagementCluster/.test(name) ? "nsxt" : "vsphere"}:index/${name}:${name}`,
    args,
  );
const inCentre = (args: PropertyMap) => ({ datacenterId: ids.datacenter, ...args });

beforeAll(() => {
  lab.tier1("t1");
  lab.segment("web", { connectivityPath: "/infra/tier-1s/t1", subnets: [{ cidr: "10.0.0.1/24" }] });
  lab.add(N.group, { displayName: "g1", nsxId: "g1" });
  lab.add(V.folder, { path: "apps", type: "vm", datacenterId: ids.datacenter });
  const dvs = lab.add(V.dvs, { name: "dvs", datacenterId: ids.datacenter });
  lab.add(V.dvpg, { name: "same", distributedVirtualSwitchUuid: dvs.id });
  lab.hostSwitch();
  lab.portGroup("same");
  lab.inventory(lab.machine("vm1", lab.network("VM Network")).id);
  lab.add(V.tagCategory, {
    name: "zone",
    cardinality: "SINGLE",
    associableTypes: ["VirtualMachine"],
  });
});

describe("look-ups that find something", () => {
  const found: [name: string, args: PropertyMap, answer: PropertyMap][] = [
    ["getDatacenter", { name: "lab-dc" }, { id: "datacenter-2" }],
    ["getDatacenter", {}, { id: "datacenter-2", name: "lab-dc" }],
    [
      "getHost",
      inCentre({ name: "esxi-02.lab.example" }),
      { id: "host-22", resourcePoolId: "resgroup-8" },
    ],
    [
      "getComputeCluster",
      inCentre({ name: "/lab-dc/host/compute" }),
      { id: "domain-c8", resourcePoolId: "resgroup-8" },
    ],
    ["getDatastore", inCentre({ name: "shared-01" }), { id: "datastore-41" }],
    [
      "getNetwork",
      inCentre({ name: "same", filters: [{ networkType: "Network" }] }),
      { type: "Network" },
    ],
    [
      "getVirtualMachine",
      inCentre({ name: "ubuntu-24.04" }),
      {
        id: "42300a1b-7c1d-4e2f-8a3b-5d6e7f809a1b",
        guestId: "ubuntu64Guest",
        networkInterfaceTypes: ["vmxnet3"],
      },
    ],
    ["getVirtualMachine", { moid: "vm-101" }, { name: "ubuntu-24.04" }],
    ["getResourcePool", inCentre({ name: "compute/Resources" }), { id: "resgroup-8" }],
    ["getResourcePool", inCentre({ name: "production" }), { id: "resgroup-81" }],
    [
      "getResourcePool",
      inCentre({ name: "Resources", parentResourcePoolId: "domain-c9" }),
      { id: "resgroup-9" },
    ],
    [
      "getDistributedVirtualSwitch",
      inCentre({ name: "dvs" }),
      { uplinks: ["dvUplink1", "dvUplink2", "dvUplink3", "dvUplink4"] },
    ],
    ["getFolder", { path: "/lab-dc/vm/apps" }, { path: "/lab-dc/vm/apps" }],
    ["getTagCategory", { name: "zone" }, { cardinality: "SINGLE" }],
    [
      "getPolicyTransportZone",
      { displayName: "overlay-tz" },
      { path: overlay, transportType: "OVERLAY_STANDARD" },
    ],
    [
      "getPolicyTransportZone",
      { isDefault: true, transportType: "VLAN_BACKED" },
      { displayName: "vlan-tz" },
    ],
    ["getPolicyEdgeCluster", { displayName: "edge-cluster-01" }, { path: edges }],
    [
      "getPolicyEdgeNode",
      { edgeClusterPath: edges, memberIndex: 1 },
      { displayName: "edge-02", path: `${edges}/edge-nodes/edge-node-02` },
    ],
    [
      "getPolicyEdgeNode",
      { edgeClusterPath: edges, displayName: "edge-01" },
      { id: "edge-node-01" },
    ],
    ["getPolicyTier0Gateway", { displayName: "site-t0" }, { path: siteT0, edgeClusterPath: edges }],
    ["getPolicyTier0Gateway", { displayName: "site" }, { displayName: "site-t0" }],
    ["getPolicyTier0Gateway", { id: "site-t0" }, { displayName: "site-t0" }],
    ["getPolicyTier1Gateway", { displayName: "t1" }, { path: "/infra/tier-1s/t1" }],
    ["getPolicySegment", { displayName: "web" }, { path: "/infra/segments/web" }],
    ["getPolicyService", { displayName: "HTTPS" }, { path: "/infra/services/HTTPS" }],
    ["getPolicyGroup", { displayName: "g1" }, { path: "/infra/domains/default/groups/g1" }],
    ["getPolicyGroups", {}, { items: { g1: "/infra/domains/default/groups/g1" } }],
    [
      "getPolicyCertificate",
      { displayName: "lab-vpn-ca" },
      { path: "/infra/certificates/lab-vpn-ca" },
    ],
    ["getPolicyContextProfile", { displayName: "SSL" }, { path: "/infra/context-profiles/SSL" }],
    [
      "getPolicyGatewayLocaleService",
      { gatewayPath: siteT0 },
      { id: "default", bgpPath: `${siteT0}/locale-services/default/bgp` },
    ],
    ["getPolicyRealizationInfo", { path: "/infra/segments/web" }, { state: "REALIZED" }],
    [
      "getPolicySegmentRealization",
      { path: "/infra/segments/web" },
      { networkName: "web", state: "success" },
    ],
    ["getPolicyVm", { displayName: "vm1" }, { displayName: "vm1" }],
    ["getPolicySite", { displayName: "default" }, { path: "/infra/sites/default" }],
    ["getComputeCollection", { displayName: "compute" }, { cmLocalId: "domain-c8" }],
    ["getComputeManager", { displayName: "vcenter" }, { server: "vcenter.lab.example" }],
  ];
  test.each(found)("%s %j", (name, args, answer) => {
    const result = call(name, args);
    expect(result).toMatchObject(answer);
    expect(typeof result["id"]).toBe("string");
  });

  test("a machine is found by each of its ids, and templates are no machines of NSX", () => {
    const { id } = call("getPolicyVm", { displayName: "vm1" });
    expect(call("getPolicyVm", { biosId: id! })["displayName"]).toBe("vm1");
    expect(call("getPolicyVms", {})["items"]).toEqual({ vm1: id });
  });
});

describe("look-ups that find nothing, or too much", () => {
  const lost: [name: string, args: PropertyMap, message: RegExp][] = [
    ["getDatacenter", { name: "DC0" }, /^datacenter 'DC0' not found \(there are: lab-dc\)/],
    ["getHost", inCentre({}), /default host resolves to multiple instances/],
    ["getHost", inCentre({ name: "esxi-99" }), /error fetching host: host 'esxi-99' not found/],
    ["getHost", { datacenterId: "datacenter-9", name: "x" }, /'vim\.Datacenter:datacenter-9'/],
    ["getNetwork", inCentre({ name: "same" }), /path 'same' resolves to multiple networks/],
    ["getNetwork", inCentre({ name: "none" }), /network 'none' not found/],
    ["getVirtualMachine", inCentre({}), /must specify either name, uuid or moid/],
    ["getVirtualMachine", { uuid: "42" }, /vm '42' not found/],
    [
      "getResourcePool",
      inCentre({ name: "Resources" }),
      /path 'Resources' resolves to multiple resource pools: compute\/Resources, edge\/Resources/,
    ],
    ["getResourcePool", inCentre({ name: "none" }), /resource pool 'none' not found/],
    ["getFolder", { path: "/lab-dc/vm/none" }, /folder '\/lab-dc\/vm\/none' not found/],
    [
      "getPolicyTier0Gateway",
      { displayName: "nothing" },
      /^Tier0 with name 'nothing' was not found/,
    ],
    ["getPolicyTier0Gateway", { id: "nothing" }, /^Tier0 with ID nothing was not found/],
    ["getPolicyTier0Gateway", {}, /^Error obtaining Tier0 ID or name during read/],
    [
      "getPolicyEdgeCluster",
      { displayName: "edge-cluster" },
      /^Found multiple PolicyEdgeCluster with name starting with 'edge-cluster'$/,
    ],
    [
      "getPolicyEdgeNode",
      { edgeClusterPath: edges, memberIndex: 2 },
      /member index 2 was not found in .* \(2 nodes\)/,
    ],
    [
      "getPolicyTransportZone",
      { isDefault: true, transportType: "OVERLAY_ENS" },
      /no default zone of type OVERLAY_ENS/,
    ],
    [
      "getPolicyGatewayLocaleService",
      { gatewayPath: `${point}/x` },
      /LocaleService with name 'default' was not found/,
    ],
    [
      "getPolicyRealizationInfo",
      { path: "/infra/segments/none" },
      /Failed to get realization information/,
    ],
    ["getPolicyVm", { externalId: "42" }, /^Cannot find VM with ID 42$/],
    ["getTag", { name: "none", categoryId: "urn:x" }, /getTag: nothing found with name "none"/],
    ["getContentLibrary", { name: "iso" }, /the lab has no objects of this kind/],
    [
      "getDatastore",
      inCentre({ nam: "x" }),
      /was called with wrong arguments:\n {2}- nam: Invalid or unknown key "nam"; did you mean "name"\?\n {2}- name: Missing required/,
    ],
    ["getNothing", {}, /is no function of the vsphere or nsxt package/],
  ];
  test.each(lost)("fails: %s %j", (name, args, message) => {
    expect(refusalOf(() => call(name, args)).message).toMatch(message);
  });

  test("fails: two objects of one name", () => {
    const own = new Lab();
    own.add(N.group, { displayName: "twin", nsxId: "a" });
    own.add(N.group, { displayName: "twin", nsxId: "b" });
    const lookUp = () =>
      own.estate.invoke("nsxt:index/getPolicyGroup:getPolicyGroup", { displayName: "twin" });
    expect(refusalOf(lookUp).message).toBe("Found multiple Group with name 'twin'");
  });

  test("every function answers or refuses, and throws nothing else", () => {
    expect(modelledFunctions.every((token) => functionTokens().includes(token))).toBe(true);
    for (const token of functionTokens()) {
      try {
        lab.estate.invoke(token, {});
      } catch (error) {
        expect(error).toBeInstanceOf(EstateRefusal);
      }
    }
  });
});
