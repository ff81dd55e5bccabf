/** What components and resources of vSphere need on site. */
import type { Need } from "./types";

export const vsphereNeeds = {
  freeAdapters: {
    what: "physical adapters that no other switch of the host uses",
    without: "the host refuses the adapter (in use), or another switch loses its uplink",
    look: "vCenter: host > Configure > Networking > Physical adapters, column Switch",
  },
  physicalVlans: {
    what: "the VLANs on the physical ports, as trunks",
    without: "frames are dropped by the physical switch; nothing in vCenter shows it",
    look: "physical switch: the trunk's allowed VLANs; vmnet handoff --check compares",
  },
  physicalMtu: {
    what: "the MTU on the physical ports, not only on the virtual switch",
    without: "small packets pass and large ones vanish",
    look: "physical switch: MTU of the ports; vmnet mtu says which size passes",
  },
  etherChannel: {
    what: "a static EtherChannel on the ports where a standard switch uses IP hash, and no channel elsewhere",
    without: "the physical switch sees one address on several ports and drops frames",
    look: "physical switch: channel groups; vmnet handoff says which ports need one",
  },
  edgePorts: {
    what: "portfast trunk (edge) ports in one layer-2 fabric: virtual switches speak no spanning tree",
    without: "ports wait 30 s after each link change, or two islands share a VLAN number only",
    look: "physical switch: spanning-tree of the ports",
  },
  enterprisePlus: {
    what: "vSphere licence with distributed switches (Enterprise Plus or Foundation)",
    without: "the switch can be made in an evaluation, and hosts leave it when that ends",
    look: "vCenter: Administration > Licensing, and each host's assigned licence",
  },
  networkIoControl: {
    what: "network I/O control version 3 on the distributed switch",
    without: "shares and reservations of machines have no effect",
    look: "vCenter: distributed switch > Configure > Resource allocation",
  },
  vmkernelRoom: {
    what: "fewer than ten VMkernel adapters per host",
    without: "the host refuses the next adapter",
    look: "vCenter: host > Configure > VMkernel adapters",
  },
  managementAdapter: {
    what: "the management adapter that the installer made, left as it is",
    without: "two adapters in one subnet: answers leave by the first one",
    look: "vCenter: host > Configure > VMkernel adapters, vmk0",
  },
  unroutedSubnet: {
    what: "the adapter's subnet outside of every network that the host routes to",
    without: "a VMkernel adapter's subnet is connected: the host sends that traffic to it",
    look: "host: esxcli network ip route ipv4 list",
  },
  oneVMotionService: {
    what: "no other adapter of the host with the vMotion service",
    without: "migrations choose either adapter",
    look: "vCenter: host > Configure > VMkernel adapters, column Enabled services",
  },
  drs: {
    what: "vSphere licence with DRS",
    without: "the cluster takes the settings and moves nothing",
    look: "vCenter: Administration > Licensing; cluster > Configure > vSphere DRS",
  },
  vMotionLicence: {
    what: "vSphere licence with vMotion, and a vMotion network on every host",
    without: "DRS can only recommend; machines stay where they were started",
    look: "vCenter: Administration > Licensing; host > Configure > VMkernel adapters",
  },
  hostsOfNewCluster: {
    what: "hosts for a new cluster that are in no other one, without machines that cannot move",
    without: "the host does not enter maintenance mode, and the update waits until it fails",
    look: "vCenter: Hosts and Clusters",
  },
  template: {
    what: "templates with cloud-init 21.3 or later (datasource VMware) and open-vm-tools",
    without: "machines boot without addresses, users and services; vCenter reports no fault",
    look: "in a machine of the template: cloud-init --version; systemctl status open-vm-tools",
  },
  packages: {
    what: "the service's packages in the template, or a way to their repositories",
    without: "cloud-init fails in the guest, and the service does not start",
    look: "in a machine of the template: apt policy openvpn nginx certbot (those that are used)",
  },
  poolRoom: {
    what: "room in the resource pool and on the datastore",
    without: "the machine is made and does not power on (admission control)",
    look: "vCenter: resource pool > Monitor > Resource allocation; datastore > Summary",
  },
  hostTime: {
    what: "hosts that keep time by NTP",
    without: "one-time codes and certificates are refused",
    look: "vCenter: host > Configure > Time configuration",
  },
  alarmReceivers: {
    what: "mail server and SNMP receivers in vCenter's settings",
    without: "alarms turn red and tell nobody",
    look: "vCenter: vCenter > Configure > General > Mail, SNMP receivers",
  },
  alarmRight: {
    what: "the right to make alarms (Alarms.Create alarm) for the account",
    without: "vCenter refuses the alarm: NoPermission",
    look: "vCenter: Administration > Roles",
  },
  syslogTyped: {
    what: "the syslog lines of the output `syslog` typed on hosts, edge nodes and managers",
    without: "logs stay on each system: no resource writes these settings",
    look: "pulumi stack output, then host and NSX command lines",
  },
  tagRight: {
    what: "the right to make tags at the root of vCenter, and the names unused",
    without: "vCenter refuses the category: NoPermission or AlreadyExists",
    look: "vCenter: Tags and Custom Attributes; Administration > Roles",
  },
} as const satisfies Record<string, Need>;
