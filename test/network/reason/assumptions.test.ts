import { buildModel, emptySurroundings } from "../../../network/model/index";
import type { FirewallRule, NetworkModel, Origin, Router } from "../../../network/model/types";
import { AddressSet } from "../../../network/addressSet";
import { assumptionsOf, assumptionsOfModel, Verdict } from "../../../network/reason/index";
import type { Hop } from "../../../network/reason/index";
import { rule as ruleOf } from "./models";

const from = (source: Origin["source"], label: string): Origin => ({ source, ref: label, label });

const rule = (name: string, category: string, source: Origin["source"] = "resource") =>
  ruleOf(name, { policy: "p", category, origin: from(source, name) });

const empty = buildModel([], emptySurroundings());

function gateway(id: string, source: Origin["source"]): Router {
  return {
    id,
    name: id,
    kind: "tier0",
    ports: [`${id}-link`],
    routes: [],
    hasServiceRouter: true,
    nat: [],
    firewall: { enabled: true, rules: [], defaultAction: empty.firewall.defaultAction },
    origins: [from(source, id)],
  };
}

function modelWith(routers: Router[], rules: FirewallRule[]): NetworkModel {
  const ports = routers.map(({ id }) => ({
    id: `${id}-link`,
    name: `${id} link`,
    owner: id,
    peer: "tier-1",
    addresses: [],
    owned: AddressSet.NONE,
    answersFor: AddressSet.NONE,
    distributedFirewall: "covered" as const,
    side: "service" as const,
    origins: [],
  }));
  return { ...empty, routers, ports, firewall: { ...empty.firewall, rules } };
}

const firewallHop = (origin?: Origin): Hop => ({
  kind: "distributedFirewall",
  at: "nic",
  action: "allowed",
  ...(origin === undefined ? {} : { origin }),
});
const routed: Hop = { kind: "router", at: "t0", action: "routed" };
const NOT_NAMED =
  "gateway t0, which others own, has no NAT and firewall rules but those that the surroundings name";

describe("what a verdict takes for granted", () => {
  test("are the rules of a gateway that only the surroundings name, once", () => {
    const model = modelWith([gateway("t0", "surroundings")], []);
    const nat: Hop = { kind: "nat", at: "t0-link", action: "SNAT" };
    expect(assumptionsOf(model, { verdict: Verdict.Allowed, hops: [routed, nat] })).toEqual([
      NOT_NAMED,
    ]);
  });

  test("are categories before the deciding rule's in which the program has no rule", () => {
    const web = rule("web", "Application");
    const dns = rule("dns", "Infrastructure");
    const model = modelWith([], [dns, web]);
    const ask = (hop: Hop, verdict = Verdict.Allowed) =>
      assumptionsOf(model, { verdict, hops: [hop] });
    expect(ask(firewallHop(web.origin))).toEqual([
      "no rule of others in categories Emergency and Environment of the distributed firewall drops it",
    ]);
    expect(ask(firewallHop(dns.origin), Verdict.Denied)).toEqual([
      "no rule of others in category Emergency of the distributed firewall allows it",
    ]);
  });

  test("are nothing on a path through described parts alone", () => {
    const model = modelWith([gateway("t0", "resource")], [rule("all", "Emergency")]);
    const hops = [routed, firewallHop(from("resource", "all"))];
    expect(assumptionsOf(model, { verdict: Verdict.Allowed, hops })).toEqual([]);
  });

  test("are nothing when a dump of the manager describes the rest", () => {
    const dumped = modelWith([gateway("t0", "surroundings")], [rule("x", "Emergency", "dump")]);
    expect(assumptionsOf(dumped, { verdict: Verdict.Allowed, hops: [routed] })).toEqual([]);
    expect(assumptionsOfModel(dumped)).toEqual([]);
  });

  test("of a whole model name each gateway that others own and that carries packets", () => {
    const alone = { ...gateway("alone", "surroundings"), ports: [] };
    const model = modelWith([gateway("t0", "surroundings")], [rule("web", "Application")]);
    expect(assumptionsOfModel({ ...model, routers: [...model.routers, alone] })).toEqual([
      NOT_NAMED,
      "no rule of others in categories Emergency, Infrastructure and Environment of the distributed firewall decides before the program's",
    ]);
  });
});
