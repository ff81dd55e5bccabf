import * as pulumi from "@pulumi/pulumi";

import { STANDARD_MTU_BYTES } from "../../network/mtu";
import type { VmNic } from "../networkedVm";
import { shortHash } from "./hash";

/** An adapter with every default in place. */
export interface GuestNic {
  macAddress: string;
  address?: string;
  gateway?: string;
  dnsServers: string[];
  mtuBytes: number;
}

/**
 * The network configuration of a guest, netplan version 2. Adapters are found by MAC address: names
 * depend on the guest's system and on the order of devices.
 */
export function netplan(nics: readonly GuestNic[]): object {
  const ethernets = nics.map((nic, index) => [
    `nic${index}`,
    {
      match: { macaddress: nic.macAddress },
      "set-name": `nic${index}`,
      mtu: nic.mtuBytes,
      ...(nic.address === undefined
        ? { dhcp4: true, "dhcp-identifier": "mac" }
        : { dhcp4: false, addresses: [nic.address] }),
      ...(nic.gateway === undefined ? {} : { routes: [{ to: "0.0.0.0/0", via: nic.gateway }] }),
      ...(nic.dnsServers.length === 0 ? {} : { nameservers: { addresses: nic.dnsServers } }),
    },
  ]);
  return { version: 2, ethernets: Object.fromEntries(ethernets) };
}

/** RFC 1123: letters, digits and hyphens. */
export function hostName(name: string): string {
  const label = name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return label.replace(/^-+|-+$/g, "").slice(0, 63);
}

/**
 * Metadata for cloud-init's VMware data source. cloud-init writes a guest's network once per
 * instance, so the instance's id follows the network: another address is taken at the next boot.
 *
 * @param userData What the instance's id follows as well. Default: the network alone.
 */
export function metadata(name: string, nics: readonly GuestNic[], userData = ""): string {
  const network = netplan(nics);
  const instance = `${hostName(name)}-${shortHash(JSON.stringify(network) + userData)}`;
  return JSON.stringify({ "instance-id": instance, "local-hostname": hostName(name), network });
}

/**
 * The `extraConfig` entries that hand the settings to the guest. cloud-init takes user data once per
 * instance too: `isNewWithUserData` makes the machine a new instance when they change.
 */
export function guestInfo(
  name: string,
  nics: readonly VmNic[],
  macs: readonly string[],
  userData: pulumi.Input<string> | undefined,
  { isNewWithUserData = false }: { isNewWithUserData?: boolean } = {},
): Record<string, pulumi.Input<string>> {
  const guestNics = nics.map((nic, index) => ({
    macAddress: macs[index] ?? "",
    address: nic.address,
    gateway: nic.gateway,
    dnsServers: nic.dnsServers ?? [],
    mtuBytes: nic.mtuBytes ?? STANDARD_MTU_BYTES,
  }));
  const followed = isNewWithUserData ? userData : undefined;
  // Some digits of a hash give no key away, and addresses that are secret could be neither reviewed
  // nor reasoned about.
  const mark = pulumi.unsecret(
    pulumi.output(followed).apply((text) => (text === undefined ? "" : shortHash(text))),
  );
  const meta = pulumi
    .all([guestNics, mark])
    .apply(([known, text]) => base64(metadata(name, known, text)));
  return {
    "guestinfo.metadata": meta,
    "guestinfo.metadata.encoding": "base64",
    ...(userData === undefined
      ? {}
      : {
          "guestinfo.userdata": pulumi.output(userData).apply(base64),
          "guestinfo.userdata.encoding": "base64",
        }),
  };
}

function base64(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}
