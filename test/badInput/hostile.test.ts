import { NatSegment, SegmentGuards, VmTags } from "vmnet";

import { schemaFaults, unsafeKeys } from "../../network/schemaFaults";
import { natArgs } from "../components/fixtures";
import { runProgram } from "../components/harness";
import { faultLines, linesOf, untyped } from "./lines";

jest.setTimeout(180_000);

const much = (text: string) => text.repeat(10_000_000 / text.length);

describe("hostile input fails", () => {
  test.each([
    ["a network", () => new NatSegment("app", natArgs({ cidr: much("1.") }))],
    ["a policy path", () => new NatSegment("app", natArgs({ tier0Path: much("/a") + " " }))],
    ["ports", () => forward({ outside: { address: "192.168.1.60", ports: much("1,") } })],
    ["a list of sources", () => forward({ from: much("10.0.0.0/24,") })],
    ["a name", () => new SegmentGuards(much("x"), {})],
    ["an argument's name", () => new SegmentGuards("g", untyped({ [much("x")]: 1 }))],
    ["a key", () => new NatSegment("app", natArgs({ outbound: { [much("x")]: {} } }))],
    ["a tag", () => new VmTags("t", { vmId: "1", tags: { role: [much("x")] } })],
  ])("fails for %s of 10 MB, with a message that can be read", async (_what, program) => {
    const lines = await linesOf(program);
    expect(lines).toHaveLength(1);
    expect(lines[0]!.length).toBeLessThan(1000);
  });

  test("fails for a hundred thousand wrong entries with the first of them, and their number", async () => {
    const from = Array.from({ length: 100_000 }, () => 5);
    const { errors } = await runProgram(() => forward({ from }));
    const lines = errors[0]!.message.split("\n");
    expect(lines[0]).toContain("100000 faults");
    expect(lines).toHaveLength(52);
  });

  test("fails for arguments that contain themselves", async () => {
    const args: Record<string, unknown> = { ...natArgs() };
    args.self = args;
    args.dhcp = args;
    const lines = await linesOf(() => new NatSegment("app", untyped(args)));
    expect(lines[0]).toMatch(/^self: there is no argument of this name/);
    expect(lines.at(-1)).toMatch(/^dhcp\.ranges: this is required/);
  });

  test("fails for a list ten thousand lists deep", async () => {
    let deep: unknown = [];
    for (let level = 0; level < 10_000; level += 1) deep = [deep];
    const lines = await linesOf(() => new NatSegment("app", natArgs({ cidr: deep as never })));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^cidr: this is not a text/);
  });

  test("fails for __proto__ as an argument and as a key, and changes no prototype", async () => {
    const trap = JSON.parse('{"__proto__": {"polluted": true}}') as Record<string, never>;
    const args = Object.defineProperty({ ...natArgs() }, "__proto__", {
      value: { polluted: true },
      enumerable: true,
    });
    expect(await linesOf(() => new NatSegment("app", args))).toEqual([
      expect.stringMatching(/^__proto__: there is no argument of this name .*; leave this out$/),
    ]);
    expect(await linesOf(() => new NatSegment("app", natArgs({ outbound: trap })))).toEqual([
      expect.stringMatching(/^outbound\.__proto__\.polluted: there is no argument of this name/),
    ]);
    const key = JSON.parse('{"__proto__": {}}') as Record<string, never>;
    expect(await linesOf(() => new NatSegment("app", natArgs({ outbound: key })))).toEqual([
      expect.stringMatching(
        /^outbound\.__proto__: this key names resources .*did you mean "proto__"/,
      ),
    ]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test("fails for an argument that throws when it is read", async () => {
    const args = Object.defineProperty({ ...natArgs() }, "cidr", {
      enumerable: true,
      get: () => {
        throw new Error("no network today");
      },
    });
    const { registrations, errors } = await runProgram(() => new NatSegment("app", args));
    expect(registrations).toEqual([]);
    expect(errors.map(({ message }) => message)).toEqual(["no network today"]);
  });

  test("names keys of parsed JSON that JavaScript takes for something else, at any depth", () => {
    const value = JSON.parse('{"a": [{"__proto__": 1}], "constructor": {"b": 2}}') as unknown;
    expect(unsafeKeys(value).map(({ path }) => path)).toEqual(["a[0].__proto__"]);
  });

  test("keeps value and fix of a secret out of a schema's faults", () => {
    const issues = [{ code: "invalid_type", expected: "number", path: ["key"], message: "" }];
    const input = { key: "4711" };
    expect(schemaFaults({}, issues, input)[0]).toMatchObject({ value: "4711" });
    const hidden = schemaFaults({}, issues, input, { isSecret: () => true });
    expect(JSON.stringify(hidden)).not.toContain("4711");
    expect(hidden[0]).toMatchObject({ path: "key", allowed: "a number" });
  });
});

function forward(changes: object): NatSegment {
  const ends = {
    outside: { address: "192.168.1.60", ports: "443" },
    inside: { address: "10.0.0.11", ports: "443" },
  };
  const portForwards = { jobs: { protocol: "tcp", ...ends, ...changes } };
  return new NatSegment("app", natArgs(untyped({ portForwards })));
}

test("a message with a stack is noise", () => {
  expect(() => faultLines("x: 1 fault\n  - a\n    at b.ts:1")).toThrow();
});
