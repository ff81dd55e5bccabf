import { FaultsError } from "../../../network/faults";
import { checkSurroundings, emptySurroundings, readSurroundings } from "../../../network/model";
import { site } from "./resources";

const minimal = { format: 1, site: "lab" };
const campus = { fabrics: [{ name: "campus", vlans: "10,20" }] };

/** All faults of a file as `path: message (fix)`. */
function faultsOf(value: unknown): string[] {
  return checkSurroundings(value).map(
    ({ path, message, fix }) => `${path}: ${message}${fix === undefined ? "" : ` | ${fix}`}`,
  );
}

describe("a surroundings file", () => {
  test("needs no more than its format and the site's name", () => {
    expect(readSurroundings(minimal)).toEqual(minimal);
    expect(emptySurroundings("x")).toEqual({ format: 1, site: "x" });
  });

  test("of the three tiers has no fault and reads back as it is", () => {
    expect(readSurroundings(site)).toEqual(site);
  });

  test.each<[string, unknown, string]>([
    ["no object", [], ": not an object"],
    ["another format", { ...minimal, format: 2 }, "format: not one of the allowed values"],
    ["no site", { format: 1 }, "site: missing"],
    [
      "an unknown field",
      { ...minimal, fabricks: [] },
      'fabricks: unknown field | did you mean "fabrics"?',
    ],
    [
      "an unknown field deep inside",
      { ...minimal, fabrics: [{ name: "a", mtu_bytes: 9000 }] },
      'fabrics[0].mtu_bytes: unknown field | did you mean "mtuBytes"?',
    ],
    ["no list", { ...minimal, fabrics: {} }, "fabrics: not a list"],
    [
      "a VLAN beyond 4094",
      { ...minimal, ...campus, outside: [{ name: "a", addresses: ["any"], vlan: 4095 }] },
      "outside[0].vlan: out of range, or no number",
    ],
    [
      "a network with host bits",
      { ...minimal, routers: [{ name: "r", interfaces: [], bgp: { announces: ["10.0.0.1/24"] } }] },
      'routers[0].bgp.announces[0]: a network\'s address has no bits set after the mask | did you mean "10.0.0.0/24"?',
    ],
    [
      "an address without mask",
      { ...minimal, machines: [{ name: "m", nics: [{ addresses: ["10.0.0.1"] }] }] },
      "machines[0].nics[0].addresses[0]: the mask is missing",
    ],
    [
      "an unknown fabric",
      { ...minimal, ...campus, switches: [{ name: "s", fabric: "campos" }] },
      'switches[0].fabric: no fabric of this name | did you mean "campus"?',
    ],
    [
      "a VLAN that its fabric does not carry",
      {
        ...minimal,
        ...campus,
        outside: [{ name: "a", addresses: ["any"], fabric: "campus", vlan: 30 }],
      },
      'outside[0].vlan: fabric "campus" does not carry this VLAN',
    ],
    [
      "a fabric without VLAN",
      { ...minimal, ...campus, outside: [{ name: "a", addresses: ["any"], fabric: "campus" }] },
      "outside[0].vlan: missing: a fabric alone is no network | give vlan, 0 for untagged",
    ],
    [
      "two places at once",
      {
        ...minimal,
        ...campus,
        outside: [{ name: "a", addresses: ["any"], vlan: 10, network: "n" }],
      },
      "outside[0].network: given together with fabric or vlan | give either network, or fabric and vlan",
    ],
    [
      "no place at all",
      { ...minimal, outside: [{ name: "a", addresses: ["any"] }] },
      "outside[0].network: missing | give either network, or fabric and vlan",
    ],
    [
      "a router that is not listed",
      {
        ...minimal,
        outside: [{ name: "a", addresses: ["any"], router: "r", routerAddresses: ["1.1.1.1"] }],
      },
      "outside[0].router: no router of this name",
    ],
    [
      "no address of the router in front",
      { ...minimal, outside: [{ name: "a", addresses: ["any"], router: "r" }] },
      "outside[0].routerAddresses: missing",
    ],
    [
      "a next hop in no network",
      {
        ...minimal,
        gateways: [
          { path: "/infra/tier-0s/t0", routes: [{ network: "0.0.0.0/0", nextHop: "192.0.2.1" }] },
        ],
      },
      "gateways[0].routes[0].nextHop: in none of the networks of its interfaces",
    ],
    [
      "a path that is no gateway's",
      { ...minimal, gateways: [{ path: "/infra/segments/s" }] },
      "gateways[0].path: not in the right form",
    ],
    [
      "one name twice",
      { ...minimal, fabrics: [{ name: "a" }, { name: "a" }] },
      "fabrics[1].name: the same name as fabrics[0]",
    ],
    [
      "traffic that is none",
      { ...minimal, services: [{ path: "/infra/services/x", traffic: ["tcp 443"] }] },
      "services[0].traffic[0]: this is not a protocol",
    ],
    [
      "a category of the other kind",
      {
        ...minimal,
        policies: [
          {
            path: "/infra/domains/default/security-policies/p",
            category: "LocalGatewayRules",
            rules: [],
          },
        ],
      },
      "policies[0].category: not a category of this kind of policy",
    ],
    [
      "an object for a word",
      { ...minimal, format: Object.create(null) },
      "format: not one of the allowed values",
    ],
    [
      "a misspelt action",
      { ...minimal, defaults: { distributedFirewall: "ALOW" } },
      'defaults.distributedFirewall: not one of the allowed values | did you mean "ALLOW"?',
    ],
    [
      "a number for a name",
      { ...minimal, fabrics: [{ name: 5 }] },
      'fabrics[0].name: a text is missing here | write it in quotes: "5"',
    ],
  ])("fails with %s, at its path", (_what, value, fault) => {
    expect(faultsOf(value).join("\n")).toContain(fault);
  });

  test("fails once with all of its faults", () => {
    const value = { format: 1, site: "", fabrics: [{ name: "a", vlans: "5000" }], extra: 1 };
    const read = () => readSurroundings(value, "lab.yaml");
    expect(read).toThrow(FaultsError);
    expect(read).toThrow(/lab\.yaml cannot be used: 3 faults/);
    expect(read).toThrow(/fabrics\[0\]\.vlans/);
  });
});
