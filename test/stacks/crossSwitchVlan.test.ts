import { AddressSet } from "vmnet/network/addressSet";
import { buildModel, type Resource } from "vmnet/network/model";
import { PortSet } from "vmnet/network/ports";
import { reach, Verdict } from "vmnet/network/reason";

import { build } from "../../stacks/topologies";
import { runProgram } from "../components/harness";
import { expectGolden } from "./goldenList";
import { runsOf } from "./runs";
import { settingsOf } from "./stackFile";

jest.setTimeout(180_000);

const run = runsOf("cross-switch-vlan");

describe.each(["lab", "dev", "prod"])("cross-switch-vlan-%s", (environment) => {
  test("is the golden one: set UPDATE_GOLDEN=1 to write it anew", async () => {
    const { registrations } = await run(environment);
    expect(registrations.length).toBeGreaterThan(14);
    expectGolden(`cross-switch-vlan-${environment}`, registrations);
  });

  test("registers the same in a preview", async () => {
    const shown = await run(environment, true);
    expect(shown.names()).toEqual((await run(environment)).names());
  });

  test("has one VLAN on both switches, and tiers on one each (R14)", async () => {
    const { registrations } = await run(environment);
    const groups = registrations.filter(({ type }) => /PortGroup$/.test(type));
    const vlans = (name: RegExp) => [
      ...new Set(groups.filter((one) => name.test(one.name)).map(({ inputs }) => inputs.vlanId)),
    ];
    expect(vlans(/^shared-/)).toEqual([environment === "dev" ? 110 : 100]);
    expect(vlans(/^front-/)).not.toEqual(vlans(/^back-/));
  });
});

describe("in the model", () => {
  const surroundings = {
    format: 1,
    site: "office",
    fabrics: [{ name: "campus", closedVlans: "20,30,100" }],
    switches: [
      { name: "vSwitch1", fabric: "campus" },
      { name: "vSwitch2", fabric: "campus" },
    ],
  } as const;

  /** What web-1 meets on its way to an address of db-1; `change` is made to the resources first. */
  async function asks(to: string, change: (resource: Resource) => Resource = (one) => one) {
    const { estate } = await run("lab");
    const resources = estate.toResources().map(change);
    const networkNames = Object.fromEntries(
      ["front", "back", "shared-front", "shared-back"].map((name) => {
        const { id } = estate.invoke("vsphere:index/getNetwork:getNetwork", { name });
        return [String(id), name];
      }),
    );
    const site = structuredClone(surroundings) as unknown as Parameters<typeof buildModel>[1];
    const model = buildModel(resources, site, { networkNames });
    const idOf = (name: string) => model.endpoints.find((one) => one.name === name)!.id;
    const answers = reach(model, idOf("web-1"), idOf("db-1"), {
      protocols: PortSet.fromRanges([{ first: 6, last: 6 }]),
      destination: AddressSet.of(to),
    });
    return [...new Set(answers.map(({ verdict }) => verdict))];
  }

  test("machines on different switches are neighbours in VLAN 100", async () => {
    expect(await asks("192.168.100.21")).toEqual([Verdict.Allowed]);
  });

  test("and no longer when the second switch has another VLAN", async () => {
    const other = (resource: Resource): Resource =>
      /^shared-portgroup-back/.test(resource.name) || resource.outputs["name"] === "shared-back"
        ? { ...resource, outputs: { ...resource.outputs, vlanId: 101 } }
        : resource;
    expect(await asks("192.168.100.21", other)).toEqual([Verdict.Denied]);
  });
});

describe("the stack in production", () => {
  test("joins a standard and a distributed switch", async () => {
    const { find } = await run("prod");
    expect(find("back-switch").inputs).toMatchObject({
      name: "dvs-back",
      maxMtu: 9000,
      activeUplinks: ["uplink1"],
      standbyUplinks: ["uplink2"],
    });
    expect(find("shared-portgroup-back").inputs).toMatchObject({ vlanId: 100 });
  });

  test("is protected, while lab and dev can be thrown away", async () => {
    const kept = (await run("prod")).registrations.filter(({ protect }) => protect);
    expect(kept.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["back-switch", "db-1-vm", "shared-portgroup-back", "web-1-vm"]),
    );
    for (const environment of ["lab", "dev"]) {
      const { registrations } = await run(environment);
      expect(registrations.filter(({ protect }) => protect)).toEqual([]);
    }
  });
});

describe("the cross-switch-vlan stack fails", () => {
  const stack = "cross-switch-vlan-lab";
  const errorOf = async (config: Record<string, string>) => {
    const all = { ...settingsOf(stack), ...config };
    const { registrations, errors } = await runProgram(build, { stack, config: all });
    expect(registrations).toEqual([]);
    return errors[0]?.message ?? "";
  };
  const tier = (key: string, changes: object) => {
    const before = JSON.parse(settingsOf(stack)[`vmnet:${key}`] ?? "{}") as object;
    return { [`vmnet:${key}`]: JSON.stringify({ ...before, ...changes }) };
  };
  const host = "esxi-01.lab.example";

  test("fails for addresses outside of their networks, and for one address twice (R08)", async () => {
    const message = await errorOf({
      ...tier("front", {
        machines: { web: { address: "192.168.21.11/24", shared: "192.168.100.11/24", host } },
      }),
      ...tier("back", {
        router: "192.168.31.1",
        machines: { db: { address: "192.168.30.1/24", shared: "192.168.100.11/24", host } },
      }),
    });
    expect(message).toContain(
      "vmnet:front.machines.web.address: this is not in the tier's network",
    );
    expect(message).toContain("vmnet:back.router: the router is not in the network");
    expect(message).toContain("front.machines.web has this address already");
  });

  test("fails for one machine in two tiers, and for a VLAN that is none", async () => {
    const machines = { "web-1": { address: "192.168.30.11/24", host } };
    expect(await errorOf(tier("back", { machines }))).toContain(
      "vmnet:back.machines.web-1: a machine of the front tier has this name",
    );
    expect(await errorOf(tier("front", { vlanId: 4096 }))).toContain("vmnet:front.vlanId");
  });

  test("fails for switches that share an adapter", async () => {
    const uplinks = { active: ["vmnic1"] };
    const switches = { front: { uplinks }, back: { uplinks } };
    const all = { ...settingsOf(stack), "vmnet:switches": JSON.stringify(switches) };
    const { errors } = await runProgram(build, { stack, config: all });
    expect(errors.map(({ message }) => message).join()).toContain("front has this adapter already");
  });
});
