import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LabProject, touched } from "./lab";

jest.setTimeout(300_000);

const settings = "Pulumi.prefix-lab.yaml";
/** Nothing outside of these keeps NSX from replacing what is theirs. */
const free = [
  "fabric",
  "guards",
  "lan",
  "macs",
  "routed",
  "db",
  "shop",
  "ips",
  "tiers",
  "front",
  "slice",
];

interface Schema {
  resources: Record<string, { inputProperties: Record<string, unknown> }>;
}

describe("another nsxIdPrefix on live objects", () => {
  const project = LabProject.copyOf("test/e2e/fixtures/prefix");
  const set = (key: string, value: string) =>
    project.edit(settings, new RegExp(`prefix:${key}: .*`), `prefix:${key}: ${value}`);
  /** Ids of what programs made, by their first word. */
  async function idsBy(word: string): Promise<string[]> {
    const objects = await project.objects();
    return objects.map(({ id }) => id).filter((id) => id.startsWith(word));
  }

  beforeAll(async () => {
    expect(await project.lab("up")).toMatchObject({ ok: true, diagnostics: [] });
  });
  afterAll(() => project.dispose());

  it("is tried on every component that has one", () => {
    const golden = join(__dirname, "../components/golden/schema.json");
    const { resources } = JSON.parse(readFileSync(golden, "utf8")) as Schema;
    const named = Object.keys(resources).filter(
      (token) => "nsxIdPrefix" in (resources[token]?.inputProperties ?? {}),
    );
    const program = project.read("program/index.ts");
    const tried = named.filter((token) => program.includes(`new ${token.split(":")[2]}(`));
    expect(tried).toEqual(named);
    expect(named).toContain("vmnet:index:NatSegment");
  });

  it("fails in the preview where gateway and segment are protected", async () => {
    set("moved", "app routed edge");
    const { ok, diagnostics } = await project.lab("preview");
    expect(ok).toBe(false);
    expect(diagnostics[0]?.message).toMatch(/-gateway.*currently marked for protection/s);
    set("moved", "nothing");
  });

  it("replaces all that is disposable, definitions before and gateways after their users", async () => {
    set("disposable", "true");
    expect((await project.lab("up")).ok).toBe(true);
    const before = await idsBy("first-");
    set("moved", free.join(" "));
    expect(await project.lab("up")).toMatchObject({ ok: true, diagnostics: [] });
    const own = new RegExp(`^first-(${free.join("|")})-`);
    expect((await idsBy("first-")).filter((id) => own.test(id))).toEqual([]);
    const after = (await idsBy("second-")).map((id) => id.replace("second", "first"));
    expect(after.sort()).toEqual(before.filter((id) => own.test(id)).sort());
    expect(after.length).toBeGreaterThan(30);
  });

  it("fails where others use what cannot come first, and with the old prefix all is as before", async () => {
    const before = (await idsBy("first-")).sort();
    set("moved", [...free, "app", "edge", "edges", "vpn"].join(" "));
    const { ok, diagnostics } = await project.lab("up");
    expect(ok).toBe(false);
    const reasons = diagnostics.map(({ message }) => message).join("\n");
    expect(reasons).toMatch(/has ports of the machines|is being referenced by other objects/);
    set("moved", free.join(" "));
    expect(await project.lab("up")).toMatchObject({ ok: true, diagnostics: [] });
    expect((await idsBy("first-")).sort()).toEqual(before);
    expect(touched(await project.lab("preview"))).toEqual([]);
  });
});
