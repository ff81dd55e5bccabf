import * as pulumi from "@pulumi/pulumi";
import type * as vsphere from "@pulumi/vsphere";

import type { TlsFrontendArgs } from "../tlsFrontend";
import type { Children } from "./children";
import { userDataOf } from "./frontendPlan";
import { addServiceMachine } from "./serviceMachine";

/** Adds the machines, none before what drops older TLS stands: they wait for `guards`. */
export function addFrontendMachines(
  parent: pulumi.ComponentResource,
  children: Children,
  name: string,
  args: TlsFrontendArgs,
  guards: pulumi.Resource[],
): Record<string, vsphere.VirtualMachine> {
  const { network, compute, dnsServers, disposable } = args;
  const gatewayCidr = pulumi
    .all([network.gatewayAddress, network.cidr])
    .apply(([gateway, cidr]) => `${gateway}/${cidr.split("/", 2)[1] ?? ""}`);
  const userData = userDataOf(args);
  const added = Object.entries(args.machines).map(([key, machine]) => {
    const { address, hostSystemId, vmName } = machine;
    const vm = addServiceMachine(parent, children, ["vm", key], `${name}-${key}`, {
      ...compute,
      hostSystemId,
      vmName: vmName ?? `${name}-${key}`,
      namePath: `machines.${key}`,
      networkId: network.networkId,
      address,
      gatewayCidr,
      ...(dnsServers === undefined ? {} : { dnsServers }),
      userData,
      protect: disposable !== true,
      dependsOn: guards,
    });
    return [key, vm] as const;
  });
  return Object.fromEntries(added);
}
