import { computeCollectionId } from "../../stacks/site";
import { build } from "../../stacks/topologies";
import { runProgram } from "../components/harness";
import { expectGolden } from "./goldenList";
import { multiClusterEstate, multiClusterSettings, TUNNEL_KEY } from "./multiClusterSite";
import { runsOf } from "./runs";
import { settingsOf } from "./stackFile";

jest.setTimeout(120_000);

const run = runsOf("multi-cluster", {
  settings: multiClusterSettings,
  site: multiClusterEstate,
});

describe.each(["lab", "dev", "prod"])("multi-cluster-%s", (environment) => {
  test("is the golden one: set UPDATE_GOLDEN=1 to write it anew", async () => {
    const { registrations } = await run(environment);
    expect(registrations.length).toBeGreaterThan(100);
    expectGolden(`multi-cluster-${environment}`, registrations);
  });

  test("registers the same in a preview", async () => {
    const shown = await run(environment, true);
    expect(shown.names()).toEqual((await run(environment)).names());
  });

  test("gives every object of a site that site's provider", async () => {
    const { registrations } = await run(environment);
    const children = registrations.filter(
      ({ custom, type }) => custom && /^(nsxt|vsphere):/.test(type),
    );
    expect(children.length).toBeGreaterThan(80);
    for (const { name, type, provider } of children) {
      const site = name.split("-", 1)[0];
      const system = type.startsWith("nsxt:") ? "nsx" : "vcenter";
      expect([name, provider]).toEqual([
        name,
        expect.stringContaining(`::${site}-${system}::`) as unknown,
      ]);
    }
  });
});

describe("the two sites", () => {
  test("meet in two tunnels, a certificate's and a key's (R34)", async () => {
    const { find } = await run("prod");
    for (const key of ["primary", "backup"]) {
      const [west, east] = ["west", "east"].map((site) => ({
        local: find(`${site}-vpn-endpoint-${key}`).inputs["localAddress"],
        peer: find(`${site}-vpn-session-${key}`).inputs["peerAddress"],
        mode: find(`${site}-vpn-session-${key}`).inputs["authenticationMode"],
      }));
      expect([west!.local, west!.peer]).toEqual([east!.peer, east!.local]);
      expect(west!.mode).toBe(key === "primary" ? "CERTIFICATE" : "PSK");
    }
    expect(find("west-vpn-session-backup").inputs["psk"]).toEqual({ secret: TUNNEL_KEY });
  });

  test("have the guide's vMotion addresses, by place and not by order (R22)", async () => {
    const { find } = await run("lab");
    const addresses = ["esxi-01.lab.example", "esxi-02.lab.example"].map(
      (host) => find(`west-vmotion-adapter-${host}`).inputs["ipv4"],
    );
    expect(addresses).toEqual([
      expect.objectContaining({ ip: "192.168.10.100" }),
      expect.objectContaining({ ip: "192.168.10.101" }),
    ]);
  });

  test("tell the transport of endpoints only, and the tunnels of anything but endpoints", async () => {
    const { find } = await run("lab");
    expect(find("west-edge-prefixes-ours").inputs["prefixes"]).toEqual([
      { action: "PERMIT", network: "203.0.113.1/32" },
      { action: "PERMIT", network: "203.0.113.2/32" },
    ]);
    const told = find("west-vpn-announced-main").inputs["prefixes"] as { action: string }[];
    expect(told.filter(({ action }) => action === "PERMIT")).toEqual([
      { action: "PERMIT", network: "10.1.0.0/24", le: 32 },
    ]);
  });

  test("carry the tunnels' segments on a jumbo switch, 200 bytes above the machines'", async () => {
    const { find } = await run("lab");
    expect(find("west-fabric-switch").inputs["maxMtu"]).toBe(9000);
    expect(find("west-overlay-uplinks").inputs["mtu"]).toBe(9000);
  });

  test("are thrown away in the lab and protected in production", async () => {
    const lab = await run("lab");
    expect(lab.registrations.filter(({ protect }) => protect)).toEqual([]);
    const prod = await run("prod");
    const kept = prod.registrations.filter(({ protect }) => protect).map(({ name }) => name);
    expect(kept).toEqual(
      expect.arrayContaining(["west-edge-gateway", "east-vpn-service-main", "west-overlay-teps"]),
    );
  });
});

describe("the stack fails", () => {
  const stack = "multi-cluster-lab";
  const messagesOf = async (config: Record<string, string>) => {
    const { errors } = await runProgram(build, {
      stack,
      config,
      estate: multiClusterEstate(stack),
    });
    return errors.map(({ message }) => message).join("\n");
  };

  test("fails without the tunnels' key, and says how to set it", async () => {
    const { "vpn:preSharedKey": _key, ...config } = settingsOf(stack);
    const text = await messagesOf(config);
    expect(text).toContain("Missing required configuration variable 'vpn:preSharedKey'");
    expect(text).toContain("pulumi config set --secret vpn:preSharedKey");
  });

  test("fails for a cluster that NSX would find by the beginning of its name", async () => {
    const { errors } = await runProgram(() => computeCollectionId("comp"));
    expect(errors.map(({ message }) => message).join()).toMatch(/NSX has nothing named "comp"/);
  });

  test("fails for a key that is too short, without showing it", async () => {
    const text = await messagesOf({ ...settingsOf(stack), "vpn:preSharedKey": "hunter2" });
    expect(text).toContain("credentials.backup.psk: the pre-shared key is too short");
    expect(text).not.toContain("hunter2");
  });

  test("fails for wrong settings of a site, with their paths", async () => {
    const config = settingsOf(stack);
    const sites = JSON.parse(config["vmnet:sites"] ?? "{}") as { west: object; east: object };
    const west = { ...sites.west, vMotionVlanId: 5000, colour: "red" };
    const text = await messagesOf({
      ...config,
      "vmnet:sites": JSON.stringify({ ...sites, west, north: west }),
    });
    expect(text).toContain("vmnet:sites.west.vMotionVlanId");
    expect(text).toContain("colour");
    expect(text).toContain("north");
  });
});
