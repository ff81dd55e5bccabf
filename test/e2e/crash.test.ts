import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readJournaled } from "@vmnet/simulator/estate/journal";
import type { EstateObject } from "@vmnet/simulator/estate/index";
import { LabProject, touched } from "./lab";
import type { CommandResult } from "./lab";

jest.setTimeout(600_000);

type Process = "command" | "engine" | "server";

/** One kill: during an `up` of which phase, at which write, before or after the system acted. */
interface Kill {
  phase: 1 | 2;
  method: "create" | "update" | "delete";
  nth: number;
  moment: "before" | "after";
}

// Phase 1 makes twelve objects from nothing; the first is so large that the systems' state is a file
// and a journal from then on. Phase 2 starts from these and updates six, makes one, replaces one
// (guests: deleted, then made) and deletes two.
const kills: Kill[] = [
  { phase: 1, method: "create", nth: 1, moment: "after" }, // the large service
  { phase: 1, method: "create", nth: 3, moment: "after" }, // a group whose id is random
  { phase: 1, method: "create", nth: 6, moment: "before" },
  { phase: 1, method: "create", nth: 6, moment: "after" }, // a service, written by PUT
  { phase: 1, method: "create", nth: 10, moment: "after" }, // a port group below a component
  { phase: 2, method: "update", nth: 4, moment: "after" }, // a revision-checked service
  { phase: 2, method: "create", nth: 1, moment: "after" },
  { phase: 2, method: "create", nth: 2, moment: "after" }, // second half of a replacement
  { phase: 2, method: "delete", nth: 1, moment: "after" }, // first half of a replacement
  { phase: 2, method: "delete", nth: 3, moment: "after" },
];

const estateFile = (project: LabProject) => join(project.folder, ".vmnet/lab/estate.json");

/** What the systems hold beyond the inventory, as their file and its journal say. */
function objectsOf(project: LabProject): EstateObject[] {
  return readJournaled(estateFile(project)).objects;
}

interface Resource {
  urn: string;
  custom: boolean;
  id?: string;
  inputs?: object;
  parent?: string;
  dependencies?: string[];
}

interface Checkpoint {
  checkpoint: { latest: { resources: Resource[]; pending_operations?: unknown[] } };
}

/**
 * What the engine's state says of the program's resources. Two stacks of one program for which this
 * and the systems' content are the same have the same preview.
 */
function stateOf(project: LabProject): unknown {
  const file = ".vmnet/lab/state/.pulumi/stacks/crash/crash-lab.json";
  const { latest } = (JSON.parse(project.read(file)) as Checkpoint).checkpoint;
  const ids = new Set(objectsOf(project).map(({ id }) => id));
  const resources = latest.resources
    .filter(({ urn }) => !/pulumi:(?:pulumi:Stack|providers:)/.test(urn))
    .map(({ urn, custom, id = "", inputs, parent, dependencies = [], ...rest }) => {
      const marks = ["delete", "pendingReplacement", "external"].filter((key) => key in rest);
      const exists = !custom || ids.has(id);
      return { urn, inputs, parent, dependencies: dependencies.sort(), marks, exists };
    });
  const inOrder = resources.sort((one, other) => one.urn.localeCompare(other.urn));
  return { resources: inOrder, pending: latest.pending_operations ?? [] };
}

/** The objects without what counts on with every attempt: random ids, revisions, owners. */
function content(objects: EstateObject[]): unknown[] {
  const volatile = /^(?:id|nsxId|path|revision|policyGroupId|segmentId)$/;
  return objects
    .map(({ type, id, outputs }) => {
      const kept = Object.entries(outputs).filter(([name]) => !volatile.test(name));
      const fixed = /^[0-9a-f]{8}-/.test(id) ? "random" : id;
      return { type, id: fixed, outputs: Object.fromEntries(kept.sort()) };
    })
    .sort((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other)));
}

/** Runs tasks two at a time, as many as the machine has cores. */
async function twoWide(tasks: (() => Promise<void>)[]): Promise<void> {
  const rest = [...tasks];
  const worker = async () => {
    for (let task = rest.shift(); task; task = rest.shift()) await task();
  };
  await Promise.all([worker(), worker()]);
}

const origin = LabProject.copyOf("test/e2e/fixtures/crash");
/** What each phase starts from, and what an undisturbed `up` of it leads to. */
const starts: Record<1 | 2, LabProject> = { 1: origin, 2: origin };
const undisturbed: Record<1 | 2, { objects: unknown[]; state: unknown }> = {
  1: { objects: [], state: undefined },
  2: { objects: [], state: undefined },
};
const endOf = (project: LabProject) => ({
  objects: content(objectsOf(project)),
  state: stateOf(project),
});
const projects = [origin];

function copyOf(project: LabProject): LabProject {
  const copy = project.copy();
  projects.push(copy);
  return copy;
}

const up = ["up", "--parallel", "1"] as const;

beforeAll(async () => {
  const first = copyOf(origin);
  expect((await first.lab("up", "--parallel", "1")).ok).toBe(true);
  undisturbed[1] = endOf(first);
  first.edit("Pulumi.crash-lab.yaml", "phase: 1", "phase: 2");
  starts[2] = copyOf(first);
  const second = await first.lab("up", "--parallel", "1");
  expect(second.changes).toEqual({ create: 1, delete: 2, replace: 1, same: 5, update: 6 });
  undisturbed[2] = endOf(first);
});

afterAll(() => projects.forEach((project) => project.dispose()));

/** What is seen of one case; an undisturbed `up` gives the same, but for the notes. */
interface Outcome {
  crash: CommandResult;
  recovery: CommandResult;
  /** The systems' journal held changes that their file lacked. */
  journaled: boolean;
  end: { objects: unknown[]; state: unknown };
  leftovers: string[];
}

async function killed(process: Process, kill: Kill): Promise<Outcome> {
  const { phase, ...match } = kill;
  const project = copyOf(starts[phase]);
  project.write("faults.yaml", JSON.stringify([{ kind: "kill", process, ...match }]));
  const faults = ["--faults", "faults.yaml"];
  const served = process === "server";
  if (served) {
    const { code, stderr } = await project.run("lab", "serve", "--background", ...faults);
    if (code !== 0) throw new Error(stderr);
  }
  const crash = await project.run("lab", ...up, ...(served ? [] : faults));
  const journaled = existsSync(`${estateFile(project)}.journal`);
  const recovery = await project.run("lab", ...up);
  const end = endOf(project);
  // Only where the kill did not happen, which the test then says.
  if (existsSync(join(project.folder, ".vmnet/lab/lab.lock"))) await project.run("lab", "stop");
  return { crash, recovery, journaled, end, leftovers: leftoversOf(project) };
}

/** Locks and notes that a crash may leave behind. */
function leftoversOf(project: LabProject): string[] {
  const folders = ["engines", "unfinished", "state/.pulumi/locks/organization/crash/crash-lab"];
  return folders.flatMap((name) => {
    const folder = join(project.folder, ".vmnet/lab", name);
    return existsSync(folder) ? readdirSync(folder) : [];
  });
}

describe.each<Process>(["command", "engine", "server"])("kill -9 of the %s", (process) => {
  const outcomes = new Map<Kill, Outcome | Error>();

  beforeAll(async () => {
    const noted = (kill: Kill) => async () => {
      const outcome = await killed(process, kill).catch((error: Error) => error);
      outcomes.set(kill, outcome);
    };
    await twoWide(kills.map(noted));
  });

  it.each(kills)(
    "$moment $method $nth of phase $phase: the next up ends as if nothing had happened",
    (kill) => {
      const outcome = outcomes.get(kill);
      if (outcome instanceof Error) throw outcome;
      expect(outcome?.crash.code).not.toBe(0);
      expect(outcome?.recovery).toMatchObject({ code: 0, stderr: "" });
      expect(outcome?.recovery.stdout).toContain("compared the state with the systems");
      expect(outcome?.end).toEqual(undisturbed[kill.phase]);
      expect(outcome?.leftovers).toEqual([]);
    },
  );

  it("finds changes that only the journal had, unless the engine alone was killed", () => {
    const found = [...outcomes.values()].filter((one) => "journaled" in one && one.journaled);
    if (process === "engine") expect(found).toEqual([]);
    else expect(found.length).toBeGreaterThan(4);
  });
});

describe("an engine whose command was killed while the systems live on", () => {
  const project = copyOf(origin);
  afterAll(() => project.run("lab", "stop"));

  it("is stopped by the next up, which ends as if nothing had happened", async () => {
    const rules = [{ kind: "kill", process: "command", method: "create", nth: 3, moment: "after" }];
    project.write("faults.yaml", JSON.stringify(rules));
    const faults = ["--faults", "faults.yaml"];
    expect((await project.run("lab", "serve", "--background", ...faults)).code).toBe(0);
    expect((await project.run("lab", ...up)).code).toBeNull();
    const recovery = await project.run("lab", ...up);
    expect(recovery).toMatchObject({ code: 0, stderr: "" });
    expect(endOf(project)).toEqual(undisturbed[1]);
    expect(touched(await project.lab("preview"))).toEqual([]);
    expect(leftoversOf(project)).toEqual([]);
  });
});

describe("a create whose answer is lost", () => {
  const project = copyOf(origin);
  const lose = (name: string) => {
    project.write("faults.yaml", JSON.stringify([{ kind: "lostAnswer", method: "create", name }]));
    return project.lab(...up, "--faults", "faults.yaml");
  };

  it("fails, leaves the object and no state, and the next up fails because it exists", async () => {
    const lost = await lose("web");
    expect(lost.ok).toBe(false);
    expect(lost.diagnostics[0]?.message).toContain("the connection was closed before the answer");
    expect(objectsOf(project).map(({ id }) => id)).toContain("web");
    const again = await project.lab(...up);
    expect(again.diagnostics[0]?.message).toContain("Resource with id web already exists");
    expect((await project.lab("refresh")).ok).toBe(true);
    expect((await project.lab(...up)).ok).toBe(false);
  });

  it("is put right by vmnet recover", async () => {
    const { code, stdout } = await project.run("recover");
    expect([code, stdout]).toEqual([
      0,
      "vmnet: adopted PolicyGroup web (web), which the state had lost\n",
    ]);
    expect((await project.lab(...up)).ok).toBe(true);
    expect(endOf(project)).toEqual(undisturbed[1]);
    const { stdout: calm } = await project.run("recover");
    expect(calm).toBe("stack crash-lab and the systems agree\n");
  });

  it("makes a second object where the id is random; vmnet recover deletes the first", async () => {
    expect((await project.lab("destroy")).ok).toBe(true);
    expect((await lose("unnamed")).ok).toBe(false);
    expect((await project.lab(...up)).ok).toBe(true);
    const doubled = objectsOf(project).filter(({ urn }) => urn?.endsWith("::unnamed"));
    expect(doubled).toHaveLength(2);
    const { stdout } = await project.run("recover");
    expect(stdout).toContain(`deleted PolicyGroup unnamed (${doubled[0]?.id})`);
    const urns = objectsOf(project).flatMap(({ urn }) => urn ?? []);
    expect([urns.length, new Set(urns).size]).toEqual([12, 12]);
    expect(touched(await project.lab("preview"))).toEqual([]);
  });

  it("fails for a stack that the lab does not have, naming the way for a real site", async () => {
    const { code, stderr } = await copyOf(origin).run("recover");
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining("pulumi stack export | vmnet recover --export -"),
    ]);
  });
});
