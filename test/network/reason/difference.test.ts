import { AddressSet } from "../../../network/addressSet";
import type { FirewallRule } from "../../../network/model/types";
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
