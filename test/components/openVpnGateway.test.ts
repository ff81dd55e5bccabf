import { CertificateAuthority, ClientPool, OpenVpnGateway } from "vmnet";
import type { OpenVpnGatewayArgs } from "vmnet";

import { metadata } from "../../components/internal/cloudInit";
import type { DeclaredMachine } from "../../network/model/surroundings/declared";
import { icmp, icmp6, tcp } from "../../network/services";
import { faultsOf } from "./faults";
import { lab, vmArgs } from "./fixtures";
import { GROWTH_TIMEOUT_MILLISECONDS, growsInPlace, namesInBoth } from "./growth";
import { built, valueOf } from "./harness";

jest.setTimeout(GROWTH_TIMEOUT_MILLISECONDS);

const people = { anna: {}, ben: {} };
const authority = () => new CertificateAuthority("pki", { servers: { vpn: {} }, clients: people });

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

  it("hides VPN_Net and tells routers outside of the pool, when both are asked for (R17)", async () => {
    const { find, names } = await built(() =>
      gateway({ poolMode: ClientPool.Routed, advertisePool: true }),
    );
    expect(names().filter((name) => name.startsWith("remote-snat"))).toEqual(["remote-snat"]);
    expect(find("remote-gateway").inputs.routeAdvertisementTypes).toContain("TIER1_STATIC_ROUTES");
    const hidden = await built(() => gateway({ poolMode: ClientPool.Routed }));
    expect(hidden.names()).toContain("remote-snat-pool");
  });

  it("lets clients call named services only, at the machine and at its gateway (R30)", async () => {
    const services = { main: [tcp("443,8443"), icmp(8)] };
    const { find, names } = await built(() => gateway({ services, dnsServers: ["192.168.1.53"] }));
    expect(names()).not.toContain("remote-outbound-networks");
    expect(find("remote-outbound-network.main").inputs).toMatchObject({
      destinationGroups: ["192.168.1.0/24"],
      services: [expect.stringContaining("remote-service-outbound.network.main")],
    });
    expect(find("remote-service-outbound.names").inputs.l4PortSetEntries).toMatchObject([
      { protocol: "TCP", destinationPorts: ["53"] },
      { protocol: "UDP", destinationPorts: ["53"] },
    ]);
    expect(userDataOf(find("remote-vm").inputs)).toContain(
      "ip daddr { 192.168.1.0/24 } tcp dport { 443, 8443 } accept",
    );
  });

  it.each([true, false])("says in clear how it routes, in a preview too (%s)", async (preview) => {
    const { find } = await built(() => gateway(), { preview });
    const config = find("remote-vm").inputs.extraConfig as Record<string, string>;
    const declared = JSON.parse(config["guestinfo.vmnet.machine"]!) as DeclaredMachine;
    expect(declared).toMatchObject({
      format: 1,
      nics: [{ addresses: ["10.9.0.2/28"] }],
      gateways: ["10.9.0.1"],
      routing: { masquerades: ["10.8.0.0/24"], networks: [{ name: "remote clients" }] },
    });
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

  it("fails for services that no client could call, and for a pool that nobody would find", async () => {
    const faults = await faultsOf(() =>
      gateway({
        networks: { main: "192.168.1.0/24", same: "192.168.1.0/24" },
        services: { main: [icmp6(128)], mian: [tcp("443")], same: [] },
        advertisePool: true,
      }),
    );
    expect(faults).toMatchObject({
      "services.main[0]": "the tunnel carries IPv4 alone",
      "services.main": expect.stringContaining("networks.same is the same network"),
      "services.mian": "this is not one of the choices",
      "services.same": expect.anything(),
      advertisePool: "nobody outside sees a masqueraded pool",
    });
    const lost = { poolMode: ClientPool.Routed, sourceNat: undefined, advertisePool: false };
    expect(await faultsOf(() => gateway(lost))).toEqual({
      advertisePool: "without it and without sourceNat nothing leads back to the clients",
    });
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
