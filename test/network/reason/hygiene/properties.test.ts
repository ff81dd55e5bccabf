import type { FirewallRule, NetworkModel } from "../../../../network/model/types";
import type { Finding } from "../../../../network/reason/finding";
import { AddressSet } from "../../../../network/addressSet";
import { flowDifference, matrix } from "../../../../network/reason";
import { hygieneFindings } from "../../../../network/reason/hygiene";
import { randomNetwork } from "../../../oracle/randomNetwork";
import { domain, DROP, machine, model, rule, tcpService } from "../models";

/** The model without what a finding calls superfluous. */
function without(given: NetworkModel, { key, check }: Finding): NetworkModel {
  const [, place, id] = JSON.parse(key) as [string, string, string];
  const drop = <T extends { id: string }>(list: T[]) => list.filter((one) => one.id !== id);
  const { firewall } = given;
  return place === "distributed"
    ? { ...given, firewall: { ...firewall, rules: drop(firewall.rules) } }
    : {
        ...given,
        routers: given.routers.map((router) =>
          router.id !== place
            ? router
            : check === "hygiene/shadowed-nat-rule"
              ? { ...router, nat: drop(router.nat) }
              : { ...router, firewall: { ...router.firewall, rules: drop(router.firewall.rules) } },
        ),
      };
}

const SUPERFLUOUS = [
  "hygiene/shadowed-rule",
  "hygiene/redundant-rule",
  "hygiene/shadowed-nat-rule",
];

/** Claims that are tried; random networks have no end of them. */
const CLAIMS = 30;

test("without a rule that is called shadowed or redundant, every pair's flows are the same", () => {
  const tried = new Map<string, number>();
  let total = 0;
  for (let seed = 1; seed < 200 && total < CLAIMS; seed += 1) {
    const given = randomNetwork(seed);
    const claims = hygieneFindings(given).filter(({ check }) => SUPERFLUOUS.includes(check));
    const before = claims.length === 0 ? [] : matrix(given);
    for (const claim of claims) {
      total += 1;
      tried.set(claim.check, (tried.get(claim.check) ?? 0) + 1);
      const changes = flowDifference(before, matrix(without(given, claim)));
      expect({ seed, claim: claim.text, changes: changes.map(({ text }) => text) }).toEqual({
        seed,
        claim: claim.text,
        changes: [],
      });
    }
  }
  expect([...tried.keys()].sort()).toEqual([...SUPERFLUOUS].sort());
});

/** Ten thousand rules between two hundred groups, some of them twice. */
function large(): NetworkModel {
  const groups = Array.from({ length: 200 }, (_, at) => AddressSet.of(`10.${at}.0.0/24`));
  const rules = Array.from({ length: 10_000 }, (_, at): FirewallRule => {
    const source = groups[(at * 7) % 200]!;
    const destination = groups[(at * 13 + (at >> 8)) % 200]!;
    const first = 1 + ((at * 31) % 60_000);
    return rule(`r${at}`, { source, destination, services: [tcpService(`${first}-${first + 9}`)] });
  });
  const machines = groups.map((_, at) =>
    machine(`m${at}`, "lan", { ip: `10.${at}.0.5/8`, distributedFirewall: "covered" }),
  );
  const last = rule("last", { action: "DROP" });
  return model([domain("lan"), ...machines], {
    rules: [...rules, { ...rules[0]!, id: "again", name: "again" }, last],
    defaultAction: DROP,
  });
}

test("ten thousand rules in a few seconds, with what is superfluous among them", () => {
  const given = large();
  // Processor time: what else the machine does is not counted.
  const started = process.cpuUsage();
  const findings = hygieneFindings(given);
  const { user, system } = process.cpuUsage(started);
  const seconds = (user + system) / 1_000_000;
  const shadowed = findings.filter(({ check }) => check === "hygiene/shadowed-rule");
  expect(shadowed.map(({ subjects }) => subjects)).toContainEqual(["again", "r0"]);
  const redundant = findings.filter(({ check }) => check === "hygiene/redundant-rule");
  expect(redundant.map(({ subjects }) => subjects[0])).toContain("last");
  expect(seconds).toBeLessThan(6);
});
