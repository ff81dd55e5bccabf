import type * as pulumi from "@pulumi/pulumi";
import {
  BalancedProtocol,
  BalancerSize,
  BalancingAlgorithm,
  LoadBalancedService,
  NatSegment,
  type BalancedMember,
  type LoadBalancedServiceArgs,
} from "vmnet";

import { faultsOf } from "./faults";
import { natArgs } from "./fixtures";
import { GROWTH_TIMEOUT_MILLISECONDS, growsInPlace, namesInBoth } from "./growth";
import { built, runProgram, valueOf } from "./harness";

jest.setTimeout(180_000);

const GATEWAY = "/infra/tier-1s/app-gateway";
const members: Record<string, BalancedMember> = {
  "web-2": { address: "10.0.0.12", port: 8443 },
  "web-1": { address: "10.0.0.11", port: 8443 },
};

function program(changes: Partial<LoadBalancedServiceArgs> = {}): LoadBalancedService {
  const { gatewayPath } = new NatSegment("app", natArgs());
  return new LoadBalancedService("shop", {
    balancer: { gatewayPath },
    address: "10.40.0.10",
    ports: ["443"],
    members,
    ...changes,
  });
}

const own = (names: string[]) => names.filter((name) => name.startsWith("shop"));

describe("a load-balanced service", () => {
  test("is a balancer, a pool in round robin, a monitor, a profile and a server (R43)", async () => {
    const { find, names, registrations } = await built(() => program());
    expect(own(names())).toEqual([
      "shop",
      "shop-balancer",
      "shop-pool",
      "shop-server",
      "shop-tcpmonitor",
      "shop-tcpprofile",
    ]);
    const children = registrations.filter(({ name }) => name.startsWith("shop-"));
    expect(new Set(children.map(({ parent }) => parent))).toEqual(new Set(["shop"]));
    expect(find("shop-balancer").inputs).toMatchObject({
      connectivityPath: GATEWAY,
      size: "SMALL",
    });
    expect(find("shop-pool").inputs).toMatchObject({
      algorithm: "ROUND_ROBIN",
      activeMonitorPaths: ["/infra/lb-monitor-profiles/shop-tcpmonitor"],
      snat: { type: "AUTOMAP" },
    });
    expect(find("shop-server").inputs).toMatchObject({
      servicePath: "/infra/lb-services/shop-balancer",
      poolPath: "/infra/lb-pools/shop-pool",
      applicationProfilePath: "/infra/lb-app-profiles/shop-tcpprofile",
      ipAddress: "10.40.0.10",
      ports: ["443"],
      accessLogEnabled: false,
    });
  });

  test("lists members by name, whatever order they are written in", async () => {
    const { find } = await built(() => program());
    expect(find("shop-pool").inputs.members).toEqual([
      {
        displayName: "web-1",
        ipAddress: "10.0.0.11",
        port: "8443",
        weight: 1,
        backupMember: false,
        adminState: "ENABLED",
      },
      expect.objectContaining({ displayName: "web-2", ipAddress: "10.0.0.12" }),
    ]);
  });

  test("drains, weighs and keeps backups", async () => {
    const { find } = await built(() =>
      program({
        algorithm: BalancingAlgorithm.WeightedLeastConnection,
        members: {
          a: { address: "10.0.0.11", weight: 3 },
          b: { address: "10.0.0.12", draining: true },
          c: { address: "10.0.0.13", backup: true },
        },
      }),
    );
    expect(find("shop-pool").inputs).toMatchObject({
      algorithm: "WEIGHTED_LEAST_CONNECTION",
      members: [
        { weight: 3, adminState: "ENABLED", backupMember: false },
        { adminState: "GRACEFUL_DISABLED" },
        { backupMember: true },
      ],
    });
    expect((find("shop-pool").inputs.members as object[])[0]).not.toHaveProperty("port");
  });

  test("looks at connections, or at requests of HTTP", async () => {
    const tcp = await built(() => program({ health: { intervalSeconds: 2, port: 9000 } }));
    expect(tcp.find("shop-tcpmonitor")).toMatchObject({
      type: "nsxt:index/policyLbTcpMonitorProfile:PolicyLbTcpMonitorProfile",
      inputs: { interval: 2, timeout: 15, fallCount: 3, riseCount: 3, monitorPort: 9000 },
    });
    const http = await built(() =>
      program({
        protocol: BalancedProtocol.Http,
        health: { path: "/health", statusCodes: [200, 204] },
        accessLog: true,
      }),
    );
    expect(http.find("shop-httpmonitor")).toMatchObject({
      type: "nsxt:index/policyLbHttpMonitorProfile:PolicyLbHttpMonitorProfile",
      inputs: { requestUrl: "/health", responseStatusCodes: [200, 204] },
    });
    expect(http.find("shop-httpprofile").inputs).toMatchObject({ xForwardedFor: "INSERT" });
    expect(http.find("shop-server").inputs.accessLogEnabled).toBe(true);
  });

  test("keeps a client at its member where asked, and is replaced when it no longer does", async () => {
    const kept = await built(() => program({ persistenceSeconds: 600 }));
    expect(kept.find("shop-persistence").inputs).toMatchObject({ timeout: 600 });
    expect(kept.find("shop-server").inputs.persistenceProfilePath).toMatch(/shop-persistence$/);
    const free = await built(() => program());
    expect(free.find("shop-server").replaceOnChanges).toContain("persistenceProfilePath");
  });

  test("shares a balancer that another service has", async () => {
    const { find, names } = await built(() => {
      const { balancerPath } = program({
        balancer: {
          gatewayPath: new NatSegment("b", natArgs()).gatewayPath,
          size: BalancerSize.Large,
        },
      });
      return new LoadBalancedService("api", {
        balancerPath,
        address: "10.40.0.11",
        ports: ["80", "8000-8010"],
        members,
      });
    });
    expect(names()).not.toContain("api-balancer");
    expect(find("api-server").inputs.servicePath).toBe("/infra/lb-services/shop-balancer");
    expect(find("api-server").replaceOnChanges).not.toContain("servicePath");
    expect(find("shop-balancer").inputs.size).toBe("LARGE");
  });

  test("registers the same in a preview as in an update", async () => {
    expect(own(await namesInBoth(() => program()))).toHaveLength(6);
  });

  test(
    "a member that is added changes the pool alone",
    () =>
      growsInPlace<BalancedMember>({
        entry: (index) => ({ address: `10.0.0.${index + 20}` }),
        holders: ["shop-pool"],
        program: (map) =>
          new LoadBalancedService("shop", {
            balancer: { gatewayPath: new NatSegment("app", natArgs()).gatewayPath },
            address: "10.40.0.10",
            ports: ["443"],
            members: map,
          }),
      }),
    GROWTH_TIMEOUT_MILLISECONDS,
  );

  test("that exists is plain outputs", async () => {
    const { value } = await built(() =>
      LoadBalancedService.fromExisting({
        address: "10.0.0.1",
        balancerPath: "/infra/lb-services/x",
      }),
    );
    expect(await valueOf((value as LoadBalancedService).balancerPath)).toBe("/infra/lb-services/x");
  });
});

describe("a load-balanced service fails", () => {
  const good = {
    balancer: { gatewayPath: GATEWAY },
    address: "10.40.0.10",
    ports: ["443"],
    members,
  };
  const faults = (changes: object) =>
    faultsOf(() => new LoadBalancedService("shop", { ...good, ...changes }));

  test("fails without a balancer, with two, and on a tier-0", async () => {
    const message = "the service is on a balancer of its own, or on one that exists";
    expect(await faults({ balancer: undefined })).toEqual({ balancer: message });
    expect(await faults({ balancerPath: "/infra/lb-services/x" })).toEqual({ balancer: message });
    expect(await faults({ balancer: undefined, balancerPath: "x" })).toEqual({
      balancerPath: "this is not a policy path",
    });
    expect(await faults({ balancer: { gatewayPath: "/infra/tier-0s/x", size: "TINY" } })).toEqual({
      "balancer.size": "this is not one of the choices",
      "balancer.gatewayPath": "a tier-0 gateway carries no load balancer",
    });
  });

  test("fails for ports that are none, twice, or missing", async () => {
    expect(await faults({ ports: [] })).toEqual({ ports: "no port is named" });
    expect(await faults({ ports: ["80-90", "85", "0"] })).toEqual({
      "ports[1]": "80-90 has some of these ports already",
      "ports[2]": "port 0 is reserved",
    });
  });

  test("fails for members that are none, twice, the service itself, or weighed for nothing", async () => {
    expect(await faults({ members: {} })).toEqual({ members: "no machine serves" });
    expect(await faults({ members: { a: { address: "10.0.0.1", backup: true } } })).toEqual({
      members: "no machine serves",
    });
    expect(
      await faults({
        members: {
          "no key": { address: "10.0.0.1" },
          empty: { address: "" },
          wrong: { address: "10.0.0.300", port: 0 },
          one: { address: "10.0.0.5", port: 80 },
          two: { address: "10.0.0.5", port: 80 },
          own: { address: "10.40.0.10" },
          heavy: { address: "10.0.0.6", weight: 300 },
        },
      }),
    ).toEqual({
      "members.no key": "this key names resources",
      "members.empty.address": "this is required",
      "members.wrong.port": "out of range",
      "members.wrong.address": expect.stringMatching(/./),
      "members.two.address": "one is this already",
      "members.own.address": "this is the service's own address",
      "members.heavy.weight": "out of range; the algorithm does not look at weights",
    });
  });

  test("fails for settings that are no choice, out of range, or of the other protocol", async () => {
    expect(
      await faults({
        address: "10.40.0.10/24",
        protocol: "udp",
        algorithm: "loadbalance_srcid",
        persistenceSeconds: 0,
        nsxIdPrefix: "a b",
        health: {
          intervalSeconds: 0,
          port: 70_000,
          path: "health",
          statusCodes: [99],
        },
      }),
    ).toEqual({
      "nsxIdPrefix.a b": "this key names resources",
      protocol: "this is not one of the choices",
      algorithm: "this is not one of the choices",
      persistenceSeconds: "out of range",
      address: expect.stringMatching(/./),
      "health.intervalSeconds": "out of range",
      "health.port": "out of range",
      "health.statusCodes[0]": "out of range",
      "health.path": "this is no path; a TCP connection asks for nothing and gets no status",
      "health.statusCodes": "a TCP connection asks for nothing and gets no status",
    });
  });

  test("fails for two balancers on one gateway", async () => {
    const { errors } = await runProgram(() => {
      const { gatewayPath } = new NatSegment("app", natArgs());
      const service = (name: string, path: pulumi.Input<string>) =>
        new LoadBalancedService(name, { ...good, balancer: { gatewayPath: path } });
      service("one", gatewayPath);
      service("two", gatewayPath);
    });
    expect(errors.map(({ message }) => message).join()).toContain("one has this already");
  });
});
