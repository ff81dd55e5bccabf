import { CertificateAuthority, CertificateKey, ClientPool, OpenVpnGateway } from "vmnet";
import type { OpenVpnGatewayArgs } from "vmnet";

import { metadata } from "../../components/internal/cloudInit";
import { faultsOf } from "./faults";
import { lab, vmArgs } from "./fixtures";
import { GROWTH_TIMEOUT_MILLISECONDS, growsInPlace, namesInBoth } from "./growth";
import { built, valueOf } from "./harness";

jest.setTimeout(GROWTH_TIMEOUT_MILLISECONDS);

const people = { anna: {}, ben: {} };
const authority = (clients: Record<string, { revoked?: boolean }> = people) =>
  new CertificateAuthority("pki", { servers: { vpn: {} }, clients });

const { hostSystemId, resourcePoolId, datastoreId, template } = vmArgs();
const gatewayArgs = (
  identities: OpenVpnGatewayArgs["authority"],
  changes: Partial<OpenVpnGatewayArgs> = {},
): OpenVpnGatewayArgs => ({
  tier0Path: lab.tier0Path,
  edgeClusterPath: lab.edgeClusterPath,
  transportZonePath: lab.overlayPath,
  datacenterId: lab.datacenterId,
  cidr: "10.9.0.0/28",
  outside: { address: "192.168.1.70" },
  sourceNat: { address: "192.168.1.71" },
  pool: "10.8.0.0/24",
  networks: { main: "192.168.1.0/24" },
  authority: identities,
  serverName: "vpn",
  clients: people,
  machine: { hostSystemId, resourcePoolId, datastoreId, template },
  ...changes,
});
const parts = (changes = {}): OpenVpnGatewayArgs["authority"] => ({
  caCertificatePem: "ca",
  serverCertificatesPem: { vpn: "server" },
  serverPrivateKeysPem: { vpn: "hush-server" },
  clientCertificatesPem: { anna: "a", ben: "b" },
  clientPrivateKeysPem: { anna: "hush-a", ben: "hush-b" },
  ...changes,
});
const gateway = (changes: Partial<OpenVpnGatewayArgs> = {}) =>
  new OpenVpnGateway("remote", gatewayArgs(parts(), changes));

/** The gateway's user data, as the machine would find it. */
function userDataOf(inputs: Record<string, unknown>): string {
  const config = inputs.extraConfig as Record<string, { secret: string }>;
  return Buffer.from(config["guestinfo.userdata"]!.secret, "base64").toString("utf8");
}

describe("CertificateAuthority", () => {
  it("makes three resources per certificate, on the curve P-256", async () => {
    const { find, names } = await built(() => authority());
    expect(names()).toHaveLength(1 + 2 + 3 * 3);
    expect(find("pki-client-key-anna").inputs).toMatchObject({
      algorithm: "ECDSA",
      ecdsaCurve: "P256",
    });
    expect(find("pki-client-certificate-anna").inputs).toMatchObject({
      allowedUses: ["digital_signature", "client_auth"],
    });
    expect(find("pki-key").protect).toBe(true);
    expect(find("pki-certificate").parent).toBe("pki");
  });

  it("keeps private keys secret, and gives certificates that the authority signed", async () => {
    const { value, find } = await built(async () => {
      const { clientPrivateKeysPem, clientCertificatesPem } = authority();
      return [await clientPrivateKeysPem.isSecret, await valueOf(clientCertificatesPem)];
    });
    expect(value).toEqual([
      true,
      { anna: expect.stringContaining("BEGIN CERTIFICATE"), ben: expect.anything() },
    ]);
    expect(find("pki-client-certificate-anna").inputs.caPrivateKeyPem).toHaveProperty("secret");
  });

  it("lists the serial numbers of revoked certificates", async () => {
    const { value } = await built(async () => {
      const one = authority({ anna: { revoked: true }, ben: {} });
      const [revoked, serials] = [one.revokedSerialNumbers, one.clientSerialNumbers];
      return [await valueOf(revoked), (await valueOf(serials)).anna];
    });
    const [revoked, anna] = value as [string[], string];
    expect(revoked).toEqual([anna]);
    expect(anna).toMatch(/^[1-9][0-9]+$/);
  });

  it("registers the same in a preview", async () => {
    expect(await namesInBoth(() => authority())).toContain("pki-server-key-vpn");
  });

  it("changes nobody else when a client comes in the middle", async () => {
    const described = async (clients: Record<string, object>) => {
      const { registrations } = await built(() => authority(clients));
      // Every run makes keys of its own: their places count, not their digits.
      const text = JSON.stringify(registrations.filter(({ custom }) => custom));
      return JSON.parse(text.replace(/(-----BEGIN [A-Z ]+-----)[^-]+/g, "$1")) as {
        name: string;
      }[];
    };
    const before = await described({ anna: {}, carl: {} });
    const after = await described({ anna: {}, ben: {}, carl: {} });
    const isNew = ({ name }: { name: string }) => name.endsWith("-ben");
    expect(after.filter((one) => !isNew(one))).toEqual(before);
    expect(after.filter(isNew)).toHaveLength(3);
  });

  it("fails with every fault at once", async () => {
    const faults = await faultsOf(
      () =>
        new CertificateAuthority("pki", {
          keyKind: CertificateKey.Rsa,
          rsaBits: 1024,
          validityHours: 90_000,
          servers: { vpn: { dnsNames: ["https://vpn"], addresses: ["1.2.3"] } },
          clients: { vpn: {}, DEFAULT: {} },
          revokedSerialNumbers: { carl: "0x12ab" },
        }),
    );
    expect(faults).toMatchObject({
      rsaBits: "out of range",
      validityHours: "a certificate would outlive its authority",
      "servers.vpn.dnsNames[0]": "this is not a DNS name",
      "servers.vpn.addresses[0]": expect.anything(),
      "clients.vpn": "a server has this name already",
      "clients.DEFAULT": expect.stringContaining("every client that has none"),
      "revokedSerialNumbers.carl": "this is not a serial number",
    });
  });

  it("fails when there is nobody, and for an RSA size on a curve", async () => {
    const faults = await faultsOf(() => new CertificateAuthority("pki", { rsaBits: 4096 }));
    expect(Object.keys(faults).sort()).toEqual(["clients", "rsaBits"]);
  });
});

describe("OpenVpnGateway", () => {
  it("puts a machine behind NAT that only udp 1194 reaches (R17)", async () => {
    const { find } = await built(() => gateway());
    expect(find("remote-forward-vpn").inputs).toMatchObject({
      action: "DNAT",
      destinationNetworks: ["192.168.1.70"],
      translatedNetworks: ["10.9.0.2"],
      translatedPorts: "1194",
    });
    expect(find("remote-service-vpn").inputs.l4PortSetEntries).toMatchObject([
      { protocol: "UDP", destinationPorts: ["1194"] },
    ]);
    expect(find("remote-snat").inputs).toMatchObject({
      sourceNetworks: ["10.9.0.0/28"],
      translatedNetworks: ["192.168.1.71"],
    });
    expect(find("remote-outbound-networks").inputs).toMatchObject({
      sourceGroups: ["10.9.0.0/28"],
      destinationGroups: ["192.168.1.0/24"],
    });
    expect(find("remote-drop").inputs).toMatchObject({ action: "DROP", logged: true });
    expect(find("remote-vm").protect).toBe(true);
  });

  it("hands the machine its configuration, as a secret", async () => {
    const { find } = await built(() => gateway());
    const text = userDataOf(find("remote-vm").inputs);
    expect(text).toContain("tls-version-min 1.3");
    expect(text).toContain("hush-server");
    expect(text).not.toContain("hush-a");
    expect(text).toMatch(/HOTP\/T30\/6 anna - [0-9a-f]{40}\\n/);
  });

  it("gives each client a whole profile and a second factor of its own, as secrets", async () => {
    const { value } = await built(async () => {
      const { clientProfiles, enrolments } = gateway();
      return [
        await Promise.all([clientProfiles.isSecret, enrolments.isSecret]),
        await valueOf(clientProfiles),
        await valueOf(enrolments),
      ];
    });
    const [secret, profiles, enrolments] = value as [boolean[], ...Record<string, string>[]];
    expect(secret).toEqual([true, true]);
    expect(profiles!.anna).toContain("<key>\nhush-a\n</key>");
    expect(profiles!.anna).toContain("remote 192.168.1.70 1194");
    expect(enrolments!.anna).toMatch(/^otpauth:\/\/totp\/remote:anna\?secret=[A-Z2-7]{32}&/);
    expect(enrolments!.anna).not.toBe(enrolments!.ben!.replace("ben", "anna"));
  });

  it("has no key in clear in any input, not even its own arguments", async () => {
    const { registrations } = await built(() => gateway());
    const inClear = JSON.stringify(registrations, (_, value: unknown) =>
      typeof value === "object" && value !== null && "secret" in value ? "[secret]" : value,
    );
    expect(inClear).not.toContain("hush");
    expect(inClear).not.toContain("PRIVATE KEY");
    expect(JSON.stringify(registrations)).toContain("hush-a");
  });

  it("is a new instance to cloud-init when its settings change", async () => {
    const instance = (userData?: string) =>
      (JSON.parse(metadata("vm", [], userData)) as Record<string, unknown>)["instance-id"];
    expect(instance("one client")).not.toBe(instance("two clients"));
    expect(instance("")).toBe(instance());
    const { find } = await built(() => gateway());
    // It follows secrets by a hash: addresses are there for everybody to review.
    expect(find("remote-vm").inputs.extraConfig).toMatchObject({
      "guestinfo.metadata": expect.any(String),
      "guestinfo.userdata": { secret: expect.any(String) },
    });
  });

  it("routes the pool to the machine, without hiding it when no address is given", async () => {
    const routed = { poolMode: ClientPool.Routed, sourceNat: undefined };
    const { find, names } = await built(() => gateway(routed));
    expect(find("remote-route-pool").inputs).toMatchObject({
      network: "10.8.0.0/24",
      nextHops: [{ ipAddress: "10.9.0.2" }],
    });
    expect(find("remote-gateway").inputs.routeAdvertisementTypes).toEqual([
      "TIER1_NAT",
      "TIER1_STATIC_ROUTES",
    ]);
    expect(find("remote-spoofguard").inputs.addressBindingAllowlist).toBe(false);
    expect(find("remote-outbound-networks").inputs.sourceGroups).toEqual([
      "10.8.0.0/24",
      "10.9.0.0/28",
    ]);
    expect(names()).not.toContain("remote-snat");
    expect(names()).toContain("remote-clients");
  });

  it("takes an authority as a whole, and registers the same in a preview", async () => {
    const names = await namesInBoth(() => new OpenVpnGateway("remote", gatewayArgs(authority())));
    expect(names).toEqual(expect.arrayContaining(["remote-vm", "pki-key", "remote-factor-anna"]));
  });

  it("changes nobody else when a client comes in the middle", async () => {
    const identity = (keys: string[]) => Object.fromEntries(keys.map((key) => [key, `of ${key}`]));
    await growsInPlace({
      entry: () => ({}),
      program: (clients) => {
        const own = identity(Object.keys(clients));
        const ours = parts({ clientCertificatesPem: own, clientPrivateKeysPem: own });
        return new OpenVpnGateway("remote", gatewayArgs(ours, { clients }));
      },
      holders: ["remote-vm"],
    });
  });

  it("fails with every fault at once, and repeats no key", async () => {
    const error = await faultsOf(() =>
      gateway({
        tier0Path: "site-t0",
        pool: "192.168.1.0/24",
        sourceNat: undefined,
        port: 0,
        clients: {
          anna: { address: "192.168.1.3" },
          ben: { networks: ["mian"] },
          carl: {},
        },
      }),
    );
    expect(error).toMatchObject({
      tier0Path: "this is not a policy path",
      pool: "the pool and networks.main have addresses in common",
      sourceNat: expect.stringContaining("the way back"),
      port: "out of range",
      "clients.anna.address": expect.stringContaining("given out"),
      "clients.ben.networks": expect.stringContaining("none of its own"),
      "clients.ben.networks[0]": "this is not one of the choices",
      "authority.clientCertificatesPem.carl": "there is nothing for this name",
    });
    expect(JSON.stringify(error)).not.toContain("hush");
  });

  it("fails for a spoof guard on a routed pool, and for a pool that is too small", async () => {
    const guards = { spoofGuardProfilePath: "/infra/spoofguard-profiles/x" };
    const faults = await faultsOf(() =>
      gateway({ poolMode: ClientPool.Routed, guards, pool: "10.8.0.0/30" }),
    );
    expect(Object.keys(faults).sort()).toEqual(["guards.spoofGuardProfilePath", "pool"]);
  });

  it("fails for a serial number that is a path", async () => {
    const faults = await faultsOf(
      () =>
        new OpenVpnGateway(
          "remote",
          gatewayArgs(parts({ revokedSerialNumbers: ["../clients/ben"] })),
        ),
    );
    expect(faults["authority.revokedSerialNumbers[0]"]).toBe("this is not a serial number");
  });
});
