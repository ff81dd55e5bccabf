import {
  buildModel,
  UNKNOWN,
  type PropertyMap,
  type Resource,
  type Surroundings,
} from "../../../network/model";
import { GROUPS, machine, nsx, site } from "./resources";

const mac = "00:50:56:00:00:0a";
const base: Resource[] = [
  nsx("Segment", "app", {
    subnets: [{ cidr: "10.0.0.1/24" }],
    tags: [{ scope: "tier", tag: "app" }],
  }),
  nsx("Segment", "db", { subnets: [{ cidr: "10.0.9.1/24" }] }),
  machine("web-1", [{ networkId: "app", address: "10.0.0.11/24", mac }]),
  machine("web-2", [{ networkId: "app", address: "10.0.0.12/24" }]),
  machine("db-1", [{ networkId: "db", address: "10.0.9.5/24" }]),
  nsx("VmTags", "t", { instanceId: "uuid-web-1", tags: [{ scope: "env", tag: "prod" }] }),
  nsx("VmTags", "u", {
    instanceId: "uuid-db-1",
    tags: [{ scope: "env", tag: "prod" }],
    ports: [{ segmentPath: "/infra/segments/db", tags: [{ scope: "port", tag: "gold" }] }],
  }),
  nsx("Group", "inner", {
    criterias: [{ ipaddressExpression: { ipAddresses: ["172.16.0.0/24"] } }],
  }),
];

function group(inputs: PropertyMap, more: Resource[] = [], where: Surroundings = site) {
  const model = buildModel([...base, ...more, nsx("Group", "g", inputs)], where);
  const found = model.groups.find(({ path }) => path === `${GROUPS}/g`)!;
  return { addresses: found.addresses.toText(), macs: found.macs, doubt: found.doubt };
}

const tag = (value: string, more: PropertyMap = {}): PropertyMap => ({
  conditions: [{ key: "Tag", memberType: "VirtualMachine", operator: "EQUALS", value, ...more }],
});
const or = (...criterias: PropertyMap[]): PropertyMap => ({
  criterias,
  conjunctions: criterias.slice(1).map(() => ({ operator: "OR" })),
});

test("fails to know members by a tag without a scope where the tag has one", () => {
  expect(group(or(tag("|prod"))).doubt?.reason).toContain('a tag "prod" has a scope');
  expect(group(or(tag("|other"))).doubt).toBeUndefined();
});

describe("members of a group", () => {
  test.each<[string, PropertyMap, string]>([
    [
      "a segment's path",
      or({ pathExpression: { memberPaths: ["/infra/segments/app"] } }),
      "10.0.0.11-10.0.0.12",
    ],
    [
      "addresses and ranges",
      or({ ipaddressExpression: { ipAddresses: ["10.5.0.1", "10.5.0.2-10.5.0.3"] } }),
      "10.5.0.1-10.5.0.3",
    ],
    [
      "another group's path",
      or({ pathExpression: { memberPaths: [`${GROUPS}/inner`] } }),
      "172.16.0.0/24",
    ],
    ["a machine's tag with scope", or(tag("env|prod")), "10.0.0.11, 10.0.9.5"],
    ["a machine's tag without scope", or(tag("prod")), "10.0.0.11, 10.0.9.5"],
    ["a machine's tag of another scope", or(tag("zone|prod")), "none"],
    ["the machines without a tag", or(tag("env|prod", { operator: "NOTEQUALS" })), "10.0.0.12"],
    ["a port's tag", or(tag("port|gold", { memberType: "SegmentPort" })), "10.0.9.5"],
    ["a segment's tag", or(tag("tier|app", { memberType: "Segment" })), "10.0.0.11-10.0.0.12"],
    [
      "a machine's name",
      or(tag("web", { key: "Name", operator: "STARTSWITH" })),
      "10.0.0.11-10.0.0.12",
    ],
    ["an external id", or({ externalIdExpressions: [{ externalIds: ["UUID-db-1"] }] }), "10.0.9.5"],
    [
      "one or the other",
      or(tag("env|prod"), { pathExpression: { memberPaths: ["/infra/segments/app"] } }),
      "10.0.0.11-10.0.0.12, 10.0.9.5",
    ],
    [
      "both at once",
      {
        criterias: [tag("env|prod"), tag("web", { key: "Name", operator: "CONTAINS" })],
        conjunctions: [{ operator: "AND" }],
      },
      "10.0.0.11",
    ],
    [
      "several conditions of one block",
      or({
        conditions: [
          ...(tag("env|prod")["conditions"] as PropertyMap[]),
          ...(tag("db", { key: "Name", operator: "STARTSWITH" })["conditions"] as PropertyMap[]),
        ],
      }),
      "10.0.9.5",
    ],
  ])("by %s", (_what, inputs, addresses) => {
    expect(group(inputs)).toMatchObject({ addresses, doubt: undefined });
  });

  test("have the MAC addresses of the NICs and of the expression", () => {
    const inputs = or(
      { macaddressExpression: { macAddresses: ["00:50:56:AA:BB:CC"] } },
      { pathExpression: { memberPaths: ["/infra/segments/app"] } },
    );
    expect(group(inputs).macs).toEqual([mac, "00:50:56:aa:bb:cc"]);
  });

  test.each<[string, PropertyMap, string, RegExp]>([
    ["an operating system decides", or(tag("Linux", { key: "OSName" })), "unknown", /OSName/],
    [
      "a path is not described",
      or({ pathExpression: { memberPaths: ["/infra/segments/lost"] } }),
      "unknown",
      /segments\/lost/,
    ],
    [
      "a path is not known yet",
      or({ pathExpression: { memberPaths: [UNKNOWN] } }),
      "unknown",
      /not known yet/,
    ],
    [
      "AND and OR are mixed",
      {
        criterias: [tag("a"), tag("b"), tag("c")],
        conjunctions: [{ operator: "OR" }, { operator: "AND" }],
      },
      "unknown",
      /mixes/,
    ],
    [
      "a person's identity decides",
      { ...or(tag("env|prod")), extendedCriteria: { identityGroups: [] } },
      "conditional",
      /logged on/,
    ],
    [
      "it holds itself",
      or({ pathExpression: { memberPaths: [`${GROUPS}/g`] } }),
      "unknown",
      /groups\/g/,
    ],
  ])("fail to be known when %s", (_what, inputs, certainty, reason) => {
    const { doubt } = group(inputs);
    expect(doubt?.certainty).toBe(certainty);
    expect(doubt?.reason).toMatch(reason);
  });

  test("fail to be known by tag when tags exist of which nobody knows the machine", () => {
    const stray = nsx("VmTags", "stray", { instanceId: "uuid-nobody", tags: [] });
    expect(group(or(tag("env|prod")), [stray]).doubt?.reason).toContain('"stray" tags');
  });

  test("by tag during a preview: the machine is the one that the tags depend on", () => {
    const [vm] = base.filter(({ name }) => name === "web-2");
    const tags = nsx("VmTags", "new", {
      instanceId: UNKNOWN,
      tags: [{ scope: "env", tag: "prod" }],
    });
    const dependent = { ...tags, propertyDependencies: { instanceId: [vm!.urn] } };
    expect(group(or(tag("env|prod")), [dependent]).addresses).toBe("10.0.0.11-10.0.0.12, 10.0.9.5");
  });

  test("that the surroundings give are complete unless they say otherwise", () => {
    const existing = `${GROUPS}/others`;
    const inputs = or({ pathExpression: { memberPaths: [existing] } });
    const where = (complete: boolean): Surroundings => ({
      ...site,
      groups: [{ path: existing, addresses: ["10.77.0.0/16"], members: ["db-1"], complete }],
    });
    expect(group(inputs, [], where(true))).toMatchObject({
      addresses: "10.0.9.5, 10.77.0.0/16",
      doubt: undefined,
    });
    expect(group(inputs, [], where(false)).doubt).toMatchObject({ certainty: "unknown" });
  });
});
