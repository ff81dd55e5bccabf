import { readdirSync, readFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { LabProject } from "./lab";
import type { CommandResult, OperationReport } from "./lab";

jest.setTimeout(300_000);

/** The systems' own state: a manager has its keys, a machine its user data. Nothing else may. */
const SYSTEMS = /^\.vmnet\/lab\/estate\.json(\.journal)?$/;
const PLANTED = /planted-[a-z-]+(\d+)?/;
const settings = "Pulumi.secrets-lab.yaml";

interface Outputs {
  profiles: Record<string, string>;
  enrolments: Record<string, string>;
  key: string;
}

/** The seed of each client, the shared key, and of each private key the line with its number. */
function wordsOf({ profiles, enrolments, key }: Outputs): string[] {
  const linesIn = (profile: string, tag: RegExp) =>
    (tag.exec(profile)?.[1] ?? "").split("\n").filter((line) => /^[\w+/=]{32,}$/.test(line));
  const keys = Object.values(profiles).flatMap((profile) => [
    // The rest of a key is the public one.
    ...linesIn(profile, /<key>([^<]+)<\/key>/).slice(0, 1),
    ...linesIn(profile, /<tls-crypt[^>]*>([^<]+)<\/tls-crypt/),
  ]);
  const seeds = Object.values(enrolments).flatMap(
    (uri) => /secret=([A-Z2-7]+)/.exec(uri)?.[1] ?? [],
  );
  return [...new Set([key, "planted-bgp-pw", ...keys, ...seeds])];
}

describe("secrets, in a program with a transform", () => {
  const project = LabProject.copyOf("test/e2e/fixtures/secrets");
  /** What any command printed. */
  const printed: string[] = [];
  /** Whatever is written for a moment goes here too, such as the engine's event logs. */
  const temporary = join(project.folder, "tmp");

  async function run(...args: string[]): Promise<CommandResult> {
    const result = await project.start(args, { TMPDIR: temporary }).ended;
    printed.push(result.stdout, result.stderr);
    return result;
  }
  async function lab(...args: string[]): Promise<OperationReport> {
    return JSON.parse((await run("lab", ...args, "--json")).stdout) as OperationReport;
  }
  const setFault = (fault: string) => project.edit(settings, /fault: \w+/, `fault: ${fault}`);
  let words: string[] = [];

  beforeAll(async () => {
    mkdirSync(temporary);
    expect(await lab("up")).toMatchObject({ ok: true, diagnostics: [] });
    // Not among what is looked through: it was asked for.
    const shown = await project.run("lab", "outputs", "--json", "--show-secrets");
    words = wordsOf(JSON.parse(shown.stdout) as Outputs);
  });
  afterAll(() => project.dispose());

  it("are keys of the authority and the gateway, seeds, and what was planted", () => {
    expect(words).toContain("planted-pre-shared-key-0123456789");
    // Two planted ones, a line of a key and a seed of each client, sixteen lines of the shared key.
    expect(words).toHaveLength(22);
  });

  it("leave keys and certificates as they are, in a preview after the first deployment", async () => {
    expect((await lab("preview", "--expect-no-changes")).exitCode).toBe(0);
  });

  it("fails for faulty ones, which no message repeats", async () => {
    setFault("component");
    const component = await lab("preview");
    expect(component).toMatchObject({ ok: false, exitCode: 1 });
    const messages = component.diagnostics.map(({ message }) => message).join("\n");
    expect(messages).toContain("credentials.backup.psk");
    expect(messages).toContain("sourceNat.address");
    setFault("provider");
    const provider = await lab("preview");
    expect(provider.diagnostics[0]?.message).toMatch(/expected action to be one of .*\[secret\]/);
  });

  it("fails where NSX refuses what has one, without repeating it", async () => {
    project.write(
      "faults.yaml",
      JSON.stringify([{ kind: "error", method: "update", type: "*PolicyIpsecVpnSession" }]),
    );
    project.edit("vmnet.lab.yaml", "0123456789", "9876543210");
    setFault("none");
    const refused = await lab("up", "--faults", "faults.yaml");
    expect(refused.diagnostics[0]?.urn).toContain("vpn-session-");
    expect(refused).toMatchObject({ ok: false, changes: { update: expect.any(Number) as number } });
    expect((await run("lab", "up")).code).toBe(0);
  });

  it("are in nothing that is printed to be shared", async () => {
    await run("lab", "outputs", "--json");
    await run("lab", "show");
    const objects = JSON.parse((await run("lab", "show", "--json")).stdout) as {
      id: string;
      outputs: Record<string, unknown>;
    }[];
    const session = objects.find(({ id }) => id === "vpn-session-primary");
    expect(session?.outputs["psk"]).toBe("[secret]");
    const machine = objects.find(({ outputs }) => "extraConfig" in outputs);
    expect(machine?.outputs["extraConfig"]).toMatchObject({ "guestinfo.userdata": "[secret]" });
    const text = printed.join("\n");
    expect(words.filter((word) => text.includes(word))).toEqual([]);
    expect(PLANTED.exec(text)?.[0]).toBeUndefined();
  });

  it("are in no file but those that tell what the systems hold, and the lab's settings", () => {
    // What was written by hand, and its translation.
    const own = /^(program\/|node_modules|vmnet\.lab\.yaml|tmp\/tsx-)/;
    const names = readdirSync(project.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(project.folder.length + 1))
      .filter((name) => !own.test(name));
    const holding = names.filter((name) => {
      const text = readFileSync(join(project.folder, name), "latin1");
      return PLANTED.test(text) || words.some((word) => text.includes(word));
    });
    expect(names.some((name) => name.endsWith("stacks/secrets/secrets-lab.json"))).toBe(true);
    expect(holding.filter((name) => !SYSTEMS.test(name))).toEqual([]);
    expect(holding).toContain(".vmnet/lab/estate.json");
  });

  it("go with the stack: nothing is left but the history, encrypted", async () => {
    expect((await lab("destroy")).ok).toBe(true);
    expect(PLANTED.test(project.read(".vmnet/lab/estate.json"))).toBe(false);
  });
});
