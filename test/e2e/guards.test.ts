import { LabProject, touched } from "./lab";

jest.setTimeout(300_000);

const stack = ["--stack", "three-tier-nat-lab"];
const site = "/infra/sites/default/enforcement-points/default";

/** A network with everything that guards, balances and watches it, on the lab's own site. */
const program = `
import {
  FirewallMode,
  IntrusionPrevention,
  LoadBalancedService,
  NatSegment,
  NetworkMonitoring,
  RuleStage,
  SecurityTier,
  tcp,
  TierFirewall,
  udp,
} from "..";

const app = new NatSegment("app", {
  tier0Path: "/infra/tier-0s/site-t0",
  edgeClusterPath: "${site}/edge-clusters/edge-cluster-01",
  transportZonePath: "${site}/transport-zones/overlay-tz",
  datacenterId: "datacenter-2",
  cidr: "10.0.0.0/24",
  disposable: true,
});

new TierFirewall("tiers", {
  mode: FirewallMode.Observe,
  zones: {
    core: { tier: SecurityTier.Core, tags: [{ scope: "tier", tag: "core" }, { tag: "dns" }] },
    dmz: {
      tier: SecurityTier.Dmz,
      groupPaths: [app.groupPath],
      macAddresses: { web: "00:50:56:00:00:2F" },
      dhcpClients: true,
    },
    hosts: { tier: SecurityTier.Management, ranges: ["10.9.0.0/24"] },
  },
  rules: {
    dns: {
      from: { zones: ["dmz"] },
      to: { zones: ["core"] },
      services: [udp("53")],
      stage: RuleStage.Infrastructure,
    },
    web: { to: { zones: ["dmz"] }, services: [tcp("443")] },
  },
  excluded: { vcenter: { tags: [{ tag: "vcenter" }] } },
});

new IntrusionPrevention("ips", {
  watched: { web: { scopePaths: [app.groupPath], destinations: [app.groupPath] } },
  floodProtection: {
    gatewayPaths: { app: app.gatewayPath },
    groups: { app: { groupPath: app.groupPath } },
  },
});

new LoadBalancedService("shop", {
  balancer: { gatewayPath: app.gatewayPath },
  address: "10.40.0.10",
  ports: ["443"],
  members: { a: { address: "10.0.0.11", port: 8443 }, b: { address: "10.0.0.12", port: 8443 } },
  persistenceSeconds: 600,
});

new NetworkMonitoring("net", {
  entityId: "datacenter-2",
  metrics: { uplinks: { counterId: 146, redAbove: 9000 } },
  mail: { to: "network@example.com" },
});
`;

describe("the life of a guarded network", () => {
  const project = LabProject.ofRepository();
  const entry = "stacks/index.ts";
  beforeAll(() => project.write(entry, program));
  afterAll(() => project.dispose());

  async function changes(): Promise<string[]> {
    const report = await project.lab("up", ...stack);
    expect(report.diagnostics).toEqual([]);
    expect(report.ok).toBe(true);
    // A component's own line only says that its arguments changed.
    const components = ["tiers", "ips", "shop", "net", "app"];
    return touched(report).filter((line) => !components.includes(line.split(":")[0] ?? ""));
  }

  it("comes up", async () => {
    const created = await changes();
    expect(created).toEqual(
      expect.arrayContaining([
        "tiers-default-dmz: create",
        "tiers-boundary-dmz.core: create",
        "tiers-strangers-dmz: create",
        "ips-watch-web: create",
        "ips-gatewayflood-app: create",
        "shop-server: create",
        "net-event-linkdown: create",
      ]),
    );
  });

  it("has nothing to change afterwards, with and without a refresh", async () => {
    expect((await project.lab("preview", "--expect-no-changes", ...stack)).exitCode).toBe(0);
    expect((await project.lab("refresh", "--expect-no-changes", ...stack)).exitCode).toBe(0);
  });

  it("takes a rule between two others as exactly one object, a member and a limit in place", async () => {
    project.edit(
      entry,
      "    web: { to: {",
      `    time: { to: { zones: ["core"] }, services: [udp("123")] },\n    web: { to: {`,
    );
    project.edit(entry, "members: {", `members: { c: { address: "10.0.0.13" },`);
    project.edit(
      entry,
      "gatewayPaths: {",
      "gatewayLimits: { tcpHalfOpen: 5000 },\n    gatewayPaths: {",
    );
    expect(await changes()).toEqual([
      "ips-gatewayfloods: update",
      "shop-pool: update",
      "tiers-rule-time: create",
    ]);
  });

  it("goes from observing to enforcing in place, and loses what it no longer wants", async () => {
    project.edit(entry, "FirewallMode.Observe", "FirewallMode.Enforce");
    project.edit(entry, "  persistenceSeconds: 600,\n", "");
    expect(await changes()).toEqual([
      "shop-persistence: delete",
      "shop-server: replace",
      "tiers-boundary-dmz.core: update",
      "tiers-boundary-dmz.hosts: update",
      "tiers-default-core: update",
      "tiers-default-dmz: update",
      "tiers-strangers-dmz: update",
    ]);
    expect((await project.lab("preview", "--expect-no-changes", ...stack)).exitCode).toBe(0);
  });

  it("leaves nothing behind", async () => {
    const report = await project.lab("destroy", ...stack);
    expect(report).toMatchObject({ ok: true, exitCode: 0 });
    expect(await project.objects()).toEqual([]);
  });
});
