import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { readProject } from "../../../cli/lab/project";
import { readConfiguration } from "../../../cli/model/configuration";
import { loadNetwork } from "../../../cli/model/load";
import { CaptureCache } from "../../../cli/review/captureCache";
import { Views } from "../../../cli/review/views";
import { root as repository } from "../exportedStack";
import { folderWith } from "../folder";

const zone = "/infra/sites/default/enforcement-points/default/transport-zones/vlan-tz";
const segment = {
  resource_type: "Segment",
  id: "theirs",
  path: "/infra/segments/theirs",
  display_name: "theirs",
  vlan_ids: ["70"],
  transport_zone_path: zone,
};
const takenAt = "2026-01-31T10:00:00.000Z";
const files = {
  "Pulumi.yaml": "name: site\nruntime: nodejs\nmain: index.js",
  "index.js": "",
  "Pulumi.prod.yaml": "",
  "vmnet.yaml":
    "format: 1\nstacks: { prod: { cabling: ports.yaml, hosts: fra.hosts.json, dump: fra.nsx.json } }",
  "ports.yaml": `
format: 1
switches: { core-1: { platform: ios-xe } }
cables:
  - { host: edge-01, adapter: vmnic4, switch: core-1, port: GigabitEthernet1/0/4, transportZones: [vlan-tz] }
`,
  "fra.hosts.json": JSON.stringify({ format: 1, site: "fra", takenAt, hosts: {} }),
  "state.json": JSON.stringify({ version: 3, deployment: { resources: [] } }),
  "fra.nsx.json": JSON.stringify({ format: 1, site: "fra", takenAt, results: [segment] }),
};

jest.setTimeout(60_000);

describe("a stack with a dump, hosts and cabling", () => {
  const root = folderWith(files);
  // Where the program finds its packages.
  beforeAll(() => symlinkSync(join(repository, "node_modules"), join(root, "node_modules")));
  const old = (what: string) =>
    new RegExp(
      `^warning: fra\\.${what}, read \\d+ days ago: the site may have changed since; ` +
        "dump again: vmnet inventory dump --site fra$",
    );
  const ages = [
    old("nsx\\.json: 1 resource of the manager"),
    old("hosts\\.json: 0 hosts of the vCenter"),
  ];

  test("is reviewed with all three, and the ages of both dumps are told", async () => {
    const [project, configuration] = [readProject(root), readConfiguration(root)];
    const side = {
      side: "head",
      ref: "worktree",
      projectPath: "",
      project,
      configuration,
    } as const;
    const head = { ...side, prepare: () => Promise.resolve() };
    const cache = new CaptureCache(undefined);
    const views = new Views({ head, root, cache, pool: (job) => job() });
    const { notes, handoff, resources } = await views.of("prod", head);
    expect(resources.filter(({ custom }) => custom)).toEqual([]);
    for (const age of ages) {
      expect(notes).toContainEqual(expect.stringMatching(age));
    }
    expect(notes.join("\n")).toContain("fra.hosts.json has no host esxi-01.lab.example");
    expect(handoff?.switches[0]?.ports).toMatchObject([
      { port: "GigabitEthernet1/0/4", vlans: [{ first: 70, last: 70 }] },
    ]);
  });

  test("is told the same ages by reach, check and the others", async () => {
    const { notes } = await loadNetwork({ cwd: root, stack: "prod", export: "state.json" });
    for (const age of ages) {
      expect(notes).toContainEqual(expect.stringMatching(age));
    }
  });

  test("says nothing of the age of a dump that does not tell it", async () => {
    const cwd = folderWith({ ...files, "fra.nsx.json": JSON.stringify([segment]) });
    const { notes, resources } = await loadNetwork({ cwd, stack: "prod", export: "state.json" });
    expect(resources.map(({ id }) => id)).toContain("theirs");
    expect(notes.join("\n")).not.toContain("fra.nsx.json");
  });
});
