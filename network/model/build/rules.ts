import { ANY_ADDRESS, AddressSet, NO_ADDRESS } from "../../addressSet";
import type { PropertyMap, PropertyValue } from "../resource";
import type { Doubt, FirewallRule } from "../types";
import { conditional, doubtField, joinDoubts, unknown, type Draft } from "./draft";
import type { Groups } from "./groups";
import type { PolicySource, RuleSource } from "./policySources";
import { readSet } from "./readAddress";
import { resolveServices } from "./services";
import { flagOf, mapOf, textOf, textsOf } from "./values";

/** One end of a rule. A doubtful one matches everything, so that nothing is missed. */
export interface RuleEnd {
  addresses: AddressSet;
  /** MAC addresses that its groups hold; absent = any. */
  macs?: string[];
  doubt?: Doubt;
}

const ACTIONS = ["ALLOW", "DROP", "REJECT", "JUMP_TO_APPLICATION"] as const;
const DIRECTIONS = ["IN", "OUT", "IN_OUT"] as const;
const FAMILIES = ["IPV4", "IPV6", "IPV4_IPV6"] as const;

/** Group paths, addresses, networks and ranges in one list; none or ANY is everything. */
export function ruleEnd(
  groups: Groups,
  value: PropertyValue | undefined,
  isExcluded: boolean,
): RuleEnd {
  const { known, hasUnknown } = textsOf(value);
  if (hasUnknown) {
    return { addresses: ANY_ADDRESS, doubt: unknown("a source or destination is not known yet") };
  }
  if (known.length === 0 || known.some((text) => text.toUpperCase() === "ANY")) {
    return { addresses: isExcluded ? NO_ADDRESS : ANY_ADDRESS };
  }
  const sets: AddressSet[] = [];
  const macs: string[] = [];
  const doubts: Doubt[] = [];
  for (const text of known) {
    if (text.startsWith("/")) {
      const group = groups.at(text);
      if (group === undefined) {
        doubts.push(unknown(`group ${text} is described by neither resources nor surroundings`));
      } else {
        sets.push(group.addresses);
        macs.push(...group.macs);
        doubts.push(...(group.doubt === undefined ? [] : [group.doubt]));
      }
    } else {
      const set = readSet(text);
      if (set === undefined) {
        doubts.push(unknown(`"${text}" is no address, network or range`));
      } else {
        sets.push(set);
      }
    }
  }
  const doubt = joinDoubts(...doubts);
  if (doubt !== undefined) {
    return { addresses: ANY_ADDRESS, doubt };
  }
  const union = AddressSet.unionOf(sets);
  return { addresses: isExcluded ? union.complement() : union, macs };
}

/** A rule in packet terms; undefined for a disabled one and for one that no IP packet can match. */
export function firewallRule(
  draft: Draft,
  groups: Groups,
  policy: PolicySource,
  rule: RuleSource,
): FirewallRule | undefined {
  const { props } = rule;
  if (flagOf(props["disabled"]) === true) {
    return undefined;
  }
  const source = ruleEnd(groups, props["sourceGroups"], flagOf(props["sourcesExcluded"]) === true);
  const destination = ruleEnd(
    groups,
    props["destinationGroups"],
    flagOf(props["destinationsExcluded"]) === true,
  );
  const entries = mapOf(props["serviceEntries"]);
  const services = resolveServices(draft, textsOf(props["services"]), entries);
  if (services.never) {
    return undefined;
  }
  const action = oneOf(ACTIONS, props["action"], "ALLOW");
  const label = textOf(props["logLabel"]);
  const doubt = joinDoubts(
    source.doubt,
    destination.doubt,
    services.doubt,
    profileDoubt(props),
    action.doubt,
  );
  const [onlyFamily, other] = services.families ?? [];
  return {
    id: rule.id,
    name: rule.name,
    policy: policy.name,
    category: policy.category,
    action: action.value,
    direction: oneOf(DIRECTIONS, props["direction"], "IN_OUT").value,
    family:
      onlyFamily !== undefined && other === undefined
        ? onlyFamily
        : oneOf(FAMILIES, props["ipVersion"], "IPV4_IPV6").value,
    source: source.addresses,
    destination: destination.addresses,
    services: services.matches,
    stateful: policy.stateful,
    logged: flagOf(props["logged"]) ?? false,
    ...(label === undefined ? {} : { label }),
    ...doubtField(doubt),
    ...(rule.ties === undefined ? {} : { ties: rule.ties }),
    origin: rule.origin,
  };
}

function oneOf<T extends string>(
  allowed: readonly T[],
  value: PropertyValue | undefined,
  fallback: T,
): { value: T; doubt?: Doubt } {
  const text = textOf(value);
  const found = allowed.find((one) => one === text);
  if (found !== undefined || value === undefined || value === null) {
    return { value: found ?? fallback };
  }
  return {
    value: fallback,
    doubt: unknown(`"${text ?? "a value that is not known"}" is not understood`),
  };
}

/** A context profile looks into the connection: headers do not decide. */
function profileDoubt(props: PropertyMap): Doubt | undefined {
  const { known, hasUnknown } = textsOf(props["profiles"]);
  const named = known.filter((text) => text.toUpperCase() !== "ANY");
  return named.length === 0 && !hasUnknown
    ? undefined
    : conditional(`context profile ${named.join(", ") || "not known yet"} decides`);
}
