import { AddressSet } from "vmnet/network/addressSet";
import { buildModel, type Resource, type Surroundings } from "vmnet/network/model";
import { PortSet } from "vmnet/network/ports";
import { reach, Verdict } from "vmnet/network/reason";

import { build } from "../../stacks/topologies";
import { runProgram } from "../components/harness";
import { expectGolden } from "./goldenList";
import { runsOf } from "./runs";
import { settingsOf } from "./stackFile";

jest.setTimeout(180_000);

/** IANA's protocol number. */
const ICMP = 1;

const run = runsOf("bridged-lan");

describe.each(["lab", "dev", "prod"])("bridged-lan-%s", (environment) => {
  test("is the golden one: set UPDATE_GOLDEN=1 to write it anew", async () => {
    const { registrations } = await run(environment);
    expect(registrations.length).toBeGreaterThan(8);
    expectGolden(`bridged-lan-${environment}`, registrations);
  });

  test("registers the same in a preview", async () => {
    const shown = await run(environment, true);
    expect(shown.names()).toEqual((await run(environment)).names());
  });

  test("limits every port of VM_Bridge to at most 1 Gbit/s (R04)", async () => {
    const { registrations } = await run(environment);
    const limits = registrations.flatMap(({ inputs }) => {
      const shaper = inputs.egressRateShaper as { averageBwMbps: number } | undefined;
      const rate = inputs.shapingAverageBandwidth ?? (shaper?.averageBwMbps ?? NaN) * 1e6;
      return Number.isNaN(rate) ? [] : [rate as number];
    });
    expect(limits.length).toBeGreaterThan(0);
    expect(Math.max(...limits)).toBeLessThanOrEqual(1e9);
  });

  test("has two vmxnet3 machines with fixed addresses and fixed MAC addresses (R06)", async () => {
    const { find } = await run(environment);
    for (const [name, address] of [
      ["desk-1", "192.168.1.10/24"],
      ["desk-2", "192.168.1.20/24"],
    ] as const) {
      const { networkInterfaces, extraConfig } = find(`${name}-vm`).inputs as {
        networkInterfaces: object[];
        extraConfig: Record<string, string>;
      };
      expect(networkInterfaces).toMatchObject([{ adapterType: "vmxnet3", useStaticMac: true }]);
      const metadata = Buffer.from(extraConfig["guestinfo.metadata"]!, "base64").toString();
      expect(metadata).toContain(`"addresses":["${address}"]`);
    }
  });
});

/** What surrounds the LAN: one campus of switches, the VLAN transport zone and the router. */
const surroundings = (stack: string): Surroundings => {
  const { vlanId } = JSON.parse(settingsOf(stack)["vmnet:lan"] ?? "{}") as { vlanId: number };
  return {
    format: 1,
    site: "office",
    fabrics: [{ name: "campus" }],
    switches: [{ name: "vSwitch1", fabric: "campus" }],
    transportZones: [
      {
        path: "/infra/sites/default/enforcement-points/default/transport-zones/vlan-tz",
        type: "vlan",
        fabric: "campus",
      },
    ],
    routers: [
      {
        name: "core",
        interfaces: [
          { name: "lan", fabric: "campus", vlan: vlanId, addresses: ["192.168.1.1/24"] },
        ],
      },
    ],
    defaults: { distributedFirewall: "ALLOW" },
  };
};

/** What desk-1's ping of desk-2 meets; `change` is made to the resources first. */
async function ping(
  environment: string,
  change: (resource: Resource) => Resource = (resource) => resource,
): Promise<Verdict[]> {
  const stack = `bridged-lan-${environment}`;
  const { estate } = await run(environment);
  const { id } = estate.invoke("vsphere:index/getNetwork:getNetwork", { name: "VM_Bridge" });
  const resources = estate.toResources().map(change);
  const names = { networkNames: { [String(id)]: "VM_Bridge" } };
  const model = buildModel(resources, surroundings(stack), names);
  const idOf = (name: string) => model.endpoints.find((one) => one.name === name)!.id;
  const answers = reach(model, idOf("desk-1"), idOf("desk-2"), {
    protocols: PortSet.fromRanges([{ first: ICMP, last: ICMP }]),
    destination: AddressSet.of("192.168.1.20"),
  });
  return answers.map(({ verdict }) => verdict);
}

describe("in the model", () => {
  test.each(["lab", "dev", "prod"])(
    "the machines of bridged-lan-%s ping each other",
    async (name) => {
      expect(await ping(name)).toEqual([Verdict.Allowed]);
    },
  );

  test("a machine whose MAC address is not on the list is cut off (R05)", async () => {
    const withoutFirst = (resource: Resource): Resource => {
      const macAddresses = ["00:50:56:00:00:99"];
      const outputs = {
        ...resource.outputs,
        criterias: [{ macaddressExpression: { macAddresses } }],
      };
      return resource.outputs.nsxId === "machines-macs-macs" ? { ...resource, outputs } : resource;
    };
    expect(await ping("prod", withoutFirst)).toEqual([Verdict.Denied]);
  });
});

describe("a bridged LAN in production", () => {
  test("guards its ports and lets the machines' MAC addresses send, no others (R05)", async () => {
    const { find } = await run("prod");
    expect(find("lan-segment").inputs).toMatchObject({
      displayName: "VM_Bridge",
      securityProfile: { spoofguardProfilePath: "/infra/spoofguard-profiles/ports-spoofguard" },
      discoveryProfile: { macDiscoveryProfilePath: "/infra/mac-discovery-profiles/ports-mac" },
    });
    const macs = ["desk-1-vm", "desk-2-vm"].map((name) => {
      const [nic] = find(name).inputs.networkInterfaces as { macAddress: string }[];
      return nic!.macAddress;
    });
    expect(find("machines-macs-macs").inputs.criterias).toEqual([
      { macaddressExpression: { macAddresses: [...macs].sort() } },
    ]);
    expect(find("machines-macs-policy").inputs.scopes).toEqual([
      "/infra/domains/default/groups/lan-group",
    ]);
  });

  test("is protected, while lab and dev can be thrown away", async () => {
    const prod = (await run("prod")).registrations.filter(({ protect }) => protect);
    expect(prod.map(({ name }) => name)).toEqual(["desk-1-vm", "desk-2-vm", "lan-segment"]);
    for (const environment of ["lab", "dev"]) {
      const { registrations } = await run(environment);
      expect(registrations.filter(({ protect }) => protect)).toEqual([]);
    }
  });
});

describe("the bridged-lan stack fails", () => {
  const stack = "bridged-lan-lab";
  const errorOf = async (lan: object) => {
    const before = JSON.parse(settingsOf(stack)["vmnet:lan"] ?? "{}") as object;
    const config = { ...settingsOf(stack), "vmnet:lan": JSON.stringify({ ...before, ...lan }) };
    const { registrations, errors } = await runProgram(build, { stack, config });
    expect(registrations).toEqual([]);
    expect(errors[0]).toMatchObject({ __pulumiRunError: true });
    return errors[0]?.message ?? "";
  };

  test("fails for more than the guide's 1 Gbit/s, and for what is no rate", async () => {
    expect(await errorOf({ limit: "2 Gbit/s" })).toContain("vmnet:lan.limit: the limit");
    expect(await errorOf({ limit: "1 GB/s" })).toContain("data rates are in bits");
  });

  test("fails for a network on two kinds of carrier, and on none", async () => {
    const words = "the network is on a vSphere switch or on an NSX segment";
    expect(await errorOf({ segment: { transportZone: "vlan-tz" } })).toContain(words);
    expect(await errorOf({ switch: undefined })).toContain(words);
  });

  test("fails for one address on two machines, before two guests have it (R08)", async () => {
    const host = "esxi-01.lab.example";
    const message = await errorOf({
      machines: {
        a: { address: "192.168.1.10/24", host },
        b: { address: "192.168.1.10/24", host },
        c: { address: "192.168.1.1/24", host },
        d: { address: "10.0.0.10/24", host },
      },
    });
    expect(message).toContain("3 faults");
    expect(message).toContain("vmnet:lan.machines.b.address: machines.a has this address already");
    expect(message).toContain("vmnet:lan.machines.c.address: the router has this address already");
    expect(message).toContain("vmnet:lan.machines.d.address: this is not in the tier's network");
  });

  test("fails for a router outside of the LAN and a VLAN that does not exist", async () => {
    expect(await errorOf({ router: "192.168.2.1" })).toContain(
      "vmnet:lan.router: the router is not in the network",
    );
    expect(await errorOf({ vlanId: 4095 })).toContain("vmnet:lan.vlanId");
  });

  test("fails for a machine on a host that the site does not name", async () => {
    const machines = { a: { address: "192.168.1.10/24", host: "esxi-09" } };
    const before = JSON.parse(settingsOf(stack)["vmnet:lan"] ?? "{}") as object;
    const config = {
      ...settingsOf(stack),
      "vmnet:lan": JSON.stringify({ ...before, machines }),
    };
    const { errors } = await runProgram(build, { stack, config });
    expect(errors.map(({ message }) => message).join()).toContain("does not name esxi-09");
  });
});
