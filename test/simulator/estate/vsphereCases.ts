import type { PropertyMap } from "vmnet/network/model/resource";
import type { Lab } from "./lab";
import { ids, machineInputs } from "./lab";

export const onHost = { name: "vSwitch1", hostSystemId: ids.host };
export const fabric = (lab: Lab) => {
  lab.hostSwitch();
  lab.portGroup("prod", { vlanId: 100 });
};
export const adapter: PropertyMap = {
  host: ids.host,
  portgroup: "prod",
  ipv4: { ip: "192.168.10.100", netmask: "255.255.255.0" },
};
export const dvs: PropertyMap = {
  name: "dvs",
  datacenterId: ids.datacenter,
  uplinks: ["up1", "up2"],
  hosts: [{ hostSystemId: ids.host, devices: ["vmnic2"] }],
};
export const folder = (path: string): PropertyMap => ({
  path,
  type: "vm",
  datacenterId: ids.datacenter,
});
export const vm = (more: PropertyMap) => machineInputs("vm1", "network-none", more);
