import { ANY_ADDRESS } from "../../addressSet";
import type { DefaultAction, DistributedFirewall, Doubt, FirewallRule } from "../types";
import {
  addGap,
  conditional,
  doubtField,
  joinDoubts,
  productOrigin,
  surroundingsOrigin,
  unknown,
  type Draft,
} from "./draft";
import type { Groups } from "./groups";
import type { Members } from "./members";
import { distributedPolicies, type PolicySource, type RuleSource } from "./policySources";
import { firewallRule, ruleEnd } from "./rules";
import { flagOf, textOf, textsOf, type Texts } from "./values";

/** The product's own policy with the last rule of the distributed firewall. */
const DEFAULT_POLICY = "/security-policies/default-layer3-section";

/** Rules of all distributed policies in order, and what happens when none matches. */
export function distributedFirewall(
  draft: Draft,
  groups: Groups,
  members: Members,
): DistributedFirewall {
  const policies = distributedPolicies(draft);
  const own = policies.filter(({ id }) => !id.endsWith(DEFAULT_POLICY));
  const rulesOf = (list: readonly PolicySource[]) =>
    list.flatMap((policy) =>
      policy.rules.flatMap((rule) => scopedRule(draft, groups, members, policy, rule) ?? []),
    );
  const ethernet = own.filter(({ category }) => category === "Ethernet");
  const others = own.filter(({ category }) => category !== "Ethernet");
  return {
    ethernet: rulesOf(ethernet),
    rules: rulesOf(others),
    defaultAction: defaultAction(draft, policies),
  };
}

function scopedRule(
  draft: Draft,
  groups: Groups,
  members: Members,
  policy: PolicySource,
  rule: RuleSource,
): FirewallRule | undefined {
  const made = firewallRule(draft, groups, policy, rule);
  if (made === undefined) {
    return undefined;
  }
  const isLimited = policy.scopes.hasUnknown || limits(policy.scopes);
  const scopes = isLimited ? policy.scopes : textsOf(rule.props["scopes"]);
  const applied = inProject(members, policy, appliedTo(groups, members, scopes));
  const isEthernet = policy.category === "Ethernet";
  const complete = isEthernet ? ethernetRule(groups, rule, made) : made;
  const doubt = joinDoubts(complete.doubt, applied.doubt, jumpDoubt(draft, policy, rule, made));
  return {
    ...complete,
    ...(applied.ports === undefined ? {} : { appliedTo: applied.ports }),
    ...doubtField(doubt),
  };
}

/**
 * A project's policy is applied to the machines on the project's own segments at most. How its rules and
 * those of the default space follow each other is not represented, so it is doubtful there.
 */
function inProject(members: Members, { id }: PolicySource, applied: Applied): Applied {
  const project = /^\/orgs\/[^/]+\/projects\/[^/]+\//.exec(id)?.[0];
  if (project === undefined) {
    return applied;
  }
  const own = members.nics
    .filter(({ segment }) => segment?.startsWith(project) === true)
    .map(({ port }) => port.id);
  const { ports } = applied;
  return {
    ports: ports === undefined ? own : own.filter((port) => ports.includes(port)),
    doubt: unknown(`the place of policies of ${project} among the others is not represented`),
  };
}

function limits({ known }: Texts): boolean {
  return known.some((text) => text.toUpperCase() !== "ANY");
}

interface Applied {
  ports?: string[];
  doubt?: Doubt;
}

/** Applied-to: groups, segments, and single machines. In doubt: everything. */
function appliedTo(groups: Groups, members: Members, scopes: Texts): Applied {
  if (scopes.hasUnknown) {
    return { doubt: unknown("what the rule is applied to is not known yet") };
  }
  if (!limits(scopes)) {
    return {};
  }
  const ports: string[] = [];
  const doubts: Doubt[] = [];
  for (const path of scopes.known) {
    const group = groups.at(path);
    const onSegment = members.onSegment(path);
    if (group !== undefined) {
      ports.push(...group.ports);
      doubts.push(...(group.doubt === undefined ? [] : [group.doubt]));
    } else if (onSegment.length > 0) {
      ports.push(...onSegment.map(({ port }) => port.id));
    } else if (!/\/segments\/[^/]+$/.test(path)) {
      doubts.push(unknown(`${path}, which the rule is applied to, is not described`));
    }
  }
  const doubt = joinDoubts(...doubts);
  return doubt === undefined ? { ports: [...new Set(ports)].sort() } : { doubt };
}

/** An Ethernet rule goes by MAC addresses, and addresses do not count. */
function ethernetRule(groups: Groups, rule: RuleSource, made: FirewallRule): FirewallRule {
  const source = ruleEnd(groups, rule.props["sourceGroups"], false);
  const destination = ruleEnd(groups, rule.props["destinationGroups"], false);
  const isNegated =
    flagOf(rule.props["sourcesExcluded"]) === true ||
    flagOf(rule.props["destinationsExcluded"]) === true;
  const doubt = joinDoubts(
    made.doubt,
    isNegated ? unknown("negated MAC addresses are not represented") : undefined,
  );
  const macs = isNegated ? {} : macFields(source.macs, destination.macs);
  const base = { ...made, source: ANY_ADDRESS, destination: ANY_ADDRESS, stateful: false };
  return { ...base, ...macs, ...doubtField(doubt) };
}

function macFields(sourceMacs?: string[], destinationMacs?: string[]): Partial<FirewallRule> {
  return {
    ...(sourceMacs === undefined ? {} : { sourceMacs }),
    ...(destinationMacs === undefined ? {} : { destinationMacs }),
  };
}

/** JUMP_TO_APPLICATION has a meaning in category Environment only (docs/fidelity.md). */
function jumpDoubt(
  draft: Draft,
  policy: PolicySource,
  rule: RuleSource,
  { action }: FirewallRule,
): Doubt | undefined {
  if (action !== "JUMP_TO_APPLICATION" || policy.category === "Environment") {
    return undefined;
  }
  addGap(
    draft,
    rule.origin,
    `JUMP_TO_APPLICATION is valid in Environment only, not in ${policy.category}.`,
  );
  return conditional("JUMP_TO_APPLICATION outside of category Environment");
}

/** The last rule: a policy of a dump or program, else the surroundings, else not known. */
function defaultAction(draft: Draft, policies: readonly PolicySource[]): DefaultAction {
  const rule = policies.find(({ id }) => id.endsWith(DEFAULT_POLICY))?.rules.at(-1);
  const action = textOf(rule?.props["action"]);
  if (rule !== undefined && (action === "ALLOW" || action === "DROP" || action === "REJECT")) {
    return { action, origin: rule.origin };
  }
  const stated = draft.surroundings.defaults?.distributedFirewall;
  if (stated !== undefined) {
    const origin = surroundingsOrigin(
      "defaults.distributedFirewall",
      "default of the distributed firewall",
    );
    return { action: stated, origin };
  }
  return {
    action: "ALLOW",
    doubt: unknown(
      "nobody says what the distributed firewall does with traffic that no rule matches",
    ),
    origin: productOrigin(DEFAULT_POLICY, "default of the distributed firewall"),
  };
}

/** Marks the NICs of excluded members: the distributed firewall does not see them. */
export function applyExcludeList(draft: Draft, groups: Groups, members: Members): void {
  const exclude = (path: string, note: (message: string) => void) => {
    const group = groups.at(path);
    const machine =
      members.machineNamed(path) ?? members.machineWithId(path.slice(path.lastIndexOf("/") + 1));
    const nics = machine === undefined ? members.onSegment(path) : members.ofMachine(machine);
    const ports = group?.ports ?? nics.map(({ port }) => port.id);
    for (const id of ports) {
      const port = draft.ports.get(id);
      if (port !== undefined) {
        port.distributedFirewall = "notCovered";
      }
    }
    if (group?.doubt !== undefined || (ports.length === 0 && group === undefined)) {
      note(`${path} is on the exclude list, but its members are not all known.`);
    }
  };
  for (const item of draft.items.ofKind("FirewallExcludeListMember")) {
    const path = textOf(item.props["member"]);
    if (path === undefined) {
      addGap(draft, item.origin, "What is excluded from the distributed firewall is not known.");
    } else {
      exclude(path, (message) => addGap(draft, item.origin, message));
    }
  }
  (draft.surroundings.excludeList ?? []).forEach((entry, index) => {
    const origin = surroundingsOrigin(`excludeList[${index}]`, entry);
    exclude(entry, (message) => addGap(draft, origin, message));
  });
}
