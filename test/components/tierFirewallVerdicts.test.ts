import { anyTraffic, FirewallMode, SecurityTier, TierFirewall, type TierFirewallArgs } from "vmnet";

import { buildModel, type Resource } from "../../network/model";
import { explain } from "../../network/reason";
import { endpoint, machine, nsx, site } from "../network/model/resources";
import { built } from "./harness";
import { tierArgs } from "./tierFixtures";

jest.setTimeout(180_000);

/** One segment: nothing but the distributed firewall stands between its machines. */
const HOSTS = {
  core: "10.30.0.1",
  dmz: "10.30.0.2",
  dmz2: "10.30.0.3",
  management: "10.30.0.4",
  production: "10.30.0.5",
  esxi: "10.30.0.90",
  vpn: "10.30.0.99",
  infected: "10.30.0.98",
  stranger: "10.30.0.200",
} as const;
type Host = keyof typeof HOSTS;

const TAGS: Partial<Record<Host, { scope?: string; tag: string }>> = {
  core: { scope: "tier", tag: "core" },
  dmz: { scope: "tier", tag: "dmz" },
  dmz2: { scope: "tier", tag: "dmz" },
  management: { scope: "tier", tag: "management" },
  production: { tag: "production" },
};

const MACS: Record<Host, string> = Object.fromEntries(
  Object.keys(HOSTS).map((host, index) => [host, `00:50:56:00:01:0${index}`]),
) as Record<Host, string>;

function machines(): Resource[] {
  const names = Object.keys(HOSTS) as Host[];
  return [
    nsx("Segment", "lan", { transportZonePath: "/infra/zones/overlay" }),
    ...names.map((host) =>
      machine(host, [{ networkId: "lan", address: `${HOSTS[host]}/24`, mac: MACS[host] }]),
    ),
    ...names.flatMap((host) => {
      const tag = TAGS[host];
      return tag === undefined
        ? []
        : [
            nsx("VmTags", `tags-${host}`, {
              instanceId: `uuid-${host}`,
              tags: [{ scope: "", ...tag }],
            }),
          ];
    }),
  ];
}

/** The firewall of the fixture, with addresses of this test's one segment. */
function args(changes: Partial<TierFirewallArgs> = {}): TierFirewallArgs {
  const whole = tierArgs();
  const { zones, rules = {} } = whole;
  return {
    ...whole,
    zones: {
      ...zones,
      dmz: { tier: SecurityTier.Dmz, tags: [{ scope: "tier", tag: "dmz" }] },
      hosts: { tier: SecurityTier.Management, ranges: [HOSTS.esxi] },
      vpn: { tier: SecurityTier.Vpn, ranges: ["10.30.0.98-10.30.0.99"] },
    },
    rules: { ...rules, infected: { ...rules.infected!, from: { ranges: [HOSTS.infected] } } },
    ...changes,
  };
}

type Ask = (from: Host, to: Host, port: number, protocol?: number) => string;

async function asked(program: () => unknown): Promise<Ask> {
  const { estate } = await built(program);
  const own = estate
    .toResources()
    .filter(({ type }) => /Policy(Group|Parent|Security|Fire)/.test(type));
  const model = buildModel([...machines(), ...own], site);
  return (from, to, port, protocol = 6) => {
    const packet = {
      source: HOSTS[from],
      destination: HOSTS[to],
      protocol,
      sourcePort: 40_000,
      destinationPort: port,
    };
    const { verdict, reason } = explain(model, packet, endpoint(model, from).id);
    return `${verdict} ${reason}`;
  };
}

const firewall = (changes: Partial<TierFirewallArgs> = {}) =>
  asked(() => new TierFirewall("fw", args(changes)));

describe("what packets meet between tiers (R30, R31)", () => {
  let ask: Ask;
  beforeAll(async () => {
    ask = await firewall();
  });

  test.each<[string, Host, Host, number, string, number?]>([
    ["the DMZ's web port, from anybody", "stranger", "dmz", 443, "allowed delivered"],
    ["another port of the DMZ", "stranger", "dmz", 22, "denied firewall"],
    ["a neighbour in the same zone", "dmz", "dmz2", 8443, "denied firewall"],
    ["the DMZ's web port, from its neighbour", "dmz", "dmz2", 443, "allowed delivered"],
    ["production from the DMZ, as a rule says", "dmz", "production", 8443, "allowed delivered"],
    ["production from the DMZ, otherwise", "dmz", "production", 22, "denied firewall"],
    [
      "the DMZ from production: the rule has one direction",
      "production",
      "dmz",
      22,
      "denied firewall",
    ],
    ["management from an ESXi host", "esxi", "management", 443, "allowed delivered"],
    ["management from anybody else", "stranger", "management", 443, "denied firewall"],
    ["management from production", "production", "management", 443, "denied firewall"],
    ["production from a client of the VPN", "vpn", "production", 22, "allowed delivered"],
    ["core from a client of the VPN", "vpn", "core", 22, "denied firewall"],
    ["production from a quarantined client", "infected", "production", 22, "denied firewall"],
    ["core's DNS from the DMZ, over the boundary", "dmz", "core", 53, "allowed delivered", 17],
    ["core from the DMZ, otherwise", "dmz", "core", 53, "denied firewall"],
    ["machines in no zone among themselves", "stranger", "esxi", 22, "allowed delivered"],
  ])("%s", (_what, from, to, port, expected, protocol = 6) => {
    expect(ask(from, to, port, protocol)).toBe(expected);
  });
});

test("a boundary stands before another team's rule in category Application", async () => {
  const ask = await asked(() => {
    const fw = new TierFirewall("fw", args());
    // Asked before the zones' own rules, and lets everybody in.
    const other = new TierFirewall("other", {
      zones: {
        all: {
          tier: SecurityTier.Core,
          groupPaths: [fw.groupPaths.apply((paths) => paths.management ?? "")],
        },
      },
      rules: { open: { to: { zones: ["all"] }, services: [anyTraffic()] } },
      excluded: {},
      policySequenceNumber: 1,
    });
    return other;
  });
  expect(ask("stranger", "management", 22)).toBe("allowed delivered");
  expect(ask("dmz", "management", 22)).toBe("denied firewall");
});

test("observing lets everything through", async () => {
  const ask = await firewall({ mode: FirewallMode.Observe });
  expect(ask("dmz", "management", 22)).toBe("allowed delivered");
  expect(ask("infected", "production", 22)).toBe("allowed delivered");
  expect(ask("stranger", "core", 22)).toBe("allowed delivered");
});

test("a machine on the exclude list is not filtered, and its peers still are", async () => {
  const ask = await firewall({ excluded: { vcenter: { tags: [TAGS.management!] } } });
  expect(ask("stranger", "management", 22)).toBe("allowed delivered");
  expect(ask("management", "core", 22)).toBe("denied firewall");
});

test("a MAC address that is not a zone's opens nothing, and does not even answer", async () => {
  const { zones } = args();
  const macAddresses = { dmz: MACS.dmz };
  const ask = await firewall({ zones: { ...zones, dmz: { ...zones.dmz!, macAddresses } } });
  expect(ask("dmz", "production", 8443)).toBe("allowed delivered");
  expect(ask("dmz2", "production", 8443)).toMatch(/^denied/);
  expect(ask("stranger", "dmz2", 443)).toBe("denied noReturnPath");
});

test("the last rules decide, even where the firewall's default is to allow", async () => {
  const open = await firewall({ rules: {} });
  expect(open("stranger", "dmz", 443)).toBe("denied firewall");
});
