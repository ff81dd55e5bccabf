import * as pulumi from "@pulumi/pulumi";
import * as vsphere from "@pulumi/vsphere";

import type { GuestRouting } from "../../network/model/surroundings";
import { DECLARED_MACHINE, declaredMachineText } from "../../network/model/surroundings/declared";
import type { VmTemplate } from "../networkedVm";
import type { Children } from "./children";
import { claim } from "./claims";
import { clonedDisk, OF_TEMPLATE } from "./clone";
import { guestInfo } from "./cloudInit";
import { addressOf } from "./derive";
import { staticMac } from "./mac";

/** A machine that a component makes for a task of its own. */
export interface ServiceMachine {
  /** What the machine is called in vCenter, and where in the arguments that is said. */
  vmName: string;
  namePath: string;
  hostSystemId: pulumi.Input<string>;
  resourcePoolId: pulumi.Input<string>;
  datastoreId: pulumi.Input<string>;
  folder?: pulumi.Input<string>;
  template: VmTemplate;
  cpus?: number;
  memoryMb?: number;
  diskSizeGb?: number;
  networkId: pulumi.Input<string>;
  address: pulumi.Input<string>;
  /** The gateway's address in the network, with its mask. */
  gatewayCidr: pulumi.Input<string>;
  dnsServers?: string[];
  userData: pulumi.Output<string>;
  /** How packets travel through it, for the model. Default: it does not route. */
  routing?: GuestRouting;
  protect: boolean;
  /** What has to stand before the machine starts. Default: what its arguments name. */
  dependsOn?: pulumi.Resource[];
}

/** Adds a machine that reads its settings when it becomes a new instance to cloud-init. */
export function addServiceMachine(
  parent: pulumi.ComponentResource,
  children: Children,
  role: string | readonly [role: string, key: string],
  owner: string,
  machine: ServiceMachine,
): vsphere.VirtualMachine {
  const { vmName, namePath, networkId, address, gatewayCidr, dnsServers, template } = machine;
  const mac = staticMac(`${pulumi.getProject()}/${pulumi.getStack()}/${owner}/0`);
  claim(parent, "vsphere:index:any", `machine ${vmName}`, namePath, owner);
  claim(parent, "vsphere:index:any", `MAC ${mac}`, namePath, owner);
  const nic = {
    networkId,
    address: pulumi
      .all([address, gatewayCidr])
      .apply(([host, cidr]) => `${host}/${cidr.split("/", 2)[1] ?? ""}`),
    gateway: addressOf(gatewayCidr),
    ...(dnsServers === undefined ? {} : { dnsServers }),
  };
  return children.add(
    vsphere.VirtualMachine,
    role,
    {
      name: vmName,
      hostSystemId: machine.hostSystemId,
      resourcePoolId: machine.resourcePoolId,
      datastoreId: machine.datastoreId,
      folder: machine.folder,
      guestId: template.guestId,
      firmware: template.firmware ?? "efi",
      clone: { templateUuid: template.uuid },
      numCpus: machine.cpus ?? 2,
      memory: machine.memoryMb ?? 2048,
      disks: [clonedDisk(template, machine.diskSizeGb)],
      networkInterfaces: [
        { networkId, adapterType: "vmxnet3", useStaticMac: true, macAddress: mac },
      ],
      extraConfig: {
        ...guestInfo(vmName, [nic], [mac], machine.userData, { isNewWithUserData: true }),
        ...declared(nic, machine.routing),
      },
    },
    {
      protect: machine.protect,
      ignoreChanges: [...OF_TEMPLATE, "hostSystemId"],
      ...(machine.dependsOn === undefined ? {} : { dependsOn: machine.dependsOn }),
    },
  );
}

/** What the guest is told is secret and comes late; this says in clear how packets travel through it. */
function declared(
  nic: { address: pulumi.Output<string>; gateway: pulumi.Input<string> },
  routing: GuestRouting | undefined,
): Record<string, pulumi.Output<string>> {
  if (routing === undefined) {
    return {};
  }
  const text = pulumi
    .all([nic.address, nic.gateway])
    .apply(([address, gateway]) =>
      declaredMachineText({ nics: [{ addresses: [address] }], gateways: [gateway], routing }),
    );
  return { [DECLARED_MACHINE]: text };
}
