import fc from "fast-check";

import { AddressSet } from "../../../network/addressSet";
import type { NetworkModel } from "../../../network/model/types";
import { PortSet } from "../../../network/ports";
import { flowsFrom, matrix, Verdict, type Answer, type FlowSpace } from "../../../network/reason";
import { nat, rule, tcpService } from "./models";
import { DB, site, sql, WEB } from "./site";

/** `from > to: proto ports`, for each machine and not each class, so that classes cannot hide a fault. */
function flat(pairs: { from: string; to: string; space: FlowSpace }[]): string[] {
  return pairs
    .map(
      ({ from, to, space }) =>
        `${from} ${to} ${space.source.toText()} ${space.destination.toText()} ` +
        `${space.protocols.toText()} ${space.sourcePorts.toText()} ${space.destinationPorts.toText()}`,
    )
    .sort();
}

function own(space: FlowSpace, from: AddressSet, to: AddressSet, others: AddressSet): FlowSpace {
  return {
    ...space,
    source: space.source.intersect(from),
    destination: space.destination.subtract(others.subtract(to)),
  };
}

/** The matrix, taken apart into pairs of endpoints. */
function fromMatrix(net: NetworkModel): string[] {
  return flat(
    matrix(net).flatMap(({ from, to, allowed }) =>
      from.members.flatMap((sender) =>
        to.members
          .filter(({ id }) => id !== sender.id)
          .flatMap((receiver) =>
            allowed.map((space) => ({
              from: sender.id,
              to: receiver.id,
              space: own(space, sender.addresses, receiver.addresses, to.addresses),
            })),
          ),
      ),
    ),
  );
}

/** The same, one endpoint after the other. */
function oneByOne(net: NetworkModel): string[] {
  const isFlow = ({ verdict, receiver }: Answer) =>
    verdict === Verdict.Allowed && net.endpoints.some(({ id }) => id === receiver);
  return flat(
    net.endpoints.flatMap(({ id }) =>
      flowsFrom(net, id)
        .filter(isFlow)
        .map(({ receiver = "", space }) => ({ from: id, to: receiver, space })),
    ),
  );
}

describe("matrix", () => {
  test("merges machines that everything treats alike", () => {
    const pairs = matrix(site([sql()]));
    expect(pairs.map(({ from, to }) => [from.members.length, to.members.length])).toEqual([[4, 4]]);
    expect(pairs[0]?.allowed[0]?.destinationPorts.toText()).toBe("3306");
    expect(pairs[0]?.allowed[0]?.source.toText()).toBe("10.0.1.11-10.0.1.14");
  });

  test("tells a machine of its own rule from the others", () => {
    const one = rule("one", {
      destination: AddressSet.of("10.0.2.12"),
      services: [tcpService("22")],
    });
    const receivers = matrix(site([sql(), one])).filter(({ from }) => from.id === "web-1");
    expect(receivers.map(({ to }) => to.members.map(({ id }) => id)).sort()).toEqual([
      ["db-1", "db-3", "db-4"],
      ["db-2"],
    ]);
  });

  test("finds a forward by its outside address", () => {
    const forward = nat("ssh", "DNAT", {
      destination: AddressSet.of("192.168.1.60"),
      services: [tcpService("2222")],
      translated: AddressSet.of("10.0.2.13"),
      translatedPorts: PortSet.of("22"),
    });
    const into = rule("in", { destination: DB, services: [tcpService("22")], direction: "IN" });
    const [pair] = matrix(site([into], { nat: [forward] })).filter(
      ({ from }) => from.id === "corp",
    );
    expect(pair?.to.members.map(({ id }) => id)).toEqual(["db-3"]);
    expect(pair?.allowed[0]?.destination.toText()).toBe("192.168.1.60");
  });

  test("a forward to machines of which one is missing is conditional", () => {
    const forward = nat("pool", "DNAT", {
      destination: AddressSet.of("192.168.1.60"),
      translated: AddressSet.of("10.0.2.14-10.0.2.15"),
    });
    const pairs = matrix(site([rule("all")], { nat: [forward] }));
    const pool = pairs.find(({ from, to }) => from.id === "corp" && to.id === "db-4");
    expect(pool?.allowed.map(({ destination }) => destination.toText())).toEqual(["10.0.2.14"]);
    expect(pool?.conditional.map(({ destination }) => destination.toText())).toEqual([
      "192.168.1.60",
    ]);
  });

  test("tells of routers when asked", () => {
    const receivers = matrix(site([rule("all")]), { routers: true }).map(({ to }) => to.id);
    expect(receivers).toContain("t1");
  });

  const ADDRESSES = ["10.0.1.0/24", "10.0.2.0/24", "10.0.1.11", "10.0.2.12-10.0.2.13", "any"];
  const rules = fc
    .array(
      fc.record({
        source: fc.constantFrom(...ADDRESSES),
        destination: fc.constantFrom(...ADDRESSES),
        ports: fc.constantFrom("22", "22-80", "443"),
        action: fc.constantFrom<"ALLOW" | "DROP">("ALLOW", "ALLOW", "DROP"),
        direction: fc.constantFrom<"IN" | "OUT" | "IN_OUT">("IN", "OUT", "IN_OUT", "IN_OUT"),
        appliedTo: fc.constantFrom<string[] | undefined>(undefined, undefined, [
          "web-1.nic",
          "db-1.nic",
          "db-2.nic",
        ]),
        stateful: fc.constantFrom(true, true, false),
      }),
      { maxLength: 6 },
    )
    .map((list) =>
      list.map(({ source, destination, ports, ...others }, index) =>
        rule(`r${index}`, {
          source: AddressSet.of(source),
          destination: AddressSet.of(destination),
          services: [tcpService(ports)],
          ...others,
        }),
      ),
    );

  test("says the same as asking each endpoint", () => {
    fc.assert(
      fc.property(rules, (list) => {
        const net = site(list);
        expect(fromMatrix(net)).toEqual(oneByOne(net));
      }),
      { numRuns: 25 },
    );
  });

  /** So many rules that a firewall looks them up by address; none is about the machines drawn here. */
  const OTHERS = Array.from({ length: 30 }, (_, index) =>
    rule(`other-${index}`, {
      source: AddressSet.of(`10.9.${index}.0/24`),
      destination: AddressSet.of(index % 2 === 0 ? `10.8.${index}.0/24` : "10.0.1.13-10.0.2.12"),
    }),
  );

  test("says the same as asking each endpoint where rules are found by address", () => {
    fc.assert(
      fc.property(rules, (list) => {
        const net = site([...OTHERS.slice(15), ...list, ...OTHERS.slice(0, 15)]);
        expect(fromMatrix(net)).toEqual(oneByOne(net));
        expect(fromMatrix(net)).toEqual(fromMatrix(site(list)));
      }),
      { numRuns: 25 },
    );
  });

  test("does not change when a rule is split, or when rules of one action trade places", () => {
    fc.assert(
      fc.property(rules, (list) => {
        const split = list.flatMap((one) => [
          { ...one, id: `${one.id}a`, source: one.source.intersect(WEB) },
          { ...one, id: `${one.id}b`, source: one.source.subtract(WEB) },
        ]);
        expect(fromMatrix(site(split))).toEqual(fromMatrix(site(list)));
        const allowing = list.filter(({ action, stateful }) => action === "ALLOW" && stateful);
        expect(fromMatrix(site([...allowing].reverse()))).toEqual(fromMatrix(site(allowing)));
      }),
      { numRuns: 25 },
    );
  });

  test("does not change when everything is renamed", () => {
    const renamed = (net: NetworkModel): NetworkModel => ({
      ...net,
      ports: net.ports.map((one) => ({
        ...one,
        id: `x-${one.id}`,
        owner: `x-${one.owner}`,
        domain: `x-${one.domain}`,
      })),
      domains: net.domains.map((one) => ({ ...one, id: `x-${one.id}` })),
      endpoints: net.endpoints.map((one) => ({
        ...one,
        id: `x-${one.id}`,
        ports: one.ports.map((id) => `x-${id}`),
        routes: one.routes.map((route) => ({
          ...route,
          via: route.via.map((via) => ({ ...via, port: `x-${via.port}` })),
        })),
      })),
      routers: net.routers.map((one) => ({
        ...one,
        id: `x-${one.id}`,
        ports: one.ports.map((id) => `x-${id}`),
        routes: one.routes.map((route) => ({
          ...route,
          via: route.via.map((via) => ({ ...via, port: `x-${via.port}` })),
        })),
      })),
      firewall: {
        ...net.firewall,
        rules: net.firewall.rules.map((one) => ({
          ...one,
          appliedTo: one.appliedTo?.map((id) => `x-${id}`),
        })),
      },
    });
    fc.assert(
      fc.property(rules, (list) => {
        const net = site(list);
        expect(fromMatrix(renamed(net)).map((line) => line.replace(/x-/g, ""))).toEqual(
          fromMatrix(net),
        );
      }),
      { numRuns: 20 },
    );
  });
});
