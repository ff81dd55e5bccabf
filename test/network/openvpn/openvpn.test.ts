import fc from "fast-check";
import { cidrLast, formatAddress, rangeContains } from "vmnet/network/address";
import {
  base32,
  clientEntry,
  clientProfile,
  enrolmentUri,
  gatewayUserData,
  networkAndMask,
  packetFilter,
  poolLayout,
  PoolMode,
  serverConfiguration,
  staticKeyText,
  tunnelAddress,
} from "vmnet/network/openvpn";

import { plan, serverSecrets } from "./plans";

const lines = (text: string) => text.split("\n").map((line) => line.trim());

interface CloudConfig {
  packages?: string[];
  bootcmd: string[][];
  write_files: { path: string; content: string; permissions: string }[];
  runcmd: string[][];
}

function userData(changes = {}): CloudConfig {
  const text = gatewayUserData(plan(changes), serverSecrets);
  expect(text.startsWith("#cloud-config\n")).toBe(true);
  return JSON.parse(text.slice(text.indexOf("\n"))) as CloudConfig;
}

const fileOf = ({ write_files: files }: CloudConfig, end: string) =>
  files.find(({ path }) => path.endsWith(end));

describe("a pool of tunnel addresses", () => {
  it("gives the gateway the first address and halves the rest", () => {
    const { server, dynamic, fixed } = poolLayout("10.8.0.0/24");
    const text = (value: bigint) => formatAddress({ family: 4, value });
    expect(formatAddress(server)).toBe("10.8.0.1");
    expect([dynamic.first, dynamic.last].map(text)).toEqual(["10.8.0.2", "10.8.0.127"]);
    expect([fixed.first, fixed.last].map(text)).toEqual(["10.8.0.128", "10.8.0.254"]);
    expect(tunnelAddress(plan())).toBe("10.8.0.1");
  });

  it("never gives out an address that somebody owns, whatever its size", () => {
    fc.assert(
      fc.property(fc.integer({ min: 16, max: 28 }), (prefix) => {
        const { network, server, dynamic, fixed } = poolLayout(`10.8.0.0/${prefix}`);
        expect(dynamic.last).toBeLessThan(fixed.first);
        expect(dynamic.first).toBeGreaterThan(server.value);
        expect(rangeContains({ ...dynamic, last: fixed.last }, dynamic)).toBe(true);
        expect(fixed.last).toBeLessThan(cidrLast(network).value);
      }),
    );
  });

  it.each(["10.8.0.0/15", "10.8.0.0/29", "fd00::/64"])("fails for %s", (cidr) => {
    expect(() => poolLayout(cidr)).toThrow("this cannot be a pool of tunnel addresses");
  });
});

describe("a server configuration", () => {
  const configuration = lines(serverConfiguration(plan()));

  it("asks for TLS 1.3, forward secrecy, a certificate and a code (R18, R30)", () => {
    expect(configuration).toEqual(
      expect.arrayContaining([
        "tls-version-min 1.3",
        "tls-groups X25519:prime256v1",
        "verify-client-cert require",
        "remote-cert-tls client",
        "tls-crypt tls-crypt.key",
        "auth-gen-token 28800",
        'plugin openvpn-plugin-auth-pam.so "vmnet-openvpn login COMMONNAME One-time PASSWORD"',
      ]),
    );
  });

  it("takes only clients that have a file, and none whose serial number has one", () => {
    expect(configuration).toContain("ccd-exclusive");
    expect(configuration).toContain("crl-verify revoked dir");
  });

  it("leads clients to the networks that are offered", () => {
    expect(configuration).toContain('push "route 192.168.1.0 255.255.255.0"');
    expect(configuration).toContain('push "dhcp-option DNS 192.168.1.53"');
    expect(networkAndMask("10.0.0.0/8")).toBe("10.0.0.0 255.0.0.0");
  });

  it("gives a client the address that it owns", () => {
    expect(clientEntry(plan(), { address: "10.8.0.130" })).toBe(
      "ifconfig-push 10.8.0.130 255.255.255.0\n",
    );
    expect(clientEntry(plan(), {})).toBe("");
  });
});

describe("a gateway's packet filter", () => {
  const rules = (changes = {}) => lines(packetFilter(plan(changes)));

  it("hides clients behind the machine, or shows their own addresses (R17)", () => {
    const hide = 'ip saddr 10.8.0.0/24 oifname != "tun0" masquerade';
    expect(rules()).toContain(hide);
    expect(rules({ mode: PoolMode.Routed })).not.toContain(hide);
  });

  it("gives a client with networks of its own these and nothing else, before the general rule", () => {
    const all = rules();
    const own = all.indexOf('iifname "tun0" ip saddr 10.8.0.130 ip daddr { 10.0.0.0/24 } accept');
    const general = all.indexOf(
      'iifname "tun0" ip saddr 10.8.0.0/24 ip daddr { 10.0.0.0/24, 192.168.1.0/24 } accept',
    );
    expect(own).toBeGreaterThan(0);
    expect(all[own + 1]).toBe('iifname "tun0" ip saddr 10.8.0.130 drop');
    expect(general).toBeGreaterThan(own);
  });

  it("drops what it does not know, and has SSH for administrators alone", () => {
    expect(rules().filter((line) => line.endsWith("policy drop;"))).toHaveLength(4);
    expect(rules().filter((line) => line.includes("dport 22"))).toEqual([
      'iifname != "tun0" ip saddr { 192.168.1.9 } tcp dport 22 accept',
    ]);
    expect(rules({ administrators: [] }).join()).not.toContain("dport 22");
  });

  it("keeps clients apart from each other", () => {
    expect(rules()).toContain('iifname "tun0" oifname "tun0" drop');
  });
});

describe("a gateway's user data", () => {
  it("writes keys for root alone", () => {
    const files = userData();
    for (const end of ["/server.key", "/tls-crypt.key", "/seeds.oath"]) {
      expect(fileOf(files, end)?.permissions).toBe("0600");
    }
    expect(fileOf(files, "/server.pem")?.permissions).toBe("0644");
  });

  it("has a file per client, one per revoked serial number, and a seed per client", () => {
    const files = userData({ revokedSerialNumbers: ["4711"] });
    expect(fileOf(files, "/clients/ben")?.content).toBe("");
    expect(fileOf(files, "/clients/anna")?.content).toContain("10.8.0.130");
    expect(fileOf(files, "/revoked/4711")).toBeDefined();
    expect(fileOf(files, "/seeds.oath")?.content).toBe(
      "HOTP/T30/6 anna - 3132333435363738393031323334353637383930\nHOTP/T30/6 ben - 00\n",
    );
  });

  it("clears old clients once per instance, since files are written once per instance", () => {
    expect(userData().bootcmd[0]?.slice(0, 3)).toEqual([
      "cloud-init-per",
      "instance",
      "vmnet-clean",
    ]);
  });

  it("installs nothing when the template has everything", () => {
    expect(userData().packages).toEqual(["openvpn", "libpam-oath", "nftables"]);
    expect(userData({ installPackages: false }).packages).toBeUndefined();
  });

  it("cannot be broken out of by a name", () => {
    const files = userData({ clients: { 'x": [1]\n#': {} } });
    expect(fileOf(files, '/clients/x": [1]\n#')).toBeDefined();
  });
});

describe("a client's profile", () => {
  it("holds its keys, and names the server that it expects", () => {
    const profile = clientProfile(
      { host: "vpn.example.org", port: 1194, serverName: "vpn" },
      { ...serverSecrets, privateKeyPem: "mine\n" },
    );
    expect(lines(profile)).toEqual(
      expect.arrayContaining([
        "remote vpn.example.org 1194",
        "verify-x509-name vpn name",
        "tls-version-min 1.3",
        "auth-user-pass",
      ]),
    );
    expect(profile).toContain("<key>\nmine\n</key>");
  });
});

describe("the second factor", () => {
  // RFC 4648 section 10, without padding.
  it.each([
    ["f", "MY"],
    ["foob", "MZXW6YQ"],
    ["foobar", "MZXW6YTBOI"],
  ])("writes %s as %s", (text, expected) => {
    expect(base32([...Buffer.from(text)])).toBe(expected);
  });

  it("is enrolled by one address", () => {
    const seed = Buffer.from("12345678901234567890").toString("hex");
    expect(enrolmentUri("corp vpn", "anna", seed)).toBe(
      "otpauth://totp/corp%20vpn:anna?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" +
        "&issuer=corp%20vpn&algorithm=SHA1&digits=6&period=30",
    );
  });
});

describe("a static key", () => {
  it("has sixteen lines of sixteen bytes", () => {
    const text = staticKeyText("0123456789abcdef".repeat(32));
    expect(text.split("\n")).toHaveLength(19);
    expect(text).toContain("\n0123456789abcdef0123456789abcdef\n");
  });
});
