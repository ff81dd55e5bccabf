import * as pulumi from "@pulumi/pulumi";
import { HostOnlyNetwork, type HostOnlyNetworkArgs } from "vmnet";

import { faultsOf, refused } from "./faults";
import { lab } from "./fixtures";
import { GROWTH_TIMEOUT_MILLISECONDS, growsInPlace, namesInBoth } from "./growth";
import { built, runProgram, valueOf } from "./harness";

const hostOnlyArgs = (changes: Partial<HostOnlyNetworkArgs> = {}): HostOnlyNetworkArgs => ({
  datacenterId: lab.datacenterId,
  hosts: { "esxi-01": { hostSystemId: lab.host, hostAddress: "192.168.56.1/24" } },
  ...changes,
});

const build = (changes: Partial<HostOnlyNetworkArgs> = {}) =>
  built(() => new HostOnlyNetwork("desk", hostOnlyArgs(changes)));

const two = {
  "esxi-01": { hostSystemId: lab.host, hostAddress: "192.168.56.1/24" },
  "esxi-02": { hostSystemId: lab.otherHost },
};

describe("a host-only network", () => {
  let warn: jest.SpyInstance;
  beforeEach(() => {
    warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
  });
  afterEach(() => warn.mockRestore());

  test("is a switch without adapters, and the host's own address on it (R03)", async () => {
    const { find, names, value } = await build();
    expect(names()).toEqual([
      "desk",
      "desk-adapter-esxi-01",
      "desk-hostgroup-esxi-01",
      "desk-portgroup-esxi-01",
      "desk-switch-esxi-01",
    ]);
    expect(find("desk-switch-esxi-01").inputs).toMatchObject({
      name: "desk",
      networkAdapters: [],
      activeNics: [],
      standbyNics: [],
    });
    expect(await valueOf((value as HostOnlyNetwork).networkId)).toMatch(/^network-/);
    expect(await valueOf((value as HostOnlyNetwork).networkName)).toBe("desk");
  });

  test("gives the host's adapter a port group of its own, and no service", async () => {
    const { find } = await build();
    expect(find("desk-hostgroup-esxi-01").inputs).toMatchObject({
      name: "desk-host",
      virtualSwitchName: "desk",
      vlanId: 0,
    });
    const adapter = find("desk-adapter-esxi-01");
    expect(adapter.inputs).toMatchObject({
      host: lab.host,
      portgroup: "desk-host",
      mtu: 1500,
      netstack: "defaultTcpipStack",
      ipv4: { ip: "192.168.56.1", netmask: "255.255.255.0" },
    });
    expect(Object.keys(adapter.inputs)).not.toEqual(
      expect.arrayContaining(["services", "ipv6", "distributedPortGroup"]),
    );
  });

  test("is not misled by the services of vmk10, which the provider reads as vmk1's", async () => {
    const { find } = await build();
    expect(find("desk-adapter-esxi-01").ignoreChanges).toEqual(["services"]);
  });

  test("replaces the host's adapter with its port group, which is deleted after it", async () => {
    const { find } = await build();
    expect(find("desk-adapter-esxi-01").replaceOnChanges).toEqual(["portgroup"]);
  });

  test("writes every security flag of the port group: nothing is inherited", async () => {
    const { find } = await build();
    for (const group of ["desk-portgroup-esxi-01", "desk-hostgroup-esxi-01"]) {
      expect(find(group).inputs).toMatchObject({
        allowPromiscuous: false,
        allowForgedTransmits: false,
        allowMacChanges: false,
      });
    }
  });

  test("warns of each host after the first, and says what to do", async () => {
    await build({ hosts: { ...two, "esxi-03": { hostSystemId: "host-23" } } });
    const texts = warn.mock.calls.map(([text]) => text);
    expect(texts).toEqual([
      expect.stringContaining("desk on esxi-02 is a network of its own"),
      expect.stringContaining("desk on esxi-03 is a network of its own"),
    ]);
    expect(texts[0]).toContain("pinToHost: true");
    warn.mockClear();
    await build();
    expect(warn).not.toHaveBeenCalled();
  });

  test("leaves a host without hostAddress out of its network", async () => {
    const { names } = await build({ hosts: two });
    expect(names()).toContain("desk-switch-esxi-02");
    expect(names()).not.toContain("desk-adapter-esxi-02");
    expect(names()).not.toContain("desk-hostgroup-esxi-02");
  });

  test("takes the same address on every host, since their networks never meet", async () => {
    const address = { hostAddress: "192.168.56.1/24" };
    const { find } = await build({
      hosts: {
        "esxi-01": { hostSystemId: lab.host, ...address },
        "esxi-02": { hostSystemId: lab.otherHost, ...address },
      },
    });
    const ipv4 = find("desk-adapter-esxi-02").inputs.ipv4;
    expect(ipv4).toEqual(find("desk-adapter-esxi-01").inputs.ipv4);
  });

  test("takes names and an MTU for switch and adapter alike", async () => {
    const { find } = await build({
      networkName: "VM_Host",
      switchName: "vSwitchH",
      mtuBytes: 9000,
    });
    expect(find("desk-switch-esxi-01").inputs).toMatchObject({ name: "vSwitchH", mtu: 9000 });
    expect(find("desk-portgroup-esxi-01").inputs).toMatchObject({
      name: "VM_Host",
      virtualSwitchName: "vSwitchH",
    });
    expect(find("desk-adapter-esxi-01").inputs).toMatchObject({
      mtu: 9000,
      portgroup: "VM_Host-host",
    });
  });

  test("is protected unless disposable; every child is deleted before it is replaced", async () => {
    const { registrations } = await build();
    const isProtected = registrations.filter(({ protect }) => protect).map(({ name }) => name);
    expect(isProtected).toEqual(["desk-portgroup-esxi-01", "desk-switch-esxi-01"]);
    for (const child of registrations.filter(({ custom }) => custom)) {
      expect(child).toMatchObject({ parent: "desk", deleteBeforeReplace: true });
    }
    const lab2 = await build({ disposable: true });
    expect(lab2.registrations.map(({ protect }) => protect)).not.toContain(true);
  });

  test("registers the same in a preview as in an update", async () => {
    const names = await namesInBoth(
      () => new HostOnlyNetwork("desk", hostOnlyArgs({ hosts: two })),
    );
    expect(names).toHaveLength(7);
  });

  test(
    "grows by a host without touching the others",
    async () => {
      const ids = ["host-21", "host-22", "host-23", "host-31", "host-32"];
      await growsInPlace({
        entry: (index) => ({ hostSystemId: ids[index]!, hostAddress: `10.9.${index}.1/24` }),
        program: (hosts) => new HostOnlyNetwork("desk", hostOnlyArgs({ hosts })),
      });
    },
    GROWTH_TIMEOUT_MILLISECONDS,
  );

  test("of somebody else registers nothing", async () => {
    const existing = { networkName: "VM_Host", networkId: "network-7" };
    const { names, value } = await built(() => HostOnlyNetwork.fromExisting(existing));
    expect(names()).toEqual([]);
    expect(await valueOf((value as { networkId: pulumi.Output<string> }).networkId)).toBe(
      "network-7",
    );
  });
});

describe("a host-only network fails", () => {
  const faults = (changes: object) =>
    faultsOf(() => new HostOnlyNetwork("desk", hostOnlyArgs(changes)));

  test("fails without datacenter and without host", async () => {
    expect(await faults({ datacenterId: "", hosts: {} })).toEqual({
      datacenterId: "this is required",
      hosts: "no host is named",
    });
  });

  test.each([
    ["192.168.56.1", "mask"],
    ["192.168.56.0/24", "network"],
    ["192.168.56.255/24", "broadcast"],
    ["192.168.56.300/24", ""],
    ["fd00::1/64", "IPv6 is not offered here"],
  ])("fails for the host's address %s", async (hostAddress, words) => {
    const hosts = { "esxi-01": { hostSystemId: lab.host, hostAddress } };
    const found = await faults({ hosts });
    expect(Object.keys(found)).toEqual(["hosts.esxi-01.hostAddress"]);
    expect(Object.values(found)[0]).toContain(words);
  });

  test("fails for one host under two names, a bad key and a host without id", async () => {
    const found = await faults({
      hosts: {
        a: { hostSystemId: "host-21" },
        b: { hostSystemId: "host-21" },
        "c d": { hostSystemId: "host-22" },
        e: { hostSystemId: "" },
      },
    });
    expect(found).toEqual({
      "hosts.c d": "this key names resources",
      "hosts.b.hostSystemId": "a is the same host",
      "hosts.e.hostSystemId": "this is required",
    });
  });

  test("fails for names that vCenter cannot have, and an MTU that no switch has", async () => {
    const found = await faults({ networkName: "a/b", switchName: "x".repeat(76), mtuBytes: 9001 });
    expect(Object.keys(found)).toEqual(["networkName", "switchName", "mtuBytes"]);
  });

  test("fails with every fault in one message", async () => {
    const { message } = await refused(
      () =>
        new HostOnlyNetwork(
          "desk",
          hostOnlyArgs({ datacenterId: "", hosts: { a: { hostSystemId: "", hostAddress: "x" } } }),
        ),
    );
    expect(message).toContain('HostOnlyNetwork "desk": 3 faults');
  });

  test("fails for a late address, once it is known", async () => {
    const { errors } = await runProgram(() => {
      const late = pulumi.output(Promise.resolve("192.168.56.0/24"));
      const hosts = { "esxi-01": { hostSystemId: lab.host, hostAddress: late } };
      return new HostOnlyNetwork("desk", hostOnlyArgs({ hosts }));
    });
    expect(errors.map(({ message }) => message).join("\n")).toContain("hosts.esxi-01.hostAddress");
  });

  test("fails for two networks of one name", async () => {
    const { errors } = await runProgram(() => {
      new HostOnlyNetwork("one", hostOnlyArgs({ networkName: "VM_Host" }));
      new HostOnlyNetwork("two", hostOnlyArgs({ networkName: "VM_Host" }));
    });
    expect(errors[0]?.message).toContain("one has this already");
  });
});
