import { AddressSet } from "../../../../network/addressSet";
import type { FirewallRule, Router } from "../../../../network/model/types";
import type { Finding } from "../../../../network/reason/finding";
import { hygieneFindings } from "../../../../network/reason/hygiene";
import { ALLOW, DROP, nat, rule, tcpService } from "../models";
import { DB, site, sql, WEB } from "../site";

function of(check: string, findings: readonly Finding[]): Finding[] {
  return findings.filter((finding) => finding.check === `hygiene/${check}`);
}

const names = (findings: readonly Finding[]) => findings.map(({ subjects }) => subjects);

const half = (which: 0 | 128) => AddressSet.of(`10.0.1.${which}/25`);

describe("shadowed rules", () => {
  test("a rule below a wider one with another action is a warning that names the taker", () => {
    const wide = rule("wide", { action: "DROP", source: WEB, destination: DB });
    const [found, ...others] = of("shadowed-rule", hygieneFindings(site([wide, sql()])));
    expect(others).toEqual([]);
    expect(found).toMatchObject({ severity: "warning", subjects: ["sql", "wide"] });
    expect(found?.text).toContain("never decides");
    expect(found?.fix).toBe("move sql before wide if it is meant, or remove it");
  });

  test("two halves that together take everything are both named; one half takes nothing away", () => {
    const halves = [0, 128] as const;
    const [low, high] = halves.map((which) =>
      sql({ id: `h${which}`, name: `h${which}`, source: half(which) }),
    );
    expect(names(of("shadowed-rule", hygieneFindings(site([low!, high!, sql()]))))).toEqual([
      ["sql", "h0", "h128"],
    ]);
    expect(of("shadowed-rule", hygieneFindings(site([low!, sql()])))).toEqual([]);
  });

  test.each<[string, Partial<FirewallRule>]>([
    ["other ports", { services: [tcpService("3306-3307")] }],
    ["one direction", { direction: "IN" }],
    ["one family, which is the only one that the rule has", { family: "IPV4" }],
    ["some of the ports that apply it", { appliedTo: ["web-1.nic"] }],
    ["nothing for certain: a doubt", { doubt: { certainty: "conditional" as never, reason: "?" } }],
  ])("an earlier rule that covers %s", (what, more) => {
    const found = of(
      "shadowed-rule",
      hygieneFindings(site([sql({ id: "first", name: "first", ...more }), sql()])),
    );
    const isTaken = what === "other ports" || what.startsWith("one family");
    expect(names(found)).toEqual(isTaken ? [["sql", "first"]] : []);
  });

  test("scopes that together are all of the ports take everything, too", () => {
    const nics = ["web", "db"].map((net) => [1, 2, 3, 4].map((at) => `${net}-${at}.nic`));
    const parts = nics.map((appliedTo, at) => sql({ id: `s${at}`, name: `s${at}`, appliedTo }));
    expect(names(of("shadowed-rule", hygieneFindings(site([...parts, sql()]))))).toEqual([
      ["sql", "s0", "s1"],
    ]);
  });

  test("a jump takes packets from the rules that it skips, not from those it jumps to", () => {
    const jump = rule("jump", { category: "Environment", action: "JUMP_TO_APPLICATION" });
    const skipped = rule("skipped", { category: "Environment", action: "DROP" });
    const found = names(of("shadowed-rule", hygieneFindings(site([jump, skipped, sql()]))));
    expect(found).toEqual([["skipped", "jump"]]);
  });

  test("gateway rules are judged at the gateway's service ports", () => {
    const rules = [rule("wide"), rule("narrow", { source: WEB })];
    const model = site([], { firewall: { enabled: true, rules, defaultAction: DROP } });
    expect(names(of("shadowed-rule", hygieneFindings(model)))).toEqual([["narrow", "wide"]]);
  });
});

describe("redundant rules", () => {
  test("a rule whose packets the next one, or the default, treats alike", () => {
    const wide = rule("wide", { source: WEB, destination: DB });
    const last = rule("last", { action: "DROP" });
    const found = of("redundant-rule", hygieneFindings(site([sql(), wide, last])));
    expect(names(found)).toEqual([["sql", "wide"], ["last"]]);
    expect(found[1]?.evidence).toEqual(["DROP by the default action"]);
  });

  test.each<[string, FirewallRule[]]>([
    [
      "something between them decides otherwise",
      [
        sql(),
        sql({ id: "no", name: "no", action: "DROP", source: half(0) }),
        rule("wide", { source: WEB }),
      ],
    ],
    ["the other one keeps no memory", [sql(), rule("wide", { source: WEB, stateful: false })]],
    ["it is the one that is logged", [sql({ logged: true }), rule("wide", { source: WEB })]],
    [
      "the other one does not cover all of it",
      [sql(), rule("part", { source: half(0), destination: DB })],
    ],
  ])("but not where %s", (_, rules) => {
    expect(names(of("redundant-rule", hygieneFindings(site(rules)))).flat()).not.toContain("sql");
  });
});

describe("rules in vain, and rules that say too much", () => {
  test("an empty side, and addresses that nobody has", () => {
    const found = of(
      "never-matches",
      hygieneFindings(
        site([
          rule("empty", { source: AddressSet.NONE }),
          rule("ghost", { source: WEB, destination: AddressSet.of("10.99.0.0/24") }),
          sql(),
        ]),
      ),
    );
    expect(found.map(({ subjects, severity }) => [subjects[0], severity])).toEqual([
      ["empty", "warning"],
      ["ghost", "note"],
    ]);
    expect(found[1]?.evidence).toEqual([
      "destination 10.99.0.0/24: nobody in the model has one of these",
    ]);
  });

  test("any to any is a warning, a network of which little exists a note; denials are neither", () => {
    const net = AddressSet.of("10.0.0.0/8");
    const findings = hygieneFindings(
      site([
        rule("net", { source: net, destination: DB, services: [tcpService("22")] }),
        rule("deny", { action: "DROP", source: DB, destination: net }),
        rule("all", {}),
      ]),
    );
    expect(names(of("any-any", findings))).toEqual([["all"]]);
    const [wide, ...others] = of("over-wide", findings);
    expect(others).toEqual([]);
    expect(wide?.subjects).toEqual(["net"]);
    expect(wide?.text).toContain("16,777,216 addresses, of which 10 can exist");
  });

  test("dead rules are told once, and not judged again", () => {
    const rules = [rule("all", {}), rule("more", {})];
    const firewall: Router["firewall"] = { enabled: false, rules, defaultAction: ALLOW };
    const findings = hygieneFindings(site([], { firewall }));
    expect(findings.map(({ check }) => check)).toEqual(["hygiene/dead-rule", "hygiene/dead-rule"]);
  });

  test("a NAT rule behind one that takes all of its packets", () => {
    const outside = AddressSet.of("192.168.1.60");
    const to = (address: string) => ({ destination: outside, translated: AddressSet.of(address) });
    const rules = [
      nat("all", "DNAT", to("10.0.1.11")),
      nat("web", "DNAT", { ...to("10.0.1.12"), services: [tcpService("443")] }),
      nat("out", "SNAT", { source: WEB, translated: outside }),
    ];
    const [found, ...others] = of("shadowed-nat-rule", hygieneFindings(site([], { nat: rules })));
    expect(others).toEqual([]);
    expect(found?.subjects).toEqual(["web", "t1", "all"]);
  });
});
