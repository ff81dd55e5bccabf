import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { LocalWorkspace, PulumiCommand } from "@pulumi/pulumi/automation";
import type { ConfigValue, EngineEvent, PulumiFn } from "@pulumi/pulumi/automation";
import { capture } from "@vmnet/simulator/capture/capture";
import type { Captured } from "@vmnet/simulator/capture/capture";
import { Estate } from "@vmnet/simulator/estate";
import { startLabServers } from "@vmnet/simulator/provider/server";
import { UNKNOWN } from "vmnet/network/model/resource";
import type { PropertyMap, PropertyValue } from "vmnet/network/model/resource";
import { findEngine } from "../../cli/engine/find";
import type * as Topologies from "../../stacks/topologies";
import { settingsOf } from "../stacks/stackFile";

/** What a preview event and a capture both say of a resource. */
interface Seen {
  urn: string;
  type: string;
  custom: boolean;
  parent: string;
  provider: string;
  protect: boolean;
  inputs: PropertyMap;
}

const root = join(__dirname, "../..");
const programs = join(__dirname, "../simulator/capture/programs");
const SECRET_KEY = "4dabf18193072939515e22adb298388d";

/** The engine's events write secrets as objects with a signature; a capture hides them. */
function plain(value: PropertyValue | undefined): PropertyValue {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value ?? null;
  if (SECRET_KEY in value) return UNKNOWN;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

function fromEvents(events: EngineEvent[]): Seen[] {
  return events.flatMap(({ resourcePreEvent }) => {
    const state = resourcePreEvent?.metadata.new;
    if (!state) return [];
    return {
      urn: state.urn,
      type: state.type,
      custom: state.custom === true,
      parent: state.parent,
      provider: state.provider,
      protect: state.protect === true,
      inputs: plain(state.inputs as PropertyMap as Record<string, PropertyValue>) as PropertyMap,
    };
  });
}

/** A component that is handed to another one: the events of a preview say that it is unknown, a capture names it. */
function asInEvents(inputs: PropertyMap, urns: ReadonlySet<string>): PropertyMap {
  return Object.fromEntries(
    Object.entries(inputs).map(([key, value]) => [
      key,
      typeof value === "string" && urns.has(value) ? UNKNOWN : value,
    ]),
  );
}

function fromCapture({ resources }: Captured): Seen[] {
  const components = new Set(resources.filter(({ custom }) => !custom).map(({ urn }) => urn));
  return resources.map(({ urn, type, custom, parent, provider, protect, inputs }) => ({
    urn,
    type,
    custom,
    parent: parent ?? "",
    provider: provider ?? "",
    protect: protect === true,
    inputs: asInEvents(inputs, components),
  }));
}

const sorted = (list: Seen[]): Seen[] => [...list].sort((a, b) => (a.urn < b.urn ? -1 : 1));

/** An engine's errors: their texts without the marks of its display. */
function errorsIn(events: EngineEvent[]): string[] {
  return events.flatMap(({ diagnosticEvent }) =>
    diagnosticEvent?.severity === "error"
      ? [diagnosticEvent.message.replace(/<\{%.*?%\}>/g, "").trim()]
      : [],
  );
}

/** What the real engine reports of a program, run inline against the lab's provider servers. */
async function previewed(
  projectName: string,
  config: Record<string, ConfigValue>,
  program: PulumiFn,
  stackName = "dev",
): Promise<EngineEvent[]> {
  const engine = findEngine();
  if (!engine) throw new Error("no Pulumi engine: run `npm run setup` first");
  const servers = await startLabServers({ estate: Estate.open() });
  const home = mkdtempSync(join(tmpdir(), "vmnet-parity-"));
  const { PATH } = process.env;
  // The engine starts its own helpers by name, so its folder must be on PATH.
  process.env.PATH = `${dirname(engine.path)}${delimiter}${PATH ?? ""}`;
  try {
    const stack = await LocalWorkspace.createStack(
      {
        projectName,
        stackName,
        program,
      },
      {
        workDir: home,
        pulumiCommand: await PulumiCommand.get({ root: dirname(dirname(engine.path)) }).catch(() =>
          PulumiCommand.get(),
        ),
        projectSettings: {
          name: projectName,
          runtime: "nodejs",
          backend: { url: `file://${home}` },
        },
        envVars: {
          PULUMI_HOME: home,
          PULUMI_CONFIG_PASSPHRASE: "parity",
          PULUMI_SKIP_UPDATE_CHECK: "true",
          PULUMI_DEBUG_PROVIDERS: servers.debugProviders,
        },
      },
    );
    await stack.setAllConfig(config);
    const events: EngineEvent[] = [];
    // A failed preview rejects, too; what matters is what the engine said of it.
    await stack.preview({ onEvent: (event) => events.push(event) }).catch((error: unknown) => {
      if (errorsIn(events).length === 0) throw error;
    });
    return events;
  } finally {
    process.env.PATH = PATH;
    servers.close();
    rmSync(home, { recursive: true, force: true });
  }
}

test("a capture lists what the engine's preview lists, with the same inputs", async () => {
  const password = "hunter2";
  const events = await previewed("foreign", { password: { value: password, secret: true } }, () =>
    jest.requireActual("../simulator/capture/programs/foreign/index"),
  );
  expect(errorsIn(events)).toEqual([]);
  const expected = fromEvents(events);
  const captured = await capture({
    projectDir: join(programs, "foreign"),
    stack: "dev",
    project: "foreign",
    config: { "foreign:password": password },
    secretKeys: ["foreign:password"],
    estate: Estate.open(),
    preview: true,
  });
  expect(captured.errors).toEqual([]);
  expect(expected.map(({ type }) => type)).toContain("nsxt:index/policySegment:PolicySegment");
  expect(sorted(fromCapture(captured))).toEqual(sorted(expected));
}, 180_000);

/** Topologies of which every example stack for a lab is compared. */
const labStacks = readdirSync(root).flatMap(
  (name) => /^Pulumi\.(.+-lab)\.yaml$/.exec(name)?.[1] ?? [],
);

test.each(labStacks)(
  "a capture of %s lists what the engine's preview lists",
  async (stackName) => {
    const config = settingsOf(stackName);
    const values = Object.entries(config).map(([key, value]) => [key, { value }] as const);
    // The program reads its settings when it runs, so it must not be loaded from an earlier run.
    const program: PulumiFn = () =>
      Promise.resolve(jest.requireActual<typeof Topologies>("../../stacks/topologies").build());
    const events = await previewed("vmnet", Object.fromEntries(values), program, stackName);
    expect(errorsIn(events)).toEqual([]);
    const captured = await capture({
      projectDir: root,
      stack: stackName,
      project: "vmnet",
      config,
      estate: Estate.open(),
      preview: true,
    });
    expect(captured.errors).toEqual([]);
    expect(sorted(fromCapture(captured))).toEqual(sorted(fromEvents(events)));
  },
  180_000,
);

test("fails in the words of the engine on a property that does not exist", async () => {
  const events = await previewed("cases", { case: { value: "unknownProperty" } }, () =>
    jest.requireActual<PulumiFn>("../simulator/capture/programs/cases/index")(),
  );
  const captured = await capture({
    projectDir: join(programs, "cases"),
    stack: "dev",
    project: "cases",
    config: { "cases:case": "unknownProperty" },
    estate: Estate.open(),
    preview: true,
  });
  expect(captured.errors.map(({ text }) => text)).toEqual(
    errorsIn(events).filter((text) => text !== "preview failed"),
  );
  expect(captured.errors[0]?.text).toContain("nonsense");
}, 180_000);
