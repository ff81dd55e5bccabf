import type { PropertyMap } from "../../resource";
import { isObject, objectsAt, textAt, textsAt } from "../json";
import type { Converted } from "./routing";
import { camelKeys, parentOf, pick, references } from "./snake";

type Value = Record<string, unknown>;

const LEAVES: Readonly<Record<string, (value: Value) => PropertyMap>> = {
  Condition: (value) => ({ conditions: [condition(value)] }),
  IPAddressExpression: (value) => ({
    ipaddressExpression: { ipAddresses: textsAt(value, "ip_addresses") },
  }),
  MACAddressExpression: (value) => ({
    macaddressExpression: { macAddresses: textsAt(value, "mac_addresses") },
  }),
  PathExpression: (value) => ({ pathExpression: { memberPaths: textsAt(value, "paths") } }),
  ExternalIDExpression: (value) => ({
    externalIdExpressions: [
      {
        externalIds: textsAt(value, "external_ids"),
        ...pick(value, { memberType: "member_type" }),
      },
    ],
  }),
  // Conditions of a nested expression are all to be met, as those of one criteria block are.
  NestedExpression: (value) => ({
    conditions: objectsAt(value, "expressions")
      .filter((part) => textAt(part, "resource_type") === "Condition")
      .map(condition),
  }),
};

function condition(value: Value): PropertyMap {
  return pick(value, {
    key: "key",
    memberType: "member_type",
    operator: "operator",
    value: "value",
  });
}

/** A group's expression alternates between members and conjunctions. */
export function group(value: Value): Converted {
  const parts = objectsAt(value, "expression");
  const kindOf = (part: Value) => textAt(part, "resource_type") ?? "";
  const criterias = parts.flatMap((part) => {
    const kind = kindOf(part);
    return Object.hasOwn(LEAVES, kind) ? [LEAVES[kind]?.(part) ?? {}] : [];
  });
  const strange = parts
    .map(kindOf)
    .filter((kind) => kind !== "ConjunctionOperator" && !Object.hasOwn(LEAVES, kind));
  const identities = objectsAt(value, "extended_expression");
  return {
    kind: "Group",
    props: {
      criterias: [
        ...criterias,
        // A condition that nothing understands makes the membership unknown.
        ...strange.map((kind) => ({ conditions: [{ key: kind, value: kind }] })),
      ],
      conjunctions: parts
        .filter((part) => kindOf(part) === "ConjunctionOperator")
        .map((part) => ({ operator: textAt(part, "conjunction_operator") ?? "OR" })),
      ...(identities.length > 0 ? { extendedCriteria: {} } : {}),
    },
  };
}

/** Entries of a service or rule, by the property that holds entries of their kind. */
export function serviceEntries(entries: readonly Value[]): PropertyMap {
  const found: Record<string, PropertyMap[]> = {};
  const add = (property: string, entry: PropertyMap) => {
    found[property] = [...(found[property] ?? []), entry];
  };
  for (const entry of entries) {
    switch (textAt(entry, "resource_type")) {
      case "L4PortSetServiceEntry":
        add("l4PortSetEntries", {
          destinationPorts: textsAt(entry, "destination_ports"),
          sourcePorts: textsAt(entry, "source_ports"),
          ...pick(entry, { protocol: "l4_protocol" }),
        });
        break;
      case "ICMPTypeServiceEntry":
        add(
          "icmpEntries",
          pick(entry, { protocol: "protocol", icmpType: "icmp_type", icmpCode: "icmp_code" }),
        );
        break;
      case "ALGTypeServiceEntry":
        add("algorithmEntries", {
          destinationPort: textsAt(entry, "destination_ports")[0] ?? null,
          sourcePorts: textsAt(entry, "source_ports"),
          ...pick(entry, { algorithm: "alg" }),
        });
        break;
      case "IGMPTypeServiceEntry":
        add("igmpEntries", {});
        break;
      case "IPProtocolServiceEntry":
        add("ipProtocolEntries", pick(entry, { protocol: "protocol_number" }));
        break;
      case "EtherTypeServiceEntry":
        add("etherTypeEntries", pick(entry, { etherType: "ether_type" }));
        break;
      case "NestedServiceServiceEntry":
        add("nestedServiceEntries", pick(entry, { nestedServicePath: "nested_service_path" }));
        break;
      default:
        // An entry without ports and protocol makes the service unknown.
        add("l4PortSetEntries", {});
    }
  }
  return found;
}

export function ruleProps(value: Value): PropertyMap {
  const entries = objectsAt(value, "service_entries");
  return {
    sourceGroups: references(value, "source_groups"),
    destinationGroups: references(value, "destination_groups"),
    services: references(value, "services"),
    profiles: references(value, "profiles"),
    scopes: references(value, "scope"),
    ...(entries.length > 0 ? { serviceEntries: serviceEntries(entries) } : {}),
    ...pick(value, {
      displayName: "display_name",
      nsxId: "id",
      path: "path",
      action: "action",
      direction: "direction",
      disabled: "disabled",
      ipVersion: "ip_protocol",
      sourcesExcluded: "sources_excluded",
      destinationsExcluded: "destinations_excluded",
      logged: "logged",
      logLabel: "tag",
      sequenceNumber: "sequence_number",
    }),
  };
}

function policy(kind: string) {
  return (value: Value): Converted => ({
    kind,
    props: {
      scopes: references(value, "scope"),
      rules: objectsAt(value, "rules").map(ruleProps),
      ...pick(value, {
        category: "category",
        sequenceNumber: "sequence_number",
        stateful: "stateful",
      }),
    },
  });
}

/** Objects of the firewall, by the API's `resource_type`. */
export const SECURITY: Readonly<Record<string, (value: Value, path: string) => Converted>> = {
  Group: group,
  Service: (value) => ({
    kind: "Service",
    props: serviceEntries(objectsAt(value, "service_entries")),
  }),
  SecurityPolicy: policy("SecurityPolicy"),
  GatewayPolicy: policy("GatewayPolicy"),
  Rule: (value, path) => ({
    kind: path.includes("/gateway-policies/") ? "GatewayPolicyRule" : "SecurityPolicyRule",
    props: { ...ruleProps(value), policyPath: parentOf(path) },
  }),
  IdsSecurityPolicy: (value) => ({
    kind: "IntrusionServicePolicy",
    props: isObject(value) ? { rules: camelKeys(value["rules"]) ?? [] } : {},
  }),
};
