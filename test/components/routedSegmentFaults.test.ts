import * as pulumi from "@pulumi/pulumi";
import { RoutedSegment } from "vmnet";

import { faultsOf, refused } from "./faults";
import { runProgram } from "./harness";
import { dhcp, far, routedArgs } from "./routedFixtures";

describe("a routed segment fails", () => {
  const faults = (changes: object) => faultsOf(() => new RoutedSegment("p", routedArgs(changes)));

  test("fails for no gateway and for two", async () => {
    expect(await faults({ tier0Path: undefined })).toEqual({
      gatewayPath: "it is not said who routes",
    });
    expect(await faults({ gatewayPath: "/infra/tier-1s/x" })).toEqual({
      gatewayPath: "a gateway below tier0Path is made, this names another one",
    });
  });

  test.each([
    ["192.168.3.1", "the next hop is in no connected network, so nothing would reach it"],
    ["192.168.1.0", "this is the network's own or broadcast address"],
    ["192.168.1.255", "this is the network's own or broadcast address"],
    ["192.168.1.1", "the gateway has this already"],
    ["192.168.1.2", "the DHCP server has this already"],
    ["192.168.1.150", "a DHCP range (dhcp.ranges[0]) has this already"],
  ])("fails for the next hop %s", async (nextHop, message) => {
    const routes = { far: { cidr: "192.168.2.0/24", nextHop } };
    expect(await faults({ ...dhcp, routes })).toEqual({ "routes.far.nextHop": message });
  });

  test("fails for the guide's own route when .1 is this gateway, and says where a hop may be", async () => {
    const error = await refused(
      () =>
        new RoutedSegment(
          "p",
          routedArgs({
            connectedNetworks: { hall: "10.0.0.0/24" },
            routes: { far: { cidr: "192.168.2.0/24", nextHop: "172.16.0.1" } },
          }),
        ),
    );
    expect(error.message).toContain(
      "192.168.1.0/24 (cidr) or 10.0.0.0/24 (connectedNetworks.hall)",
    );
  });

  test("fails for a route to what is connected, and for two to one network", async () => {
    const found = await faults({
      routes: {
        own: { cidr: "192.168.1.128/25", nextHop: "192.168.1.9" },
        a: far,
        b: { ...far, nextHop: "192.168.1.8" },
      },
    });
    expect(found).toEqual({
      "routes.own.cidr": "this is connected (cidr), a route would cut machines of it off",
      "routes.b.cidr": "route a leads to this network already",
    });
  });

  test("fails for a guest's next hop outside of the guest's own network", async () => {
    const found = await faults({
      ...dhcp,
      connectedNetworks: { hall: "10.0.0.0/24" },
      guestRoutes: { far: { cidr: "192.168.2.0/24", nextHop: "10.0.0.7" } },
    });
    expect(found).toEqual({
      "guestRoutes.far.nextHop":
        "the next hop is in no connected network, so nothing would reach it",
    });
  });

  test("fails for DHCP without edge cluster, and for what only DHCP gives without DHCP", async () => {
    expect(await faults({ dhcp: dhcp.dhcp })).toEqual({
      edgeClusterPath: "DHCP runs on an edge cluster",
    });
    const reservations = { web: { macAddress: "00:50:56:00:00:10", address: "192.168.1.10" } };
    expect(await faults({ guestRoutes: { far }, reservations })).toEqual({
      guestRoutes: "only DHCP can give these to machines",
      reservations: "only DHCP can give these to machines",
    });
  });

  test("fails for reservations that are taken, outside, leased or doubled", async () => {
    const mac = (last: number) => `00:50:56:00:00:0${last}`;
    const found = await faults({
      ...dhcp,
      reservations: {
        gateway: { macAddress: mac(1), address: "192.168.1.1" },
        outside: { macAddress: mac(2), address: "10.0.0.1" },
        leased: { macAddress: mac(3), address: "192.168.1.120" },
        first: { macAddress: mac(4), address: "192.168.1.10" },
        twin: { macAddress: mac(5), address: "192.168.1.10" },
        card: { macAddress: mac(4), address: "192.168.1.11" },
      },
    });
    expect(found).toEqual({
      "reservations.card.macAddress": "first.macAddress has this already",
      "reservations.gateway.address": "the gateway has this already",
      "reservations.outside.address": "this address is not in the network",
      "reservations.leased.address": "a DHCP range (dhcp.ranges[0]) has this already",
      "reservations.twin.address": "reservation first has this already",
    });
  });

  test("fails for connected networks that overlap, and for texts that are none", async () => {
    const found = await faults({
      cidr: "192.168.1.0/24",
      connectedNetworks: { half: "192.168.1.128/25", bad: "10.0.0.1/24" },
      routes: { far: { cidr: "192.168.2.0", nextHop: "router" } },
    });
    expect(Object.keys(found)).toEqual([
      "connectedNetworks.half",
      "connectedNetworks.bad",
      "routes.far.cidr",
      "routes.far.nextHop",
    ]);
  });

  test("fails for a late next hop outside, once it is known", async () => {
    const { errors } = await runProgram(() => {
      const nextHop = pulumi.output(Promise.resolve("172.16.0.1"));
      new RoutedSegment("p", routedArgs({ routes: { far: { cidr: "192.168.2.0/24", nextHop } } }));
    });
    expect(errors[0]?.message).toContain("routes.far.nextHop");
  });
});
