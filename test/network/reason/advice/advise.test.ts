import { AddressSet } from "../../../../network/addressSet";
import type { FirewallRule, NetworkModel } from "../../../../network/model/types";
import { buildModel } from "../../../../network/model";
import { advise, type Suggestion } from "../../../../network/reason/advice";
import { expect as expecting } from "../../../../network/reason/expectation";
import { tcp } from "../../../../network/services";
import { randomNetwork } from "../../../oracle/randomNetwork";
import { domain, DROP, machine, model, rule, tcpService } from "../models";
import { guest, standardSwitch, vlanSite } from "../mtu/site";
import { DB, site, sql, WEB } from "../site";

const of = (kind: Suggestion["kind"], list: readonly Suggestion[]) =>
  list.filter((one) => one.kind === kind);

describe("rules", () => {
  test("neighbours that differ in their services are joined, and no flow changes", () => {
    const more = sql({ id: "ssh", name: "ssh", services: [tcpService("22")] });
    const [found, ...others] = of("mergeRules", advise(site([sql(), more])));
    expect(others).toEqual([]);
    expect(found?.effect).toBe("none");
    expect(
      found?.changes.map(({ resource, property, from, to }) => [resource, property, from, to]),
    ).toEqual([
      ["sql", "services", "tcp 3306", "tcp 3306, tcp 22"],
      ["ssh", "rule", "ALLOW tcp 22 from 10.0.1.0/24 to 10.0.2.0/24", "-"],
    ]);
    expect(found?.proof[0]).toMatch(/the flows of all \d+ pairs are the same/);
  });

  test.each<[string, Partial<FirewallRule>]>([
    ["another action", { action: "DROP" }],
    ["another memory", { stateful: false }],
    ["another end", { source: DB }],
    ["another policy", { policy: "other" }],
    ["every service", { services: [] }],
  ])("but not those with %s", (_, more) => {
    const other = sql({ id: "b", name: "b", services: [tcpService("22")], ...more });
    expect(of("mergeRules", advise(site([sql(), other])))).toEqual([]);
  });

  test("a hidden rule is moved, with exactly what that opens", () => {
    const deny = rule("deny", { action: "DROP", source: WEB, destination: DB });
    const [found] = of("moveRule", advise(site([deny, sql()])));
    expect(found?.text).toContain("move rule sql of the distributed firewall before deny");
    expect(found?.effect).toBe("listed");
    expect(found?.proof.slice(1).every((line) => /^opens tcp 3306 from web-/.test(line))).toBe(
      true,
    );
  });

  test("a rule for everything is narrowed to what the expectations need, which all still hold", () => {
    const wide = rule("wide", {});
    const needed = expecting("web").canReach("db", tcp("3306"));
    const never = expecting("db").neverReaches("corp", tcp("9999"));
    const [found, ...others] = of(
      "narrowRule",
      advise(site([wide]), { expectations: [needed, never] }),
    );
    expect(others).toEqual([]);
    expect(found?.changes[0]).toMatchObject({
      from: "ALLOW any from any to any",
      to: "ALLOW tcp 3306 from 10.0.1.0/24 to 10.0.2.0/24",
    });
    expect(found?.proof[0]).toContain("needed by: web can reach db with tcp/3306");
    expect(found?.proof[1]).toMatch(/^closes /);
  });

  test("a rule that no expectation needs may go, and what that closes is listed", () => {
    const [found] = of(
      "narrowRule",
      advise(site([sql(), rule("wide", { source: DB, destination: WEB })]), {
        expectations: [expecting("web").canReach("db", tcp("3306"))],
      }),
    );
    expect(found?.text).toBe(
      "remove rule wide of the distributed firewall: no expectation needs it",
    );
    expect(found?.proof.slice(1).join()).toMatch(/closes any traffic from db-/);
  });
});

describe("what the network runs on", () => {
  test("an unused second NIC becomes the standby uplink; the rehearsal proves it", () => {
    const given: NetworkModel = buildModel(
      [
        ...standardSwitch("host-1", 1500, { activeNics: ["vmnic0"], standbyNics: [] }),
        guest("a", "group-host-1", "10.0.0.1/24"),
      ],
      { format: 1, site: "test", fabrics: [{ name: "campus" }] },
    );
    const [found, ...others] = of("teaming", advise(given));
    expect(others).toEqual([]);
    expect(found?.changes).toEqual([
      expect.objectContaining({
        resource: "vSwitch1",
        property: "standbyNics",
        from: "[]",
        to: "[vmnic1]",
      }),
    ]);
    expect(found?.proof[0]).toBe("rehearsed: 1 of 2 uplinks cut machines off today, 0 with it");
  });

  test("a switch above its physical network gets what that carries", () => {
    const given = vlanSite({ guests: [1500, 1500], switches: [9000, 1500], physical: 1500 });
    const [found, ...others] = of("mtu", advise(given));
    expect(others).toEqual([]);
    expect(found?.changes[0]).toMatchObject({ property: "mtu", from: "9000", to: "1500" });
    expect(found?.proof).toEqual([
      "ends: switch vSwitch1 sends packets of up to 9000 bytes, and physical fabric campus carries 1500",
    ]);
  });

  test("reservations above the limit are lowered in proportion, and fit then", () => {
    const origin = { source: "resource" as const, ref: "dvs", label: "dvs" };
    const base = vlanSite({ guests: [1500, 1500], switches: [1500, 1500], physical: 1500 });
    const given: NetworkModel = {
      ...base,
      underlay: {
        ...base.underlay!,
        switches: [
          {
            id: "dvs",
            name: "dvs",
            kind: "distributed",
            members: [{ host: "h", nics: ["vmnic0"] }],
            uplinks: ["u1"],
            teaming: { active: ["u1"], standby: [] },
            reservedMbit: { vmotion: 800, management: 400, hbr: 1 },
            origin,
          },
        ],
        hosts: [{ id: "h", nics: [{ name: "vmnic0", speedMbit: 1000 }], origin }],
      },
    };
    const [found] = of("reservation", advise(given));
    expect(found?.changes.map(({ property, from, to }) => [property, from, to])).toEqual([
      ["vmotionReservationMbit", "800", "499"],
      ["managementReservationMbit", "400", "249"],
    ]);
    expect(found?.proof).toEqual(["1201 Mbit/s reserved, 750 possible; then 749"]);
  });
});

test("nothing is suggested for a network in which nothing is superfluous", () => {
  const tidy = model(
    [
      domain("lan"),
      machine("a", "lan", { ip: "10.0.0.1/24", distributedFirewall: "covered" }),
      machine("b", "lan", { ip: "10.0.0.2/24", distributedFirewall: "covered" }),
    ],
    {
      rules: [
        rule("one", { source: AddressSet.of("10.0.0.1"), destination: AddressSet.of("10.0.0.2") }),
      ],
      defaultAction: DROP,
    },
  );
  expect(advise(tidy)).toEqual([]);
});

test("advice for random networks is the same twice, and each of it has a proof", () => {
  for (let seed = 300; seed < 308; seed += 1) {
    const given = randomNetwork(seed);
    const first = advise(given);
    expect(advise(given)).toEqual(first);
    expect(first.every(({ proof, changes }) => proof.length > 0 && changes.length > 0)).toBe(true);
  }
});
