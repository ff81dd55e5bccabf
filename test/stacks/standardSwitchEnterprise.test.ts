import { build } from "../../stacks/topologies";
import { runProgram } from "../components/harness";
import { expectGolden } from "./goldenList";
import { runsOf } from "./runs";
import { settingsOf } from "./stackFile";

jest.setTimeout(180_000);

const run = runsOf("standard-switch-enterprise");

describe.each(["lab", "dev", "prod"])("standard-switch-enterprise-%s", (environment) => {
  test("is the golden one: set UPDATE_GOLDEN=1 to write it anew", async () => {
    const { registrations } = await run(environment);
    expect(registrations.length).toBeGreaterThan(14);
    expectGolden(`standard-switch-enterprise-${environment}`, registrations);
  });

  test("registers the same in a preview", async () => {
    const shown = await run(environment, true);
    expect(shown.names()).toEqual((await run(environment)).names());
  });

  test("is vSwitch1 on every host, and port groups only on vSwitch0 (R20)", async () => {
    const { registrations } = await run(environment);
    const made = registrations.filter(({ type }) => /HostVirtualSwitch$/.test(type));
    expect(new Set(made.map(({ inputs }) => inputs.name))).toEqual(new Set(["vSwitch1"]));
    const owners = registrations
      .filter(({ type }) => /HostPortGroup$/.test(type))
      .map(({ inputs }) => inputs.virtualSwitchName);
    expect(new Set(owners)).toEqual(new Set(["vSwitch0", "vSwitch1"]));
  });

  test("migrates from 192.168.10.100 on, in the stack of its own (R22)", async () => {
    const { registrations } = await run(environment);
    const adapters = registrations.filter(({ type }) => /:Vnic$/.test(type));
    const addresses = adapters.map(({ inputs }) => (inputs.ipv4 as { ip: string }).ip);
    expect(addresses).toEqual(adapters.map((_, index) => `192.168.10.${100 + index}`));
    expect(adapters.length).toBeGreaterThan(1);
    for (const { inputs } of adapters) {
      expect(inputs).toMatchObject({
        netstack: "vmotion",
        mtu: environment === "dev" ? 1500 : 9000,
      });
    }
  });
});

describe("the enterprise", () => {
  test("keeps machines on different hosts (R44)", async () => {
    const { find } = await run("prod");
    expect(find("balancing-separate-apps").inputs.virtualMachineIds).toHaveLength(3);
    expect(find("balancing-separate-databases").inputs.virtualMachineIds).toHaveLength(2);
    const dev = await run("dev");
    expect(dev.names().filter((name) => name.startsWith("balancing"))).toEqual([]);
  });

  test("says what the ports of both physical switches carry", async () => {
    const { value } = await run("lab");
    expect((value as { trunks: object }).trunks).toEqual({
      management: { physicalSwitch: "access (Catalyst 9200)", vlans: [10] },
      production: {
        physicalSwitch: "core (Catalyst 9500)",
        uplinks: { active: ["vmnic2", "vmnic3"] },
        mtuBytes: 9000,
        vlans: [20, 30, 50],
      },
    });
  });

  test("is protected in production, while lab and dev can be thrown away", async () => {
    const prod = (await run("prod")).registrations.filter(({ protect }) => protect);
    expect(prod.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["db-1-vm", "fabric-switch-vSwitch1-esxi-01.example"]),
    );
    for (const environment of ["lab", "dev"]) {
      const { registrations } = await run(environment);
      expect(registrations.filter(({ protect }) => protect)).toEqual([]);
    }
  });
});

describe("the standard-switch-enterprise stack fails", () => {
  const stack = "standard-switch-enterprise-lab";
  const errorOf = async (key: string, changes: object) => {
    const settings = settingsOf(stack);
    const before = JSON.parse(settings[`vmnet:${key}`] ?? "{}") as object;
    const config = { ...settings, [`vmnet:${key}`]: JSON.stringify({ ...before, ...changes }) };
    const { registrations, errors } = await runProgram(build, { stack, config });
    expect(registrations).toEqual([]);
    expect(errors[0]).toMatchObject({ __pulumiRunError: true });
    return errors[0]?.message ?? "";
  };

  test("fails for a host without a slot", async () => {
    const message = await errorOf("vMotion", { slots: { "esxi-01.lab.example": 0 } });
    expect(message).toContain("the host has no slot in the vMotion network");
    expect(message).toContain("vmnet:vMotion.slots.esxi-03.lab.example");
  });

  test("fails for a machine that there is not, and one alone", async () => {
    expect(await errorOf("separate", { apps: ["app-1", "app-9"] })).toContain(
      "vmnet:separate.apps[1]: no such machine",
    );
    expect(await errorOf("separate", { apps: ["app-1"] })).toContain("vmnet:separate.apps");
  });

  test("fails for an address outside of its tier, and a name in two tiers", async () => {
    const machine = { address: "192.168.21.1/24", host: "esxi-01.lab.example" };
    const tiers = {
      Prod_Net: { cidr: "192.168.20.0/24", vlanId: 20, machines: { "jump-1": machine } },
    };
    const message = await errorOf("production", { tiers });
    expect(message).toContain("tiers.Prod_Net.machines.jump-1.address: this is not in the tier's");
    expect(message).toContain("management.Jump_Net has a machine of this name");
  });
});
