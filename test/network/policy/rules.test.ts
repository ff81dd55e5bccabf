import {
  defaultPolicySettings,
  policyFindings,
  policyRules,
  type PolicyResource,
} from "../../../network/policy";
import { UNKNOWN, type PropertyMap } from "../../../network/model/resource";

/** A resource as a program would register it. */
function made(kind: string, name: string, inputs: PropertyMap = {}): PolicyResource {
  const module = /^(host|distributed|virtual)/.test(kind) ? "vsphere" : "nsxt";
  const type = `${module}:index/${kind}:${kind[0]?.toUpperCase()}${kind.slice(1)}`;
  return {
    urn: `urn:pulumi:s::p::${type}::${name}`,
    type,
    name,
    custom: true,
    inputs,
    outputs: { ...inputs, path: `/infra/${name}` },
    secretInputs: [],
  };
}

const owner = { tags: [{ scope: "owner", tag: "network" }] };

/** What each rule must find, what it must let pass, and where it must point. */
const cases: [rule: string, bad: PolicyResource, good: PolicyResource, property?: string][] = [
  [
    "no-any-any-allow",
    made("policySecurityPolicyRule", "all", { action: "ALLOW" }),
    made("policySecurityPolicyRule", "all", { action: "ALLOW", services: ["/infra/services/SSH"] }),
  ],
  [
    "no-any-any-allow",
    made("policyGatewayPolicy", "edge", {
      ...owner,
      rules: [
        { action: "DROP", logged: true },
        { displayName: "rest", scopes: ["/infra/t1"] },
      ],
    }),
    made("policyGatewayPolicy", "edge", {
      ...owner,
      rules: [{ displayName: "rest", disabled: true }],
    }),
    "rules[1]",
  ],
  [
    "no-any-any-allow",
    made("policyGatewayPolicyRule", "empty", { serviceEntries: { l4PortSetEntries: [] } }),
    made("policyGatewayPolicyRule", "https", {
      serviceEntries: { l4PortSetEntries: [{ protocol: "TCP", destinationPorts: ["443"] }] },
    }),
  ],
  [
    "dropped-is-logged",
    made("policySecurityPolicyRule", "rest", { action: "DROP" }),
    made("policySecurityPolicyRule", "rest", { action: "DROP", logged: true }),
  ],
  [
    "no-catch-all-forward",
    made("policyNatRule", "dmz", {
      action: "DNAT",
      firewallMatch: "MATCH_INTERNAL_ADDRESS",
      translatedNetworks: ["10.0.0.9"],
    }),
    made("policyNatRule", "web", {
      action: "DNAT",
      firewallMatch: "MATCH_INTERNAL_ADDRESS",
      service: "/infra/services/HTTPS",
    }),
    "service",
  ],
  [
    "forwards-meet-firewall",
    made("policyNatRule", "web", { action: "DNAT", service: "/infra/services/HTTPS" }),
    made("policyNatRule", "out", { action: "SNAT" }),
    "firewallMatch",
  ],
  [
    "strict-switches",
    made("hostVirtualSwitch", "vs", { networkAdapters: ["a", "b"], allowMacChanges: false }),
    made("hostVirtualSwitch", "vs", {
      networkAdapters: ["a", "b"],
      allowMacChanges: false,
      allowForgedTransmits: false,
    }),
    "allowForgedTransmits",
  ],
  [
    "strict-switches",
    made("distributedPortGroup", "pg", { allowPromiscuous: true }),
    made("distributedPortGroup", "pg"),
    "allowPromiscuous",
  ],
  [
    "narrow-trunks",
    made("hostPortGroup", "all", { vlanId: 4095 }),
    made("hostPortGroup", "ten", { vlanId: 10 }),
    "vlanId",
  ],
  [
    "narrow-trunks",
    made("distributedPortGroup", "wide", {
      vlanRanges: [
        { minVlan: 1, maxVlan: 60 },
        { minVlan: 101, maxVlan: 141 },
      ],
    }),
    made("distributedPortGroup", "narrow", { vlanRanges: [{ minVlan: 1, maxVlan: 100 }] }),
    "vlanRanges",
  ],
  [
    "two-uplinks",
    made("hostVirtualSwitch", "vs", {
      networkAdapters: ["vmnic1"],
      allowMacChanges: false,
      allowForgedTransmits: false,
    }),
    made("hostVirtualSwitch", "sealed", {
      networkAdapters: [],
      allowMacChanges: false,
      allowForgedTransmits: false,
    }),
    "networkAdapters",
  ],
  [
    "strong-tunnels",
    made("policyIpsecVpnIkeProfile", "old", { ikeVersion: "IKE_V1", dhGroups: ["GROUP14"] }),
    made("policyIpsecVpnIkeProfile", "new", { ikeVersion: "IKE_V2", dhGroups: ["GROUP14"] }),
    "ikeVersion",
  ],
  [
    "strong-tunnels",
    made("policyIpsecVpnTunnelProfile", "old", { enablePerfectForwardSecrecy: false }),
    made("policyIpsecVpnTunnelProfile", "new", { encryptionAlgorithms: ["AES_GCM_256"] }),
    "enablePerfectForwardSecrecy",
  ],
  [
    "current-tls",
    made("policyLbClientSslProfile", "old", { protocols: ["TLS_V1_1", "TLS_V1_2"] }),
    made("policyLbClientSslProfile", "new", { protocols: ["TLS_V1_2"] }),
    "protocols",
  ],
  [
    "authenticated-bgp",
    made("policyBgpNeighbor", "isp"),
    { ...made("policyBgpNeighbor", "isp", { password: UNKNOWN }), secretInputs: ["password"] },
    "password",
  ],
  [
    "secrets-are-secret",
    made("policyIpsecVpnSession", "west", { psk: "a-plain-shared-key-of-a-site" }),
    {
      ...made("policyIpsecVpnSession", "west", { psk: "a-plain-shared-key-of-a-site" }),
      secretInputs: ["psk"],
    },
    "psk",
  ],
  [
    "secrets-are-secret",
    made("virtualMachine", "proxy", {
      extraConfig: { "guestinfo.userdata": "-----BEGIN EC PRIVATE KEY-----\nMHc" },
    }),
    {
      ...made("virtualMachine", "proxy", {
        extraConfig: { "guestinfo.userdata": "-----BEGIN EC PRIVATE KEY-----\nMHc" },
      }),
      secretInputs: ["extraConfig"],
    },
    "extraConfig.guestinfo.userdata",
  ],
  ["has-owner", made("policyGroup", "web"), made("policyGroup", "web", owner), "tags"],
];

describe("policyFindings", () => {
  const rows = cases.map(([rule, bad, good, property = ""]) => ({ rule, bad, good, property }));

  it.each(rows)("$rule finds $bad.type $bad.name, not the better one", (row) => {
    const { rule, bad, good, property } = row;
    const found = policyFindings([bad]);
    expect(found.map(({ check, subjects }) => [check, ...subjects])).toEqual([
      [`policy/${rule}`, bad.name],
    ]);
    expect(JSON.parse(found[0]!.key)).toEqual([rule, bad.type, bad.name, property]);
    expect(found[0]!.fix).not.toBe("");
    expect(policyFindings([good])).toEqual([]);
  });

  it("has a rule of its own for each case, and a case for each rule of one resource", () => {
    const covered = new Set(cases.map(([rule]) => rule));
    const single = policyRules.filter(({ reach }) => reach === "resource").map(({ name }) => name);
    expect([...covered].sort()).toEqual(single.sort());
  });

  it("says nothing of what is not known yet", () => {
    const unknown = [
      made("policySecurityPolicyRule", "later", { sourceGroups: UNKNOWN, action: "ALLOW" }),
      made("policyNatRule", "later", { action: "DNAT", service: UNKNOWN, firewallMatch: UNKNOWN }),
      made("distributedPortGroup", "later", { allowPromiscuous: UNKNOWN, vlanRanges: UNKNOWN }),
      made("policyGroup", "later", { tags: UNKNOWN }),
    ];
    expect(policyFindings(unknown)).toEqual([]);
  });

  it("leaves components and types that it does not know alone", () => {
    const component = { ...made("policyGroup", "x"), custom: false };
    const foreign = { ...made("policyGroup", "x"), type: "random:index/randomId:RandomId" };
    expect(policyFindings([component, foreign])).toEqual([]);
  });

  it("takes a team's own settings", () => {
    const group = made("policyGroup", "web", owner);
    const settings = { ...defaultPolicySettings, requiredTagScopes: ["owner", "cost-center"] };
    expect(policyFindings([group], settings)[0]?.text).toBe("web has no tag of scope cost-center");
  });

  it.each(["", "x", "xx"])("finds a private key in base64 after %j", (before) => {
    const text = Buffer.from(`${before}-----BEGIN PRIVATE KEY-----`).toString("base64");
    const [found] = policyFindings([made("virtualMachine", "vm", { extraConfig: { data: text } })]);
    expect(found?.text).toBe("vm holds a private key in base64 in clear at extraConfig.data");
  });

  it("never shows the secret itself", () => {
    const [found] = policyFindings([made("policyIpsecVpnSession", "w", { psk: "Planted-4711" })]);
    expect(JSON.stringify(found)).not.toContain("Planted-4711");
  });

  it("stays quick with ten thousand rules", () => {
    const many = Array.from({ length: 10_000 }, (_, index) =>
      made("policySecurityPolicyRule", `r${index}`, { action: "ALLOW", sourceGroups: ["/g"] }),
    );
    const started = process.cpuUsage();
    expect(policyFindings(many)).toEqual([]);
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(2000);
  });
});
