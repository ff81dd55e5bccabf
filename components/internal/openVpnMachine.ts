import * as pulumi from "@pulumi/pulumi";
import * as vsphere from "@pulumi/vsphere";

import { gatewayUserData, type OpenVpnPlan } from "../../network/openvpn";
import type { OpenVpnGatewayArgs } from "../openVpnGateway";
import type { Children } from "./children";
import { claim } from "./claims";
import { guestInfo } from "./cloudInit";
import { addressOf } from "./derive";
import { staticMac } from "./mac";
import type { OpenVpnKeys } from "./openVpnKeys";

/** What the gateway's machine is made from. */
export interface OpenVpnMachinePlan {
  name: string;
  args: OpenVpnGatewayArgs;
  address: pulumi.Input<string>;
  /** The tier-1 gateway's address in the network, with its mask. */
  gatewayCidr: pulumi.Input<string>;
  networkId: pulumi.Output<string>;
  plan: pulumi.Output<OpenVpnPlan>;
  keys: OpenVpnKeys;
  protect: boolean;
}

/** Adds the machine; its settings are read when it becomes a new instance to cloud-init. */
export function addOpenVpnMachine(
  parent: pulumi.ComponentResource,
  children: Children,
  { name, args, address, gatewayCidr, networkId, plan, keys, protect }: OpenVpnMachinePlan,
): vsphere.VirtualMachine {
  const { authority, machine, serverName, dnsServers } = args;
  const vmName = machine.vmName ?? name;
  const mac = staticMac(`${pulumi.getProject()}/${pulumi.getStack()}/${name}/0`);
  claim(parent, "vsphere:index:any", `machine ${vmName}`, "machine.vmName", name);
  claim(parent, "vsphere:index:any", `MAC ${mac}`, "machine", name);
  const nic = {
    networkId,
    address: pulumi
      .all([address, gatewayCidr])
      .apply(([host, cidr]) => `${host}/${cidr.split("/", 2)[1] ?? ""}`),
    gateway: addressOf(gatewayCidr),
    ...(dnsServers === undefined ? {} : { dnsServers }),
  };
  const userData = pulumi.secret(
    pulumi
      .all([
        plan,
        authority.caCertificatePem,
        authority.serverCertificatesPem,
        authority.serverPrivateKeysPem,
        keys.tlsCryptKey,
        keys.seeds,
      ])
      .apply(([known, caCertificatePem, certificates, privateKeys, tlsCryptKey, seeds]) =>
        gatewayUserData(known, {
          caCertificatePem,
          certificatePem: certificates[serverName] ?? "",
          privateKeyPem: privateKeys[serverName] ?? "",
          tlsCryptKey,
          seeds,
        }),
      ),
  );
  return children.add(
    vsphere.VirtualMachine,
    "vm",
    {
      name: vmName,
      hostSystemId: machine.hostSystemId,
      resourcePoolId: machine.resourcePoolId,
      datastoreId: machine.datastoreId,
      folder: machine.folder,
      guestId: machine.template.guestId,
      firmware: machine.template.firmware ?? "efi",
      clone: { templateUuid: machine.template.uuid },
      numCpus: machine.cpus ?? 2,
      memory: machine.memoryMb ?? 2048,
      disks: [{ label: "disk0", size: machine.diskSizeGb ?? 20 }],
      networkInterfaces: [
        { networkId, adapterType: "vmxnet3", useStaticMac: true, macAddress: mac },
      ],
      extraConfig: guestInfo(vmName, [nic], [mac], userData, { isNewWithUserData: true }),
    },
    { protect, ignoreChanges: ["clone", "hostSystemId"] },
  );
}
