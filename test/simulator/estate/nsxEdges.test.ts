import type { PropertyMap } from "vmnet/network/model/resource";

import { Lab, N, overlay, P, point, siteT0, vlanZone } from "./lab";

const named = (nsxId: string) => ({ displayName: nsxId, nsxId });
const nodesAt = `${point}/edge-transport-nodes`;

function transportNode(nsxId: string, more: PropertyMap = {}): PropertyMap {
  return {
    ...named(nsxId),
    hostname: `${nsxId}.example`,
    credentials: { cliPassword: "Only-for-tests-1", rootPassword: "Only-for-tests-2" },
    switches: [
      {
        overlayTransportZonePath: overlay,
        pnics: [{ deviceName: "fp-eth0", uplinkName: "uplink1" }],
      },
    ],
    vmDeploymentConfig: {
      computeManagerId: "vc",
      computeId: "domain-c9",
      storageId: "datastore-41",
    },
    ...more,
  };
}
const profile =
  "/infra/edge-cluster-high-availability-profiles/nsx-default-edge-high-availability-profile";
const cluster = (nsxId: string, ...nodes: string[]): PropertyMap => ({
  ...named(nsxId),
  edgeClusterProfilePath: profile,
  policyEdgeNodes: nodes.map((id) => ({ id, edgeTransportNodePath: `${nodesAt}/${id}` })),
});

/** A lab with three transport nodes, and a cluster of two of them. */
function withCluster() {
  const lab = new Lab();
  ["n1", "n2", "n3"].forEach((id) => lab.add(N.edgeTransportNode, transportNode(id)));
  return { lab, made: lab.add(N.edgeCluster, cluster("edges", "n1", "n2")) };
}
const path = `${point}/edge-clusters/edges`;
const membersOf = (lab: Lab) =>
  lab.estate
    .objects()
    .filter(({ type, outputs }) => type === P.edgeNode && outputs["edgeClusterPath"] === path)
    .map((object) => object.path);

describe("a cluster of edge nodes", () => {
  test("has its members at paths of their own, which look-ups find by name", () => {
    const { lab, made } = withCluster();
    expect(membersOf(lab)).toEqual([`${path}/edge-nodes/n1`, `${path}/edge-nodes/n2`]);
    const found = lab.estate.invoke("nsxt:index/getPolicyEdgeNode:getPolicyEdgeNode", {
      edgeClusterPath: path,
      displayName: "n2",
    });
    expect(found["path"]).toBe(`${path}/edge-nodes/n2`);
    lab.change(N.edgeCluster, made, cluster("edges", "n1", "n3"));
    expect(membersOf(lab)).toEqual([`${path}/edge-nodes/n1`, `${path}/edge-nodes/n3`]);
    lab.estate.delete(N.edgeCluster, made.id, made.outputs);
    expect(membersOf(lab)).toEqual([]);
  });

  test("names a member by its index where it has no id", () => {
    const lab = new Lab();
    lab.add(N.edgeTransportNode, transportNode("n1"));
    const policyEdgeNodes = [{ edgeTransportNodePath: `${nodesAt}/n1` }];
    lab.add(N.edgeCluster, { ...cluster("edges"), policyEdgeNodes });
    expect(membersOf(lab)).toEqual([`${path}/edge-nodes/0`]);
  });

  test("fails: a node in two clusters, eleven nodes, and a member that changes its node", () => {
    const { lab, made } = withCluster();
    expect(lab.refusal(N.edgeCluster, cluster("other", "n2")).message).toContain(
      `is a member of edge cluster path=[${path}] already`,
    );
    const policyEdgeNodes = [{ id: "n1", edgeTransportNodePath: `${nodesAt}/n3` }];
    expect(() => lab.change(N.edgeCluster, made, { policyEdgeNodes })).toThrow(
      "Edge transport node of member n1 cannot be changed",
    );
    const many = Array.from({ length: 8 }, (_, index) => `m${index}`);
    many.forEach((id) => lab.add(N.edgeTransportNode, transportNode(id)));
    const all = cluster("edges", "n1", "n2", "n3", ...many);
    expect(() => lab.change(N.edgeCluster, made, all)).toThrow("at most 10 members");
  });

  test("fails: a member that an interface of a gateway is on cannot leave", () => {
    const { lab, made } = withCluster();
    lab.add(N.vlanSegment, { ...named("up"), transportZonePath: vlanZone, vlanIds: ["10"] });
    lab.add(N.tier0Interface, {
      ...named("if"),
      type: "EXTERNAL",
      gatewayPath: siteT0,
      segmentPath: "/infra/segments/up",
      edgeNodePath: `${path}/edge-nodes/n2`,
      subnets: ["192.168.1.2/24"],
    });
    expect(() => lab.change(N.edgeCluster, made, cluster("edges", "n1"))).toThrow(
      `The object path=[${path}/edge-nodes/n2] cannot be deleted`,
    );
  });

  test("fails: a node that is neither deployed nor there, and numbers below one", () => {
    const lab = new Lab();
    const { vmDeploymentConfig: _config, ...bare } = transportNode("n1");
    expect(lab.refusal(N.edgeTransportNode, bare).message).toContain("needs vmDeploymentConfig");
    const limits = { ...named("q"), committedBandwidth: 100, burstSize: 0 };
    expect(lab.refusal(N.gatewayQosProfile, limits).message).toContain(
      "burstSize must be at least 1",
    );
  });

  test("fails: a segment's QoS profile on a gateway", () => {
    const lab = new Lab();
    lab.add(N.qosProfile, named("marks"));
    const wrong = { type: "ISOLATED", ingressQosProfilePath: "/infra/qos-profiles/marks" };
    expect(lab.refusal(N.tier1, { ...named("t"), ...wrong }).message).toContain(
      "path=[/infra/qos-profiles/marks] is no gateway QoS profile",
    );
  });
});

describe("peculiarities of edge nodes", () => {
  test("syslog servers are never sent, so that every preview proposes them again", () => {
    const applianceConfig = { enableSsh: false, syslogServers: [{ server: "192.168.0.40" }] };
    const lab = new Lab();
    const made = lab.add(N.edgeTransportNode, transportNode("n1", { applianceConfig }));
    expect(made.outputs["applianceConfig"]).not.toHaveProperty("syslogServers");
    const { diffs } = lab.estate.diff(
      N.edgeTransportNode,
      made.id,
      made.inputs,
      made.outputs,
      made.inputs,
      ["credentials"],
    );
    expect(diffs).toEqual(["applianceConfig"]);
  });

  test("credentials read back with a user of the manager's, a difference unless it is ignored", () => {
    const lab = new Lab();
    const made = lab.add(N.edgeTransportNode, transportNode("n1"));
    expect(made.outputs["credentials"]).toMatchObject({ auditUsername: "audit" });
    const diffsOf = (...ignored: string[]) =>
      lab.estate.diff(N.edgeTransportNode, made.id, made.inputs, made.outputs, made.inputs, ignored)
        .diffs;
    expect(diffsOf()).toEqual(["credentials"]);
    expect(diffsOf("credentials")).toEqual([]);
  });
});
