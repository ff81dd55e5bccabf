import { build } from "../../stacks/topologies";
import { built, runProgram } from "../components/harness";
import { expectGolden } from "./goldenList";
import { settingsOf, siteOf } from "./stackFile";

jest.setTimeout(180_000);

type Run = ReturnType<typeof built>;
const runs = new Map<string, Run>();

/** Builds a stack as its file says; each once, for no test changes what it finds. */
function run(environment: string, preview = false): Run {
  const stack = `network-slicing-${environment}`;
  const key = `${stack} ${preview}`;
  const done =
    runs.get(key) ??
    built(build, { stack, preview, config: settingsOf(stack), estate: siteOf(stack) });
  runs.set(key, done);
  return done;
}

describe.each(["lab", "dev", "prod"])("network-slicing-%s", (environment) => {
  test("is the golden one: set UPDATE_GOLDEN=1 to write it anew", async () => {
    const { registrations } = await run(environment);
    expect(registrations.length).toBeGreaterThan(40);
    expectGolden(`network-slicing-${environment}`, registrations);
  });

  test("registers the same in a preview", async () => {
    const shown = await run(environment, true);
    expect(shown.names()).toEqual((await run(environment)).names());
  });

  test("serves 5G before 4G in codepoints and shares (R60)", async () => {
    const { find } = await run(environment);
    const marks = ["5G_Net", "4G"].map((slice) => find(`${slice}-qos`).inputs);
    expect(marks).toMatchObject([
      { dscpPriority: 46, classOfService: 5, dscpTrusted: false },
      { dscpPriority: 18, classOfService: 2, dscpTrusted: false },
    ]);
    const levelOf = (machine: string) =>
      (find(`${machine}-vm`).inputs.networkInterfaces as { bandwidthShareLevel?: string }[])[0]
        ?.bandwidthShareLevel;
    expect([levelOf("upf-1"), levelOf("pgw-1"), levelOf("dns-1")]).toEqual([
      "high",
      "normal",
      undefined,
    ]);
  });
});

describe("the slices", () => {
  test("may take what others leave in lab and production, and no more than their own in dev", async () => {
    const limitsIn = async (environment: string) => {
      const { find } = await run(environment);
      return ["5G_Net", "4G"].map((slice) => find(`${slice}-ingress`).inputs.committedBandwidth);
    };
    expect(await limitsIn("lab")).toEqual([9000, 6000]);
    expect(await limitsIn("dev")).toEqual([600, 300]);
    expect(await limitsIn("prod")).toEqual([18_000, 12_000]);
  });

  test("share a gateway in the lab and have one each inside it in production", async () => {
    const lab = await run("lab");
    expect(lab.find("5G_Net-gateway").inputs.tier0Path).toBe("/infra/tier-0s/core-gateway");
    expect(lab.names().filter((name) => name.includes("vrf"))).toEqual([]);
    const prod = await run("prod");
    expect(prod.find("5G_Net-gateway").inputs.tier0Path).toBe("/infra/tier-0s/5G_Net-vrf-gateway");
    expect(prod.find("5G_Net-vrf-gateway").inputs.vrfConfig).toEqual({
      gatewayPath: "/infra/tier-0s/core-gateway",
    });
    expect(prod.find("4G-vrf-interface-edge-02").inputs).toMatchObject({
      accessVlanId: 142,
      subnets: ["192.168.42.3/24"],
    });
    expect(prod.find("4G-vrf-uplink").inputs.vlanIds).toEqual(["141-149"]);
  });

  test("have an address in production that moves to the active edge node", async () => {
    const prod = await run("prod");
    const moving = ["core", "5G_Net-vrf", "4G-vrf"].map((gateway) => {
      const { configs } = prod.find(`${gateway}-ha-vip`).inputs as {
        configs: { vipSubnets: string[]; externalInterfacePaths: string[] }[];
      };
      return configs.flatMap(({ vipSubnets, externalInterfacePaths }) => [
        ...vipSubnets,
        externalInterfacePaths.length,
      ]);
    });
    expect(moving).toEqual([
      ["192.168.40.4/24", 2],
      ["192.168.41.4/24", 2],
      ["192.168.42.4/24", 2],
    ]);
    expect((await run("lab")).names().filter((name) => name.endsWith("ha-vip"))).toEqual([]);
  });

  test("tell the core's router their queues", async () => {
    const { value } = await run("lab");
    const { handOff } = value as {
      handOff: Record<string, { apply(f: (v: unknown) => void): void }>;
    };
    const told = await Promise.all(
      Object.values(handOff).map((one) => new Promise((done) => void one.apply(done))),
    );
    expect(told).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ slice: "5G_Net", queue: 1, behaviour: "EF" }),
        expect.objectContaining({ slice: "4G", queue: 2, behaviour: "AF21" }),
      ]),
    );
  });

  test("are protected in production, while lab and dev can be thrown away", async () => {
    const kept = (await run("prod")).registrations.filter(({ protect }) => protect);
    expect(kept.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["5G_Net-gateway", "5G_Net-segment-net", "core-gateway", "upf-1-vm"]),
    );
    for (const environment of ["lab", "dev"]) {
      const { registrations } = await run(environment);
      expect(registrations.filter(({ protect }) => protect)).toEqual([]);
    }
  });
});

describe("the network-slicing stack fails", () => {
  const stack = "network-slicing-lab";
  const errorOf = async (change: (config: Record<string, string>) => object) => {
    const config = settingsOf(stack);
    const all = { ...config, ...change(config) } as Record<string, string>;
    const { errors } = await runProgram(build, { stack, config: all });
    return errors.map(({ message }) => message).join("\n");
  };
  interface SliceSettings {
    machines: object;
  }
  const slices = (config: Record<string, string>, changes: Record<string, object>) => {
    const before = JSON.parse(config["vmnet:slices"] ?? "{}") as Record<string, SliceSettings>;
    const after = Object.entries(before).map(([key, one]) => [key, { ...one, ...changes[key] }]);
    return { "vmnet:slices": JSON.stringify(Object.fromEntries(after)) };
  };

  test("fails for addresses outside of a slice, and for a rate in bytes", async () => {
    const message = await errorOf((config) =>
      slices(config, {
        "4G": {
          committed: "3 GB/s",
          machines: { x: { address: "10.50.0.20/24", host: "esxi-01.lab.example" } },
        },
      }),
    );
    expect(message).toContain("vmnet:slices.4G.committed: data rates are in bits, not in bytes");
    expect(message).toContain(
      "vmnet:slices.4G.machines.x.address: this is not in the tier's network",
    );
  });

  test("fails for slices that are promised more than the link carries", async () => {
    const message = await errorOf((config) => slices(config, { "4G": { committed: "5 Gbit/s" } }));
    expect(message).toContain("plan.slices: together the slices are promised more than");
  });

  test("fails for routing of its own without a trunk", async () => {
    const routing = {
      vlanId: 141,
      router: "192.168.41.1",
      edges: { "edge-01": "192.168.41.2/24" },
    };
    const message = await errorOf((config) => slices(config, { "5G_Net": { routing } }));
    expect(message).toContain("vmnet:uplink.trunk: slice 5G_Net has routing of its own");
  });
});
