import type { NetworkModel } from "vmnet/network/model/types";
import { deadRules } from "vmnet/network/reason/index";
import type { DeadRule } from "vmnet/network/reason/index";
import type { Finding } from "vmnet/network/reason/finding";

const FIXES: Readonly<Record<DeadRule["reason"], string>> = {
  noServiceRouter: "give the gateway an edge cluster, or remove the rule",
  noServicePort: "attach the gateway to an uplink, or remove the rule",
  scopeWithoutPort: "widen the scope of the rule, or remove the rule",
  firewallOff: "switch the gateway firewall on, or remove the rule",
};

/** Rules that nothing evaluates, as findings. */
export function deadRuleFindings(model: NetworkModel): Finding[] {
  const names = new Map(
    [
      ...model.routers.flatMap(({ nat, firewall }) => [...nat, ...firewall.rules]),
      ...model.firewall.ethernet,
      ...model.firewall.rules,
    ].map(({ id, name }) => [id, name]),
  );
  const routers = new Map(model.routers.map(({ id, name }) => [id, name]));
  return deadRules(model).map(({ kind, router, rule, reason, message, origin }) => ({
    check: "hygiene/dead-rule",
    severity: "warning",
    subjects: [
      names.get(rule) ?? rule,
      ...(router === undefined ? [] : [routers.get(router) ?? router]),
    ],
    key: ["hygiene/dead-rule", kind, router ?? "", rule, reason].join("|"),
    text: `without effect: ${message}`,
    evidence: [`written as ${origin.label}`],
    fix: FIXES[reason],
  }));
}
