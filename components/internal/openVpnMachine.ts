import * as pulumi from "@pulumi/pulumi";
import type * as vsphere from "@pulumi/vsphere";

import { gatewayRouting, gatewayUserData, type OpenVpnPlan } from "../../network/openvpn";
import type { OpenVpnGatewayArgs } from "../openVpnGateway";
import type { Children } from "./children";
import type { OpenVpnKeys } from "./openVpnKeys";
import { settledPlan } from "./openVpnPlan";
import { addServiceMachine } from "./serviceMachine";

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
  return addServiceMachine(parent, children, "vm", name, {
    ...machine,
    vmName: machine.vmName ?? name,
    namePath: "machine.vmName",
    networkId,
    address,
    gatewayCidr,
    ...(dnsServers === undefined ? {} : { dnsServers }),
    userData,
    routing: gatewayRouting(settledPlan(args), name),
    protect,
  });
}
