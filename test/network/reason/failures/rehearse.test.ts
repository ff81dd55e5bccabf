import { AddressSet } from "../../../../network/addressSet";
import { parseAddress } from "../../../../network/address";
import { buildModel } from "../../../../network/model";
import type { PropertyMap } from "../../../../network/model/resource";
import type { NetworkModel } from "../../../../network/model/types";
import { expect as expecting } from "../../../../network/reason/expectation";
import { failureFindings, rehearse, type Outcome } from "../../../../network/reason/failures";
import { applied, effectOf, elementsOf, Uplinks } from "../../../../network/reason/failures";
import { matrix } from "../../../../network/reason";
import { tcp } from "../../../../network/services";
import { domain, machine, model, port, route, router } from "../models";
import { guest, standardSwitch } from "../mtu/site";

/** Two machines on two hosts, each behind its own standard switch. */
function twoHosts(teaming: PropertyMap, restarts = false): NetworkModel {
  return buildModel(
    [
      ...standardSwitch("host-1", 1500, teaming),
      ...standardSwitch("host-2", 1500, teaming),
      guest("a", "group-host-1", "10.0.0.1/24"),
      guest("b", "group-host-2", "10.0.0.2/24", { host: "host-2" }),
      guest("c", "group-host-2", "10.0.0.3/24", { host: "host-2" }),
    ],
    {
      format: 1,
      site: "test",
      fabrics: [{ name: "campus" }],
      switches: [{ name: "vSwitch1", fabric: "campus" }],
      hosts: ["host-1", "host-2"].map((id) => ({ id, cluster: "one", restarts })),
      defaults: { distributedFirewall: "ALLOW" },
    },
  );
}

const both = {
  networkAdapters: ["vmnic0", "vmnic1"],
  activeNics: ["vmnic0"],
  standbyNics: ["vmnic1"],
};
const onlyOne = { networkAdapters: ["vmnic0"], activeNics: ["vmnic0"], standbyNics: [] };
const aToB = expecting("a").canReach("b", tcp("443"));

const words = ({ failed, survives, expectations }: Outcome) =>
  `${failed.map(({ name }) => name).join(" + ")}: ${survives ?? `${expectations.length} broken`}`;

describe("uplinks and hosts", () => {
  test("a standby uplink takes over, and both together cut the host off", () => {
    const { singles, pairs, counted } = rehearse(twoHosts(both), [aToB]);
    expect(singles.map(words)).toEqual([
      "vmnic0 of host-1 (switch vSwitch1): teaming: standby uplink vmnic1 takes over",
      "vmnic1 of host-1 (switch vSwitch1): teaming: vmnic0 stays active",
      "vmnic0 of host-2 (switch vSwitch1): teaming: standby uplink vmnic1 takes over",
      "vmnic1 of host-2 (switch vSwitch1): teaming: vmnic0 stays active",
      "host host-1: 1 broken",
      "host host-2: 1 broken",
    ]);
    expect(pairs.filter((one) => one.expectations.length > 0).map(words)).toEqual([
      "vmnic0 of host-1 (switch vSwitch1) + vmnic1 of host-1 (switch vSwitch1): 1 broken",
      "vmnic0 of host-2 (switch vSwitch1) + vmnic1 of host-2 (switch vSwitch1): 1 broken",
    ]);
    expect(counted).toMatchObject({ elements: 6, pairs: 15 });
    // One NIC more or less is the same network: 2 hosts, 2 cut hosts, and what they do together.
    expect(counted.compared).toBeLessThan(10);
  });

  test("a single uplink is a single point of failure; machines behind it still reach each other", () => {
    const given = twoHosts(onlyOne);
    const [first, second] = rehearse(given, [aToB]).singles;
    expect([first, second].map((one) => one?.expectations)).toEqual([
      ["a can reach b with tcp/443"],
      ["a can reach b with tcp/443"],
    ]);
    const cut = second!.traffic.join("; ");
    expect(cut).toContain("from a to b, c");
    expect(cut).not.toMatch(/from b to c|from c to b/);
    const findings = failureFindings(given, [aToB]);
    expect(findings.map(({ check, severity }) => `${severity} ${check}`)).toEqual([
      "warning failure/single-uplink",
      "warning failure/single-uplink",
      "warning failure/single-host",
      "warning failure/single-host",
    ]);
    expect(findings[0]?.evidence[0]).toBe("no longer holds: a can reach b with tcp/443");
  });

  test("vSphere HA starts machines elsewhere where the surroundings say so, and that is told as assumed", () => {
    const { singles } = rehearse(twoHosts(both, true), [aToB], { pairs: false });
    const host = singles.find(({ failed }) => failed[0]?.kind === "host");
    expect(host?.survives).toBe("the cluster starts its machines on another host");
    expect(host?.assumes[0]).toContain("vSphere HA starts the machines");
  });
});

/** Two gateways with two tunnels between them, of which BGP prefers the first; machines behind both. */
function tunnels(): NetworkModel {
  const net = { west: "10.1.0.0/24", east: "10.2.0.0/24" };
  const side = (here: "west" | "east", at: number, there: "west" | "east") =>
    router(
      here,
      [
        port(`${here}.lan`, here, here, { ip: `10.${at}.0.1/24` }),
        port(`${here}.t1`, here, undefined, { ip: `169.254.1.${at}/30`, peer: `${there}.t1` }),
        port(`${here}.t2`, here, undefined, { ip: `169.254.2.${at}/30`, peer: `${there}.t2` }),
      ],
      [[net[here], [`${here}.lan`]]],
      { kind: "tier0", hasServiceRouter: false },
    );
  const bare = model([
    domain("west"),
    domain("east"),
    machine("w", "west", { ip: "10.1.0.9/24", via: "10.1.0.1" }),
    machine("e", "east", { ip: "10.2.0.9/24", via: "10.2.0.1" }),
    side("west", 1, "east"),
    side("east", 2, "west"),
  ]);
  const sessions = ([1, 2] as const).flatMap((tunnel) =>
    (
      [
        ["west", "east", 1],
        ["east", "west", 2],
      ] as const
    ).map(([from, to, at]) => ({
      from,
      to,
      port: `${to}.t${tunnel}`,
      nextHop: parseAddress(`169.254.${tunnel}.${at}`),
      ranks: { [net[from]]: tunnel },
      neighbors: [`n${tunnel}`],
      origin: { source: "resource" as const, ref: `n${tunnel}`, label: `n${tunnel}` },
    })),
  );
  const learned = (to: "west" | "east") =>
    route(
      [net[to === "west" ? "east" : "west"], [`${to}.t1`, `169.254.1.${to === "west" ? 2 : 1}`]],
      {
        kind: "bgp",
      },
    );
  return {
    ...bare,
    routers: bare.routers.map((one) => ({
      ...one,
      routes: [...one.routes, learned(one.id === "west" ? "west" : "east")],
    })),
    underlay: {
      fabrics: [],
      switches: [],
      networks: [],
      transports: [],
      edgeClusters: [],
      gateways: [],
      hosts: [],
      tunnels: [1, 2].map((at) => ({
        name: `t${at}`,
        ports: [`west.t${at}`, `east.t${at}`],
        origin: { source: "resource", ref: `t${at}`, label: `t${at}` },
      })),
      bgp: {
        announcements: (["west", "east"] as const).map((one) => ({
          router: one,
          networks: bare.ports
            .find(({ id }) => id === `${one}.lan`)!
            .addresses.map(({ network }) => network),
        })),
        sessions,
      },
      pools: [],
      unused: [],
    },
  };
}

describe("tunnels and BGP", () => {
  const both = expecting("w").canReach("e", tcp("22"));

  test("the backup tunnel takes over; the two together, and each with the other's session, are too much", () => {
    const { singles, pairs } = rehearse(tunnels(), [both]);
    expect(singles.map(words)).toEqual([
      "tunnel t1: tunnel t2 between the same gateways takes over",
      "tunnel t2: tunnel t1 between the same gateways takes over",
      "BGP n1: the same routes are learned from n2",
      "BGP n2: the same routes are learned from n1",
    ]);
    expect(pairs.map(words)).toEqual([
      "tunnel t1 + tunnel t2: 1 broken",
      "tunnel t1 + BGP n2: 1 broken",
      "tunnel t2 + BGP n1: 1 broken",
      "BGP n1 + BGP n2: 1 broken",
    ]);
  });

  test("every failure is the solver on the model without the element, whichever order", () => {
    const given = tunnels();
    const all = elementsOf(given);
    const uplinks = new Uplinks(given);
    for (const [first, second] of all.flatMap((one) => all.map((other) => [one, other] as const))) {
      const there = applied(given, effectOf(given, uplinks, [first, second]));
      const back = applied(given, effectOf(given, uplinks, [second, first]));
      expect(matrix(there)).toEqual(matrix(back));
      const isApart = first.id !== second.id && first.name.at(-1) !== second.name.at(-1);
      const route = there.routers
        .find(({ id }) => id === "west")!
        .routes.find(({ kind }) => kind === "bgp");
      const isUp = (at: number) => ![first, second].some(({ name }) => name.endsWith(String(at)));
      expect(route?.via[0]?.port).toBe(isApart ? undefined : isUp(1) ? "west.t1" : "west.t2");
    }
  });
});

test("a model without an underlay has nothing that can fail", () => {
  const { singles, pairs, counted } = rehearse(model([domain("lan")]), []);
  expect({ singles, pairs, elements: counted.elements }).toEqual({
    singles: [],
    pairs: [],
    elements: 0,
  });
});

test("fails: expectations about nothing", () => {
  expect(() => rehearse(twoHosts(both), [expecting("nobody").canReach("b")])).toThrow(
    /the model has nothing of this name/,
  );
});

/** A gateway with an interface on each of two edge nodes, or on one, between a LAN and a segment. */
function edges(nodes: readonly string[]): NetworkModel {
  const uplinks = nodes.map((edgeNode, at) =>
    port(`up${at}`, "t0", "lan", { ip: `10.0.0.${2 + at}/24`, side: "service", edgeNode }),
  );
  const bare = model([
    domain("lan"),
    domain("app"),
    machine("out", "lan", { ip: "10.0.0.9/24", via: "10.0.0.2" }),
    machine("app", "app", { ip: "10.1.0.9/24", via: "10.1.0.1" }),
    router(
      "t0",
      [...uplinks, port("down", "t0", "app", { ip: "10.1.0.1/24", side: "distributed" })],
      [
        ["10.0.0.0/24", ["up0"]],
        ["10.1.0.0/24", ["down"]],
      ],
      { kind: "tier0" },
    ),
  ]);
  // The machine outside calls a shared address, which every node answers.
  const shared = AddressSet.of("10.0.0.2");
  return {
    ...bare,
    ports: bare.ports.map((one) =>
      one.edgeNode === undefined ? one : { ...one, owned: one.owned.union(shared) },
    ),
    routers: bare.routers.map((one) => ({
      ...one,
      routes: one.routes.map((own) => ({ ...own, kind: "connected" as const })),
    })),
    underlay: { ...tunnels().underlay!, tunnels: [], bgp: { announcements: [], sessions: [] } },
  };
}

describe("edge nodes", () => {
  const reached = expecting("out").canReach("app", tcp("443"));

  test("the other node of the gateway takes over, routes included", () => {
    const { singles, pairs } = rehearse(edges(["edge-1", "edge-2"]), [reached]);
    expect(singles.map(words)).toEqual([
      "edge node edge-1: the gateway has an interface on edge-2, too",
      "edge node edge-2: the gateway has an interface on edge-1, too",
    ]);
    expect(pairs.map(words)).toEqual(["edge node edge-1 + edge node edge-2: 1 broken"]);
  });

  test("a gateway on one node ends with it", () => {
    expect(rehearse(edges(["edge-1"]), [reached]).singles.map(words)).toEqual([
      "edge node edge-1: 1 broken",
    ]);
  });
});
