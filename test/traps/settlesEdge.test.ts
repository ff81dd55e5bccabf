import * as nsxt from "@pulumi/nsxt";
import { Estate } from "@vmnet/simulator";
import { EdgeCluster, EdgeGateway, NetworkSlice, tcp } from "vmnet";

import { edgeClusterArgs } from "../components/edgeClusterFixtures";
import { edgeArgs, lab } from "../components/fixtures";
import { built } from "../components/harness";
import { sliceArgs } from "../components/sliceFixtures";
import { settingsOf, siteOf } from "../stacks/stackFile";
import { build } from "../../stacks/topologies";
import { remembered, settles } from "./settling";

jest.setTimeout(180_000);

describe("no component of edges and slices falls into such a trap either", () => {
  test("NetworkSlice", async () => {
    const estate = Estate.open();
    const all = remembered(estate);
    await built(() => new NetworkSlice("fast", sliceArgs()), { estate });
    settles(all, estate);
  });

  test("EdgeGateway as a VRF, with a firewall", async () => {
    const estate = Estate.open();
    const all = remembered(estate);
    const vrf = { parentPath: lab.tier0Path, trunkVlanIds: ["10-19"] };
    const rules = { web: { to: ["192.168.1.60"], services: [tcp("443")] } };
    await built(() => new EdgeGateway("edge", edgeArgs({ vrf, firewall: { rules } })), { estate });
    settles(all, estate);
  });

  test.each(["lab", "prod"])("stack network-slicing-%s", async (environment) => {
    const stack = `network-slicing-${environment}`;
    const estate = siteOf(stack);
    const all = remembered(estate);
    await built(build, { stack, config: settingsOf(stack), estate });
    settles(all, estate);
  });

  test("EdgeCluster, whose credentials are ignored after the deployment", async () => {
    const estate = Estate.open();
    const all = remembered(estate);
    const { find } = await built(
      () => {
        const pool = new nsxt.PolicyIpPool("teps", { displayName: "teps", nsxId: "teps" });
        return new EdgeCluster("edges", edgeClusterArgs({ tepPoolPath: pool.path }));
      },
      { estate },
    );
    const nodes = all.filter(({ type }) => type.endsWith("PolicyEdgeTransportNode"));
    settles(
      all.filter((one) => !nodes.includes(one)),
      estate,
    );
    expect(nodes).toHaveLength(2);
    for (const { type, id, inputs, outputs } of nodes) {
      const { ignoreChanges } = find(id);
      expect(estate.diff(type, id, inputs, outputs, inputs).diffs).toEqual(["credentials"]);
      expect(estate.diff(type, id, inputs, outputs, inputs, ignoreChanges).diffs).toEqual([]);
      const refreshed = estate.read(type, id, inputs, outputs)?.outputs ?? {};
      expect(estate.diff(type, id, inputs, refreshed, inputs, ignoreChanges).diffs).toEqual([]);
    }
  });
});
