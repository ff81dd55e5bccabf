import { type Case, testRefusals } from "./cases";
import { ids, V } from "./lab";
import { onHost, fabric, adapter, dvs, folder, vm } from "./vsphereCases";

const cases: Case[] = [
  [
    "a physical NIC on two switches of a host",
    V.hostSwitch,
    { ...onHost, networkAdapters: ["vmnic0"], activeNics: ["vmnic0"] },
    /^The resource 'vmnic0' is in use: switch "vSwitch0" of host host-21 has it\.$/,
  ],
  [
    "a physical NIC that the host does not have",
    V.hostSwitch,
    { ...onHost, networkAdapters: ["vmnic9"], activeNics: ["vmnic9"] },
    /no physical adapter "vmnic9" \(it has vmnic0, vmnic1, vmnic2, vmnic3\)/,
  ],
  [
    "a NIC that is named twice",
    V.hostSwitch,
    { ...onHost, networkAdapters: ["vmnic1", "vmnic1"], activeNics: [] },
    /"vmnic1" is named twice/,
  ],
  [
    "a switch name that is taken on the host",
    V.hostSwitch,
    { ...onHost, name: "vSwitch0", networkAdapters: [], activeNics: [] },
    /^The specified key, name, or identifier 'vSwitch0' already exists\.$/,
  ],
  [
    "a switch on an unknown host",
    V.hostSwitch,
    { ...onHost, hostSystemId: "host-99", networkAdapters: [], activeNics: [] },
    /'vim\.HostSystem:host-99'/,
  ],
  [
    "a port group on no switch",
    V.hostPortGroup,
    { name: "prod", hostSystemId: ids.host, virtualSwitchName: "vSwitch7" },
    /has no virtual switch "vSwitch7"/,
  ],
  [
    "a port group name that is taken on the host",
    V.hostPortGroup,
    { name: "VM Network", hostSystemId: ids.host, virtualSwitchName: "vSwitch0" },
    /'VM Network' already exists/,
  ],
  [
    "a port group with a NIC of another switch",
    V.hostPortGroup,
    { name: "prod", hostSystemId: ids.host, virtualSwitchName: "vSwitch0", activeNics: ["vmnic3"] },
    /"vmnic3" is not an adapter of switch "vSwitch0"/,
  ],
  [
    "a VMkernel adapter without a place",
    V.vnic,
    { host: ids.host },
    /give either portgroup, or distributedSwitchPort together/,
  ],
  [
    "a VMkernel adapter on an unknown port group",
    V.vnic,
    { ...adapter, portgroup: "none" },
    /has no port group "none"/,
  ],
  [
    "two VMkernel adapters on one port group",
    V.vnic,
    { ...adapter, portgroup: "Management Network" },
    /host-21_vmk0 is on it/,
  ],
  [
    "two VMkernel adapters of a host with one address",
    V.vnic,
    { ...adapter, ipv4: { ip: "192.168.0.11", netmask: "255.255.255.0" } },
    /'192\.168\.0\.11' already exists: host-21_vmk0 has it/,
    fabric,
  ],
  [
    "a fixed VMkernel address without netmask",
    V.vnic,
    { ...adapter, ipv4: { ip: "192.168.10.100" } },
    /needs a netmask/,
    fabric,
  ],
  [
    "netstack together with services",
    V.vnic,
    { ...adapter, netstack: "vmotion", services: ["vmotion"] },
    /services can only be configured when netstack is set to defaultTcpipStack/,
    fabric,
  ],
  [
    "a netstack that hosts do not have",
    V.vnic,
    { ...adapter, netstack: "provisioning" },
    /netstack "provisioning" \(there are defaultTcpipStack, vmotion, vSphereProvisioning\)/,
    fabric,
  ],
  [
    "a VMkernel adapter on an unknown distributed group",
    V.vnic,
    { host: ids.host, distributedSwitchPort: "x", distributedPortGroup: "y" },
    /port group "y" on switch "x"/,
  ],
  [
    "a distributed switch in an unknown datacenter",
    V.dvs,
    { ...dvs, datacenterId: "lab-dc" },
    /'vim\.Datacenter:lab-dc'/,
  ],
  [
    "a distributed switch's name twice",
    V.dvs,
    { ...dvs, hosts: [] },
    /^The name 'dvs' already exists\.$/,
    (lab) => void lab.add(V.dvs, dvs),
  ],
  [
    "an uplink that the switch does not have",
    V.dvs,
    { ...dvs, activeUplinks: ["up3"] },
    /"up3" is no uplink of switch "dvs" \(up1, up2\)/,
  ],
  [
    "a private VLAN without promiscuous entry",
    V.dvs,
    {
      ...dvs,
      pvlanMappings: [{ primaryVlanId: 100, secondaryVlanId: 101, pvlanType: "isolated" }],
    },
    /a primary needs one promiscuous entry/,
  ],
  [
    "a private VLAN mapped twice",
    V.dvs,
    {
      ...dvs,
      pvlanMappings: [
        { primaryVlanId: 100, secondaryVlanId: 100, pvlanType: "promiscuous" },
        { primaryVlanId: 100, secondaryVlanId: 101, pvlanType: "isolated" },
        { primaryVlanId: 100, secondaryVlanId: 101, pvlanType: "community" },
      ],
    },
    /secondary VLAN 101 is mapped twice/,
  ],
  [
    "a distributed group on no switch",
    V.dvpg,
    { name: "g", distributedVirtualSwitchUuid: "50 00" },
    /could not find DVS "50 00"/,
  ],
  [
    "a mapping on no switch",
    V.pvlanMapping,
    {
      distributedVirtualSwitchId: "50 00",
      primaryVlanId: 1,
      secondaryVlanId: 1,
      pvlanType: "promiscuous",
    },
    /could not find DVS/,
  ],
  [
    "a machine in an unknown pool",
    V.vm,
    vm({ resourcePoolId: "resgroup-99" }),
    /'vim\.ResourcePool:resgroup-99'/,
  ],
  [
    "a machine on a host of another cluster",
    V.vm,
    vm({ hostSystemId: "host-31" }),
    /is not on the same cluster as host "host-31"/,
  ],
  [
    "a machine on an unknown datastore",
    V.vm,
    vm({ datastoreId: "datastore-99" }),
    /'vim\.Datastore:datastore-99'/,
  ],
  ["a machine on an unknown network", V.vm, vm({}), /'vim\.Network:network-none'/],
  [
    "a clone of nothing",
    V.vm,
    vm({ networkInterfaces: [], clone: { templateUuid: "4200" } }),
    /template with UUID "4200"/,
  ],
  [
    "a clone with a smaller disk",
    V.vm,
    vm({
      networkInterfaces: [],
      clone: { templateUuid: "42300a1b-7c1d-4e2f-8a3b-5d6e7f809a1b" },
      disks: [{ label: "disk0", size: 10 }],
    }),
    /size must be at least the template's, 20 GB, got 10/,
  ],
  [
    "a clone without disks",
    V.vm,
    vm({
      networkInterfaces: [],
      clone: { templateUuid: "42300a1b-7c1d-4e2f-8a3b-5d6e7f809a1b" },
      disks: [],
    }),
    /not enough disks/,
  ],
  [
    "a machine's name twice in a folder",
    V.vm,
    { ...vm({ networkInterfaces: [] }), name: "ubuntu-24.04" },
    /^The name 'ubuntu-24\.04' already exists\.$/,
  ],
  [
    "a folder without datacenter",
    V.folder,
    { path: "a", type: "vm" },
    /datacenter_id cannot be empty when creating a folder of type vm/,
  ],
  [
    "a folder twice",
    V.folder,
    folder("a/"),
    /^The name 'a' already exists\.$/,
    (lab) => void lab.add(V.folder, folder("a")),
  ],
  ["a folder in no folder", V.folder, folder("a/b"), /folder 'a' not found/],
  [
    "a pool below nothing",
    V.resourcePool,
    { name: "p", parentResourcePoolId: "domain-c8" },
    /'vim\.ResourcePool:domain-c8'/,
  ],
  [
    "a pool's name twice",
    V.resourcePool,
    { name: "production", parentResourcePoolId: "resgroup-8" },
    /^The name 'production' already exists\.$/,
  ],
  [
    "a category twice",
    V.tagCategory,
    { name: "zone", cardinality: "SINGLE", associableTypes: ["VirtualMachine"] },
    /^already_exists: a category/,
    (lab) =>
      void lab.add(V.tagCategory, {
        name: "zone",
        cardinality: "SINGLE",
        associableTypes: ["VirtualMachine"],
      }),
  ],
  [
    "a tag of no category",
    V.tag,
    { name: "blue", categoryId: "urn:x" },
    /could not find category with ID "urn:x"/,
  ],
  [
    "a cluster with a host of another",
    V.cluster,
    { name: "new", datacenterId: ids.datacenter, hostSystemIds: [ids.host] },
    /The resource 'host-21' is in use: it is in cluster domain-c8/,
  ],
  [
    "a cluster's name twice",
    V.cluster,
    { name: "compute", datacenterId: ids.datacenter },
    /^The name 'compute' already exists\.$/,
  ],
  [
    "a rule for a machine that is not there",
    V.antiAffinityRule,
    { name: "apart", computeClusterId: "domain-c8", virtualMachineIds: ["vm-1"] },
    /virtual machine with UUID "vm-1" not found/,
  ],
];

describe("what vCenter refuses at apply", () => testRefusals(cases));
