import { AddressSet } from "../../../network/addressSet";
import type { FirewallRule, NetworkModel } from "../../../network/model/types";
import { deadRules, flowDifference, matrix, Verdict } from "../../../network/reason";
import { DROP, nat, rule, tcpService } from "./models";
import { DB, site, sql } from "./site";

describe("the difference of two networks", () => {
  const texts = (before: FirewallRule[], after: FirewallRule[]) =>
    flowDifference(matrix(site(before)), matrix(site(after))).map(({ text }) => text);

  test("is empty for equal ones", () => {
    expect(texts([sql()], [sql({ id: "other", name: "other" })])).toEqual([]);
  });

  test("tells what a new rule opens, in one sentence", () => {
    const to = rule("jobs", {
      source: AddressSet.of("10.0.1.11"),
      destination: DB,
      services: [tcpService("10000-11000")],
    });
    expect(texts([sql()], [sql(), to])).toEqual([
      "opens tcp 10000-11000 from web-1 to db-1, db-2 and 2 more",
    ]);
    expect(texts([sql(), to], [sql()])).toEqual([
      "closes tcp 10000-11000 from web-1 to db-1, db-2 and 2 more",
    ]);
  });

  test("tells only the part of a range that changes", () => {
    const [change] = flowDifference(
      matrix(site([sql({ services: [tcpService("100-200")] })])),
      matrix(site([sql({ services: [tcpService("150-300")] })])),
    );
    expect(change?.text).toBe(
      "opens tcp 201-300 from web-1, web-2 and 2 more to db-1, db-2 and 2 more",
    );
    expect(change?.spaces).toHaveLength(1);
    expect(change?.verdict).toBe(Verdict.Allowed);
  });

  test("tells a class that falls apart by its changed member only", () => {
    const drop = rule("drop", { action: "DROP", destination: AddressSet.of("10.0.2.11") });
    expect(texts([sql()], [drop, sql()])).toEqual([
      "closes tcp 3306 from web-1, web-2 and 2 more to db-1",
    ]);
  });
});

describe("endpoints that got another id", () => {
  const allowed = site([sql()]);
  /** The same network with other ids for some endpoints, as after a new URN. */
  const renamed = (model: NetworkModel, ids: Record<string, string>): NetworkModel => ({
    ...model,
    endpoints: model.endpoints.map((one) => ({ ...one, id: ids[one.id] ?? one.id })),
    ports: model.ports.map((one) => ({ ...one, owner: ids[one.owner] ?? one.owner })),
  });
  const texts = (before: NetworkModel, after: NetworkModel) =>
    flowDifference(matrix(before), matrix(after)).map(({ text }) => text);
  const new1 = { "web-1": "urn:web-1", "db-2": "urn:db-2" };

  test("are known by their name", () => {
    expect(texts(allowed, renamed(allowed, new1))).toEqual([]);
  });

  test("show what else changes", () => {
    const drop = rule("drop", { action: "DROP", destination: AddressSet.of("10.0.2.12") });
    expect(texts(allowed, renamed(site([drop, sql()]), new1))).toEqual([
      "closes tcp 3306 from web-1, web-2 and 2 more to db-2",
    ]);
  });

  test("are different ones where two have the name", () => {
    const after = renamed(allowed, { "web-1": "urn:web-1" });
    const twice = {
      ...after,
      endpoints: after.endpoints.map((one) =>
        one.id === "web-2" ? { ...one, name: "web-1" } : one,
      ),
    };
    expect(texts(allowed, twice).sort()).toEqual([
      "closes tcp 3306 from web-1 to db-1, db-2 and 2 more",
      "opens tcp 3306 from web-1 to db-1, db-2 and 2 more",
    ]);
  });

  test("are known by their id where both names and ids are there", () => {
    const after = {
      ...allowed,
      endpoints: allowed.endpoints.map((one) =>
        one.id === "web-1"
          ? { ...one, name: "web-2" }
          : one.id === "web-2"
            ? { ...one, name: "web-1" }
            : one,
      ),
    };
    expect(texts(allowed, after)).toEqual([]);
  });
});

describe("dead rules", () => {
  const forward = nat("ssh", "DNAT", { translated: AddressSet.of("10.0.2.13") });

  test("are those of a gateway without a service router", () => {
    const firewall = { enabled: true, rules: [rule("gateway")], defaultAction: DROP };
    const dead = deadRules(site([], { hasServiceRouter: false, nat: [forward], firewall }));
    expect(dead.map(({ kind, rule: id, reason }) => [kind, id, reason])).toEqual([
      ["nat", "ssh", "noServiceRouter"],
      ["gatewayFirewall", "gateway", "noServiceRouter"],
    ]);
    expect(dead[0]?.message).toBe(
      "NAT rule ssh of t1: the gateway has no service router; give it an edge cluster",
    );
  });

  test("are those whose scope holds no port that anything evaluates", () => {
    const scoped = { ...forward, ports: ["t1.db"] };
    const unscoped = rule("nowhere", { appliedTo: [] });
    expect(deadRules(site([unscoped], { nat: [scoped] })).map(({ reason }) => reason)).toEqual([
      "scopeWithoutPort",
      "scopeWithoutPort",
    ]);
    expect(deadRules(site([sql()], { nat: [forward] }))).toEqual([]);
  });
});
