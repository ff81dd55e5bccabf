import {
  readPreview,
  readStackExport,
  rebuildPaths,
  UNKNOWN,
  type Resource,
} from "../../../network/model";
import { nsx, T0, T1, urnOf } from "./resources";

const TYPE = "nsxt:index/policyTier1Gateway:PolicyTier1Gateway";
const secret = (more: object) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  ...more,
});
const state = (name: string, more: object = {}) => ({
  urn: urnOf(TYPE, name),
  type: TYPE,
  custom: true,
  id: name,
  inputs: { nsxId: name },
  outputs: { nsxId: name },
  ...more,
});
const exported = (...resources: unknown[]) =>
  JSON.stringify({ version: 3, deployment: { manifest: {}, resources } });

describe("a stack export", () => {
  test("gives resources with their relations", () => {
    const entry = state("app", {
      parent: "urn:p",
      provider: "urn:q::1",
      protect: true,
      dependencies: ["urn:d"],
      propertyDependencies: { tier0Path: ["urn:d"] },
    });
    expect(readStackExport(exported(entry))).toEqual([
      {
        urn: urnOf(TYPE, "app"),
        type: TYPE,
        name: "app",
        custom: true,
        id: "app",
        inputs: { nsxId: "app" },
        outputs: { nsxId: "app" },
        parent: "urn:p",
        provider: "urn:q::1",
        protect: true,
        dependencies: ["urn:d"],
        propertyDependencies: { tier0Path: ["urn:d"] },
      },
    ]);
  });

  test("opens secrets that are plain, and has all others unknown", () => {
    const inputs = {
      psk: secret({ ciphertext: "AAA=" }),
      list: [secret({ plaintext: '"open"' })],
      broken: secret({ plaintext: "{" }),
    };
    const [resource] = readStackExport(exported(state("app", { inputs })));
    expect(resource!.inputs).toEqual({ psk: UNKNOWN, list: ["open"], broken: UNKNOWN });
  });

  test("leaves out what waits for its deletion, and may be empty", () => {
    expect(readStackExport(exported(state("old", { delete: true })))).toEqual([]);
    expect(readStackExport(JSON.stringify({ deployment: { manifest: {} } }))).toEqual([]);
  });

  test.each<[string, string, RegExp]>([
    ["a truncated file", exported(state("a")).slice(0, -20), /it is truncated/],
    ["an empty file", "", /the file is empty/],
    ["no JSON", "hello", /not JSON/],
    ["a list", "[]", /not an object/],
    ["a preview", '{"steps":[]}', /steps: this is a preview.*read it as a preview/],
    ["no deployment", "{}", /deployment: missing/],
    ["no list", '{"deployment":{"resources":{}}}', /deployment\.resources: not a list/],
    ["an entry without URN", exported({ type: "t" }), /deployment\.resources\[0\]\.urn: missing/],
    ["an entry without type", exported({ urn: "u" }), /deployment\.resources\[0\]\.type: missing/],
    ["an entry that is none", exported(5), /deployment\.resources\[0\]: not an object/],
  ])("fails with %s", (_what, text, message) => {
    expect(() => readStackExport(text, "state.json")).toThrow(message);
    expect(() => readStackExport(text, "state.json")).toThrow(/state\.json cannot be read/);
  });
});

describe("a preview", () => {
  const preview = (steps: unknown[], changeSummary = {}) =>
    JSON.stringify({ steps, changeSummary });
  const step = (op: string, name: string, more: object = {}) => ({
    op,
    urn: urnOf(TYPE, name),
    newState: state(name, more),
  });

  test("gives what will be there, with paths rebuilt from ids", () => {
    const unknown = { outputs: { nsxId: "app", path: UNKNOWN }, id: "" };
    const found = readPreview(
      preview([
        step("create", "app", unknown),
        step("same", "kept"),
        { op: "delete", urn: "u", oldState: state("gone") },
        { op: "delete-replaced", urn: urnOf(TYPE, "kept"), oldState: state("kept") },
      ]),
    );
    expect(found.map(({ name, outputs }) => [name, outputs["path"]])).toEqual([
      ["app", T1],
      ["kept", "/infra/tier-1s/kept"],
    ]);
  });

  test("has hidden secrets unknown", () => {
    const [found] = readPreview(preview([step("create", "app", { inputs: { psk: "[secret]" } })]));
    expect(found!.inputs["psk"]).toBe(UNKNOWN);
  });

  test.each<[string, string, RegExp]>([
    ["a stack export", exported(), /this is a stack export/],
    [
      "unchanged resources left out",
      preview([step("same", "a")], { same: 3 }),
      /lists 1 of 3.*--show-sames/,
    ],
    ["a step that is none", preview([{ op: "dance" }]), /steps\[0\]\.op: not a step/],
    ["a step without its state", preview([{ op: "create" }]), /steps\[0\]\.newState: missing/],
    ["a truncated file", '{"steps":[{"op":"cre', /truncated/],
  ])("fails with %s", (_what, text, message) => {
    expect(() => readPreview(text)).toThrow(message);
  });
});

describe("rebuilt paths", () => {
  /** A resource as a first preview shows it: no path, references unknown. */
  const planned = (
    kind: string,
    id: string,
    inputs: Resource["inputs"],
    dependencies: Record<string, Resource[]> = {},
  ) => {
    const made = nsx(kind, id, inputs);
    const propertyDependencies = Object.fromEntries(
      Object.entries(dependencies).map(([key, list]) => [key, list.map(({ urn }) => urn)]),
    );
    return {
      ...made,
      id: undefined,
      outputs: { ...made.inputs, path: UNKNOWN },
      propertyDependencies,
    };
  };
  const tier0 = planned("Tier0Gateway", "edge", {});
  const tier1 = planned("Tier1Gateway", "app", { tier0Path: UNKNOWN }, { tier0Path: [tier0] });
  const inputsOf = (list: readonly Resource[], id: string) =>
    rebuildPaths(list).find(({ name }) => name === id)!.inputs;

  test("follow the one gateway that a reference depends on, level by level", () => {
    const rule = planned("NatRule", "snat", { gatewayPath: UNKNOWN }, { gatewayPath: [tier1] });
    const found = rebuildPaths([rule, tier1, tier0]);
    expect(found.map(({ outputs }) => outputs["path"])).toEqual([
      `${T1}/nat/USER/nat-rules/snat`,
      T1,
      T0,
    ]);
    expect(inputsOf([rule, tier1, tier0], "app")["tier0Path"]).toBe(T0);
  });

  test("know where the BGP of a gateway is", () => {
    const neighbor = planned("BgpNeighbor", "n", { bgpPath: UNKNOWN }, { bgpPath: [tier0] });
    expect(inputsOf([neighbor, tier0], "n")["bgpPath"]).toBe(`${T0}/locale-services/default/bgp`);
  });

  test("fill a list when there are as many groups as gaps", () => {
    const [a, b] = [planned("Group", "a", {}), planned("Group", "b", {})];
    const rule = planned(
      "SecurityPolicyRule",
      "r",
      { sourceGroups: [UNKNOWN, "10.0.0.1", UNKNOWN] },
      { sourceGroups: [a, b] },
    );
    const groups = "/infra/domains/default/groups";
    expect(inputsOf([rule, a, b], "r")["sourceGroups"]).toEqual([
      `${groups}/a`,
      "10.0.0.1",
      `${groups}/b`,
    ]);
  });

  test("reach into nested properties", () => {
    const group = planned("Group", "inner", {});
    const outer = planned(
      "Group",
      "outer",
      { criterias: [{ pathExpression: { memberPaths: [UNKNOWN] } }] },
      { criterias: [group] },
    );
    expect(inputsOf([outer, group], "outer")["criterias"]).toEqual([
      { pathExpression: { memberPaths: ["/infra/domains/default/groups/inner"] } },
    ]);
  });

  test.each<[string, Resource["inputs"], Record<string, Resource[]>]>([
    ["two gateways are possible", { gatewayPath: UNKNOWN }, { gatewayPath: [tier0, tier1] }],
    [
      "no gateway is among the dependencies",
      { gatewayPath: UNKNOWN },
      { gatewayPath: [planned("Group", "a", {})] },
    ],
    ["nothing is known of the dependencies", { gatewayPath: UNKNOWN }, {}],
  ])("stay unknown when %s", (_what, inputs, dependencies) => {
    const rule = planned("NatRule", "snat", inputs, dependencies);
    const others = Object.values(dependencies).flat();
    expect(
      inputsOf([rule, tier0, ...others.filter((one) => one !== tier0)], "snat")["gatewayPath"],
    ).toBe(UNKNOWN);
  });

  test("stay unknown when one group could stand in two places", () => {
    const group = planned("Group", "a", {});
    const rules = [{ sourceGroups: [UNKNOWN] }, { sourceGroups: [UNKNOWN] }];
    const policy = planned("SecurityPolicy", "p", { rules }, { rules: [group] });
    expect(inputsOf([policy, group], "p")["rules"]).toEqual(rules);
  });

  test("leave known paths and unknown things that are no path alone", () => {
    const pool = planned("IpPool", "p", { displayName: UNKNOWN }, { displayName: [tier0] });
    expect(inputsOf([pool, tier0], "p")["displayName"]).toBe(UNKNOWN);
    const own = nsx("Tier1Gateway", "x", {}, { outputs: { path: "/infra/tier-1s/other" } });
    expect(rebuildPaths([own])[0]).toBe(own);
  });
});
