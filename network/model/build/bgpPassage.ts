/** Whether the packets of a BGP session pass the gateway firewalls at its two ends. */
import type { Address } from "../../address";
import type { FirewallRule, Port, Router } from "../types";
import type { Direction } from "./bgpSessions";
import { addGap, portsOf, type Draft } from "./draft";

const TCP = 6;
/** RFC 4271 section 8. */
const BGP_PORT = 179;

interface End {
  router: Router;
  port: Port;
  address: Address;
}

/**
 * A session comes up when either end can open its connection through both firewalls: a gateway's firewall
 * meets what is for the gateway itself (docs/semantics.md, 13). A rule with a doubt does not stop it.
 */
export function passesFirewalls(draft: Draft, direction: Direction): boolean {
  const { from, to, port: portId, nextHop, origin } = direction;
  const port = draft.ports.get(portId);
  const own = port?.addresses.find(({ address }) => address.family === nextHop.family);
  const peer = portsOf(draft, from).find(({ owned }) => owned.contains(nextHop));
  if (port === undefined || own === undefined || peer === undefined) {
    return true;
  }
  const there: End = { router: from, port: peer, address: nextHop };
  const here: End = { router: to, port, address: own.address };
  const isUp = opens(here, there) || opens(there, here);
  if (!isUp) {
    const where = [here, there].find(({ router }) => router.firewall.enabled) ?? here;
    addGap(draft, origin, `No BGP session over ${where.port.name}: a firewall drops its packets.`);
  }
  return isUp;
}

function opens(client: End, server: End): boolean {
  const ends = { source: client.address, destination: server.address };
  return passes(client, "OUT", ends) && passes(server, "IN", ends);
}

interface Ends {
  source: Address;
  destination: Address;
}

function passes({ router, port }: End, direction: "IN" | "OUT", ends: Ends): boolean {
  const { enabled, rules, defaultAction } = router.firewall;
  if (!enabled || !router.hasServiceRouter || port.side !== "service") {
    return true;
  }
  const decides = (rule: FirewallRule) =>
    (rule.direction === "IN_OUT" || rule.direction === direction) &&
    rule.family !== (ends.source.family === 4 ? "IPV6" : "IPV4") &&
    (rule.appliedTo?.includes(port.id) ?? true) &&
    matches(rule, ends);
  const { action, doubt } = rules.find(decides) ?? defaultAction;
  return doubt !== undefined || action === "ALLOW";
}

function matches({ source, destination, services }: FirewallRule, ends: Ends): boolean {
  const isService = services.some(
    ({ protocols, sourcePorts, destinationPorts }) =>
      (protocols?.includes(TCP) ?? true) &&
      (destinationPorts?.contains(BGP_PORT) ?? true) &&
      sourcePorts === undefined,
  );
  return (
    source.contains(ends.source) &&
    destination.contains(ends.destination) &&
    (services.length === 0 || isService)
  );
}
