import { CertificateAuthority, NatSegment, TlsFrontend } from "vmnet";
import type { TlsFrontendArgs } from "vmnet";

import { natArgs } from "./fixtures";
import { frontend, frontendArgs, own } from "./frontendFixtures";
import { GROWTH_TIMEOUT_MILLISECONDS, growsInPlace } from "./growth";
import { built, valueOf, type Registration } from "./harness";

jest.setTimeout(GROWTH_TIMEOUT_MILLISECONDS);

interface CloudConfig {
  write_files: { path: string; content: string }[];
  packages?: string[];
}

/** What a machine finds at its first start. */
function userDataOf({ inputs }: Registration): CloudConfig {
  const config = inputs["extraConfig"] as Record<string, { secret: string }>;
  const text = Buffer.from(config["guestinfo.userdata"]!.secret, "base64").toString("utf8");
  return JSON.parse(text.slice(text.indexOf("\n"))) as CloudConfig;
}

const contentOf = (machine: Registration, end: string) =>
  userDataOf(machine).write_files.find(({ path }) => path.endsWith(end))?.content;

const issued = (dnsNames = ["www.example.org"]): Partial<TlsFrontendArgs> => {
  const authority = new CertificateAuthority("pki", { servers: { web: { dnsNames } } });
  return { issued: { authority, name: "web" }, certificate: undefined };
};

describe("TlsFrontend", () => {
  let plain: Awaited<ReturnType<typeof built>>;
  beforeAll(async () => {
    plain = await built(() => frontend());
  });

  it("makes the machines, and one rule before them", () => {
    const { registrations, names } = plain;
    expect(names().filter((name) => name.startsWith("web"))).toEqual([
      "web",
      "web-drop-oldertls",
      "web-inspection",
      "web-oldertls",
      "web-vm-a",
      "web-vm-b",
    ]);
    const children = registrations.filter(({ name }) => name.startsWith("web-"));
    expect(new Set(children.map(({ parent }) => parent))).toEqual(new Set(["web"]));
  });

  it("drops SSL 3.0, TLS 1.0 and 1.1 on port 443 of the machines (R33)", () => {
    const { find } = plain;
    expect(find("web-oldertls").inputs).toMatchObject({
      nsxId: "web-oldertls",
      appIds: [
        { values: ["SSL"], subAttribute: { tlsVersions: ["SSL_V3", "TLS_V10", "TLS_V11"] } },
      ],
    });
    expect(find("web-drop-oldertls").inputs).toMatchObject({
      action: "DROP",
      direction: "IN_OUT",
      destinationGroups: ["10.0.0.11", "10.0.0.12"],
      scopes: ["/infra/domains/default/groups/dmz"],
      profiles: ["/infra/context-profiles/web-oldertls"],
      serviceEntries: { l4PortSetEntries: [{ protocol: "TCP", destinationPorts: ["443"] }] },
      logged: true,
      logLabel: "web-oldertls",
    });
    expect(find("web-drop-oldertls").replaceOnChanges).toContain("profiles");
  });

  it("asks the rule before every rule that a tier has for applications", () => {
    const { find } = plain;
    expect(find("web-inspection").inputs).toMatchObject({
      category: "Environment",
      sequenceNumber: 500,
    });
  });

  it("drops TLS 1.2 there too when it is asked to", async () => {
    const { find } = await built(() => frontend({ dropTls12: true }));
    expect(find("web-oldertls").inputs["appIds"]).toMatchObject([
      { subAttribute: { tlsVersions: ["SSL_V3", "TLS_V10", "TLS_V11", "TLS_V12"] } },
    ]);
  });

  it("gives each machine its place, and starts none before the rule stands", () => {
    const { find } = plain;
    const { inputs, dependencies, protect, ignoreChanges } = find("web-vm-b");
    expect(inputs).toMatchObject({ name: "web-b", hostSystemId: "host-22" });
    expect(dependencies).toContain("web-drop-oldertls");
    expect(protect).toBe(true);
    expect(ignoreChanges).toEqual([
      "clone",
      "disks[0].thinProvisioned",
      "disks[0].eagerlyScrub",
      "hostSystemId",
    ]);
    const config = inputs["extraConfig"] as Record<string, string>;
    const metadata = Buffer.from(config["guestinfo.metadata"]!, "base64").toString("utf8");
    expect(metadata).toContain('"addresses":["10.0.0.12/24"]');
    expect(metadata).toContain('"via":"10.0.0.1"');
  });

  it("tells nginx of its upstreams, and keeps the key secret", () => {
    const { find, registrations } = plain;
    const machine = find("web-vm-a");
    expect(contentOf(machine, "/nginx.conf")).toContain("server 10.0.9.10:80;");
    expect(contentOf(machine, "/certificate.key")).toBe(own.key);
    const inClear = JSON.stringify(registrations, (_, value: unknown) =>
      typeof value === "object" && value !== null && "secret" in value ? "[secret]" : value,
    );
    expect(inClear).not.toContain("PRIVATE KEY");
  });

  it("takes an authority and a network as a whole, in a preview too", async () => {
    const program = () => {
      const network = new NatSegment("dmz", natArgs());
      return new TlsFrontend("web", frontendArgs({ ...issued(), network }));
    };
    const { find, registrations, names } = await built(program);
    expect((await built(program, { preview: true })).names()).toEqual(names());
    const machine = find("web-vm-a");
    expect(contentOf(machine, "/certificate.pem")).toContain("BEGIN CERTIFICATE");
    expect(contentOf(machine, "/issuer.pem")).toContain("BEGIN CERTIFICATE");
    const component = registrations.find(({ name, custom }) => name === "web" && !custom);
    expect(Object.keys(component!.inputs["network"] as object).sort()).toEqual([
      "cidr",
      "gatewayAddress",
      "groupPath",
      "networkId",
    ]);
  });

  it("gets a certificate by ACME, on one machine", async () => {
    const { a } = frontendArgs().machines;
    const { find } = await built(() =>
      frontend({
        machines: { a: a! },
        certificate: undefined,
        acme: { agreeToTerms: true, directoryUrl: "https://acme.example/directory" },
        stapling: { responderUrl: "http://192.0.2.9/" },
        installPackages: true,
      }),
    );
    const machine = find("web-vm-a");
    expect(contentOf(machine, "/vmnet-acme.service")).toContain(
      "--server https://acme.example/dir",
    );
    expect(contentOf(machine, "/vmnet/tls.conf")).toContain("responder http://192.0.2.9/;");
    expect(userDataOf(machine).packages).toEqual(["nginx", "certbot"]);
  });

  it("says what a probe measures the responder by: two seconds (R33)", async () => {
    const stapling = { responderUrl: "http://192.0.2.9/" };
    const { value } = await built(() => valueOf(frontend({ ...issued(), stapling }).objectives));
    const { "ocsp-a": first } = value as Record<string, string>;
    expect(JSON.parse(first!)).toMatchObject({
      from: "web-a",
      to: "192.0.2.9",
      latencyMilliseconds: 2000,
    });
    const { value: none } = await built(() => valueOf(frontend().objectives));
    expect(none).toEqual({});
  });

  it("changes no other machine when one comes in the middle", async () => {
    await growsInPlace({
      entry: (index) => ({ address: `10.0.0.${20 + index}`, hostSystemId: "host-21" }),
      program: (machines) => frontend({ machines }),
      holders: ["web-drop-oldertls"],
    });
  });

  it("changes the machines alone when an upstream comes", async () => {
    await growsInPlace({
      entry: (index) => ({ address: "10.0.9.10", path: `/p${index}/` }),
      program: (upstreams) => frontend({ upstreams }),
      holders: ["web-vm-a", "web-vm-b"],
    });
  });

  it("takes one that exists as it is", async () => {
    const { value, names } = await built(async () => {
      const existing = { addresses: { a: "10.0.0.11" }, vmIds: { a: "4230" } };
      const { addresses, vmIds } = TlsFrontend.fromExisting(existing);
      return [await valueOf(addresses), await valueOf(vmIds)];
    });
    expect(value).toEqual([{ a: "10.0.0.11" }, { a: "4230" }]);
    expect(names()).toEqual([]);
  });
});
