/** What the firewalls' rules say too much, or in vain. */
import type { DefaultAction, FirewallRule, NetworkModel, Origin } from "../../model/types";
import { deadRules, type DeadRule } from "../deadRules";
import type { Finding } from "../finding";
import { existingAddresses } from "./existing";
import { RuleList } from "./ruleSpaces";
import { superfluities, type Superfluous } from "./shadows";
import { keyOfRule, namesOf } from "./words";
import { wideFindings } from "./wide";

/** One firewall: the distributed one, or that of a gateway. */
interface Firewall {
  /** Part of keys. */
  id: string;
  /** For people: `the distributed firewall`. */
  name: string;
  rules: readonly FirewallRule[];
  defaultAction: DefaultAction;
  /** Ports at which it is evaluated. */
  ports: readonly string[];
}

function firewallsOf(model: NetworkModel): Firewall[] {
  const covered = model.ports.filter((port) => port.distributedFirewall !== "notCovered");
  const service = new Map<string, string[]>();
  for (const { id, owner, side } of model.ports) {
    if (side === "service") {
      service.set(owner, [...(service.get(owner) ?? []), id]);
    }
  }
  const gateways = model.routers.flatMap((router): Firewall[] => {
    const { enabled, rules, defaultAction } = router.firewall;
    const ports = service.get(router.id) ?? [];
    // What is dead as a whole is told as that.
    const isLive = enabled && router.hasServiceRouter && ports.length > 0;
    return isLive
      ? [{ id: router.id, name: `gateway ${router.name}`, rules, defaultAction, ports }]
      : [];
  });
  const { rules, defaultAction } = model.firewall;
  return [
    {
      id: "distributed",
      name: "the distributed firewall",
      rules,
      defaultAction,
      ports: covered.map(({ id }) => id),
    },
    ...gateways,
  ];
}

/** Findings about firewall rules: shadowed, redundant, over-wide, never matching, dead. */
export function ruleFindings(model: NetworkModel): Finding[] {
  const existing = existingAddresses(model);
  const dead = deadRules(model);
  const isDead = new Set(dead.map(({ router = "distributed", rule }) => `${router}\n${rule}`));
  const firewalls = firewallsOf(model).map((firewall) => ({
    ...firewall,
    rules: firewall.rules.filter(({ id }) => !isDead.has(`${firewall.id}\n${id}`)),
  }));
  return [
    ...dead.map((one) => deadFinding(model, one)),
    ...firewalls.flatMap((firewall) => superfluousFindings(firewall)),
    ...firewalls.flatMap(({ id, name, rules }) =>
      rules
        .filter(({ origin }) => origin.source !== "product")
        .flatMap((rule) => wideFindings(rule, { id, name }, existing)),
    ),
  ];
}

function deadFinding(
  { routers }: NetworkModel,
  { kind, router, rule, reason, message, origin }: DeadRule,
): Finding {
  const gateway = routers.find(({ id }) => id === router);
  return {
    check: "hygiene/dead-rule",
    severity: "warning",
    subjects: [origin.label, ...(gateway === undefined ? [] : [gateway.name])],
    key: keyOfRule("hygiene/dead-rule", `${kind} ${router ?? "distributed"}`, rule),
    text: message,
    evidence: [`nothing evaluates it: ${reason}`],
    fix: DEAD_FIX[reason],
  };
}

const DEAD_FIX: Readonly<Record<DeadRule["reason"], string>> = {
  noServiceRouter: "give the gateway an edge cluster, or remove the rule",
  noServicePort: "give the gateway an uplink or service interface, or remove the rule",
  scopeWithoutPort: "apply the rule to a group or interface that has ports, or remove it",
  firewallOff: "switch the gateway's firewall on, or remove the rule",
};

function superfluousFindings(firewall: Firewall): Finding[] {
  const list = new RuleList(firewall.rules, firewall.ports);
  const { found, undecided } = superfluities(list, firewall.defaultAction);
  const given = undecided.map(({ name }) => name);
  return [
    ...found.map((one) =>
      one.kind === "shadowed" ? shadowFinding(firewall, one) : redundantFinding(firewall, one),
    ),
    ...(given.length === 0
      ? []
      : [
          {
            check: "hygiene/undecided",
            severity: "note" as const,
            subjects: given.slice(0, 20),
            key: keyOfRule("hygiene/undecided", firewall.id, ""),
            text: `${given.length} rules of ${firewall.name} overlap too many others to say whether they are superfluous`,
            evidence: [namesOf(given)],
          },
        ]),
  ];
}

function placeOf({ policy }: FirewallRule, { name }: Firewall): string {
  return `policy ${policy} of ${name}`;
}

function lineOf({ name, policy, action, origin }: FirewallRule): string {
  return `${action} by rule ${name} of policy ${policy}${originText(origin)}`;
}

function originText({ source, label }: Origin): string {
  return source === "resource" ? "" : ` (${source}: ${label})`;
}

function shadowFinding(firewall: Firewall, { space, by }: Superfluous): Finding {
  const { rule } = space;
  const others = by.filter(({ action }) => action !== rule.action);
  const isHarmful = others.length > 0;
  return {
    check: "hygiene/shadowed-rule",
    severity: isHarmful ? "warning" : "note",
    subjects: [rule.name, ...by.map(({ name }) => name)],
    key: keyOfRule("hygiene/shadowed-rule", firewall.id, rule.id),
    text:
      `rule ${rule.name} (${rule.action}) in ${placeOf(rule, firewall)} never decides: ` +
      `earlier rules take all of its packets${isHarmful ? `, ${namesOf(others.map(({ name }) => name))} with another action` : ""}`,
    evidence: by.slice(0, 5).map(lineOf),
    fix: isHarmful
      ? `move ${rule.name} before ${by[0]?.name ?? "them"} if it is meant, or remove it`
      : `remove ${rule.name}: nothing changes`,
  };
}

function redundantFinding(firewall: Firewall, { space, by, byDefault }: Superfluous): Finding {
  const { rule } = space;
  return {
    check: "hygiene/redundant-rule",
    severity: "note",
    subjects: [rule.name, ...by.map(({ name }) => name)],
    key: keyOfRule("hygiene/redundant-rule", firewall.id, rule.id),
    text: `rule ${rule.name} (${rule.action}) in ${placeOf(rule, firewall)} changes nothing: without it, its packets fare the same`,
    evidence: [
      ...by.slice(0, 5).map(lineOf),
      ...(byDefault ? [`${firewall.defaultAction.action} by the default action`] : []),
    ],
    fix: `remove ${rule.name}: no packet's verdict changes (proved on the rules' packet sets)`,
  };
}
