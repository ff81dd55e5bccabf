import * as pulumi from "@pulumi/pulumi";
import { RoutedSegment, type RoutedSegmentArgs, type RoutedSegmentRef } from "vmnet";

import { lab } from "./fixtures";
import { GROWTH_TIMEOUT_MILLISECONDS, growsInPlace, namesInBoth } from "./growth";
import { built, valueOf } from "./harness";
import { dhcp, far, routedArgs } from "./routedFixtures";

const build = (changes: Partial<RoutedSegmentArgs> = {}) =>
  built(() => new RoutedSegment("plant", routedArgs(changes)));

describe("a routed segment", () => {
  test("has a gateway that routes on the hosts and advertises it (R15)", async () => {
    const { find, names } = await build();
    expect(names()).toEqual(["plant", "plant-gateway", "plant-group", "plant-segment"]);
    expect(find("plant-gateway").inputs).toMatchObject({
      tier0Path: lab.tier0Path,
      type: "ROUTED",
      haMode: "NONE",
      routeAdvertisementTypes: ["TIER1_CONNECTED", "TIER1_STATIC_ROUTES"],
    });
    expect(find("plant-gateway").inputs).not.toHaveProperty("edgeClusterPath");
    expect(find("plant-segment")).toMatchObject({
      inputs: {
        connectivityPath: "/infra/tier-1s/plant-gateway",
        subnets: [{ cidr: "192.168.1.1/24" }],
      },
      protect: true,
    });
    expect(find("plant-segment").replaceOnChanges).toContain("connectivityPath");
  });

  test("sends traffic for a network to the router in front of it", async () => {
    const { find } = await build({ routes: { far } });
    expect(find("plant-route-far").inputs).toMatchObject({
      nsxId: "plant-route-far",
      gatewayPath: "/infra/tier-1s/plant-gateway",
      network: "192.168.2.0/24",
      nextHops: [{ ipAddress: "192.168.1.9", adminDistance: 1 }],
    });
  });

  test("may join a gateway, whose other networks hold next hops too", async () => {
    const { find, names } = await built(() => {
      const first = new RoutedSegment("first", routedArgs({ cidr: "10.0.0.0/24" }));
      return new RoutedSegment(
        "plant",
        routedArgs({
          tier0Path: undefined,
          gatewayPath: first.gatewayPath,
          connectedNetworks: { first: first.cidr },
          routes: { far, hall: { cidr: "10.9.0.0/16", nextHop: "10.0.0.7" } },
        }),
      );
    });
    expect(names()).not.toContain("plant-gateway");
    expect(find("plant-route-hall").inputs).toMatchObject({
      gatewayPath: "/infra/tier-1s/first-gateway",
      nextHops: [{ ipAddress: "10.0.0.7" }],
    });
    expect(find("plant-segment").replaceOnChanges).not.toContain("connectivityPath");
  });

  test("gives its outputs", async () => {
    const { value } = await build();
    const plant = value as RoutedSegment;
    expect(await valueOf(plant.gatewayAddress)).toBe("192.168.1.1");
    expect(await valueOf(plant.groupPath)).toBe("/infra/domains/default/groups/plant-group");
    expect(await valueOf(plant.networkId)).toMatch(/^dvportgroup-/);
  });

  test("registers the same in a preview as in an update", async () => {
    const names = await namesInBoth(
      () => new RoutedSegment("plant", routedArgs({ ...dhcp, routes: { far } })),
    );
    expect(names).toContain("plant-route-far");
  });

  test(
    "grows by a route without touching the others",
    async () => {
      await growsInPlace({
        entry: (index) => ({ cidr: `10.${index}.0.0/16`, nextHop: `192.168.1.${index + 9}` }),
        program: (routes) => new RoutedSegment("plant", routedArgs({ routes })),
      });
    },
    GROWTH_TIMEOUT_MILLISECONDS,
  );

  test(
    "grows by a reservation without touching the others",
    async () => {
      await growsInPlace({
        entry: (index) => ({
          macAddress: `00:50:56:00:00:1${index}`,
          address: `192.168.1.${index + 20}`,
        }),
        program: (reservations) =>
          new RoutedSegment("plant", routedArgs({ ...dhcp, reservations })),
      });
    },
    GROWTH_TIMEOUT_MILLISECONDS,
  );

  test("of somebody else registers nothing", async () => {
    const { names, value } = await built(() =>
      RoutedSegment.fromExisting({
        gatewayPath: "/infra/tier-1s/corp",
        segmentPath: "/infra/segments/corp",
        groupPath: "/infra/domains/default/groups/corp",
        networkName: "corp",
        networkId: "dvportgroup-9",
        cidr: "172.16.0.0/24",
        gatewayAddress: "172.16.0.1",
      }),
    );
    expect(names()).toEqual([]);
    expect(await valueOf((value as RoutedSegmentRef).cidr)).toBe("172.16.0.0/24");
  });
});

describe("routes that DHCP gives", () => {
  const optionsOf = (inputs: Record<string, unknown>) => {
    const [subnet] = inputs.subnets as { dhcpV4Config: { dhcpOption121s: object[] } }[];
    return subnet?.dhcpV4Config.dhcpOption121s;
  };
  const standard = { network: "0.0.0.0/0", nextHop: "192.168.1.1" };

  test("hold the default route, which a client would otherwise lose (RFC 3442)", async () => {
    const { find } = await build({ ...dhcp, guestRoutes: { far } });
    expect(optionsOf(find("plant-segment").inputs)).toEqual([
      standard,
      { network: "192.168.2.0/24", nextHop: "192.168.1.9" },
    ]);
  });

  test("are written without guest routes too: left out, earlier ones would stay", async () => {
    const { find } = await build(dhcp);
    expect(optionsOf(find("plant-segment").inputs)).toEqual([standard]);
  });

  test("keep a default route of the user's own", async () => {
    const own = { cidr: "0.0.0.0/0", nextHop: "192.168.1.9" };
    const plain = await build({ ...dhcp, guestRoutes: { own } });
    expect(optionsOf(plain.find("plant-segment").inputs)).toEqual([
      { network: "0.0.0.0/0", nextHop: "192.168.1.9" },
    ]);
    const late = { cidr: pulumi.output("0.0.0.0/0"), nextHop: "192.168.1.9" };
    const known = await build({ ...dhcp, guestRoutes: { late } });
    expect(optionsOf(known.find("plant-segment").inputs)).toHaveLength(1);
  });

  test("are in an order that does not depend on the program's", async () => {
    const b = { cidr: "10.2.0.0/16", nextHop: "192.168.1.9" };
    const one = await build({ ...dhcp, guestRoutes: { b, a: far } });
    const other = await build({ ...dhcp, guestRoutes: { a: far, b } });
    expect(optionsOf(one.find("plant-segment").inputs)).toEqual(
      optionsOf(other.find("plant-segment").inputs),
    );
  });

  test("go to machines with a reservation as well, with their gateway (R06)", async () => {
    const { find } = await build({
      ...dhcp,
      guestRoutes: { far },
      reservations: { web: { macAddress: "00:50:56:00:00:1A", address: "192.168.1.10" } },
    });
    expect(find("plant-reservation-web").inputs).toMatchObject({
      segmentPath: "/infra/segments/plant-segment",
      macAddress: "00:50:56:00:00:1a",
      ipAddress: "192.168.1.10",
      gatewayAddress: "192.168.1.1",
      hostname: "web",
      dhcpOption121s: [standard, { network: "192.168.2.0/24", nextHop: "192.168.1.9" }],
    });
  });
});
