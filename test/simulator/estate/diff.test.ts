import fc from "fast-check";
import { Estate, type DiffKind } from "@vmnet/simulator/estate/index";
import { UNKNOWN, type PropertyMap } from "vmnet/network/model/resource";
import { edges, N, V } from "./lab";

const estate = Estate.open();
const web = { displayName: "web", nsxId: "web", transportZonePath: "/infra/z/1" };
const policy = { displayName: "p", nsxId: "p", category: "Application", domain: "default" };
const onSwitch = { hostSystemId: "host-21", networkAdapters: [], activeNics: [] };

type Row = [
  name: string,
  type: string,
  old: PropertyMap,
  now: PropertyMap,
  detailed: Record<string, DiffKind>,
];

const rows: Row[] = [
  [
    "a changed text",
    N.segment,
    { ...web, description: "a" },
    { ...web, description: "b" },
    { description: "UPDATE" },
  ],
  ["an added argument", N.segment, web, { ...web, description: "b" }, { description: "ADD" }],
  ["a removed argument", N.segment, { ...web, description: "a" }, web, { description: "DELETE" }],
  [
    "a nested argument",
    N.segment,
    { ...web, subnets: [{ cidr: "10.0.0.1/24", network: "10.0.0.0/24" }] },
    { ...web, subnets: [{ cidr: "10.0.1.1/24" }] },
    { "subnets[0].cidr": "UPDATE" },
  ],
  [
    "one more element of a list",
    N.vlanSegment,
    { ...web, vlanIds: ["1"] },
    { ...web, vlanIds: ["1", "2"] },
    { "vlanIds[1]": "ADD" },
  ],
  [
    "one element of a list less",
    N.vlanSegment,
    { ...web, vlanIds: ["1", "2"] },
    { ...web, vlanIds: ["1"] },
    { "vlanIds[1]": "DELETE" },
  ],
  [
    "a list in another order",
    N.vlanSegment,
    { ...web, vlanIds: ["1", "2"] },
    { ...web, vlanIds: ["2", "1"] },
    { "vlanIds[0]": "UPDATE", "vlanIds[1]": "UPDATE" },
  ],
  [
    "a set in another order",
    N.segment,
    { ...web, tags: [{ tag: "a" }, { tag: "b" }] },
    { ...web, tags: [{ tag: "b" }, { tag: "a" }] },
    {},
  ],
  [
    "another element of a set",
    N.segment,
    { ...web, tags: [{ tag: "a" }, { tag: "b" }] },
    { ...web, tags: [{ tag: "c" }, { tag: "a" }] },
    { "tags[0]": "UPDATE" },
  ],
  [
    "one element of a set less",
    N.segment,
    { ...web, tags: [{ tag: "a" }, { tag: "b" }] },
    { ...web, tags: [{ tag: "b" }] },
    { "tags[0]": "DELETE" },
  ],
  ["a list that comes", N.segment, web, { ...web, tags: [{ tag: "a" }] }, { tags: "ADD" }],
  ["a list that goes", N.segment, { ...web, tags: [{ tag: "a" }] }, web, { tags: "DELETE" }],
  [
    "an argument that replaces",
    N.segment,
    web,
    { ...web, transportZonePath: "/infra/z/2" },
    { transportZonePath: "UPDATE_REPLACE" },
  ],
  [
    "a fixed id that changes",
    N.segment,
    web,
    { ...web, nsxId: "web2" },
    { nsxId: "UPDATE_REPLACE" },
  ],
  [
    "an unknown value",
    N.segment,
    web,
    { ...web, transportZonePath: UNKNOWN },
    { transportZonePath: "UPDATE_REPLACE" },
  ],
  [
    "an unknown value where none was",
    N.segment,
    web,
    { ...web, connectivityPath: UNKNOWN },
    { connectivityPath: "ADD" },
  ],
  [
    "an unknown element of a set",
    N.securityPolicy,
    { ...policy, scopes: ["/a/b"] },
    { ...policy, scopes: [UNKNOWN] },
    { "scopes[0]": "UPDATE" },
  ],
  [
    "an omitted computed argument",
    V.dvpg,
    { name: "g", distributedVirtualSwitchUuid: "u", allowPromiscuous: true, vlanId: 10 },
    { name: "g", distributedVirtualSwitchUuid: "u" },
    {},
  ],
  [
    "false in place of nothing",
    V.hostPortGroup,
    { name: "g", hostSystemId: "h", virtualSwitchName: "s" },
    { name: "g", hostSystemId: "h", virtualSwitchName: "s", allowPromiscuous: false, vlanId: 0 },
    {},
  ],
  [
    "a map's key",
    V.vm,
    { extraConfig: { a: "1" } },
    { extraConfig: { a: "2", "b.c": "3" } },
    { "extraConfig.a": "UPDATE", 'extraConfig["b.c"]': "ADD" },
  ],
  [
    "a block that comes",
    N.segment,
    web,
    { ...web, advancedConfig: { connectivity: "ON" } },
    { advancedConfig: "ADD" },
  ],
  [
    "a context that comes",
    N.segment,
    web,
    { ...web, context: { projectId: "p" } },
    { context: "ADD_REPLACE" },
  ],
  [
    "a removed argument that replaces",
    N.natRule,
    { displayName: "n", context: { projectId: "p" } },
    { displayName: "n" },
    { context: "DELETE_REPLACE" },
  ],
  [
    "a rule's read-only id",
    N.securityPolicy,
    { ...policy, rules: [{ displayName: "r", nsxId: "x", ruleId: 5 }] },
    { ...policy, rules: [{ displayName: "r" }] },
    {},
  ],
  [
    "a renamed switch",
    V.hostSwitch,
    { ...onSwitch, name: "a" },
    { ...onSwitch, name: "b" },
    { name: "UPDATE_REPLACE" },
  ],
  [
    "another edge cluster in a named locale service",
    N.tier0,
    { displayName: "t", localeServices: [{ nsxId: "default", edgeClusterPath: "/a/b" }] },
    { displayName: "t", localeServices: [{ nsxId: "default", edgeClusterPath: edges }] },
    { "localeServices[0]": "UPDATE_REPLACE" },
  ],
  [
    "another edge cluster in a nameless locale service",
    N.tier0,
    { displayName: "t", localeServices: [{ nsxId: "default", edgeClusterPath: "/a/b" }] },
    { displayName: "t", localeServices: [{ edgeClusterPath: edges }] },
    { "localeServices[0]": "UPDATE" },
  ],
];

describe("diff", () => {
  test.each(rows)("%s", (_title, type, old, now, detailed) => {
    const answer = estate.diff(type, "id", old, old, now);
    expect(answer.detailed).toEqual(detailed);
    expect(answer.changes).toBe(Object.keys(detailed).length > 0);
    const top = (path: string) => /^\w+/.exec(path)![0];
    expect(answer.diffs).toEqual([...new Set(Object.keys(detailed).map(top))]);
    const replacing = Object.keys(detailed).filter((path) => detailed[path]!.endsWith("_REPLACE"));
    expect(answer.replaces).toEqual([...new Set(replacing.map(top))]);
  });

  test("NSX objects are created before the old ones go", () => {
    const answer = estate.diff(N.segment, "web", web, web, {
      ...web,
      transportZonePath: "/infra/z/2",
    });
    expect(answer.deleteBeforeReplace).toBe(false);
  });

  test("vSphere objects with a name of the program's go first, auto-named ones and VMkernel adapters last", () => {
    const renamed = (name: string) =>
      estate.diff(V.hostSwitch, "x", { ...onSwitch, name: "a" }, {}, { ...onSwitch, name });
    expect(renamed("b").deleteBeforeReplace).toBe(true);
    expect(renamed("b-0123abc").deleteBeforeReplace).toBe(false);
    const stack = estate.diff(V.vnic, "x", { host: "h" }, {}, { host: "h", netstack: "vmotion" });
    expect(stack).toMatchObject({ replaces: ["netstack"], deleteBeforeReplace: false });
  });

  test("ignored paths are no differences", () => {
    const now = { ...web, description: "b", subnets: [{ cidr: "10.0.0.1/24" }] };
    expect(estate.diff(N.segment, "web", web, web, now, ["description", "subnets"]).changes).toBe(
      false,
    );
    const nested = { ...web, subnets: [{ cidr: "10.0.1.1/24" }] };
    expect(
      estate.diff(N.segment, "web", now, now, { ...now, ...nested }, ["subnets[0].cidr"]).changes,
    ).toBe(false);
  });

  test("property: equal settings never differ, whatever their order in sets", () => {
    const tag = fc.record({ scope: fc.string(), tag: fc.string() });
    const some = fc.record({
      description: fc.string(),
      tags: fc.uniqueArray(tag, { selector: (item) => JSON.stringify(item) }),
    });
    fc.assert(
      fc.property(some, ({ description, tags }) => {
        const old = { ...web, description, tags };
        const now = { ...web, description, tags: [...tags].reverse() };
        expect(estate.diff(N.segment, "web", old, old, now).detailed).toEqual({});
      }),
    );
  });

  test("property: an answer is never empty when it says that something changed", () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom(...Object.keys(web), "subnets", "tags", "vlanIds"),
          fc.jsonValue(),
        ),
        (now) => {
          const answer = estate.diff(N.segment, "web", web, web, now as PropertyMap);
          expect(answer.changes).toBe(Object.keys(answer.detailed).length > 0);
          expect(answer.replaces.every((key) => answer.diffs.includes(key))).toBe(true);
        },
      ),
    );
  });
});
