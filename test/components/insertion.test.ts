import * as fc from "fast-check";
import {
  BridgedNetwork,
  EdgeGateway,
  IsolatedNetwork,
  NatSegment,
  Protocol,
  tcp,
  udp,
} from "vmnet";

import { bridgedArgs, edgeArgs, lab, natArgs, sealedArgs } from "./fixtures";
import { built, type Registration } from "./harness";

// A property builds many programs.
jest.setTimeout(120_000);

const keys = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e"), {
  minLength: 1,
  maxLength: 3,
});
const place = fc.nat({ max: 3 });
const slot = (key: string) => key.charCodeAt(0) - "a".charCodeAt(0);

function mapOf<T>(names: readonly string[], make: (key: string) => T): Record<string, T> {
  return Object.fromEntries(names.map((key) => [key, make(key)]));
}

/** Children of a program by name, without the component itself, whose inputs are its arguments. */
function children(registrations: Registration[]): Map<string, Registration> {
  return new Map(
    registrations.filter(({ custom }) => custom).map((one) => [`${one.type} ${one.name}`, one]),
  );
}

/** That a key inserted anywhere adds children named after it, and leaves all others as they were. */
async function insertsOnly(
  program: (names: readonly string[]) => unknown,
  added: number,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(keys, place, async (before, index) => {
      const after: string[] = [...before];
      after.splice(index % (before.length + 1), 0, "new");
      const old = children((await built(() => program(before))).registrations);
      const now = children((await built(() => program(after))).registrations);
      for (const [key, registration] of old) {
        expect(now.get(key)).toEqual(registration);
      }
      const fresh = [...now.keys()].filter((key) => !old.has(key));
      expect(fresh.filter((key) => key.includes("new"))).toHaveLength(added);
      expect(fresh).toHaveLength(added);
    }),
    { numRuns: 5 },
  );
}

const forward = (key: string) => ({
  protocol: Protocol.Tcp,
  outside: { address: `192.168.1.${60 + (slot(key) % 100)}`, ports: "443" },
  inside: { address: `10.0.0.${60 + (slot(key) % 100)}`, ports: "8443" },
});

// More than one host of a sealed network is warned about; another test reads the warning.
beforeAll(() => jest.spyOn(console, "warn").mockImplementation(() => undefined));
afterAll(() => jest.restoreAllMocks());

describe("a key inserted in the middle of a map changes no other object", () => {
  test("a forward is a service, a NAT rule and a firewall rule", async () => {
    await insertsOnly(
      (names) => new NatSegment("app", natArgs({ portForwards: mapOf(names, forward) })),
      3,
    );
  });

  test("a host of a forward is the same three", async () => {
    const host = (key: string) => ({
      outside: forward(key).outside.address,
      inside: forward(key).inside.address,
    });
    const web = { protocol: Protocol.Tcp, outside: { ports: "443" }, inside: { ports: "443" } };
    await insertsOnly(
      (names) =>
        new NatSegment(
          "app",
          natArgs({ portForwards: { web: { ...web, hosts: mapOf(names, host) } } }),
        ),
      3,
    );
  });

  test("an outbound rule is a service and a firewall rule", async () => {
    const dns = () => ({ services: [udp("53")] });
    await insertsOnly(
      (names) => new NatSegment("app", natArgs({ outbound: mapOf(names, dns) })),
      2,
    );
  });

  test("an inbound exception is a firewall rule", async () => {
    const partner = () => ({ forward: "z", from: ["203.0.113.8"] });
    const portForwards = { z: forward("z") };
    await insertsOnly(
      (names) => new NatSegment("app", natArgs({ portForwards, inbound: mapOf(names, partner) })),
      1,
    );
  });

  test("a host of a bridged network is a switch and a port group", async () => {
    const ids = ["host-21", "host-22", "host-23", "host-31", "host-32"];
    const host = (key: string) => ({ hostSystemId: ids[slot(key)] ?? "host-33" });
    await insertsOnly(
      (names) => new BridgedNetwork("lan", bridgedArgs({ hosts: mapOf(names, host) })),
      2,
    );
  });

  test("a peer of a tier is a service and a rule", async () => {
    const peer = (key: string) => ({
      addresses: [`10.1.0.${slot(key) % 100}`],
      services: [tcp("1")],
    });
    await insertsOnly((names) => {
      const { gatewayPath } = new NatSegment("app", natArgs());
      const reachableFrom = mapOf(names, peer);
      return new IsolatedNetwork(
        "db",
        sealedArgs({ gatewayPath, cidr: "10.0.9.0/24", reachableFrom }),
      );
    }, 2);
  });

  test("a route of an edge gateway is a route", async () => {
    const route = (key: string) => ({ cidr: `10.${slot(key)}.0.0/16`, nextHop: "192.168.1.1" });
    await insertsOnly(
      (names) => new EdgeGateway("edge", edgeArgs({ staticRoutes: mapOf(names, route) })),
      1,
    );
  });

  test("a host of a sealed network is a switch and a port group", async () => {
    const ids = ["host-21", "host-22", "host-23", "host-31", "host-32", "host-33"];
    const hosts = (names: readonly string[]) =>
      mapOf(
        // One host is always there, for a network without any is refused; the sixth is for "new".
        [...names.filter((name) => !["e", "f"].includes(name)), "e"],
        (key) => ids[slot(key)] ?? "host-33",
      );
    await insertsOnly(
      (names) =>
        new IsolatedNetwork("vault", { datacenterId: lab.datacenterId, hosts: hosts(names) }),
      2,
    );
  });
});
