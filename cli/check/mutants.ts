/** Small faults that somebody could make in a network, to see whether its expectations notice them. */
import { kindOf } from "vmnet/network/model/build/items";
import type { PropertyMap, PropertyValue, Resource } from "vmnet/network/model/resource";

/** One changed network. */
export interface Mutant {
  /** `app-drop: removed`: the resource and the change; unique in a list. */
  name: string;
  resources: Resource[];
}

/** A change of a resource's properties; undefined removes the resource. */
interface Change {
  what: string;
  apply?: (props: PropertyMap) => PropertyMap;
}

type Operator = (props: PropertyMap) => Change[];

const isGiven = (value: PropertyValue | undefined) =>
  value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);

const isObject = (value: PropertyValue | undefined): value is PropertyMap =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function listOf(value: PropertyValue | undefined): PropertyValue[] {
  return Array.isArray(value) ? value : [];
}

const removed: Change = { what: "removed" };

/** Leaves out properties that limit what a rule matches. */
function without(limits: Readonly<Record<string, string>>): Operator {
  return (props) =>
    Object.entries(limits)
      .filter(([key]) => isGiven(props[key]))
      .map(([key, what]) => ({
        what,
        apply: ({ [key]: _limit, ...rest }) => rest,
      }));
}

const set = (what: string, key: string, value: PropertyValue): Change => ({
  what,
  apply: (props) => ({ ...props, [key]: value }),
});

const ruleLimits = without({
  sourceGroups: "any source",
  destinationGroups: "any destination",
  services: "any service",
  scopes: "applied everywhere",
});

const rule: Operator = (props) => [
  removed,
  ...(props.action === "ALLOW" ? [] : [set("allows", "action", "ALLOW")]),
  ...ruleLimits(props),
];

const nat: Operator = (props) => [
  removed,
  ...without({
    sourceNetworks: "any source",
    // A DNAT rule cannot do without.
    ...(props.action === "SNAT" ? { destinationNetworks: "any destination" } : {}),
    service: "any service",
    translatedPorts: "ports stay",
  })(props),
];

const route: Operator = ({ network }) => [
  removed,
  ...(typeof network !== "string" || network.endsWith("/0")
    ? []
    : [set("every network", "network", network.includes(":") ? "::/0" : "0.0.0.0/0")]),
];

const ADVERTISED = ["TIER1_CONNECTED", "TIER1_NAT", "TIER1_STATIC_ROUTES", "TIER1_LB_VIP"];

const gateway: Operator = ({ routeAdvertisementTypes, enableFirewall }) => {
  const given = listOf(routeAdvertisementTypes);
  const isTier1 = given.length > 0;
  return [
    ...(enableFirewall === false ? [] : [set("firewall off", "enableFirewall", false)]),
    ...given.map((type) =>
      set(
        `does not advertise ${String(type)}`,
        "routeAdvertisementTypes",
        given.filter((other) => other !== type),
      ),
    ),
    ...ADVERTISED.filter((type) => isTier1 && !given.includes(type)).map((type) =>
      set(`advertises ${type}`, "routeAdvertisementTypes", [...given, type]),
    ),
  ];
};

const NO_VLAN = 4094;
const nextVlan = (vlan: number) => (vlan >= NO_VLAN ? 1 : vlan + 1);

const vlan: Operator = ({ vlanId, vlanIds }) => [
  ...(typeof vlanId === "number" ? [set("next VLAN", "vlanId", nextVlan(vlanId))] : []),
  ...(listOf(vlanIds).some((id) => /^\d+$/.test(String(id)))
    ? [
        set(
          "next VLAN",
          "vlanIds",
          listOf(vlanIds).map((id) =>
            /^\d+$/.test(String(id)) ? String(nextVlan(Number(id))) : id,
          ),
        ),
      ]
    : []),
];

const service: Operator = ({ l4PortSetEntries }) =>
  listOf(l4PortSetEntries).some((entry) => isObject(entry) && isGiven(entry.destinationPorts))
    ? [
        set(
          "every port",
          "l4PortSetEntries",
          listOf(l4PortSetEntries).map((entry) => {
            const rest: PropertyMap = isObject(entry) ? { ...entry } : {};
            delete rest.destinationPorts;
            return rest;
          }),
        ),
      ]
    : [];

const group: Operator = ({ criterias }) =>
  isGiven(criterias) ? [set("without members", "criterias", [])] : [];

/** Policies that hold their rules themselves. */
const policy: Operator = (props) => [
  ...without({ scopes: "applied everywhere" })(props),
  ...listOf(props.rules).flatMap((entry, index) => {
    const own = isObject(entry) ? entry : {};
    const label = String(own.displayName ?? `rule ${index + 1}`);
    return rule(own).map(({ what, apply }) => ({
      what: `${label} ${what}`,
      apply: (whole: PropertyMap) => ({
        ...whole,
        rules: listOf(whole.rules).flatMap((other, place) => {
          if (place !== index) {
            return [other];
          }
          return apply === undefined ? [] : [apply(isObject(other) ? other : {})];
        }),
      }),
    }));
  }),
];

const OPERATORS: Readonly<Record<string, Operator>> = {
  GatewayPolicyRule: rule,
  SecurityPolicyRule: rule,
  NatRule: nat,
  StaticRoute: route,
  BgpNeighbor: () => [removed],
  GatewayRedistributionConfig: () => [removed],
  Tier0Gateway: gateway,
  Tier1Gateway: gateway,
  HostPortGroup: vlan,
  DistributedPortGroup: vlan,
  VlanSegment: vlan,
  Service: service,
  Group: group,
  GatewayPolicy: policy,
  SecurityPolicy: policy,
  ParentGatewayPolicy: policy,
  ParentSecurityPolicy: policy,
};

/**
 * Every network that differs from a given one by one deletion or widening: a firewall rule, a NAT rule, a
 * route, an advertisement, a VLAN, a service, a group.
 */
export function mutantsOf(resources: readonly Resource[]): Mutant[] {
  const found = resources.flatMap((resource, index) => {
    const kind = kindOf(resource.type);
    const operator = kind === undefined ? undefined : OPERATORS[kind];
    const changes = resource.custom ? (operator?.(propertiesOf(resource)) ?? []) : [];
    return changes.map(({ what, apply }) => ({
      kind: kind ?? "",
      name: `${resource.name}: ${what}`,
      resources:
        apply === undefined
          ? resources.toSpliced(index, 1)
          : resources.with(index, changed(resource, apply)),
    }));
  });
  const times = new Map<string, number>();
  found.forEach(({ name }) => times.set(name, (times.get(name) ?? 0) + 1));
  return found.map(({ kind, name, resources: list }) => ({
    name: (times.get(name) ?? 0) > 1 ? `${kind} ${name}` : name,
    resources: list,
  }));
}

function propertiesOf({ inputs, outputs }: Resource): PropertyMap {
  return { ...inputs, ...outputs };
}

function changed(resource: Resource, apply: (props: PropertyMap) => PropertyMap): Resource {
  return { ...resource, inputs: apply(resource.inputs), outputs: apply(resource.outputs) };
}
