import * as pulumi from "@pulumi/pulumi";
import { AdapterType, BridgedNetwork, NetworkedVm, type NetworkedVmArgs } from "vmnet";

import { bridgedArgs, vmArgs } from "./fixtures";
import { faultsOf } from "./faults";
import { built, valueOf, type Registration } from "./harness";

jest.setTimeout(180_000);

/** A machine on a network that exists in the same program. */
const build = (changes: Partial<NetworkedVmArgs> = {}, nic: object = {}, stack = "test") =>
  built(
    () => {
      const lan = new BridgedNetwork("lan", bridgedArgs());
      const nics = [
        { networkId: lan.networkId, address: "192.168.1.10/24", gateway: "192.168.1.1", ...nic },
      ];
      return new NetworkedVm("desk-1", vmArgs({ nics, ...changes }));
    },
    { stack },
  );

interface Metadata {
  "instance-id": string;
  "local-hostname": string;
  network: { version: number; ethernets: Record<string, Record<string, unknown>> };
}

function metadataOf({ inputs }: Registration): Metadata {
  const extra = inputs.extraConfig as Record<string, string>;
  expect(extra["guestinfo.metadata.encoding"]).toBe("base64");
  return JSON.parse(Buffer.from(extra["guestinfo.metadata"]!, "base64").toString()) as Metadata;
}

describe("a machine", () => {
  test("gets its address by cloud-init, never as a property of the adapter (R06)", async () => {
    const { find } = await build({}, { dnsServers: ["192.168.1.1"] });
    const vm = find("desk-1-vm");
    const [nic] = vm.inputs.networkInterfaces as Record<string, unknown>[];
    expect(Object.keys(nic!).sort()).toEqual([
      "adapterType",
      "macAddress",
      "networkId",
      "useStaticMac",
    ]);
    const { network, "local-hostname": host } = metadataOf(vm);
    expect(host).toBe("desk-1");
    expect(network).toEqual({
      version: 2,
      ethernets: {
        nic0: {
          match: { macaddress: nic!.macAddress },
          "set-name": "nic0",
          mtu: 1500,
          dhcp4: false,
          addresses: ["192.168.1.10/24"],
          routes: [{ to: "0.0.0.0/0", via: "192.168.1.1" }],
          nameservers: { addresses: ["192.168.1.1"] },
        },
      },
    });
  });

  test("is vmxnet3 with a fixed MAC address, the same at every run and another in another stack", async () => {
    const first = (await build()).value as NetworkedVm;
    const again = (await build()).value as NetworkedVm;
    const other = (await build({}, {}, "prod")).value as NetworkedVm;
    const [mac] = await valueOf(first.macAddresses);
    expect(mac).toMatch(/^00:50:56:[0-3][0-9a-f](:[0-9a-f]{2}){2}$/);
    expect(await valueOf(again.macAddresses)).toEqual([mac]);
    expect(await valueOf(other.macAddresses)).not.toEqual([mac]);
  });

  test("writes a given MAC address in lower case, as the host answers it", async () => {
    const { find } = await build(
      {},
      { macAddress: "00:50:56:00:0A:0B", adapterType: AdapterType.E1000e },
    );
    expect(find("desk-1-vm").inputs.networkInterfaces).toMatchObject([
      { macAddress: "00:50:56:00:0a:0b", useStaticMac: true, adapterType: "e1000e" },
    ]);
  });

  test("does not wait for a guest that reports nothing, and ignores a rebuilt template", async () => {
    const { find } = await build();
    expect(find("desk-1-vm").inputs).toMatchObject({
      waitForGuestNetTimeout: 0,
      waitForGuestIpTimeout: 0,
      hostSystemId: "host-21",
      firmware: "efi",
    });
    const once = ["clone", "disks[0].thinProvisioned", "disks[0].eagerlyScrub"];
    expect(find("desk-1-vm").ignoreChanges).toEqual([...once, "hostSystemId"]);
    const pinned = await build({ pinToHost: true });
    expect(pinned.find("desk-1-vm").ignoreChanges).toEqual(once);
  });

  test("says of its disk what the template says, since a clone keeps that", async () => {
    const disks = async (more: object) => {
      const template = {
        uuid: "42300a1b-7c1d-4e2f-8a3b-5d6e7f809a1b",
        guestId: "ubuntu64Guest",
        ...more,
      };
      return (await build({ template })).find("desk-1-vm").inputs.disks;
    };
    expect(await disks({})).toEqual([{ label: "disk0", size: 20 }]);
    expect(await disks({ thinProvisioned: false, eagerlyScrub: true })).toEqual([
      { label: "disk0", size: 20, thinProvisioned: false, eagerlyScrub: true },
    ]);
  });

  test("is a new cloud-init instance at another address, and only then", async () => {
    const id = async (address: string) =>
      metadataOf((await build({}, { address })).find("desk-1-vm"))["instance-id"];
    const first = await id("192.168.1.10/24");
    expect(await id("192.168.1.10/24")).toBe(first);
    expect(await id("192.168.1.11/24")).not.toBe(first);
  });

  test("asks DHCP by its MAC address where it has no address", async () => {
    const { find } = await build({}, { address: undefined, gateway: undefined });
    expect(metadataOf(find("desk-1-vm")).network.ethernets.nic0).toMatchObject({
      dhcp4: true,
      "dhcp-identifier": "mac",
    });
  });

  test("keeps secret user data secret", async () => {
    const { find } = await build({ userData: pulumi.secret("#cloud-config") });
    const extra = find("desk-1-vm").inputs.extraConfig as Record<string, unknown>;
    expect(extra["guestinfo.userdata"]).toEqual({
      secret: Buffer.from("#cloud-config").toString("base64"),
    });
  });
});

describe("a machine fails", () => {
  const faults = (changes: object) => faultsOf(() => new NetworkedVm("desk-1", vmArgs(changes)));
  const nic = { networkId: "network-11", address: "192.168.1.10/24" };

  test("fails for addresses, gateways and MACs that cannot be", async () => {
    const found = await faults({
      nics: [
        { ...nic, address: "192.168.1.0/24", macAddress: "01:00:5e:00:00:01" },
        { ...nic, gateway: "192.168.2.1", macAddress: "00:50:56:aa:bb:cc" },
        { ...nic, gateway: "192.168.1.10", macAddress: "00:50:56:00:00:01", mtuBytes: 9001 },
        { networkId: "", gateway: "192.168.1.1", macAddress: "00:50:56:00:00:01" },
      ],
    });
    expect(found).toEqual({
      "nics[0].macAddress": "this is a multicast address",
      "nics[0].address": "an interface cannot have its network's own or broadcast address",
      "nics[1].macAddress": "vCenter gives out addresses of this range by itself",
      "nics[1].gateway": "the gateway is not in the adapter's network",
      "nics[2].gateway": "this cannot be another host's address",
      "nics[2].mtuBytes": expect.any(String) as string,
      "nics[3].networkId": "this is required",
      "nics[3].macAddress": "another adapter has this",
      "nics[3].gateway": "with DHCP the server tells the gateway",
      nics: "a machine has one default gateway, several adapters name one",
    });
  });

  test("fails without adapters, without a host, and for sizes that do not exist", async () => {
    const found = await faults({ nics: [], hostSystemId: "", cpus: 0, memoryMb: 1001 });
    expect(Object.keys(found).sort()).toEqual(["cpus", "hostSystemId", "memoryMb", "nics"]);
    const template = { uuid: "42", guestId: "ubuntu64Guest", firmware: "uefi", eagerlyScrub: true };
    expect(Object.keys(await faults({ template })).sort()).toEqual([
      "template.eagerlyScrub",
      "template.firmware",
    ]);
  });

  test("fails for two machines with one MAC address", async () => {
    const twice = () => {
      const nics = [{ ...nic, macAddress: "00:50:56:00:00:01" }];
      new NetworkedVm("a", vmArgs({ nics }));
      new NetworkedVm("b", vmArgs({ nics }));
    };
    await expect(built(twice)).rejects.toThrow("nics[0].macAddress: a has this already");
  });
});
