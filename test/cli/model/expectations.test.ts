import { join } from "node:path";
import { parseExpectations, readExpectations } from "../../../cli/model/expectations";
import { folderWith } from "../folder";

describe("expectations from files", () => {
  test("YAML and the module of a stack mean the same", async () => {
    const folder = folderWith({
      "rules.yaml": `
        expectations:
          - { relation: canReach, from: a, to: [b, c], traffic: [tcp/443, icmp], at: 10.0.0.1, inspected: true }
        accepted: [{ mutant: "x: removed", reason: it is only a test }]`,
      "rules.js": `console.log("hello"); exports.expectations = [{ relation: "canReach", from: [{ name: "a" }],
        to: [{ name: "b" }, { name: "c" }], at: "10.0.0.1",
        inspected: true, traffic: [{ protocol: "tcp", ports: "443" }, { protocol: "icmp" }] }];
        exports.accepted = [{ mutant: "x: removed", reason: "it is only a test" }];`,
    });
    const fromYaml = await readExpectations(join(folder, "rules.yaml"));
    expect(fromYaml.expectations[0]).toEqual({
      relation: "canReach",
      from: [{ name: "a" }],
      to: [{ name: "b" }, { name: "c" }],
      traffic: [{ protocol: "tcp", ports: "443" }, { protocol: "icmp" }],
      at: "10.0.0.1",
      inspected: true,
    });
    expect(await readExpectations(join(folder, "rules.js"))).toEqual(fromYaml);
  });

  test("leaves out what is about other stacks, and what is about some when no stack is named", async () => {
    const folder = folderWith({
      "rules.yaml": `
        expectations:
          - { relation: canReach, from: a, to: b }
          - { relation: canReach, from: a, to: c, stacks: ["*-prod"] }
        accepted: [{ mutant: "x: removed", reason: it is only a test, stacks: [net-lab] }]`,
    });
    const file = join(folder, "rules.yaml");
    const read = async (stack?: string) => {
      const { expectations, accepted } = await readExpectations(file, file, stack);
      return [expectations.map(({ to }) => to[0]!.name), accepted.length];
    };
    expect(await read("net-prod")).toEqual([["b", "c"], 0]);
    expect(await read("net-lab")).toEqual([["b"], 1]);
    expect(await read()).toEqual([["b"], 0]);
  });

  test("fails with the module's own error when it cannot be loaded", async () => {
    const folder = folderWith({ "rules.js": 'throw new Error("not today");' });
    await expect(readExpectations(join(folder, "rules.js"), "rules.js")).rejects.toThrow(
      /^rules\.js: the module cannot be loaded: Error: not today/,
    );
  });

  const one = { relation: "canReach", from: "a", to: "b" };
  test.each<[string, unknown, RegExp]>([
    ["no expectations", {}, /expectations: /],
    ["an unknown relation", [{ ...one, relation: "reaches" }], /expectations\[0\]\.relation: /],
    ["an unknown field", [{ ...one, form: "a" }], /expectations\[0\]\.form.*did you mean "from"/s],
    ["a missing end", [{ relation: "canReach", from: "a" }], /expectations\[0\]\.to/],
    ["traffic that is none", [{ ...one, traffic: ["tpc/443"] }], /expectations\[0\]\.traffic\[0\]/],
    ["no list of stacks", [{ ...one, stacks: "prod" }], /expectations\[0\]\.stacks/],
    ["nothing that is lost", [{ ...one, without: [] }], /expectations\[0\]\.without/],
    ["a port that is none", [{ ...one, traffic: ["tcp/70000"] }], /traffic\[0\].*65535/s],
    [
      "a look into what never gets through",
      [{ ...one, relation: "neverReaches", inspected: true }],
      /expectations\[0\]\.inspected/,
    ],
    ["an address that is none", [{ ...one, at: "10.0.0.300" }], /expectations\[0\]\.at/],
  ])("fails on %s", (_what, content, message) => {
    const file = Array.isArray(content) ? { expectations: content } : content;
    expect(() => parseExpectations(file, "rules.yaml")).toThrow(message);
  });

  test("fails on an accepted mutant without a reason", () => {
    const content = { expectations: [], accepted: [{ mutant: "x: removed", reason: "" }] };
    expect(() => parseExpectations(content, "rules.yaml")).toThrow(/accepted\[0\]\.reason/);
  });
});
