import { canRun, connect } from "../network/openvpn/daemons";
import { where } from "../programs";
import { build } from "../../stacks/topologies";
import { built, runProgram, valueOf, type Registration } from "../components/harness";
import { remembered, settles } from "../traps/settling";
import { expectGolden } from "./goldenList";
import { settingsOf, siteOf } from "./stackFile";
import type { Output } from "@pulumi/pulumi";

jest.setTimeout(180_000);

interface Outputs {
  clientProfiles: Output<Record<string, string>>;
  enrolments: Output<Record<string, string>>;
  refusedSerialNumbers: Output<string[]>;
}

type Run = Awaited<ReturnType<typeof built>>;
const runs = new Map<string, Promise<Run>>();

/** Builds a stack as its file says; each once, for no test changes what it finds. */
function run(environment: string, preview = false): Promise<Run> {
  const stack = `remote-access-vpn-${environment}`;
  const key = `${stack} ${preview}`;
  const made = () =>
    built(build, { stack, preview, config: settingsOf(stack), estate: siteOf(stack) });
  const done = runs.get(key) ?? made();
  runs.set(key, done);
  return done;
}

/** Keys are random: what they are stays out of the golden files, and that they are secret stays in. */
function withoutKeys(registrations: readonly Registration[]): Registration[] {
  const text = JSON.stringify(registrations, (_key, value: unknown) => {
    if (typeof value === "object" && value !== null && "guestinfo.userdata" in value) {
      // The instance's id follows the user data, and so the keys.
      return { ...value, "guestinfo.metadata": "not shown" };
    }
    if (typeof value === "object" && value !== null && "secret" in value) {
      return { secret: "not shown" };
    }
    return typeof value === "string" && value.includes("-----BEGIN") ? "not shown" : value;
  });
  return JSON.parse(text) as Registration[];
}

describe.each(["lab", "dev", "prod"])("remote-access-vpn-%s", (environment) => {
  test("is the golden one: set UPDATE_GOLDEN=1 to write it anew", async () => {
    const { registrations } = await run(environment);
    expect(registrations.length).toBeGreaterThan(60);
    expectGolden(`remote-access-vpn-${environment}`, withoutKeys(registrations));
  });

  test("settles: nothing is proposed for ever, and every update goes through", async () => {
    const stack = `remote-access-vpn-${environment}`;
    const estate = siteOf(stack);
    const all = remembered(estate);
    await built(build, { stack, config: settingsOf(stack), estate });
    expect(all.map(({ type }) => type)).toContain("vsphere:index/virtualMachine:VirtualMachine");
    settles(all, estate);
  });

  test("registers the same in a preview", async () => {
    const shown = await run(environment, true);
    expect(shown.names()).toEqual((await run(environment)).names());
  });
});

describe("work from outside", () => {
  test("comes in by udp 1194 and goes on as an address of the main network (R17)", async () => {
    const { find } = await run("lab");
    expect(find("vpn-forward-vpn").inputs).toMatchObject({
      destinationNetworks: ["192.168.1.70"],
      translatedPorts: "1194",
    });
    expect(find("vpn-snat").inputs).toMatchObject({ translatedNetworks: ["192.168.1.71"] });
    const { routing } = declared(find("vpn-vm"));
    expect(routing.masquerades).toEqual(["10.8.0.0/24"]);
    expect(routing.networks.map(({ name }) => name)).toEqual([
      "vpn clients",
      "vpn client contractor-1",
    ]);
  });

  test("may have routed clients, of whom the routers outside are told (R17)", async () => {
    const { find, names } = await run("dev");
    expect(find("vpn-route-pool").inputs).toMatchObject({ network: "10.8.0.0/24" });
    expect(find("vpn-gateway").inputs.routeAdvertisementTypes).toContain("TIER1_STATIC_ROUTES");
    expect(find("vpn-spoofguard").inputs.addressBindingAllowlist).toBe(false);
    expect(names()).toContain("vpn-snat");
    expect(names()).not.toContain("vpn-snat-pool");
    expect(declared(find("vpn-vm")).routing.masquerades).toBeUndefined();
    expect(find("firewall-zone-clients").inputs.criterias).toMatchObject([
      { ipaddressExpression: { ipAddresses: ["10.8.0.2-10.8.0.254"] } },
    ]);
  });

  test("may hang below a gateway that the site has, and makes nothing of it (brownfield)", async () => {
    const { find, names } = await run("prod");
    expect(names().filter((name) => name.startsWith("edge"))).toEqual([]);
    expect(find("vpn-gateway").inputs.tier0Path).toBe("/infra/tier-0s/site-t0");
    expect(find("vpn-gateway").protect).toBe(true);
  });

  test("gives profiles to who may connect, as secrets, and refuses who was revoked (R16)", async () => {
    const { value } = await run("lab");
    const { clientProfiles, enrolments, refusedSerialNumbers } = value as Outputs;
    expect(await clientProfiles.isSecret).toBe(true);
    expect(await enrolments.isSecret).toBe(true);
    expect(Object.keys(await valueOf(clientProfiles)).sort()).toEqual([
      "contractor-1",
      "laptop-1",
      "laptop-2",
    ]);
    expect(await valueOf(refusedSerialNumbers)).toEqual([expect.stringMatching(/^\d{5,}$/)]);
  });

  test("has a rule per server that is open, with its services", async () => {
    const { find, names } = await run("lab");
    expect(names().filter((name) => name.startsWith("vpn-outbound-network"))).toEqual([
      "vpn-outbound-network.dns-1",
      "vpn-outbound-network.files-1",
      "vpn-outbound-network.intranet-1",
    ]);
    expect(find("vpn-outbound-network.files-1").inputs.destinationGroups).toEqual(["192.168.1.33"]);
  });
});

where(canRun)("a real OpenVPN with the stack's own files", () => {
  test.each([
    ["laptop-1", "10.8.0.2"],
    ["contractor-1", "10.8.0.200"],
  ])("lets %s in by TLS 1.3, with the address %s", async (client, address) => {
    const { find, value } = await run("lab");
    const profiles = await valueOf((value as Outputs).clientProfiles);
    const extra = find("vpn-vm").inputs.extraConfig as Record<string, { secret: string }>;
    const userData = Buffer.from(extra["guestinfo.userdata"]!.secret, "base64").toString("utf8");
    const profile = profiles[client]!.replace("remote 192.168.1.70", "remote 127.0.0.1");
    const log = connect(userData, profile);
    expect(log).toMatch(/Initialization Sequence Completed[^]*Initialization Sequence Completed/);
    expect(log).toContain("TLSv1.3");
    expect(log).toContain(`ifconfig ${address} 255.255.255.0`);
  });
});

describe("remote-access-vpn fails", () => {
  const stack = "remote-access-vpn-lab";
  const errorOf = async (config: Record<string, object>) => {
    const texts = Object.entries(config).map(([key, value]) => [key, JSON.stringify(value)]);
    const all = { ...settingsOf(stack), ...(Object.fromEntries(texts) as Record<string, string>) };
    const { registrations, errors } = await runProgram(build, { stack, config: all });
    expect(registrations.filter(({ custom }) => custom)).toEqual([]);
    expect(errors[0]).toMatchObject({ __pulumiRunError: true });
    return errors[0]?.message ?? "";
  };

  test("fails for every wrong setting at once, with its path", async () => {
    const host = "esxi-01.lab.example";
    const message = await errorOf({
      "vmnet:main": {
        vlanId: 10,
        servers: {
          a: { address: "192.168.2.9/24", host },
          b: { address: "192.168.1.40/24", host, open: ["tcp/https"] },
        },
      },
      "vmnet:edge": { existing: "site-t0", interfaces: { "edge-01": "192.168.1.2/24" } },
      "vmnet:vpn": { host, pool: "10.8.0.0/30", poolMode: "hidden" },
    });
    expect(message).toContain("vmnet:main.servers.b.open[0]");
    expect(message).toContain("vmnet:vpn.pool: this cannot be a pool of tunnel addresses");
    expect(message).toContain("vmnet:vpn.poolMode");
  });

  test("fails for what does not fit together", async () => {
    const message = await errorOf({
      "vmnet:edge": {},
      "vmnet:clients": { x: { address: "10.8.0.200", servers: ["ledger-1"] } },
    });
    expect(message).toContain("vmnet:edge: there is no tier-0 gateway");
    expect(message).toContain("vmnet:clients.x.servers[0]: no server of this name is open");
    expect(message).toContain("allowed: files-1, intranet-1, dns-1");
  });

  test("fails for a gateway that NSX would find by the beginning of its name", async () => {
    const config = { ...settingsOf(stack), "vmnet:edge": '{"existing":"site"}' };
    const { errors } = await runProgram(build, { stack, config });
    expect(errors.map(({ message }) => message).join()).toContain(
      'NSX has nothing named "site"; the nearest is "site-t0"',
    );
  });
});

interface Declared {
  routing: { masquerades?: string[]; networks: { name: string }[] };
}

function declared({ inputs }: Registration): Declared {
  const extra = inputs.extraConfig as Record<string, string>;
  return JSON.parse(extra["guestinfo.vmnet.machine"]!) as Declared;
}
