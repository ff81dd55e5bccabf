import { readFileSync } from "node:fs";
import { join } from "node:path";

import * as pulumi from "@pulumi/pulumi";
import { CrossClusterVpn, type CrossClusterVpnArgs, EdgeGateway } from "vmnet";

import { faultsOf, refused } from "./faults";
import { edgeArgs, lab } from "./fixtures";
import { GROWTH_TIMEOUT_MILLISECONDS, growsInPlace, namesInBoth } from "./growth";
import { runProgram } from "./harness";
import { PSK, vpnArgs, vpnOf } from "./vpnFixtures";

jest.setTimeout(GROWTH_TIMEOUT_MILLISECONDS);

const faults = (changes: Partial<CrossClusterVpnArgs>) =>
  faultsOf(() => new CrossClusterVpn("vpn", vpnArgs(changes)));
const main = { gatewayPath: lab.tier0Path, haMode: "ACTIVE_STANDBY" };
const { primary, backup } = vpnArgs().credentials as Record<string, object>;
const pem = (name: string) => readFileSync(join(__dirname, `certificates/${name}.pem`), "utf8");

describe("one end of a cross-cluster VPN", () => {
  test("fails for faults of the shared description, under its path", async () => {
    const { sites, tunnels } = vpnOf();
    const found = await faults({
      vpn: vpnOf({
        sites: { ...sites, east: { asNumber: 65000, networks: { web: "10.1.0.0/25" } } },
        tunnels: { primary: tunnels["primary"]! },
        groups: {},
      }),
      credentials: { primary: primary! },
    });
    expect(found).toMatchObject({
      "vpn.sites.east.asNumber": expect.stringContaining("west has this AS number too") as unknown,
      "vpn.sites.east.networks.web": expect.stringContaining("overlaps network app") as unknown,
      "vpn.tunnels": "one tunnel is no redundancy (R18)",
    });
  });

  test("fails for a site that the description does not have", async () => {
    expect(await faults({ site: "north" })).toMatchObject({
      site: "this is not one of the choices",
    });
  });

  test("fails on an active-active gateway, with the row that says so", async () => {
    const gateways = { main: { ...main, haMode: "ACTIVE_ACTIVE" } };
    const { message } = await refused(() => new CrossClusterVpn("vpn", vpnArgs({ gateways })));
    expect(message).toContain(
      'gateways.main.haMode: IPsec runs on an active-standby gateway only (R23) (got "ACTIVE_ACTIVE"; allowed: ACTIVE_STANDBY); the mode cannot change later',
    );
  });

  test("fails for a mode that turns out wrong later", async () => {
    const gateways = { main: { ...main, haMode: pulumi.output("ACTIVE_ACTIVE") } };
    const { errors } = await runProgram(() => new CrossClusterVpn("vpn", vpnArgs({ gateways })));
    expect(errors[0]?.message).toContain("gateways.main.haMode: IPsec runs on an active-standby");
  });

  test("fails for gateways that are missing, left over, wrong or doubled", async () => {
    expect(await faults({ gateways: {} })).toEqual({ "gateways.main": "this is required" });
    const gateways = {
      main: { gatewayPath: "site-t0", haMode: "ACTIVE_STANDBY", bgpPath: "bgp", asNumber: "65009" },
      spare: main,
      twin: main,
    };
    expect(await faults({ gateways })).toEqual({
      "gateways.main.gatewayPath": "this is not a policy path",
      "gateways.main.bgpPath": "this is not a policy path",
      "gateways.main.asNumber": "the gateway has another AS number than the description says",
      "gateways.spare": "no tunnel ends on this gateway",
      "gateways.twin": "no tunnel ends on this gateway",
      "gateways.twin.gatewayPath": "spare is this gateway too",
    });
  });

  test("fails for credentials that are missing, left over or of the other method", async () => {
    const found = await faults({
      credentials: { primary: { psk: PSK }, backup: primary!, third: { psk: PSK } },
    });
    expect(found).toEqual({
      "credentials.third": "no tunnel has this name",
      "credentials.primary.certificatePath": "this is required",
      "credentials.primary.trustedCaPaths":
        "without an authority no certificate of the peer is trusted",
      "credentials.primary.psk": "this tunnel authenticates by the other method",
      "credentials.backup.psk": "this is required",
      "credentials.backup.certificatePath": "this tunnel authenticates by the other method",
      "credentials.backup.trustedCaPaths": "this tunnel authenticates by the other method",
    });
    expect(await faults({ credentials: { backup: backup! } })).toEqual({
      "credentials.primary": "this is required",
    });
  });

  test("fails for a pre-shared key of 19 characters", async () => {
    const credentials = { primary: primary!, backup: { psk: PSK.slice(0, 19) } };
    expect(await faults({ credentials })).toEqual({
      "credentials.backup.psk": "the pre-shared key is too short",
    });
  });

  test.each([
    ["fails for an ECDSA certificate", "ecdsa", ["RSA certificates only"]],
    ["fails for a wildcard, which names no endpoint", "wildcard", ["wildcard", "does not name"]],
    ["fails for a certificate that SHA-1 signs", "sha1", ["does not take this signature"]],
  ])("%s", async (_what, name, words) => {
    const credentials = {
      primary: { ...primary, certificatePem: pem(name) },
      backup: backup!,
    };
    const found = await faults({ credentials });
    expect(Object.keys(found)).toEqual(["credentials.primary.certificatePem"]);
    for (const word of words) {
      expect(found["credentials.primary.certificatePem"]).toContain(word);
    }
  });

  test("fails for a certificate without the endpoint's address, and says which", async () => {
    const credentials = { primary: { ...primary, certificatePem: pem("rsa") }, backup: backup! };
    const { sites, tunnels, ...rest } = vpnOf();
    const moved = {
      ...tunnels["primary"]!,
      endpoints: { west: "203.0.113.9", east: "198.51.100.1" },
    };
    const vpn = { ...rest, sites, tunnels: { ...tunnels, primary: moved } };
    const { message } = await refused(
      () => new CrossClusterVpn("vpn", vpnArgs({ vpn, credentials })),
    );
    expect(message).toContain('got ["203.0.113.1"]');
    expect(message).toContain("type IP, 203.0.113.9");
  });

  test("fails for a text that is no certificate, without showing it: it may be a key", async () => {
    const text = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END PRIVATE KEY-----\n";
    const credentials = { primary: { ...primary, certificatePem: text }, backup: backup! };
    const { message } = await refused(() => new CrossClusterVpn("vpn", vpnArgs({ credentials })));
    expect(message).toContain("credentials.primary.certificatePem: this is not a certificate");
    expect(message).not.toContain("MIIEvQ");
  });

  test("takes the right certificate", async () => {
    const credentials = { primary: { ...primary, certificatePem: pem("rsa") }, backup: backup! };
    const { errors } = await runProgram(() => new CrossClusterVpn("vpn", vpnArgs({ credentials })));
    expect(errors).toEqual([]);
  });

  test("fails for members of groups that nobody described, and for none", async () => {
    const localMembers = {
      tier: { segmentPaths: [] },
      core: { tags: { tier: "a|b" }, segmentPaths: ["app"] },
    };
    expect(await faults({ localMembers })).toEqual({
      "localMembers.tier": "no member is named",
      "localMembers.core": "the description has no such group",
      "localMembers.core.segmentPaths[0]": "this is not a policy path",
      "localMembers.core.tags.tier": "scope and tag are joined by |, so neither holds one",
    });
  });

  test("fails when two write the redistribution of one gateway", async () => {
    const { errors } = await runProgram(() => {
      const gateways = { main: { ...main, redistribute: true } };
      new CrossClusterVpn("one", vpnArgs({ gateways }));
      new CrossClusterVpn("two", vpnArgs({ gateways }));
    });
    expect(errors.map(({ message }) => message).join("\n")).toContain(
      `redistribution of ${lab.tier0Path}`,
    );
  });

  test("fails with its own error for arguments of a program without types", async () => {
    for (const args of [undefined, {}, { vpn: null }, { vpn: { sites: [], tunnels: 3 } }]) {
      const { message } = await refused(() => new CrossClusterVpn("vpn", args as never));
      expect(message).toMatch(/^CrossClusterVpn "vpn": \d+ faults?/);
    }
  });
});

describe("keys inserted in the maps of a VPN", () => {
  const index = (count: number) => ({ first: 10 + count, last: 100 + count });

  test("a rule is one rule per tunnel and a service", async () => {
    await growsInPlace({
      entry: () => ({ from: "west", services: vpnOf().allow["web"]!.services }),
      program: (allow) => new CrossClusterVpn("vpn", vpnArgs({ vpn: vpnOf({ allow }) })),
    });
  });

  test("a tunnel changes none but the lists that keep endpoints out of BGP", async () => {
    const psk = { psk: PSK };
    const { tunnels } = vpnOf();
    await growsInPlace({
      entry: (at) => ({
        ...tunnels["backup"]!,
        rank: at + 2,
        endpoints: { west: `203.0.113.${index(at).first}`, east: `198.51.100.${index(at).first}` },
        transit: `169.254.65.${4 * at}/30`,
      }),
      program: (map) =>
        new CrossClusterVpn(
          "vpn",
          vpnArgs({
            vpn: vpnOf({ tunnels: { ...tunnels, ...map } }),
            credentials: {
              ...vpnArgs().credentials,
              ...Object.fromEntries(Object.keys(map).map((key) => [key, psk])),
            },
          }),
        ),
      holders: ["vpn-announced-main", "vpn-accepted-main"],
    });
  });

  test("a group is a group", async () => {
    await growsInPlace({
      entry: () => ({ members: { west: ["app"] } }),
      program: (groups) => new CrossClusterVpn("vpn", vpnArgs({ vpn: vpnOf({ groups }) })),
    });
  });

  test("the same objects are registered in a preview, below a gateway that is not there yet", async () => {
    const names = await namesInBoth(() => {
      const { gatewayPath } = new EdgeGateway("edge", edgeArgs());
      const gateways = { main: { gatewayPath, haMode: "ACTIVE_STANDBY" } };
      return new CrossClusterVpn("vpn", vpnArgs({ gateways }));
    });
    expect(names.filter((name) => name.startsWith("vpn-"))).toHaveLength(29);
  });
});
