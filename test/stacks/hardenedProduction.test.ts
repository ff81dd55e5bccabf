import { build } from "../../stacks/topologies";
import { built, runProgram } from "../components/harness";
import { expectGolden } from "./goldenList";
import { settingsOf, siteOf } from "./stackFile";

jest.setTimeout(180_000);

type Run = ReturnType<typeof built>;
const runs = new Map<string, Run>();

/** Builds a stack as its file says; each once, for no test changes what it finds. */
function run(environment: string, preview = false): Run {
  const stack = `hardened-production-${environment}`;
  const key = `${stack} ${preview}`;
  const done =
    runs.get(key) ??
    built(build, { stack, preview, config: settingsOf(stack), estate: siteOf(stack) });
  runs.set(key, done);
  return done;
}

describe.each(["lab", "dev", "prod"])("hardened-production-%s", (environment) => {
  test("is the golden one: set UPDATE_GOLDEN=1 to write it anew", async () => {
    const { registrations } = await run(environment);
    expect(registrations.length).toBeGreaterThan(80);
    expectGolden(`hardened-production-${environment}`, withoutKeys(registrations));
  });

  test("registers the same in a preview", async () => {
    const shown = await run(environment, true);
    expect(shown.names()).toEqual((await run(environment)).names());
  });

  test("has a default deny in every tier that has machines (R31, R63)", async () => {
    const { find } = await run(environment);
    for (const tier of ["core", "management", "dmz", "production", "vpn"]) {
      expect(find(`tiers-default-${tier}`).inputs).toMatchObject({ action: "DROP", logged: true });
      expect(find(`${tier}-segment`).inputs["securityProfile"]).toBeDefined();
    }
  });

  test("lets nothing out but what frontends ask of their authority (R63)", async () => {
    const { names, find } = await run(environment);
    const ways = names().filter((name) => /^dmz-(snat|outbound)/.test(name));
    expect(ways).toEqual(environment === "lab" ? [] : ["dmz-outbound-authorities", "dmz-snat"]);
    for (const way of environment === "lab" ? [] : ["dmz-outbound-authorities"]) {
      expect(find(way).inputs["sourceGroups"]).toEqual(["10.40.2.0/24"]);
    }
  });
});

describe("hardened production", () => {
  test("starts no machine before the last rule of its tier stands", async () => {
    const { registrations } = await run("lab");
    const machines = registrations.filter(({ type }) => type.endsWith(":VirtualMachine"));
    expect(machines).toHaveLength(7);
    // A child is registered when its parent is there, and the parent waits for the firewall.
    for (const { parent } of machines) {
      const component = registrations.find(({ name, custom }) => name === parent && !custom);
      expect(component?.dependencies).toContain("tiers-default-production");
    }
  });

  test("hands visitors to frontends, and frontends to the balancer (R33, R43)", async () => {
    const { find } = await run("lab");
    expect(find("dmz-forward-https.web-2").inputs).toMatchObject({
      destinationNetworks: ["192.168.1.82"],
      translatedNetworks: ["10.40.2.12"],
    });
    expect(find("tiers-rule-application").inputs["destinationGroups"]).toEqual(["10.40.5.10"]);
    expect(find("application-pool").inputs["members"]).toMatchObject([
      { displayName: "app-1", ipAddress: "10.40.3.11", port: "8080" },
      { displayName: "app-2", ipAddress: "10.40.3.12", port: "8080" },
    ]);
  });

  test("keeps frontends apart where there are several (R44)", async () => {
    const lab = await run("lab");
    expect(lab.find("balancing-separate-frontends").inputs["virtualMachineIds"]).toHaveLength(2);
    expect((await run("dev")).names()).not.toContain("balancing-separate-frontends");
  });

  test("gets certificates as its environment does: own authority, ACME, own with a responder", async () => {
    const certificates = async (environment: string) =>
      (await run(environment)).names().filter((name) => name.startsWith("pki-server-cert"));
    expect(await certificates("lab")).toEqual(["pki-server-certificate-web"]);
    expect(await certificates("dev")).toEqual([]);
    const { registrations } = await run("prod");
    const monitoring = registrations.find(({ name, custom }) => name === "monitoring" && !custom);
    expect(monitoring?.inputs["objectives"]).toMatchObject({
      "ocsp-web-1": { from: "web-1", to: "192.168.1.31", latencyMilliseconds: 2000 },
    });
  });

  test("detects intrusions, and stops them in production (R32)", async () => {
    const action = async (environment: string) => {
      const { find } = await run(environment);
      const rules = find("intrusions-watch-frontends").inputs["rules"] as { action: string }[];
      return rules[0]?.action;
    };
    expect([await action("lab"), await action("prod")]).toEqual(["DETECT", "DETECT_PREVENT"]);
  });

  test("is thrown away in the lab and protected in production", async () => {
    const lab = await run("lab");
    expect(lab.registrations.filter(({ protect }) => protect)).toEqual([]);
    const prod = await run("prod");
    const kept = prod.registrations.filter(({ protect }) => protect).map(({ name }) => name);
    expect(kept).toEqual(
      expect.arrayContaining(["dmz-gateway", "production-segment", "web-vm-web-1", "pki-key"]),
    );
  });

  test("fails for every wrong setting at once, with its path", async () => {
    const stack = "hardened-production-lab";
    const settings = settingsOf(stack);
    const frontends = JSON.parse(settings["vmnet:frontends"] ?? "{}") as object;
    const config = {
      ...settings,
      "vmnet:frontends": JSON.stringify({
        ...frontends,
        serverNames: ["https://www.lab.example"],
        responderUrl: "https://ocsp.lab.example/",
        colour: "red",
      }),
      "vmnet:intrusions": "DROP",
    };
    const { registrations, errors } = await runProgram(build, { stack, config });
    expect(registrations).toEqual([]);
    const message = errors.map((error) => error.message).join();
    expect(message).toContain("vmnet:frontends.serverNames[0]: this is not a DNS name");
    expect(message).toContain('did you mean "www.lab.example"?');
    expect(message).toContain("vmnet:frontends.responderUrl: this URL cannot be used here");
    expect(message).toContain("colour");
    expect(message).toContain("vmnet:intrusions");
  });
});

/** Keys and certificates are new in every run, and metadata follows them. */
function withoutKeys<T>(registrations: T): T {
  const text = JSON.stringify(registrations, (key, value: unknown) =>
    /^guestinfo\.(user|meta)data$/.test(key) ? "(settings)" : value,
  );
  return JSON.parse(
    text.replace(/-----BEGIN ([A-Z ]+)-----[^-]+-----END [A-Z ]+-----/g, "$1"),
  ) as T;
}
