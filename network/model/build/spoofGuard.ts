import { AddressSet } from "../../addressSet";
import type { Doubt, FirewallRule, Port } from "../types";
import { doubtField, unknown, type Draft } from "./draft";
import { flagOf, mapOf, textOf } from "./values";
import type { Attached } from "./nics";

/** The product's own profile binds nothing. */
const DEFAULT = "/infra/spoofguard-profiles/default-spoofguard-profile";

/**
 * What the spoof guard of a NIC's segment drops: packets from addresses that the NIC was not given.
 * None where there is no guard, or one that lets everything pass.
 *
 * @param given Addresses that leave the NIC as its own.
 */
export function spoofGuardRule(
  draft: Draft,
  { network }: Attached,
  port: Port,
  given: AddressSet,
): FirewallRule[] {
  const segment = network?.path === undefined ? undefined : draft.items.atPath(network.path);
  const binding = mapOf(segment?.props["securityProfile"]);
  const path = textOf(binding?.["spoofguardProfilePath"]);
  if (segment === undefined || path === undefined || path === DEFAULT) {
    return [];
  }
  const profile = draft.items.atPath(path);
  const isOn = flagOf(profile?.props["addressBindingAllowlist"]);
  if (profile !== undefined && isOn !== true) {
    return [];
  }
  const doubt: Doubt | undefined =
    profile === undefined
      ? unknown(`spoof guard profile ${path} is not described, and may drop what is not its own`)
      : undefined;
  const others = given.complement();
  // What comes in for such an address has no answer; a rule of a router would remember it.
  const ends = [
    { direction: "OUT" as const, source: others, destination: AddressSet.ANY },
    { direction: "IN" as const, source: AddressSet.ANY, destination: others },
  ];
  return ends.map((end) => ({
    id: `${port.id}/spoof guard ${end.direction}`,
    name: `spoof guard of ${segment.name}`,
    policy: "spoof guard",
    category: "guest",
    action: "DROP",
    family: "IPV4_IPV6",
    ...end,
    services: [],
    appliedTo: [port.id],
    stateful: false,
    logged: false,
    origin: profile?.origin ?? segment.origin,
    ...doubtField(doubt),
  }));
}
