import { join } from "node:path";
import { capture, ProgramError } from "@vmnet/simulator/capture/capture";
import type { CaptureOptions } from "@vmnet/simulator/capture/capture";
import { fakeEstate } from "./fakeEstate";
import { run } from "./run";

const type = "nsxt:index/policyGroup:PolicyGroup";
const urn = (name: string) => `urn:pulumi:dev::cases::${type}::${name}`;

async function errorsOf(
  which: string,
  options: Partial<CaptureOptions> = {},
): Promise<{ severity: string; text: string; urn?: string }[]> {
  return (await run("cases", { case: which }, options)).errors;
}

jest.setTimeout(60_000);

test("fails with every invalid resource at once, in the words of the engine", async () => {
  const errors = await errorsOf("invalidInputs");
  expect(errors.map(({ urn: at }) => at).sort()).toEqual([urn("first"), urn("second")]);
  expect(errors.map(({ text }) => text).sort()).toEqual([
    `${type} resource 'first' has a problem: "!a" is not allowed. Examine values at 'first.description'.`,
    `${type} resource 'second' has a problem: "!b" is not allowed. Examine values at 'second.description'.`,
  ]);
});

test("fails without repeating a secret value", async () => {
  const errors = await errorsOf("invalidSecret");
  expect(errors).toHaveLength(1);
  expect(errors[0]?.text).toContain("is not allowed");
  expect(errors[0]?.text).not.toContain("hunter2");
});

test("fails with the estate's refusal at creation", async () => {
  const shown = { severity: "error", urn: urn("first") };
  expect(await errorsOf("refused")).toEqual([
    { ...shown, text: "Preview failed: the manager says no" },
  ]);
  expect(await errorsOf("refused", { preview: false })).toEqual([
    { ...shown, text: "the manager says no" },
  ]);
});

test("fails on two resources of one name", async () => {
  const text = `Duplicate resource URN '${urn("same")}'; try giving it a unique name`;
  expect(await errorsOf("duplicate")).toEqual([{ severity: "error", text, urn: urn("same") }]);
});

test("fails with a user's fault alone, without a stack", async () => {
  expect(await errorsOf("userFault")).toEqual([
    { severity: "error", text: "vlanId: 5000 is not a VLAN id; allowed: 0 to 4094" },
  ]);
});

test("fails with the stack of a bug, in lines of the TypeScript source", async () => {
  const [error] = await errorsOf("bug");
  expect(error?.text).toContain("a bug of the program");
  expect(error?.text).toMatch(/cases[/\\]index\.ts:\d+/);
});

test("fails when the program ends itself", async () => {
  expect((await errorsOf("exits"))[0]?.text).toBe("the program ended with 3");
});

test("fails when the program does not end", async () => {
  const errors = await errorsOf("hangs", { timeoutMs: 3_000 });
  expect(errors[0]?.text).toBe("the program did not end within 3000 ms and was stopped");
});

test("fails on a module that does not exist, and names it", async () => {
  expect((await errorsOf("missingModule"))[0]?.text).toMatch(/Cannot find module .*nowhere/);
});

test("fails on remote components and says what to do instead", async () => {
  const [error] = await errorsOf("remote");
  expect(error?.text).toContain("acme:index:Network 'net' is a remote component");
  expect(error?.text).toContain("Import its class");
});

test("fails on an object that is read and does not exist", async () => {
  expect((await errorsOf("missingObject"))[0]?.text).toBe(
    "Preview failed: resource 'gone' does not exist",
  );
});

test("fails on a refused function, which the program itself may catch", async () => {
  expect((await errorsOf("refusedFunction"))[0]?.text).toContain(
    "invocation of nsxt:index/getPolicyTransportZone:getPolicyTransportZone returned an error: not found: nowhere",
  );
});

test("fails when a transform throws", async () => {
  expect((await errorsOf("transformFault"))[0]?.text).toContain("the transform fails");
});

test("fails on functions of a package that nothing simulates", async () => {
  expect((await errorsOf("otherFunction"))[0]?.text).toContain(
    "nothing here simulates the package acme",
  );
});

test("fails when the program asks for a newer Pulumi", async () => {
  expect((await errorsOf("tooOld"))[0]?.text).toContain('the version range ">=99.0.0"');
});

test("fails when default providers are forbidden", async () => {
  const config = {
    "cases:case": "additionalSecrets",
    "pulumi:disable-default-providers": '["nsxt"]',
  };
  const { errors } = await run("cases", {}, { config });
  expect(errors[0]?.text).toContain(
    `Default provider for 'nsxt' disabled. '${type}' must use an explicit provider.`,
  );
});

test("fails on a folder without a program before anything is started", async () => {
  const options = { stack: "dev", project: "p", config: {}, estate: fakeEstate(), preview: true };
  const attempt = (projectDir: string, entry?: string) =>
    capture({ ...options, projectDir, ...(entry !== undefined && { entry }) });
  const programs = join(__dirname, "programs");
  await expect(attempt(join(programs, "nowhere"))).rejects.toThrow(ProgramError);
  await expect(attempt(programs, "missing.ts")).rejects.toThrow(/entry names missing\.ts/);
  await expect(attempt("/", "tmp")).rejects.toThrow(/install the project's dependencies/);
});
