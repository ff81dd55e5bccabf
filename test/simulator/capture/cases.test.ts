import { UNKNOWN } from "vmnet/network/model/resource";
import { fakeEstate } from "./fakeEstate";
import { named, run } from "./run";

jest.setTimeout(60_000);

test("keeps what the program logs, but not its debug messages", async () => {
  const captured = await run("cases", { case: "messages" });
  expect(captured.messages).toEqual([
    { severity: "info", text: "for your information" },
    { severity: "warning", text: "mind the gap", urn: named(captured, "first").urn },
  ]);
  expect(captured.printed).toBe("printed by the program\n");
  expect(captured.errors).toEqual([]);
});

test("reads existing objects and adopts others, with an update only where inputs differ", async () => {
  const captured = await run("cases", { case: "existing" });
  expect(captured.errors).toEqual([]);
  expect(captured.outputs).toEqual({ path: "/infra/there-1" });
  expect(named(captured, "found")).toMatchObject({
    external: true,
    id: "there-1",
    secretOutputs: ["password"],
  });
  expect(named(captured, "adopted")).toMatchObject({
    id: "there-2",
    outputs: { description: "after", revision: 2 },
    options: { import: "there-2" },
  });
  expect(named(captured, "kept").outputs).toMatchObject({ displayName: "found" });
});

test("answers functions after their transforms, and leaves unknown ones unanswered", async () => {
  const estate = fakeEstate();
  const captured = await run("cases", { case: "functions" }, { estate });
  expect(captured.errors).toEqual([]);
  expect(captured.outputs).toEqual({ plain: "/infra/tz", unknown: UNKNOWN, waiting: UNKNOWN });
  expect(estate.invoked.map(({ args }) => args)).toEqual([
    { displayName: "one", description: "by the transform" },
  ]);
});

test("lists resources of packages that nothing simulates, with their inputs only", async () => {
  const captured = await run("cases", { case: "otherPackage" });
  expect(captured.errors).toEqual([]);
  expect(captured.notSimulated).toEqual(["acme"]);
  expect(named(captured, "thing")).toMatchObject({ inputs: { size: 3 }, outputs: { size: 3 } });
  expect(named(captured, "thing").provider).toContain("acme::default_1_2_3_rc_1::");
  expect(named(captured, "uses").inputs.description).toBe(UNKNOWN);
});

test("asks nothing of a provider whose configuration is not known yet", async () => {
  const estate = fakeEstate();
  const captured = await run("cases", { case: "unknownProvider" }, { estate });
  expect(captured.errors).toEqual([]);
  expect(captured.outputs).toEqual({ path: UNKNOWN });
  expect(named(captured, "second")).toMatchObject({
    inputs: { description: "!not checked" },
    outputs: {},
  });
  expect(estate.created.map(({ inputs }) => inputs.nsxId)).toEqual(["first"]);
});

test("answers stack references from what it is given, and warns of others", async () => {
  const stackOutputs = { "acme/core/prod": { cidr: "10.0.0.0/8" } };
  const given = await run("cases", { case: "stackReference" }, { stackOutputs });
  expect(given.outputs).toEqual({ cidr: "10.0.0.0/8" });
  const other = await run("cases", { case: "stackReference" });
  expect(other.outputs).toEqual({ cidr: UNKNOWN });
  expect(other.messages.map(({ text }) => text)).toEqual([
    "the outputs of stack 'acme/core/prod' are unknown to this capture",
  ]);
});

test("accepts resources as stack outputs", async () => {
  const captured = await run("cases", { case: "resourceOutputs" }, { preview: false });
  expect(captured.errors).toEqual([]);
  expect(captured.outputs).toMatchObject({ group: { id: "id-1", path: "/infra/first" } });
});

test("hides outputs that the program declares secret", async () => {
  const captured = await run("cases", { case: "additionalSecrets" });
  expect(captured.secretOutputs).toEqual(["description"]);
  expect(named(captured, "first").secretOutputs).toEqual(["description"]);
  expect(named(captured, "first").outputs.description).toBe(UNKNOWN);
});

test("never calls resource hooks", async () => {
  const captured = await run("cases", { case: "hooks" });
  expect(captured.errors).toEqual([]);
  expect(named(captured, "first").custom).toBe(true);
});

test("tells the program who it is, and keeps this process's Pulumi settings from it", async () => {
  process.env.PULUMI_ACCESS_TOKEN = "a token";
  try {
    const captured = await run("cases", { case: "who" }, { env: { REGION: "north" } });
    expect(captured.outputs).toEqual({
      project: "cases",
      stack: "dev",
      organization: "organization",
      root: "who",
      region: "north",
      inherited: "none",
    });
  } finally {
    delete process.env.PULUMI_ACCESS_TOKEN;
  }
});

test("runs a program that is an ES module", async () => {
  const captured = await run("module", {}, { preview: false });
  expect(captured.errors).toEqual([]);
  expect(captured.outputs).toEqual({ path: "/infra/late" });
});

test("runs plain JavaScript, named as the entry", async () => {
  const captured = await run("plain", {}, { preview: false, entry: "program.js" });
  expect(captured.errors).toEqual([]);
  expect(captured.outputs).toEqual({ path: "/infra/plain", answer: 42 });
});
