/** Rules that can never act, because nothing evaluates them. */
import type { NetworkModel, Origin, Port, Router } from "../model/types";

export interface DeadRule {
  kind: "nat" | "gatewayFirewall" | "distributedFirewall";
  /** The gateway; absent for the distributed firewall. */
  router?: string;
  rule: string;
  reason: "noServiceRouter" | "noServicePort" | "scopeWithoutPort" | "firewallOff";
  /** What is the matter and what would help, for people. */
  message: string;
  origin: Origin;
}

interface Named {
  id: string;
  name: string;
  origin: Origin;
}

/**
 * NAT and firewall rules without effect: on a gateway without a service router (no edge cluster) or
 * without a port that its service router serves, limited to ports where nothing evaluates them, or
 * switched off with the firewall. Rules that other rules hide are not looked for.
 */
export function deadRules(model: NetworkModel): DeadRule[] {
  const ports = new Map(model.ports.map((port) => [port.id, port]));
  const covered = new Set(
    model.ports
      .filter(({ distributedFirewall }) => distributedFirewall !== "notCovered")
      .map(({ id }) => id),
  );
  const { ethernet, rules } = model.firewall;
  const distributed = [...ethernet, ...rules].flatMap((rule): DeadRule[] => {
    const isAlive = rule.appliedTo === undefined || rule.appliedTo.some((id) => covered.has(id));
    return isAlive
      ? []
      : [
          {
            kind: "distributedFirewall",
            rule: rule.id,
            reason: "scopeWithoutPort",
            message: `rule ${rule.name} is applied to no port that the distributed firewall covers`,
            origin: rule.origin,
          },
        ];
  });
  return [...model.routers.flatMap((router) => deadOn(router, ports)), ...distributed];
}

function deadOn(router: Router, ports: ReadonlyMap<string, Port>): DeadRule[] {
  const service = new Set(router.ports.filter((id) => ports.get(id)?.side === "service"));
  const check = (kind: DeadRule["kind"], rule: Named, scope: readonly string[] | undefined) => {
    const dead = (reason: DeadRule["reason"], why: string): DeadRule[] => [
      {
        kind,
        router: router.id,
        rule: rule.id,
        reason,
        message: `${kind === "nat" ? "NAT rule" : "rule"} ${rule.name} of ${router.name}: ${why}`,
        origin: rule.origin,
      },
    ];
    if (!router.hasServiceRouter) {
      return dead("noServiceRouter", "the gateway has no service router; give it an edge cluster");
    }
    if (service.size === 0) {
      return dead("noServicePort", "the gateway's service router has no port");
    }
    if (scope !== undefined && !scope.some((id) => service.has(id))) {
      return dead("scopeWithoutPort", "none of the ports it is limited to is a service port");
    }
    if (kind === "gatewayFirewall" && !router.firewall.enabled) {
      return dead("firewallOff", "the gateway firewall is switched off");
    }
    return [];
  };
  return [
    ...router.nat.flatMap((rule) => check("nat", rule, rule.ports)),
    ...router.firewall.rules.flatMap((rule) => check("gatewayFirewall", rule, rule.appliedTo)),
  ];
}
