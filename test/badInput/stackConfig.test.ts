import { build } from "../../stacks/topologies";
import { runProgram } from "../components/harness";
import * as stackFile from "../stacks/stackFile";
import { faultLines } from "./lines";

jest.setTimeout(180_000);

type Settings = Record<string, unknown>;
type Row = [title: string, change: (settings: Settings) => unknown, lines: string[]];

const stack = "bridged-lan-lab";

/** The lab's stack file, with its structured settings opened. */
function settings(): Settings {
  const all = Object.entries(stackFile.settingsOf(stack));
  return Object.fromEntries(
    all.map(([key, value]) => [key, /^[[{]/.test(value) ? (JSON.parse(value) as unknown) : value]),
  );
}

const texts = (all: Settings) =>
  Object.fromEntries(
    Object.entries(all).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );

async function messageOf(config: Record<string, string>): Promise<string> {
  const { registrations, errors } = await runProgram(build, { stack, config });
  expect(registrations).toEqual([]);
  expect(errors).toHaveLength(1);
  const [error] = errors;
  if (!(error as { __pulumiRunError?: boolean }).__pulumiRunError) {
    throw error!;
  }
  return error!.message;
}

const lan = (all: Settings) => all["vmnet:lan"] as Settings;
const rows: Row[] = [
  [
    "a misspelt setting",
    (all) => (all["vmnet:disposible"] = "true"),
    [
      'vmnet:disposible: unknown setting (allowed: topology, disposable, site, lan); did you mean "vmnet:disposable"?',
    ],
  ],
  [
    "a misspelt setting deep inside",
    (all) => (lan(all).vlanid = 10),
    [
      'vmnet:lan.vlanid: unknown field (allowed: cidr, router, vlanId, networkName, limit, switch, segment, machines); did you mean "vlanId"?',
    ],
  ],
  [
    "no site",
    (all) => delete all["vmnet:site"],
    ["vmnet:site: this is missing (allowed: a map); write it"],
  ],
  [
    "a text for a map",
    (all) => (all["vmnet:site"] = "lab-dc"),
    ['vmnet:site: this is not a map (got "lab-dc"; allowed: a map); write a map'],
  ],
  [
    "a list for a map",
    (all) => (lan(all).machines = [{ address: "192.168.1.10/24" }]),
    [
      'vmnet:lan.machines: this is not a map, keyed by name (got [{"address":"192.168.1.10/24"}]; allowed: a map, keyed by name); give every entry a name of its own',
    ],
  ],
  [
    "a text for a list",
    (all) => ((all["vmnet:site"] as Settings).hosts = "esxi-01"),
    [
      'vmnet:site.hosts: this is not a list (got "esxi-01"; allowed: a list); write a list, ["esxi-01"]',
    ],
  ],
  [
    "an empty list",
    (all) => ((all["vmnet:site"] as Settings).hosts = []),
    [
      "vmnet:site.hosts: this list is empty (got []; allowed: one entry or more); name at least one",
    ],
  ],
  [
    "an empty name",
    (all) => ((all["vmnet:site"] as Settings).cluster = ""),
    [
      'vmnet:site.cluster: this text is empty (got ""; allowed: a text that is not empty); write a text',
    ],
  ],
  [
    "null",
    (all) => ((all["vmnet:site"] as Settings).cluster = null),
    ["vmnet:site.cluster: this is missing (got null; allowed: a text); write it"],
  ],
  [
    "a text for a number",
    (all) => (lan(all).vlanId = "10"),
    [
      'vmnet:lan.vlanId: this is not a number (got "10"; allowed: a number); write it without quotes: 10',
    ],
  ],
  [
    "a fraction",
    (all) => (lan(all).vlanId = 10.5),
    [
      "vmnet:lan.vlanId: this is not a whole number (got 10.5; allowed: a whole number); write a whole number",
    ],
  ],
  [
    "a VLAN that does not exist",
    (all) => (lan(all).vlanId = 5000),
    [
      "vmnet:lan.vlanId: this is not a VLAN id (got 5000; allowed: a whole number from 1 to 4094, 0 for untagged)",
    ],
  ],
  [
    "a text for a flag",
    (all) => (all["vmnet:disposable"] = "perhaps"),
    [
      'vmnet:disposable: this is not true or false (got "perhaps"; allowed: true or false); write true or false',
    ],
  ],
  [
    "a rate in bytes",
    (all) => (lan(all).limit = "100 MB/s"),
    [
      'vmnet:lan.limit: data rates are in bits, not in bytes (got "100 MB/s"; allowed: a number and a unit: bit/s, kbit/s, Mbit/s, Gbit/s, Tbit/s (or bps, kbps, Mbps, ...)); did you mean "100 Mbit/s", or eight times that?',
    ],
  ],
  [
    "a rate beyond the ceiling",
    (all) => (lan(all).limit = "2 Gbit/s"),
    [
      'vmnet:lan.limit: the limit of the bridged network is at most 1 Gbit/s (got "2 Gbit/s"; allowed: up to 1 Gbit/s); write 1 Gbit/s',
    ],
  ],
  [
    "a network with host bits",
    (all) => (lan(all).cidr = "192.168.1.1/24"),
    [
      'vmnet:lan.cidr: a network\'s address has no bits set after the mask (got "192.168.1.1/24"; allowed: a network address with its mask, such as 10.0.0.0/24 or 2001:db8::/64); did you mean "192.168.1.0/24"?',
    ],
  ],
  [
    "a kind of switch that there is not",
    (all) => (lan(all).switch = { name: "s", kind: "virtual", uplinks: { active: ["vmnic1"] } }),
    [
      'vmnet:lan.switch.kind: this is not one of the choices (got "virtual"; allowed: standard, distributed); write one of them',
    ],
  ],
  [
    "a machine that has no name",
    (all) => (lan(all).machines = { "": { address: "192.168.1.10/24", host: "h" } }),
    ["vmnet:lan.machines: an entry has no name; give it one"],
  ],
  [
    "a machine with the name of a trap",
    (all) =>
      (lan(all).machines = JSON.parse(
        '{"__proto__": {"address": "192.168.1.10/24", "host": "h"}}',
      )),
    [
      'vmnet:lan.machines.__proto__: nothing can have this name (got "__proto__"); take another name',
    ],
  ],
  [
    "JSON that breaks off",
    (all) => (all["vmnet:lan"] = '{"vlanId": 10, "switch": {'),
    [
      'vmnet:lan: this is not a map (got "{\\"vlanId\\": 10, \\"switch\\": {"; allowed: a map); write a map',
    ],
  ],
  [
    "several at once",
    (all) => Object.assign(lan(all), { vlanId: -1, cidr: "lan", router: "192.168.1.256" }),
    [
      'vmnet:lan.cidr: this is not an IP address (got "lan"; allowed: a network address with its mask, such as 10.0.0.0/24 or 2001:db8::/64)',
      'vmnet:lan.router: this is not an IP address (got "192.168.1.256"; allowed: an IPv4 address such as 192.168.1.10 or an IPv6 address such as 2001:db8::10, without mask, zone, blanks or leading zeros)',
      "vmnet:lan.vlanId: this is not a VLAN id (got -1; allowed: a whole number from 1 to 4094, 0 for untagged)",
    ],
  ],
];

describe("a stack file fails", () => {
  test.each(rows)("fails: %s", async (_title, change, lines) => {
    const all = settings();
    change(all);
    expect(faultLines(await messageOf(texts(all)))).toEqual(lines);
  });

  test("fails for a topology that is missing or misspelt, and names those that there are", async () => {
    const without = texts(settings());
    delete without["vmnet:topology"];
    expect(faultLines(await messageOf(without))).toEqual([
      expect.stringMatching(
        /^vmnet:topology: the topology is missing \(allowed: .*three-tier-nat.*did you mean "bridged-lan"\?$/,
      ),
    ]);
    const misspelt = { ...without, "vmnet:topology": "bridged-lam" };
    expect(faultLines(await messageOf(misspelt))).toEqual([
      expect.stringMatching(
        /no such topology \(got "bridged-lam"; .*did you mean "bridged-lan"\?$/,
      ),
    ]);
  });

  test.each([
    ["wrong", "hunter2 per second"],
    ["too long", "hunter2".repeat(200_000)],
  ])("fails without showing what is encrypted and %s", async (_title, limit) => {
    const all = settings();
    lan(all).limit = limit;
    const before = process.env.PULUMI_CONFIG_SECRET_KEYS;
    const { runtime } = await import("@pulumi/pulumi");
    const { errors } = await runProgram(
      () => {
        runtime.setAllConfig(texts(all), ["vmnet:lan"]);
        return build();
      },
      { stack },
    );
    expect(process.env.PULUMI_CONFIG_SECRET_KEYS).toBe(before);
    expect(errors[0]!.message).toContain("vmnet:lan.limit: ");
    expect(errors[0]!.message).not.toContain("hunter2");
  });

  test("fails for 10 MB in one setting, with a message that can be read", async () => {
    const all = settings();
    lan(all).cidr = "1".repeat(10_000_000);
    const message = await messageOf(texts(all));
    expect(message).toContain('vmnet:lan.cidr: this text has 10000000 characters (got "1111');
    expect(message.length).toBeLessThan(1000);
  });
});
