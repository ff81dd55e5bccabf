/** Faults of firewall rules, NAT rules, services and groups. */
import type { PropertyMap } from "vmnet/network/model/resource";
import {
  all,
  eachOf,
  eachText,
  isObject,
  listOf,
  removed,
  set,
  within,
  without,
  withoutBoth,
} from "./operator";
import type { Operator } from "./operator";

const ruleLimits = all(
  without({ sourceGroups: "any source", destinationGroups: "any destination" }),
  // Those that it names and those that it holds: either alone would limit it.
  withoutBoth("any service", "services", "serviceEntries"),
  without({ scopes: "applied everywhere" }),
);

const rule: Operator = (props) => [
  removed,
  ...(props.action === "ALLOW" ? [] : [set("allows", "action", "ALLOW")]),
  ...(props.direction === "IN" || props.direction === "OUT"
    ? [set("both directions", "direction", "IN_OUT")]
    : []),
  ...ruleLimits(props),
];

/** Policies that hold their rules themselves. */
const policy = all(
  without({ scopes: "applied everywhere" }),
  eachOf("rules", ({ displayName }, index) => String(displayName ?? `rule ${index + 1}`), rule),
);

const nat: Operator = (props) => [
  removed,
  ...without({
    sourceNetworks: "any source",
    // A DNAT rule cannot do without.
    ...(props.action === "SNAT" || props.action === "NO_SNAT"
      ? { destinationNetworks: "any destination" }
      : {}),
    service: "any service",
    translatedPorts: "ports stay",
  })(props),
];

const service: Operator = ({ l4PortSetEntries }) => {
  const entries = listOf(l4PortSetEntries);
  const hasPorts = (entry: unknown) =>
    isObject(entry as PropertyMap) && listOf((entry as PropertyMap).destinationPorts).length > 0;
  return entries.some(hasPorts)
    ? [
        set(
          "every port",
          "l4PortSetEntries",
          entries.map((entry) => {
            const rest: PropertyMap = isObject(entry) ? { ...entry } : {};
            delete rest.destinationPorts;
            return rest;
          }),
        ),
      ]
    : [];
};

const EXPRESSIONS = {
  ipaddressExpression: "ipAddresses",
  macaddressExpression: "macAddresses",
  pathExpression: "memberPaths",
};

/** The last part of a path; addresses as they are. */
const shortName = (text: string) => text.replace(/^\/.*\//, "");

const members: Operator = all(
  ...Object.entries(EXPRESSIONS).map(([expression, key]) =>
    within(
      expression,
      eachText(key, (text) => `without ${shortName(text)}`),
    ),
  ),
);

const group: Operator = (props) => {
  const { criterias, conjunctions } = props;
  const entries = listOf(criterias);
  const label = (entry: PropertyMap, index: number) =>
    Object.keys(EXPRESSIONS).find((key) => isObject(entry[key])) ?? `criteria ${index + 1}`;
  const withoutEntry = (index: number): PropertyMap => ({
    criterias: entries.toSpliced(index, 1),
    // One operator stands between each two.
    conjunctions: listOf(conjunctions).toSpliced(Math.max(index - 1, 0), 1),
  });
  return entries.length === 0
    ? []
    : [
        set("without members", "criterias", []),
        ...(entries.length < 2
          ? []
          : entries.map((entry, index) => ({
              what: `without ${label(isObject(entry) ? entry : {}, index)}`,
              apply: (whole: PropertyMap) => ({ ...whole, ...withoutEntry(index) }),
            }))),
        ...eachOf("criterias", label, members)(props),
      ];
};

/** By kind of resource. */
export const FIREWALL: Readonly<Record<string, Operator>> = {
  GatewayPolicyRule: rule,
  SecurityPolicyRule: rule,
  GatewayPolicy: policy,
  SecurityPolicy: policy,
  ParentGatewayPolicy: policy,
  ParentSecurityPolicy: policy,
  NatRule: nat,
  Service: service,
  Group: group,
  FirewallExcludeListMember: () => [removed],
  VmTags: eachOf(
    "tags",
    ({ scope, tag }) => `tag ${String(scope ?? "")}:${String(tag)}`,
    () => [removed],
  ),
};
