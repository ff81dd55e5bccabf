import { readSurroundings } from "../../network/model";
import { faultLines } from "./lines";

function messageOf(value: unknown): string {
  try {
    readSurroundings(value, "site.yaml");
  } catch (error) {
    expect((error as Error).name).toBe("FaultsError");
    return (error as Error).message;
  }
  throw new Error("the surroundings were accepted");
}

type Row = [title: string, parts: unknown, lines: string[]];

const rows: Row[] = [
  [
    "a number for a list",
    { fabrics: 5 },
    ["fabrics: not a list (got 5; allowed: a list); write a list, [5]"],
  ],
  [
    "a text for a list",
    { fabrics: "campus" },
    ['fabrics: not a list (got "campus"; allowed: a list); write a list, ["campus"]'],
  ],
  [
    "a map for a list",
    { outside: { corp: {} } },
    ['outside: not a list (got {"corp":{}}; allowed: a list); write a list'],
  ],
  [
    "null in a list",
    { fabrics: [null] },
    [
      "fabrics[0]: not an object (got null; allowed: an object with name, vlans, closedVlans, mtuBytes); write { name: ... }",
    ],
  ],
  [
    "a list for a text",
    { fabrics: [{ name: ["campus"] }] },
    [
      'fabrics[0].name: a text is missing here (got ["campus"]; allowed: a text that is not empty); write its one entry alone, "campus"',
    ],
  ],
  [
    "a text for a number",
    { fabrics: [{ name: "campus", mtuBytes: "9000" }] },
    [
      'fabrics[0].mtuBytes: out of range, or no number (got "9000"; allowed: a whole number from 576 to 9216); write it without quotes: 9000',
    ],
  ],
  [
    "NaN",
    { fabrics: [{ name: "campus", mtuBytes: NaN }] },
    [
      "fabrics[0].mtuBytes: out of range, or no number (got NaN; allowed: a whole number from 576 to 9216); write a number of this range",
    ],
  ],
  [
    "infinity",
    { fabrics: [{ name: "campus", mtuBytes: Infinity }] },
    [
      "fabrics[0].mtuBytes: out of range, or no number (got Infinity; allowed: a whole number from 576 to 9216); write a number of this range",
    ],
  ],
  [
    "a text for a flag",
    { machines: [{ name: "m", forwards: "no" }] },
    ['machines[0].forwards: not a truth value (got "no"; allowed: true or false); write false'],
  ],
  [
    "a misspelt choice",
    { defaults: { distributedFirewall: "DORP" } },
    [
      'defaults.distributedFirewall: not one of the allowed values (got "DORP"; allowed: ALLOW, DROP, REJECT); did you mean "DROP"?',
    ],
  ],
  [
    "a misspelt field",
    { gateway: [] },
    [
      'gateway: unknown field (allowed: format, site, fabrics, switches, hosts, transportZones, edgeClusters, networks, outside, routers, gateways, machines, groups, services, policies, defaults, excludeList); did you mean "gateways"?',
    ],
  ],
  [
    "a field that is missing",
    { fabrics: [{ vlans: "10" }] },
    ["fabrics[0].name: missing; write it"],
  ],
  [
    "a network with host bits",
    { routers: [{ name: "r", interfaces: [], routes: [{ network: "10.0.0.1/8" }] }] },
    [
      'routers[0].routes[0].network: a network\'s address has no bits set after the mask (got "10.0.0.1/8"; allowed: a network address with its mask, such as 10.0.0.0/24 or 2001:db8::/64); did you mean "10.0.0.0/8"?',
    ],
  ],
  [
    "a VLAN beyond 4094",
    { fabrics: [{ name: "campus", vlans: "10,5000" }] },
    [
      'fabrics[0].vlans: a VLAN id is at most 4094 (got "10,5000"; allowed: VLAN ids from 0 (untagged) to 4094 and ranges, lower id first, separated by commas, such as 100,200-210; or 4095 alone for all)',
    ],
  ],
  [
    "a path of nothing",
    { gateways: [{ path: "site-t0" }] },
    [
      'gateways[0].path: not in the right form (got "site-t0"; allowed: the path of a Tier-0 or Tier-1 such as /infra/tier-0s/t0)',
    ],
  ],
  [
    "a MAC address of five parts",
    { machines: [{ name: "m", nics: [{ mac: "00:50:56:00:01" }] }] },
    [
      'machines[0].nics[0].mac: not in the right form (got "00:50:56:00:01"; allowed: a MAC address such as 00:50:56:00:00:01)',
    ],
  ],
  [
    "traffic of no protocol",
    { services: [{ path: "/infra/services/x", traffic: ["http/80"] }] },
    [
      'services[0].traffic[0]: this is not a protocol (got "http/80"; allowed: tcp, udp, tcp/443, udp/5000-6000, tcp/22,80,443, icmp, icmp/8, icmp/3/4, icmp6 or any)',
    ],
  ],
  [
    "a fabric that is not listed",
    { fabrics: [{ name: "campus" }], switches: [{ name: "s", fabric: "kampus" }] },
    [
      'switches[0].fabric: no fabric of this name (got "kampus"; allowed: campus); did you mean "campus"?',
    ],
  ],
  [
    "a name of a trap",
    JSON.parse('{"__proto__": {"polluted": true}}'),
    [
      "__proto__: unknown field (allowed: format, site, fabrics, switches, hosts, transportZones, edgeClusters, networks, outside, routers, gateways, machines, groups, services, policies, defaults, excludeList); leave this out",
    ],
  ],
  [
    "several at once",
    { fabrics: [{ name: "", vlans: "x" }], defaults: { gatewayFirewal: "DROP" } },
    [
      'fabrics[0].name: a text is missing here (got ""; allowed: a text that is not empty); write a text',
      'fabrics[0].vlans: this is not a list of VLAN ids (got "x"; allowed: VLAN ids from 0 (untagged) to 4094 and ranges, lower id first, separated by commas, such as 100,200-210; or 4095 alone for all)',
      'defaults.gatewayFirewal: unknown field (allowed: distributedFirewall, gatewayFirewall, distributedPortGroupsFiltered); did you mean "gatewayFirewall"?',
    ],
  ],
];

describe("a surroundings file fails", () => {
  test.each(rows)("fails: %s", (_title, parts, lines) => {
    const value = Object.assign(Object.create(Object.prototype) as object, {
      format: 1,
      site: "lab",
    });
    for (const [key, part] of Object.entries(parts as object)) {
      Object.defineProperty(value, key, { value: part as unknown, enumerable: true });
    }
    expect(faultLines(messageOf(value))).toEqual(lines);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test.each([
    ["a text", "nothing"],
    ["a list", []],
    ["nothing", null],
  ])("fails: %s", (_title, value) => {
    expect(messageOf(value)).toContain("not an object (got ");
  });

  test("fails for ten thousand faults with the first of them, and their number", () => {
    const fabrics = Array.from({ length: 10_000 }, () => ({ name: 5 }));
    const lines = messageOf({ format: 1, site: "lab", fabrics }).split("\n");
    expect(lines[0]).toContain("10000 faults");
    expect(lines).toHaveLength(52);
    expect(lines.at(-1)).toBe("  - and 9950 more");
  });

  test("fails for a name and a value of 10 MB, with a message that can be read", () => {
    const much = "x".repeat(10_000_000);
    const message = messageOf({
      format: 1,
      site: "lab",
      [much]: 1,
      fabrics: [{ name: "a", vlans: much }],
    });
    expect(message.length).toBeLessThan(2000);
  });
});
