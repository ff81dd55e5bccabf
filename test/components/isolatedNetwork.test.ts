import { anyTraffic, icmp, IsolatedNetwork, Isolation, NatSegment, tcp } from "vmnet";

import { lab, natArgs, sealedArgs } from "./fixtures";
import { faultsOf } from "./faults";
import { built, valueOf } from "./harness";

jest.setTimeout(180_000);

const tier = {
  gatewayPath: "/infra/tier-1s/app-gateway",
  cidr: "10.0.9.0/24",
  reachableFrom: {
    app: { groupPath: "/infra/domains/default/groups/app-group", services: [tcp("3306"), icmp(8)] },
  },
};

/** The gateway and group of another component, which the tier refers to. */
function withApp(changes: object = {}) {
  return built(() => {
    const app = new NatSegment("app", natArgs());
    return new IsolatedNetwork(
      "db",
      sealedArgs({
        gatewayPath: app.gatewayPath,
        cidr: tier.cidr,
        reachableFrom: { app: { groupPath: app.groupPath, services: [tcp("3306"), icmp(8)] } },
        ...changes,
      }),
    );
  });
}

describe("a tier", () => {
  test("allows exactly its peers and drops the rest, in and out (R10)", async () => {
    const { find } = await withApp();
    const group = "/infra/domains/default/groups/db-group";
    expect(find("db-policy").inputs).toMatchObject({ category: "Application", scopes: [group] });
    expect(find("db-allow-app").inputs).toMatchObject({
      action: "ALLOW",
      direction: "IN",
      sourceGroups: ["/infra/domains/default/groups/app-group"],
      destinationGroups: [group],
      services: ["/infra/services/db-service-app"],
    });
    const drop = find("db-drop").inputs;
    expect(drop).toMatchObject({ action: "DROP", direction: "IN_OUT", logged: true });
    expect(drop).not.toHaveProperty("sourceGroups");
    expect(drop.sequenceNumber).toBeGreaterThan(
      find("db-allow-app").inputs.sequenceNumber as number,
    );
  });

  test("is on the other component's gateway, and does not follow its replacement by itself", async () => {
    const { find, value } = await withApp();
    const { inputs, replaceOnChanges, protect } = find("db-segment");
    expect(inputs).toMatchObject({
      connectivityPath: tier.gatewayPath,
      subnets: [{ cidr: "10.0.9.1/24" }],
    });
    expect(replaceOnChanges).not.toContain("connectivityPath");
    expect(protect).toBe(true);
    expect(await valueOf((value as IsolatedNetwork).gatewayAddress)).toBe("10.0.9.1");
  });

  test("matches ports and ICMP in one service per peer; every protocol needs none", async () => {
    const { find } = await withApp();
    expect(find("db-service-app").inputs).toMatchObject({
      l4PortSetEntries: [{ protocol: "TCP", destinationPorts: ["3306"] }],
      icmpEntries: [{ protocol: "ICMPv4", icmpType: "8" }],
    });
    const all = { backup: { addresses: ["10.0.0.50", "10.0.0.9"], services: [anyTraffic()] } };
    const open = await withApp({ reachableFrom: all });
    expect(open.names()).not.toContain("db-service-backup");
    expect(open.find("db-allow-backup").inputs).toMatchObject({
      sourceGroups: ["10.0.0.50", "10.0.0.9"],
      services: [],
    });
  });
});

describe("a sealed network", () => {
  test("is a segment without gateway, subnet and policy", async () => {
    const { names, find } = await built(() => new IsolatedNetwork("vault", sealedArgs()));
    expect(names()).toEqual(["vault", "vault-group", "vault-segment"]);
    expect(find("vault-segment").inputs).not.toHaveProperty("connectivityPath");
    // If it was a tier before, leaving the gateway out would change nothing on the manager.
    expect(find("vault-segment").replaceOnChanges).toEqual(
      expect.arrayContaining(["connectivityPath", "subnets"]),
    );
  });

  test("or a standard switch without adapters on each host", async () => {
    const hosts = { "esxi-01": lab.host };
    const args = { datacenterId: lab.datacenterId, hosts };
    const { names, find, value } = await built(() => new IsolatedNetwork("vault", args));
    expect(names()).toEqual(["vault", "vault-portgroup-esxi-01", "vault-switch-esxi-01"]);
    expect(find("vault-switch-esxi-01").inputs).toMatchObject({
      networkAdapters: [],
      activeNics: [],
      allowPromiscuous: false,
    });
    expect(await valueOf((value as IsolatedNetwork).networkId)).toMatch(/^network-/);
  });
});

test("a sealed switch on a second host is warned about: it is a network of its own", async () => {
  const warn = jest.spyOn(console, "warn").mockImplementation(() => undefined);
  try {
    const hosts = { "esxi-01": lab.host, "esxi-02": lab.otherHost };
    await built(() => new IsolatedNetwork("vault", { datacenterId: lab.datacenterId, hosts }));
    expect(warn.mock.calls.join()).toContain("vault on esxi-02 is a network of its own");
  } finally {
    warn.mockRestore();
  }
});

describe("an isolated network fails", () => {
  const faults = (changes: object) =>
    faultsOf(() => new IsolatedNetwork("db", sealedArgs(changes)));

  test("fails for a sealed network with a gateway or with peers", async () => {
    const sealed = await faults({ ...tier, isolation: Isolation.Sealed });
    expect(sealed.gatewayPath).toContain("a sealed network has no gateway");
    expect(Object.keys(await faults({ cidr: tier.cidr, reachableFrom: {} }))).toEqual([
      "cidr",
      "reachableFrom",
    ]);
  });

  test("fails for a tier without gateway, network or zone, and on standard switches", async () => {
    expect(
      Object.keys(await faults({ isolation: Isolation.Tiered, transportZonePath: undefined })),
    ).toEqual(["gatewayPath", "cidr", "transportZonePath"]);
    const found = await faults({ ...tier, hosts: { a: lab.host } });
    expect(found.hosts).toContain("the distributed firewall sees no standard switch");
  });

  test("fails for peers that name nobody, two kinds, or no service", async () => {
    const found = await faults({
      ...tier,
      reachableFrom: {
        nobody: { services: [tcp("1")] },
        both: { groupPath: "/infra/x/y", addresses: ["10.0.0.1"], services: [tcp("1")] },
        empty: { addresses: [], services: [tcp("1")] },
        nothing: { addresses: ["10.0.0.300"], services: [] },
        wrong: { addresses: ["10.0.0.1"], services: [tcp("0")] },
      },
    });
    expect(Object.keys(found)).toEqual([
      "reachableFrom.nobody",
      "reachableFrom.both",
      "reachableFrom.empty.addresses",
      "reachableFrom.nothing.addresses[0]",
      "reachableFrom.nothing.services",
      "reachableFrom.wrong.services[0].ports",
    ]);
  });

  test("fails for a sealed network on switches and on a segment at once, or on no host", async () => {
    const found = await faults({ hosts: {} });
    expect(Object.keys(found)).toEqual(["hosts", "transportZonePath"]);
  });
});
