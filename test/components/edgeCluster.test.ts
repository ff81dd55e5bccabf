import * as nsxt from "@pulumi/nsxt";
import * as pulumi from "@pulumi/pulumi";
import { EdgeCluster, EdgeGateway, EdgeNodeSize, type EdgeClusterArgs } from "vmnet";

import { edgeClusterArgs } from "./edgeClusterFixtures";
import { faultsOf, refused } from "./faults";
import { edgeArgs } from "./fixtures";
import { GROWTH_TIMEOUT_MILLISECONDS, growsInPlace, namesInBoth } from "./growth";
import { built, runProgram, valueOf } from "./harness";

jest.setTimeout(180_000);

const CLUSTERS = "/infra/sites/default/enforcement-points/default/edge-clusters";
const NODES = "/infra/sites/default/enforcement-points/default/edge-transport-nodes";

/** The pool that the lab has none of. */
const withPool = (args: EdgeClusterArgs) => {
  const pool = new nsxt.PolicyIpPool("teps", { displayName: "teps", nsxId: "teps" });
  return new EdgeCluster("edges", { ...args, tepPoolPath: pool.path });
};
const made = (changes: Partial<EdgeClusterArgs> = {}) =>
  built(() => withPool(edgeClusterArgs(changes)));

describe("an edge cluster", () => {
  test("is a transport node per machine, and their cluster (R23)", async () => {
    const { names, find, registrations, value } = await made();
    expect(names()).toEqual([
      "edges",
      "edges-cluster",
      "edges-node-edge-21",
      "edges-node-edge-22",
      "teps",
    ]);
    const children = registrations.filter(({ name, custom }) => custom && name !== "teps");
    expect(
      children.every(({ protect, deleteBeforeReplace }) => protect && deleteBeforeReplace),
    ).toBe(true);
    expect(new Set(children.map(({ parent }) => parent))).toEqual(new Set(["edges"]));
    expect(find("edges-cluster").inputs).toMatchObject({
      edgeClusterProfilePath:
        "/infra/edge-cluster-high-availability-profiles/nsx-default-edge-high-availability-profile",
      policyEdgeNodes: [
        { id: "edges-node-edge-21", edgeTransportNodePath: `${NODES}/edges-node-edge-21` },
        { id: "edges-node-edge-22", edgeTransportNodePath: `${NODES}/edges-node-edge-22` },
      ],
    });
    const cluster = value as EdgeCluster;
    expect(await valueOf(cluster.edgeNodePaths)).toEqual({
      "edge-21": `${CLUSTERS}/edges-cluster/edge-nodes/edges-node-edge-21`,
      "edge-22": `${CLUSTERS}/edges-cluster/edge-nodes/edges-node-edge-22`,
    });
    expect(await valueOf(cluster.transportNodePaths)).toHaveProperty("edge-21");
  });

  test("writes what would not read back, and no syslog server, which is never sent", async () => {
    const { find } = await made({ size: EdgeNodeSize.Large, tepVlanId: 30 });
    const { inputs, ignoreChanges } = find("edges-node-edge-21");
    expect(inputs).toMatchObject({
      formFactor: "LARGE",
      hostname: "edge-21.lab.example",
      managementInterface: {
        ipAssignments: [
          {
            staticIpv4: {
              defaultGateway: "192.168.0.1",
              managementPortSubnet: { ipAddresses: ["192.168.0.31"], prefixLength: 24 },
            },
          },
        ],
      },
      switches: [
        {
          pnics: [{ deviceName: "fp-eth0", uplinkName: "uplink1" }],
          tunnelEndpoint: { vlan: 30, ipAssignment: { staticIpv4Pool: "/infra/ip-pools/teps" } },
        },
      ],
      vmDeploymentConfig: {
        computeId: "domain-c9",
        reservationInfo: { memoryReservationPercentage: 100 },
      },
      applianceConfig: { enableSsh: false, allowSshRootLogin: false },
    });
    expect(inputs.applianceConfig).not.toHaveProperty("syslogServers");
    expect(ignoreChanges).toEqual(["credentials"]);
  });

  test("keeps passwords secret in arguments and inputs", async () => {
    const { registrations, find } = await made();
    expect(find("edges-node-edge-22").inputs.credentials).toEqual({
      cliUsername: "admin",
      cliPassword: { secret: "Only-for-tests-2" },
      rootPassword: { secret: "Only-for-tests-1" },
    });
    const component = registrations.find(({ name }) => name === "edges");
    expect(component?.inputs.credentials).toEqual({
      rootPassword: { secret: "Only-for-tests-1" },
      adminPassword: { secret: "Only-for-tests-2" },
    });
    // Nowhere in clear: every occurrence stands under a secret's mark.
    const text = JSON.stringify(registrations.map(({ inputs }) => inputs));
    expect(text.replace(/\{"secret":"[^"]*"\}/g, "")).not.toContain("Only-for-tests");
  });

  test("carries an edge gateway, whose interfaces name its nodes", async () => {
    const { find } = await built(() => {
      const { edgeClusterPath, edgeNodePaths } = withPool(edgeClusterArgs());
      const on = (node: string, address: string) => ({
        edgeNodePath: edgeNodePaths.apply((paths) => paths[node] ?? ""),
        address,
      });
      const interfaces = {
        "edge-21": on("edge-21", "192.168.1.2/24"),
        "edge-22": on("edge-22", "192.168.1.3/24"),
      };
      return new EdgeGateway("edge", edgeArgs({ edgeClusterPath, interfaces }));
    });
    expect(find("edge-gateway").inputs.edgeClusterPath).toBe(`${CLUSTERS}/edges-cluster`);
    expect(find("edge-interface-edge-22").inputs.edgeNodePath).toBe(
      `${CLUSTERS}/edges-cluster/edge-nodes/edges-node-edge-22`,
    );
    expect(find("edge-interface-edge-22").dependencies).toContain("edges-cluster");
  });

  test("registers the same in a preview, and nothing for one that exists", async () => {
    expect(await namesInBoth(() => withPool(edgeClusterArgs()))).toHaveLength(5);
    const { registrations, value } = await built(() =>
      EdgeCluster.fromExisting({
        edgeClusterPath: `${CLUSTERS}/old`,
        edgeNodePaths: { a: `${CLUSTERS}/old/edge-nodes/0` },
      }),
    );
    expect(registrations).toEqual([]);
    expect(await valueOf((value as EdgeCluster).edgeNodePaths)).toEqual({
      a: `${CLUSTERS}/old/edge-nodes/0`,
    });
  });

  test(
    "grows by a node without touching another",
    () =>
      growsInPlace({
        entry: (index) => ({
          hostname: `edge-${index}.example`,
          managementAddress: `192.168.0.${31 + index}/24`,
        }),
        program: (nodes) => withPool(edgeClusterArgs({ nodes })),
        holders: ["edges-cluster"],
      }),
    GROWTH_TIMEOUT_MILLISECONDS,
  );
});

describe("an edge cluster fails", () => {
  const program = (changes: object) => () => new EdgeCluster("edges", edgeClusterArgs(changes));
  const faults = (changes: object) => faultsOf(program(changes));

  test("fails for weak passwords without a word of them, written now or known later", async () => {
    const { message } = await refused(
      program({ credentials: { rootPassword: "hunter2hunter2", adminPassword: "Short-1" } }),
    );
    expect(message).toContain(
      "credentials.rootPassword: the password lacks an upper-case letter, a special character",
    );
    expect(message).toContain("credentials.adminPassword: the password lacks 12 to 128 characters");
    expect(message).not.toMatch(/hunter2|Short-1/);
    const { errors } = await runProgram(() =>
      withPool(
        edgeClusterArgs({
          credentials: {
            rootPassword: pulumi.secret("hunter2hunter2"),
            adminPassword: pulumi.secret("Only-for-tests-2"),
          },
        }),
      ),
    );
    const texts = errors.map((error) => error.message).join("\n");
    expect(texts).toContain("credentials.rootPassword: the password lacks");
    expect(texts).not.toContain("hunter2");
  });

  test("fails for everything wrong with nodes at once", async () => {
    const found = await faults({
      nodes: {
        a: { hostname: "edge_1", managementAddress: "192.168.0.1/24" },
        b: { hostname: "edge_1", managementAddress: "192.168.0.1/24" },
        c: { hostname: "edge-3", managementAddress: "10.0.0.3/24" },
        "d e": { hostname: "", managementAddress: "192.168.0.9" },
      },
    });
    expect(found).toMatchObject({
      "nodes.d e": "this key names resources",
      "nodes.a.hostname": "this is no host name",
      "nodes.b.hostname": "this is no host name; node a has this name already",
      "nodes.b.managementAddress": "node a has this address already",
      "nodes.c.managementAddress": "node a is in another network",
      "nodes.d e.hostname": "this is required",
      "management.gatewayAddress": "a node has this address",
    });
    expect(found["nodes.d e.managementAddress"]).toMatch(/mask is missing/);
  });

  test("fails without nodes or interfaces, and for more than NSX takes", async () => {
    expect(await faults({ nodes: {}, uplinks: [] })).toEqual({
      nodes: "the cluster has no node",
      uplinks: "no data interface is named",
    });
    const uplink = { uplinkName: "u", networkId: "dvportgroup-1" };
    expect(await faults({ uplinks: [uplink, uplink] })).toEqual({
      "uplinks[1].uplinkName": "another interface is this uplink",
    });
    const many = Array.from({ length: 11 }, (_, index) => [
      `n${index}`,
      { hostname: `n${index}`, managementAddress: `192.168.0.${50 + index}/24` },
    ]);
    expect(await faults({ nodes: Object.fromEntries(many) as object })).toEqual({
      nodes: "too many nodes for a cluster",
    });
  });

  test("fails for paths that are names, sizes that are none, and a router elsewhere", async () => {
    expect(
      await faults({
        overlayZonePath: "overlay-tz",
        size: "HUGE",
        tepVlanId: 4095,
        profilePath: "default",
        management: { networkId: "", gatewayAddress: "10.9.9.9", dnsServers: ["dns"] },
      }),
    ).toMatchObject({
      overlayZonePath: "this is not a policy path",
      size: "this is not one of the choices",
      profilePath: "this is not a policy path",
      "management.networkId": "this is required",
      "management.gatewayAddress": "this address is not in the network",
      tepVlanId: expect.any(String) as string,
      "management.dnsServers[0]": expect.any(String) as string,
    });
  });
});
