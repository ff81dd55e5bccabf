import {
  anyTraffic,
  SecurityTier,
  tcp,
  TierFirewall,
  type TierFirewallArgs,
  type ZoneRule,
} from "vmnet";

import { GROWTH_TIMEOUT_MILLISECONDS, growsInPlace, namesInBoth } from "./growth";
import { built } from "./harness";
import { tierArgs } from "./tierFixtures";

jest.setTimeout(180_000);

const made = (changes: Partial<TierFirewallArgs> = {}) =>
  built(() => new TierFirewall("fw", tierArgs(changes)));

/** One zone only: the programs of a property run often. */
const small = (changes: Partial<TierFirewallArgs>) =>
  tierArgs({
    zones: { core: { tier: SecurityTier.Core, tags: [{ tag: "core" }] } },
    rules: {},
    ...changes,
  });

describe("a firewall between tiers grows", () => {
  test("registers the same in a preview as in an update", async () => {
    const names = await namesInBoth(() => new TierFirewall("fw", tierArgs()));
    expect(names).toHaveLength(30);
  });

  test("a rule inserted in the middle is exactly one create", async () => {
    const { rules = {} } = tierArgs();
    const rule: ZoneRule = { to: { zones: ["core"] }, services: [tcp("88")] };
    const entries = Object.entries(rules);
    entries.splice(2, 0, ["kerberos", rule]);
    const before = await made();
    const after = await made({ rules: Object.fromEntries(entries) });
    const old = new Set(before.names());
    expect(after.names().filter((name) => !old.has(name))).toEqual(["fw-rule-kerberos"]);
  });

  test(
    "a rule leaves every other object as it was",
    () =>
      growsInPlace<ZoneRule>({
        entry: (index) => ({ to: { zones: ["core"] }, services: [tcp(`${index + 1}`)] }),
        program: (rules) => new TierFirewall("fw", small({ rules })),
      }),
    GROWTH_TIMEOUT_MILLISECONDS,
  );

  test(
    "so does a zone, with its boundaries",
    () =>
      growsInPlace<TierFirewallArgs["zones"][string]>({
        entry: (index) => ({
          tier: index % 2 === 0 ? SecurityTier.Dmz : SecurityTier.Management,
          tags: [{ tag: `t${index}` }],
          macAddresses: { one: `00:50:56:00:00:1${index}` },
          dhcpClients: true,
        }),
        program: (zones) => new TierFirewall("fw", tierArgs({ zones, rules: {} })),
      }),
    GROWTH_TIMEOUT_MILLISECONDS,
  );

  test(
    "and an exclusion",
    () =>
      growsInPlace<TierFirewallArgs["excluded"][string]>({
        entry: (index) => ({ tags: [{ tag: `t${index}` }] }),
        program: (excluded) => new TierFirewall("fw", small({ excluded })),
      }),
    GROWTH_TIMEOUT_MILLISECONDS,
  );

  test(
    "a MAC address changes its group alone",
    () =>
      growsInPlace<string>({
        entry: (index) => `00:50:56:00:00:1${index}`,
        holders: ["fw-macs-till"],
        program: (macAddresses) =>
          new TierFirewall(
            "fw",
            tierArgs({
              rules: {},
              zones: { till: { tier: SecurityTier.Core, tags: [{ tag: "t" }], macAddresses } },
            }),
          ),
      }),
    GROWTH_TIMEOUT_MILLISECONDS,
  );

  test("a rule for everything is replaced when it gets no services, for they would stay", async () => {
    const all: ZoneRule = { to: { zones: ["core"] }, services: [anyTraffic()] };
    const { find } = await made({ rules: { all, one: { ...all, services: [tcp("1")] } } });
    expect(find("fw-rule-all").inputs).not.toHaveProperty("serviceEntries");
    expect(find("fw-rule-all").replaceOnChanges).toContain("serviceEntries");
    expect(find("fw-rule-one").replaceOnChanges).not.toContain("serviceEntries");
  });
});
