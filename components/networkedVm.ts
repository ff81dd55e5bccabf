import * as pulumi from "@pulumi/pulumi";
import * as vsphere from "@pulumi/vsphere";

import type { TrafficWeight } from "../network/shares";
import { Children } from "./internal/children";
import { claim } from "./internal/claims";
import { clonedDisk, OF_TEMPLATE } from "./internal/clone";
import { guestInfo } from "./internal/cloudInit";
import { shareArguments } from "./internal/nicShares";
import { staticMac } from "./internal/mac";
import { validated } from "./internal/validated";
import { checkNetworkedVm } from "./internal/vmChecks";

/** The kind of a machine's network adapter (R01). */
export enum AdapterType {
  /** Paravirtual: jumbo frames, TSO and LRO (R42). */
  Vmxnet3 = "vmxnet3",
  /** An emulated Intel 82574, for guests without a vmxnet3 driver. */
  E1000e = "e1000e",
}

/** A machine to clone from, as a look-up shows it. */
export interface VmTemplate {
  /** BIOS UUID. */
  uuid: pulumi.Input<string>;
  /** Kind of guest, such as `ubuntu64Guest`. */
  guestId: pulumi.Input<string>;
  /** `bios` or `efi`; a machine with another firmware than its template's does not boot. Default: efi. @default "efi" */
  firmware?: pulumi.Input<string>;
  /**
   * Whether the template's disk takes space as it fills. A clone keeps what its template has, and every
   * later preview fails that says otherwise. Default: true. @default true
   */
  thinProvisioned?: pulumi.Input<boolean>;
  /** Whether the template's disk, one that is not thin, was zeroed at once; kept as well. Default: false. @default false */
  eagerlyScrub?: pulumi.Input<boolean>;
}

/** One network adapter. */
export interface VmNic {
  /** Managed object id of the network. */
  networkId: pulumi.Input<string>;
  /** The guest's address with its mask, such as `192.168.1.10/24`. Default: by DHCP. */
  address?: pulumi.Input<string>;
  /** The guest's default gateway; on one adapter of a machine. Default: none. */
  gateway?: pulumi.Input<string>;
  /** Name servers. Default: none. */
  dnsServers?: pulumi.Input<string>[];
  /** MAC address, fixed, from 00:50:56:00:00:00 to 00:50:56:3f:ff:ff. Default: one that follows from project, stack, machine and adapter, and never changes. */
  macAddress?: string;
  /** Kind of adapter. Default: vmxnet3. @default AdapterType.Vmxnet3 */
  adapterType?: AdapterType;
  /** What the adapter gets of a full uplink beside others; works on distributed switches with network I/O control (R60). Default: normal. */
  weight?: TrafficWeight;
  /** Shares of the custom weight, 1 to 100. Default: the weight's. */
  shares?: number;
  /** The guest's MTU, 1280 to 9000 bytes; at most 8800 on a segment whose switch has 9000 (R40). Default: 1500. @default 1500 */
  mtuBytes?: number;
}

/** Arguments of {@link NetworkedVm}. */
export interface NetworkedVmArgs {
  /** Managed object id of the host to start on: without it any host would be taken. */
  hostSystemId: pulumi.Input<string>;
  /** The machine stays on its host, as it must on a sealed switch. Default: it may be moved, and stays where it was moved to. @default false */
  pinToHost?: boolean;
  /** Managed object id of the resource pool. */
  resourcePoolId: pulumi.Input<string>;
  /** Managed object id of the datastore. */
  datastoreId: pulumi.Input<string>;
  /** Folder path below the datacenter. Default: the datacenter's root. */
  folder?: pulumi.Input<string>;
  /** The machine to clone from. Another one later changes nothing on machines that exist. */
  template: VmTemplate;
  /** Name of the machine in vCenter and of its guest. Default: the component's name. */
  vmName?: string;
  /** Virtual processors. Default: 2. @default 2 */
  cpus?: number;
  /** Memory in MB. Default: 2048. @default 2048 */
  memoryMb?: number;
  /** Size of the disk in GB, at least the template's. Default: 20. @default 20 */
  diskSizeGb?: number;
  /** Network adapters. The order is that of the devices: add new ones at the end. */
  nics: VmNic[];
  /** Ids of vSphere tags: `tagIds` of an InventoryTags. NSX tags are VmTags. Default: none. */
  tagIds?: pulumi.Input<string>[];
  /** cloud-init user data, such as a `#cloud-config`. A secret stays one. Default: none. */
  userData?: pulumi.Input<string>;
  /** The machine may be deleted or replaced (a lab). Default: it is protected. @default false */
  disposable?: boolean;
}

/** What others need to know of a machine. */
export interface NetworkedVmRef {
  /** BIOS UUID: what rules take. */
  vmId: pulumi.Output<string>;
  /** Managed object id, such as `vm-75`. */
  managedObjectId: pulumi.Output<string>;
  /** Name in vCenter. */
  vmName: pulumi.Output<string>;
}

/** A machine that exists; arguments of {@link NetworkedVm.fromExisting}. */
export interface ExistingNetworkedVm {
  vmId: pulumi.Input<string>;
  managedObjectId: pulumi.Input<string>;
  vmName: pulumi.Input<string>;
}

/**
 * A machine with its place in the network settled: adapters, fixed MAC addresses, and the guest's
 * addresses handed over by cloud-init (R06, R42).
 *
 * | IP source | seen from outside | firewall |
 * |---|---|---|
 * | fixed, written into the guest, or DHCP | as its network allows | its network's |
 *
 * Creates one machine `<name>-vm`, cloned from a template.
 *
 * An address is never a property of an adapter: it goes to the guest as `guestinfo` metadata, a
 * netplan version 2 document that finds each adapter by its MAC address. cloud-init takes a network
 * once per instance, so another address makes it a new instance at the reboot that follows (SSH host
 * keys are made anew). The provider does not wait for the guest to report addresses: a guest without
 * tools would hold the deployment up for five minutes.
 *
 * Needs on site: a template with cloud-init 21.3 or later and open-vm-tools; room in the resource pool.
 *
 * Transforms may match `vsphere:index/virtualMachine:VirtualMachine`.
 */
export class NetworkedVm extends pulumi.ComponentResource {
  /** BIOS UUID: what rules take. */
  readonly vmId: pulumi.Output<string>;
  /** Managed object id, such as `vm-75`. */
  readonly managedObjectId: pulumi.Output<string>;
  /** Name in vCenter. */
  readonly vmName: pulumi.Output<string>;
  /** MAC addresses, in the order of the adapters. */
  readonly macAddresses: pulumi.Output<string[]>;
  /** Addresses with masks, in the order of the adapters; empty where DHCP gives one. */
  readonly addresses: pulumi.Output<string[]>;

  /** @throws InputPropertiesError with every fault, before anything is registered */
  constructor(name: string, args: NetworkedVmArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "vmnet:index:NetworkedVm",
      name,
      (args = validated("NetworkedVm", name, args, checkNetworkedVm)),
      opts,
    );
    const children = new Children(this, name);
    const vmName = args.vmName ?? name;
    const macs = args.nics.map(({ macAddress }, index) => {
      const owner = `${pulumi.getProject()}/${pulumi.getStack()}/${name}/${index}`;
      return macAddress?.toLowerCase() ?? staticMac(owner);
    });
    claim(this, "vsphere:index:any", `machine ${vmName}`, "vmName", name);
    macs.forEach((mac, index) => {
      claim(this, "vsphere:index:any", `MAC ${mac}`, `nics[${index}].macAddress`, name);
    });

    const vm = children.add(
      vsphere.VirtualMachine,
      "vm",
      {
        name: vmName,
        hostSystemId: args.hostSystemId,
        resourcePoolId: args.resourcePoolId,
        datastoreId: args.datastoreId,
        folder: args.folder,
        ...(args.tagIds === undefined ? {} : { tags: args.tagIds }),
        guestId: args.template.guestId,
        firmware: args.template.firmware ?? "efi",
        clone: { templateUuid: args.template.uuid },
        numCpus: args.cpus ?? 2,
        memory: args.memoryMb ?? 2048,
        disks: [clonedDisk(args.template, args.diskSizeGb)],
        networkInterfaces: args.nics.map(({ networkId, adapterType, weight, shares }, index) => ({
          networkId,
          adapterType: adapterType ?? AdapterType.Vmxnet3,
          ...shareArguments(weight, shares),
          // One without the other leaves a generated address and a difference for ever.
          useStaticMac: true,
          macAddress: macs[index],
        })),
        extraConfig: guestInfo(vmName, args.nics, macs, args.userData),
      },
      {
        protect: args.disposable !== true,
        // A rebuilt template must not touch machines, and a machine that was moved stays.
        ignoreChanges: [...OF_TEMPLATE, ...(args.pinToHost === true ? [] : ["hostSystemId"])],
      },
    );

    this.vmId = vm.id;
    this.managedObjectId = vm.moid;
    this.vmName = vm.name;
    this.macAddresses = pulumi.output(macs);
    this.addresses = pulumi.output(args.nics.map(({ address }) => address ?? ""));
    this.registerOutputs({
      vmId: this.vmId,
      managedObjectId: this.managedObjectId,
      vmName: this.vmName,
      macAddresses: this.macAddresses,
      addresses: this.addresses,
    });
  }

  /** A machine that somebody else made: registers nothing and looks nothing up. */
  static fromExisting(existing: ExistingNetworkedVm): NetworkedVmRef {
    return {
      vmId: pulumi.output(existing.vmId),
      managedObjectId: pulumi.output(existing.managedObjectId),
      vmName: pulumi.output(existing.vmName),
    };
  }
}
