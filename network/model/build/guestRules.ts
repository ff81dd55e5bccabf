import { AddressSet } from "../../addressSet";
import { parseTraffic } from "../../services";
import type { GuestRouting, GuestRule } from "../surroundings";
import type { FirewallRule, NatRule, Origin } from "../types";
import type { NicAddressing } from "./addressing";
import { attempt, readSet } from "./readAddress";
import { trafficMatch } from "./services";

/** What the rules of a machine that routes are made from. */
export interface GuestParts {
  id: string;
  name: string;
  routing: GuestRouting;
  /** Where {@link routing} comes from. */
  origin: Origin;
}

/** Sources leave with the NIC's own address; the filter sees them before that. */
export function masquerade(
  { id, name, routing, origin }: GuestParts,
  { addresses }: NicAddressing,
  port: string,
  index: number,
): NatRule[] {
  const { masquerades = [] } = routing;
  // The guest takes the first address of a family.
  const first = ([4, 6] as const).flatMap(
    (family) => addresses.find(({ address }) => address.family === family)?.address ?? [],
  );
  return masquerades.length === 0 || first.length === 0
    ? []
    : [
        {
          id: `${id}/masquerade/${index}`,
          name: `masquerade of ${name}`,
          action: "SNAT",
          priority: 100,
          source: setOf(masquerades),
          destination: AddressSet.ANY,
          services: [],
          translated: AddressSet.fromAddress(...first),
          firewallMatch: "MATCH_INTERNAL_ADDRESS",
          ports: [port],
          origin,
        },
      ];
}

/** Which packets a rule of the machine's filter is for. */
interface Part {
  direction: FirewallRule["direction"];
  appliedTo: string[];
  source?: AddressSet;
  destination?: AddressSet;
}

/** The machine's own filter, in the order in which it decides. */
export function rulesOf(
  input: GuestParts,
  own: AddressSet,
  outward: string[],
  inside: string,
): FirewallRule[] {
  const { passes, accepts } = input.routing;
  const toItself: Part = { direction: "OUT", appliedTo: [inside], destination: own };
  const through: Part = { direction: "IN_OUT", appliedTo: outward };
  const out: Part = { direction: "OUT", appliedTo: outward, source: own };
  const into: Part = { direction: "IN", appliedTo: outward, destination: own };
  return [
    ruleOf(input, "what it sends itself", {}, out),
    ruleOf(input, "what is for itself", {}, into),
    ...listed(input, "accepts", accepts, toItself),
    ...listed(input, "passes", passes, through),
  ];
}

function listed(
  input: GuestParts,
  list: "accepts" | "passes",
  rules: readonly GuestRule[] | undefined,
  part: Part,
): FirewallRule[] {
  return rules === undefined
    ? []
    : [
        ...rules.map((rule, index) => ruleOf(input, `${list}[${index}]`, rule, part)),
        ruleOf(input, `${list}: nothing else`, { action: "DROP" }, part),
      ];
}

function ruleOf(
  { id, name, origin }: GuestParts,
  what: string,
  { from, to, traffic = [], action = "ALLOW" }: GuestRule,
  part: Part,
): FirewallRule {
  return {
    id: `${id}/${what}`,
    name: `${name} ${what}`,
    policy: name,
    category: "guest",
    action,
    family: "IPV4_IPV6",
    source: within(part.source, from),
    destination: within(part.destination, to),
    services: traffic.flatMap((text) => {
      const read = attempt(() => parseTraffic(text));
      return read === undefined ? [] : [trafficMatch(read)];
    }),
    direction: part.direction,
    appliedTo: part.appliedTo,
    stateful: true,
    logged: false,
    origin: { ...origin, label: `${name} ${what}` },
  };
}

/** What a rule names of the packets that it is for. */
function within(part = AddressSet.ANY, texts: readonly string[] | undefined): AddressSet {
  return texts === undefined ? part : part.intersect(setOf(texts));
}

/** The union of texts. */
export function setOf(texts: readonly string[]): AddressSet {
  return AddressSet.unionOf(texts.flatMap((text) => readSet(text) ?? []));
}
