/** The largest packet along one path: every layer of every hop, and the one that limits. */
import { cidrContains, parseAddress, type Address } from "../../address";
import { NSX_OVERLAY_ROOM_BYTES } from "../../mtu";
import type { Port, Router } from "../../model/types";
import type { Answer } from "../question";
import { physicalLimits, tunnelLimit } from "./limits";
import type { Carriers, Limit } from "./underlay";

/** One network, link or tunnel on the way, with everything that limits a packet there. */
export interface MtuHop {
  /** For people: `web-1 -> t1 on web`. */
  what: string;
  kind: "network" | "link" | "tunnel";
  limits: Limit[];
}

/** The proof for one path. */
export interface PathProof {
  hops: MtuHop[];
  /** The smallest limit; absent when no layer is known. */
  largestBytes?: number;
  limitedBy?: Limit;
  /** `proved`: every layer is known. `assumed`: some are defaults. `unknown`: of some nobody says. */
  certainty: "proved" | "assumed" | "unknown";
  /** What is taken for granted or not known, each once. */
  assumes: string[];
}

/** Something on the path: an endpoint or a router. */
interface Node {
  id: string;
  /** Where the packet is headed when it leaves, after every translation. */
  destination: Address;
}

type Step = Node | { domain: string };

/** Endpoints, domains and routers of an answer's path, in order. */
function stepsOf({ hops, example, receiver }: Answer, from: string, carriers: Carriers): Step[] {
  let destination = parseAddress(example.destination);
  const steps: Step[] = [{ id: from, destination }];
  for (const hop of hops) {
    if (hop.action.startsWith("reply: ")) {
      break;
    }
    if (hop.packet !== undefined) {
      destination = parseAddress(hop.packet.destination);
      const last = steps[steps.length - 1];
      if (last !== undefined && "id" in last) {
        last.destination = destination;
      }
    }
    if (hop.kind === "domain") {
      steps.push({ domain: hop.at });
    } else if (hop.kind === "router" && carriers.routers.has(hop.at)) {
      const last = steps[steps.length - 1];
      if (last === undefined || !("id" in last) || last.id !== hop.at) {
        steps.push({ id: hop.at, destination });
      }
    }
  }
  const last = steps[steps.length - 1];
  if (receiver !== undefined && !(last !== undefined && "id" in last && last.id === receiver)) {
    steps.push({ id: receiver, destination });
  }
  return steps;
}

/** What limits packets on the path of an answer. */
export function provePath(carriers: Carriers, answer: Answer, from: string): PathProof {
  const steps = stepsOf(answer, from, carriers);
  const served = servedRouters(carriers, steps);
  const hops: MtuHop[] = [];
  for (let index = 0; index + 1 < steps.length; index += 1) {
    const here = steps[index];
    const next = steps[index + 1];
    if (here === undefined || next === undefined || !("id" in here)) {
      continue;
    }
    if ("id" in next) {
      hops.push(linkHop(carriers, here, next, served));
      continue;
    }
    const beyond = steps[index + 2];
    if (beyond !== undefined && "id" in beyond) {
      hops.push(networkHop(carriers, here, next.domain, beyond, served));
    }
  }
  return concluded(hops);
}

/** The verdict over hops: the first of the smallest limits. */
export function concluded(hops: MtuHop[]): PathProof {
  const all = hops.flatMap(({ limits }) => limits);
  let limitedBy: Limit | undefined;
  for (const limit of all) {
    if (limit.bytes !== undefined && limit.bytes < (limitedBy?.bytes ?? Infinity)) {
      limitedBy = limit;
    }
  }
  const isUnknown = all.some(({ bytes }) => bytes === undefined) || all.length === 0;
  const assumes = [...new Set(all.flatMap((limit) => limit.assumes ?? []))];
  return {
    hops,
    ...(limitedBy?.bytes === undefined ? {} : { largestBytes: limitedBy.bytes, limitedBy }),
    certainty: isUnknown ? "unknown" : assumes.length > 0 ? "assumed" : "proved",
    assumes,
  };
}

function portsOn(carriers: Carriers, owner: string, domain: string): Port[] {
  return carriers.portsOf(owner).filter((port) => port.domain === domain);
}

/** From one to the next over a broadcast domain. */
function networkHop(
  carriers: Carriers,
  from: Node,
  domain: string,
  to: Node,
  served: ReadonlySet<string>,
): MtuHop {
  const place = carriers.domains.get(domain);
  const leaving = portsOn(carriers, from.id, domain);
  const arriving = portsOn(carriers, to.id, domain);
  const ports = [...leaving, ...arriving];
  const name = (id: string) => carriers.names.get(id) ?? id;
  const limits = [
    ...leaving.map((port) => carriers.interfaceLimit(port)),
    ...leaving.flatMap((port) => carriers.carrierLimits(port)),
    ...physicalLimits(carriers, ports, domain),
    ...arriving.flatMap((port) => carriers.carrierLimits(port)),
    ...arriving.map((port) => carriers.interfaceLimit(port)),
    ...[from, to].flatMap(({ id }) => (served.has(id) ? serviceLimits(carriers, id, domain) : [])),
  ];
  return {
    what: `${name(from.id)} -> ${name(to.id)} on ${place?.name ?? domain}`,
    kind: "network",
    limits: distinct(limits),
  };
}

/** On the way between a segment and a service router, packets cross the edge's tunnel endpoint. */
function serviceLimits(carriers: Carriers, id: string, domain: string): Limit[] {
  const router = carriers.routers.get(id);
  const isOverlay = carriers.domains.get(domain)?.kind === "segment";
  return router?.hasServiceRouter === true && isOverlay ? [edgeOverlay(carriers, router)] : [];
}

function edgeOverlay(carriers: Carriers, router: Router): Limit {
  const limit = carriers.edgeLimit(router.id);
  return limit.bytes === undefined
    ? limit
    : {
        ...limit,
        layer: "overlay",
        what: `tunnel endpoints of ${carriers.edgeClusterOf(router.id)?.name ?? router.name}`,
        bytes: limit.bytes - NSX_OVERLAY_ROOM_BYTES,
      };
}

/** From router to router: inside of NSX, or through a tunnel. */
function linkHop(carriers: Carriers, from: Node, to: Node, served: ReadonlySet<string>): MtuHop {
  const chosen = linksOf(carriers, from, to);
  const tunnels = new Set(carriers.underlay.tunnels.flatMap(({ ports }) => ports));
  const name = (id: string) => carriers.names.get(id) ?? id;
  const isTunnel = chosen.some(({ id }) => tunnels.has(id));
  const routers = [from.id, to.id].flatMap((id) => carriers.routers.get(id) ?? []);
  const limits = isTunnel
    ? chosen.flatMap((port) => [
        tunnelLimit(carriers, port, routers),
        carriers.interfaceLimit(port),
      ])
    : [
        ...chosen.map((port) => carriers.interfaceLimit(port)),
        ...routers
          .filter(({ id }) => served.has(id))
          .map((router) => edgeOverlay(carriers, router)),
      ];
  const through = isTunnel ? ` through ${chosen.map((port) => port.name).join(" or ")}` : "";
  return {
    what: `${name(from.id)} -> ${name(to.id)}${through}`,
    kind: isTunnel ? "tunnel" : "link",
    limits: distinct(limits),
  };
}

function linksOf(carriers: Carriers, from: Node, to: Node): readonly Port[] {
  const links = carriers
    .portsOf(from.id)
    .filter(({ peer }) => peer !== undefined && carriers.ports.get(peer)?.owner === to.id);
  return chosenLinks(carriers, from, links);
}

/** Routers whose service router the path crosses: it runs on an edge, which has tunnel endpoints of its own. */
function servedRouters(carriers: Carriers, steps: readonly Step[]): Set<string> {
  const found = new Set<string>();
  const note = (ports: readonly Port[]) => {
    ports.filter(({ side }) => side === "service").forEach(({ owner }) => found.add(owner));
  };
  steps.forEach((step, index) => {
    const next = steps[index + 1];
    if (!("id" in step)) {
      return;
    }
    for (const other of [next, steps[index - 1]]) {
      if (other !== undefined && "domain" in other) {
        note(portsOn(carriers, step.id, other.domain));
      }
    }
    if (next !== undefined && "id" in next) {
      const links = linksOf(carriers, step, next);
      note([...links, ...links.flatMap(({ peer }) => carriers.ports.get(peer ?? "") ?? [])]);
    }
  });
  return found;
}

/** Of several links to the same router, those that the route to the destination names. */
function chosenLinks(carriers: Carriers, from: Node, links: readonly Port[]): readonly Port[] {
  const routes = (carriers.routers.get(from.id)?.routes ?? []).filter(
    ({ network }) =>
      network.family === from.destination.family && cidrContains(network, from.destination),
  );
  const longest = Math.max(...routes.map(({ network }) => network.prefixLength));
  const best = routes.find(({ network }) => network.prefixLength === longest);
  const named = new Set(best?.via.map(({ port }) => port));
  const chosen = links.filter(({ id }) => named.has(id));
  return chosen.length > 0 ? chosen : links;
}

function distinct(limits: readonly Limit[]): Limit[] {
  const seen = new Set<string>();
  return limits.filter(({ what, bytes }) => {
    const key = `${what} ${bytes}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}
