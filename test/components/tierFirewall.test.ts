import {
  FirewallMode,
  IsolatedNetwork,
  SecurityTier,
  tcp,
  TierFirewall,
  type TierFirewallArgs,
  type ZoneRule,
} from "vmnet";

import { sealedArgs } from "./fixtures";
import { built, valueOf } from "./harness";
import { GROUPS, tierArgs } from "./tierFixtures";

jest.setTimeout(180_000);

const made = (changes: Partial<TierFirewallArgs> = {}) =>
  built(() => new TierFirewall("fw", tierArgs(changes)));

const rulesOf = (registrations: { type: string }[]) =>
  registrations.filter(({ type }) => type.endsWith(":PolicySecurityPolicyRule"));

describe("a firewall between tiers", () => {
  test("is a group per zone, four policies, and one object per rule", async () => {
    const { registrations, names } = await made();
    const count = (kind: string) =>
      registrations.filter(({ type }) => type.endsWith(`:Policy${kind}`)).length;
    expect(count("Group")).toBe(7);
    expect(count("ParentSecurityPolicy")).toBe(4);
    expect(names().filter((name) => name.startsWith("fw-rule-"))).toEqual([
      "fw-rule-dns",
      "fw-rule-hosts",
      "fw-rule-infected",
      "fw-rule-orders",
      "fw-rule-users",
      "fw-rule-web",
    ]);
    expect(count("Service")).toBe(0);
    expect(registrations.filter(({ parent, custom }) => custom && parent !== "fw")).toEqual([]);
  });

  test("asks in the order of NSX's categories, in policies without a scope of their own", async () => {
    const { find } = await made();
    for (const category of ["Emergency", "Infrastructure", "Environment", "Application"]) {
      const { inputs } = find(`fw-${category.toLowerCase()}`);
      expect(inputs).toMatchObject({ category, stateful: true, sequenceNumber: 1000 });
      expect(inputs).not.toHaveProperty("scopes");
    }
    expect(find("fw-rule-dns").inputs.policyPath).toMatch(/security-policies\/fw-infrastructure$/);
    expect(find("fw-rule-infected").inputs.policyPath).toMatch(/security-policies\/fw-emergency$/);
    expect(find("fw-rule-web").inputs.policyPath).toMatch(/security-policies\/fw-application$/);
  });

  test("selects by tag, segment, group and range, joined by OR in a fixed order", async () => {
    const { find } = await built(() => {
      const vault = new IsolatedNetwork("vault", sealedArgs());
      const all = {
        tier: SecurityTier.Core,
        tags: [{ scope: "tier", tag: "core" }, { tag: "b" }],
        segmentPaths: [vault.segmentPath],
        groupPaths: [vault.groupPath],
        ranges: ["10.2.0.0/24", "10.1.0.1-10.1.0.9"],
        remoteRanges: ["10.0.0.0/24"],
      };
      return new TierFirewall("fw", tierArgs({ zones: { all }, rules: {} }));
    });
    expect(find("fw-zone-all").inputs).toMatchObject({
      criterias: [
        { conditions: [{ key: "Tag", memberType: "VirtualMachine", value: "b" }] },
        { conditions: [{ operator: "EQUALS", value: "tier|core" }] },
        {
          pathExpression: {
            memberPaths: [`${GROUPS}/vault-group`, "/infra/segments/vault-segment"],
          },
        },
        {
          ipaddressExpression: { ipAddresses: ["10.0.0.0/24", "10.1.0.1-10.1.0.9", "10.2.0.0/24"] },
        },
      ],
      conjunctions: [{ operator: "OR" }, { operator: "OR" }, { operator: "OR" }],
    });
  });

  test("applies a rule to the zones with machines that it names, on both sides", async () => {
    const { find } = await made();
    expect(find("fw-rule-orders").inputs).toMatchObject({
      action: "ALLOW",
      direction: "IN_OUT",
      sequenceNumber: 3000,
      sourceGroups: [`${GROUPS}/fw-zone-dmz`],
      destinationGroups: [`${GROUPS}/fw-zone-production`],
      scopes: [`${GROUPS}/fw-zone-dmz`, `${GROUPS}/fw-zone-production`],
      serviceEntries: { l4PortSetEntries: [{ protocol: "TCP", destinationPorts: ["8443"] }] },
      logged: false,
      logLabel: "fw-orders",
    });
    const users = find("fw-rule-users").inputs;
    expect(users.sourceGroups).toEqual([`${GROUPS}/fw-zone-vpn`]);
    // Clients of the VPN are addresses: there is nothing to apply a rule to.
    expect(users.scopes).toEqual([`${GROUPS}/fw-zone-production`]);
    expect(find("fw-rule-web").inputs).not.toHaveProperty("sourceGroups");
  });

  test("drops everything else at every zone that has machines, and logs it", async () => {
    const { find, names } = await made();
    const defaults = names().filter((name) => name.startsWith("fw-default-"));
    expect(defaults).toEqual([
      "fw-default-core",
      "fw-default-dmz",
      "fw-default-management",
      "fw-default-production",
    ]);
    const last = find("fw-default-dmz").inputs;
    expect(last).toMatchObject({
      action: "DROP",
      direction: "IN_OUT",
      sequenceNumber: 100_000,
      scopes: [`${GROUPS}/fw-zone-dmz`],
      logged: true,
      logLabel: "fw-default-dmz",
    });
    expect(last).not.toHaveProperty("sourceGroups");
    expect(last).not.toHaveProperty("destinationGroups");
  });

  test("has a boundary per pair of zones whose tiers must not open connections", async () => {
    const { find, names } = await made();
    expect(names().filter((name) => name.startsWith("fw-boundary-"))).toEqual([
      "fw-boundary-dmz.core",
      "fw-boundary-dmz.hosts",
      "fw-boundary-dmz.management",
      "fw-boundary-dmz.vpn",
      "fw-boundary-production.hosts",
      "fw-boundary-production.management",
      "fw-boundary-production.vpn",
    ]);
    expect(find("fw-boundary-dmz.hosts").inputs).toMatchObject({
      action: "DROP",
      policyPath: "/infra/domains/default/security-policies/fw-environment",
      scopes: [`${GROUPS}/fw-zone-dmz`],
      logged: true,
    });
  });

  test("excludes vCenter before it drops anything (R30)", async () => {
    const { find } = await made();
    expect(find("fw-spared-vcenter").inputs.criterias).toMatchObject([
      { conditions: [{ value: "role|vcenter" }] },
    ]);
    expect(find("fw-excluded-vcenter").inputs).toEqual({ member: `${GROUPS}/fw-spared-vcenter` });
    for (const rule of ["fw-default-core", "fw-boundary-dmz.core", "fw-rule-infected"]) {
      expect(find(rule).dependencies).toContain("fw-excluded-vcenter");
    }
    expect(find("fw-default-core").dependencies).toContain("fw-rule-dns");
  });

  test("takes a group that exists for the exclude list", async () => {
    const { find, names } = await built(() => {
      const other = new TierFirewall("other", tierArgs({ excluded: {} }));
      const groupPath = other.groupPaths.apply((paths) => paths.management ?? "");
      return new TierFirewall("fw", tierArgs({ excluded: { vcenter: { groupPath } } }));
    });
    expect(find("fw-excluded-vcenter").inputs.member).toBe(`${GROUPS}/other-zone-management`);
    expect(names()).not.toContain("fw-spared-vcenter");
  });

  test("writes labels that the log shows whole and that stay apart", async () => {
    const rule: ZoneRule = { to: { zones: ["core"] }, services: [tcp("1")] };
    const long = "a-rule-with-a-very-long-name-number";
    const { find } = await made({ rules: { [`${long}-1`]: rule, [`${long}-2`]: rule } });
    const [one, two] = [1, 2].map((n) => find(`fw-rule-${long}-${n}`).inputs.logLabel as string);
    expect(one).toMatch(/^fw-a-rule-with-a-very-l-[0-9a-f]{8}$/);
    expect(one).toHaveLength(32);
    expect(two).not.toBe(one);
  });

  test("says which groups and policies it made", async () => {
    const { value } = await made();
    const { groupPaths, policyPaths } = value as TierFirewall;
    expect(await valueOf(groupPaths)).toMatchObject({ dmz: `${GROUPS}/fw-zone-dmz` });
    expect(Object.keys(await valueOf(policyPaths))).toEqual([
      "Emergency",
      "Infrastructure",
      "Environment",
      "Application",
    ]);
  });

  test("that exists is plain outputs", async () => {
    const { value, registrations } = await built(() =>
      TierFirewall.fromExisting({ groupPaths: { dmz: `${GROUPS}/site-dmz` } }),
    );
    const { groupPaths } = value as TierFirewall;
    expect(await valueOf(groupPaths)).toEqual({ dmz: `${GROUPS}/site-dmz` });
    expect(registrations).toEqual([]);
  });
});

describe("observing", () => {
  test("drops nothing: boundaries jump on, the rest passes under labels of its own", async () => {
    const { registrations, find } = await made({ mode: FirewallMode.Observe });
    const actions = rulesOf(registrations).map((rule) => (rule as never as Row).inputs.action);
    expect(actions).not.toContain("DROP");
    expect(find("fw-boundary-dmz.core").inputs).toMatchObject({
      action: "JUMP_TO_APPLICATION",
      logged: true,
      logLabel: "observe-fw-dmz.core",
    });
    expect(find("fw-default-dmz").inputs).toMatchObject({
      action: "ALLOW",
      logged: true,
      logLabel: "observe-fw-default-dmz",
    });
    expect(find("fw-rule-infected").inputs).toMatchObject({
      action: "ALLOW",
      logged: true,
      logLabel: "observe-fw-infected",
    });
    expect(find("fw-rule-orders").inputs).toMatchObject({ action: "ALLOW", logLabel: "fw-orders" });
  });

  test("has the same objects as enforcing, so that the switch is an update of each", async () => {
    const observed = await made({ mode: FirewallMode.Observe });
    const enforced = await made();
    expect(observed.names()).toEqual(enforced.names());
  });
});

interface Row {
  inputs: Record<string, unknown>;
}

describe("a zone with MAC addresses", () => {
  const zones = {
    till: {
      tier: SecurityTier.Production,
      tags: [{ tag: "till" }],
      macAddresses: { "till-2": "00:50:56:00:00:2F", "till-1": "00:50:56:00:00:1e" },
      dhcpClients: true,
    },
  };

  test("lets those send and drops what others send, before any other rule (R05)", async () => {
    const { find, registrations } = await made({ zones, rules: {} });
    expect(find("fw-macs-till").inputs.criterias).toEqual([
      { macaddressExpression: { macAddresses: ["00:50:56:00:00:1e", "00:50:56:00:00:2f"] } },
    ]);
    expect(find("fw-ethernet").inputs).toMatchObject({ category: "Ethernet", stateful: false });
    const scopes = [`${GROUPS}/fw-zone-till`];
    expect(find("fw-senders-till").inputs).toMatchObject({
      action: "ALLOW",
      direction: "OUT",
      ipVersion: "NONE",
      scopes,
      sourceGroups: [`${GROUPS}/fw-macs-till`],
    });
    expect(find("fw-strangers-till").inputs).toMatchObject({
      action: "DROP",
      direction: "OUT",
      scopes,
    });
    expect(rulesOf(registrations)).toHaveLength(4);
  });

  test("can ask for an address: no group holds a client that has none", async () => {
    const { find } = await made({ zones, rules: {} });
    const { inputs } = find("fw-dhcp-till");
    expect(inputs).toMatchObject({
      action: "ALLOW",
      policyPath: "/infra/domains/default/security-policies/fw-infrastructure",
      scopes: [`${GROUPS}/fw-zone-till`],
      serviceEntries: { l4PortSetEntries: [{ protocol: "UDP", destinationPorts: ["67-68"] }] },
    });
    expect(inputs).not.toHaveProperty("sourceGroups");
  });
});
