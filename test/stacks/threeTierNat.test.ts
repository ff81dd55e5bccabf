import { runProgram } from "../components/harness";
import { build } from "../../stacks/topologies";
import { expectGolden } from "./goldenList";
import { runsOf } from "./runs";
import { settingsOf } from "./stackFile";

jest.setTimeout(180_000);

const run = runsOf("three-tier-nat");

describe.each(["lab", "dev", "prod"])("three-tier-nat-%s", (environment) => {
  test("is the golden one: set UPDATE_GOLDEN=1 to write it anew", async () => {
    const { registrations } = await run(environment);
    expect(registrations.length).toBeGreaterThan(50);
    expectGolden(`three-tier-nat-${environment}`, registrations);
  });

  test("registers the same in a preview", async () => {
    const shown = await run(environment, true);
    expect(shown.names()).toEqual((await run(environment)).names());
  });
});

describe("the three tiers", () => {
  test("forward the guide's ports and services (R11, R12)", async () => {
    const { find, names } = await run("lab");
    expect(find("app-forward-jobs").inputs).toMatchObject({
      translatedPorts: "5000-6000",
      sourceNetworks: ["192.168.1.0/24"],
    });
    expect(names().filter((name) => name.startsWith("app-forward-"))).toEqual([
      "app-forward-http-tcp",
      "app-forward-http-udp",
      "app-forward-https-tcp",
      "app-forward-https-udp",
      "app-forward-jobs",
      "app-forward-ssh-tcp",
      "app-forward-ssh-udp",
    ]);
  });

  test("have the edge gateway in the bridged network's VLAN (R10)", async () => {
    const { find } = await run("lab");
    const { vlanId } = find("lan-portgroup-esxi-01.lab.example").inputs;
    expect(find("edge-uplink").inputs.vlanIds).toEqual([String(vlanId)]);
  });

  test("let the second layer reach the third on tcp 3306 and nothing else", async () => {
    const { find, names } = await run("lab");
    expect(names().filter((name) => name.startsWith("db-allow"))).toEqual(["db-allow-app"]);
    expect(find("db-service-app").inputs).toMatchObject({
      l4PortSetEntries: [{ protocol: "TCP", destinationPorts: ["3306"] }],
    });
    expect(find("app-snat").inputs.sourceNetworks).toEqual(["10.0.0.0/24"]);
  });

  test.each([true, false])("keep machines behind their networks (preview %s)", async (preview) => {
    const { registrations } = await run("lab", preview);
    const dependenciesOf = (machine: string) =>
      registrations.find(
        ({ name, type }) => name.startsWith(machine) && /VirtualMachine$/.test(type),
      )?.dependencies;
    expect(dependenciesOf("desk-1")).toEqual(
      expect.arrayContaining([
        "lan-portgroup-esxi-01.lab.example",
        "lan-portgroup-esxi-02.lab.example",
      ]),
    );
    expect(dependenciesOf("app-1")).toContain("app-segment");
    expect(dependenciesOf("db-1")).toEqual(expect.arrayContaining(["db-segment", "db-drop"]));
  });

  test("are thrown away in the lab and protected in production", async () => {
    const lab = await run("lab");
    expect(lab.registrations.filter(({ protect }) => protect)).toEqual([]);
    const prod = await run("prod");
    const kept = prod.registrations.filter(({ protect }) => protect).map(({ name }) => name);
    expect(kept).toEqual(expect.arrayContaining(["app-gateway", "db-segment", "lan-portgroup"]));
  });

  test("are a distributed switch and two edge nodes in production", async () => {
    const { find } = await run("prod");
    expect(find("lan-switch").inputs.hosts).toHaveLength(4);
    expect(find("edge-interface-edge-02").inputs.subnets).toEqual(["192.168.1.3/24"]);
  });
});

describe("the stack fails", () => {
  const stack = "three-tier-nat-lab";
  const errorOf = async (config: Record<string, string>, name = stack) => {
    const all = { ...settingsOf(stack), ...config };
    const { registrations, errors } = await runProgram(build, { stack: name, config: all });
    expect(registrations).toEqual([]);
    expect(errors[0]).toMatchObject({ __pulumiRunError: true });
    return errors[0]?.message ?? "";
  };

  test("fails when the stack's name and its configuration disagree", async () => {
    const message = await errorOf({}, "bridged-lan-dev");
    expect(message).toContain("vmnet:topology: the stack's name and its configuration disagree");
    expect(message).toContain('got "three-tier-nat"');
  });

  test("fails for a topology that nobody has written", async () => {
    const message = await errorOf({ "vmnet:topology": "three-tier" });
    expect(message).toContain("no such topology");
    expect(message).toMatch(/allowed: .*three-tier-nat/);
  });

  test("fails for every wrong setting at once, with its path", async () => {
    const lan = JSON.parse(settingsOf(stack)["vmnet:lan"] ?? "{}") as object;
    const message = await errorOf({
      "vmnet:lan": JSON.stringify({ ...lan, vlanId: 5000, limit: "1 GB/s", colour: "red" }),
      "vmnet:db": JSON.stringify({ machines: { x: { address: "10.0.9.11", host: "a" } } }),
    });
    expect(message).toContain("4 faults");
    expect(message).toContain("vmnet:lan.vlanId: this is not a VLAN id (got 5000");
    expect(message).toContain("vmnet:lan.limit: data rates are in bits, not in bytes");
    expect(message).toContain("colour");
    expect(message).toContain("vmnet:db.machines.x.address: the mask is missing");
  });

  test("fails for a machine on a host that the site does not name", async () => {
    const machines = { x: { address: "10.0.9.11/24", host: "esxi-09" } };
    const config = { ...settingsOf(stack), "vmnet:db": JSON.stringify({ machines }) };
    const { errors } = await runProgram(build, { stack, config });
    expect(errors.map(({ message }) => message).join()).toContain("does not name esxi-09");
  });

  test("fails for a zone that NSX would find by the beginning of its name", async () => {
    const site = JSON.parse(settingsOf(stack)["vmnet:site"] ?? "{}") as object;
    const config = {
      ...settingsOf(stack),
      "vmnet:site": JSON.stringify({ ...site, overlayZone: "overlay" }),
    };
    const { errors } = await runProgram(build, { stack, config });
    expect(errors.map(({ message }) => message).join()).toContain(
      'NSX has nothing named "overlay"; the nearest is "overlay-tz"',
    );
  });
});
