import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { LabProject, touched } from "./lab";

jest.setTimeout(300_000);

const stack = ["--stack", "three-tier-nat-lab"];
const site = "/infra/sites/default/enforcement-points/default";
const ROOT_PASSWORD = "Only-for-the-lab-root-1";
const ADMIN_PASSWORD = "Only-for-the-lab-admin-2";

/** Edge nodes of our own, and a gateway on them. */
const program = `
import * as nsxt from "@pulumi/nsxt";
import { EdgeCluster, EdgeGateway } from "..";

const pool = new nsxt.PolicyIpPool("teps", { displayName: "teps", nsxId: "teps" });
const node = (last: number) => ({
  hostname: "edge-" + last + ".lab.example",
  managementAddress: "192.168.0." + last + "/24",
});
const edges = new EdgeCluster("edges", {
  nodes: { "edge-31": node(31), "edge-33": node(33) },
  computeManagerId: "lab-vcenter",
  computeClusterId: "domain-c9",
  datastoreId: "datastore-41",
  management: { networkId: "network-11", gatewayAddress: "192.168.0.1" },
  uplinks: [{ uplinkName: "uplink1", networkId: "dvportgroup-68" }],
  uplinkProfilePath: "/infra/host-switch-profiles/nsx-default-uplink-hostswitch-profile",
  overlayZonePath: "${site}/transport-zones/overlay-tz",
  vlanZonePath: "${site}/transport-zones/vlan-tz",
  tepPoolPath: pool.path,
  credentials: { rootPassword: "${ROOT_PASSWORD}", adminPassword: "${ADMIN_PASSWORD}" },
  disposable: true,
});
new EdgeGateway("edge", {
  edgeClusterPath: edges.edgeClusterPath,
  transportZonePath: "${site}/transport-zones/vlan-tz",
  vlanId: 10,
  interfaces: {
    "edge-31": {
      edgeNodePath: edges.edgeNodePaths.apply((paths) => paths["edge-31"] ?? ""),
      address: "192.168.1.2/24",
    },
  },
  disposable: true,
});
`;

/** Names of the files below a folder that hold a text. */
function holding(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file, "utf8").includes(text));
}

describe("the life of an edge cluster", () => {
  const project = LabProject.ofRepository();
  const entry = "stacks/index.ts";
  beforeAll(() => project.write(entry, program));
  afterAll(() => project.dispose());

  it("comes up, settles, and has no password in clear in state or report", async () => {
    const report = await project.lab("up", ...stack);
    expect(report.diagnostics).toEqual([]);
    expect(report.ok).toBe(true);
    expect((await project.lab("refresh", "--expect-no-changes", ...stack)).exitCode).toBe(0);
    expect((await project.lab("preview", "--expect-no-changes", ...stack)).exitCode).toBe(0);
    expect(JSON.stringify(report).includes("Only-for-the-lab-")).toBe(false);
    const state = join(project.folder, ".vmnet/lab/state");
    expect(holding(state, "edges-node-edge-31").length).toBeGreaterThan(0);
    expect(holding(state, "Only-for-the-lab-")).toEqual([]);
  });

  it("takes a node between two others without touching either", async () => {
    project.edit(entry, `"edge-33": node(33)`, `"edge-32": node(32), "edge-33": node(33)`);
    const report = await project.lab("up", ...stack);
    expect(report.ok).toBe(true);
    expect(touched(report).filter((line) => line !== "edges: update")).toEqual([
      "edges-cluster: update",
      "edges-node-edge-32: create",
    ]);
  });

  it("goes without a rest", async () => {
    expect(await project.lab("destroy", ...stack)).toMatchObject({ ok: true, exitCode: 0 });
    expect(await project.objects()).toEqual([]);
  });
});
