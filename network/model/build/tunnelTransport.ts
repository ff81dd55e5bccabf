/** Whether the ends of a tunnel reach each other: what the tunnel's own packets meet. */
import { cidrContains, formatAddress, type Address } from "../../address";
import { AddressSet } from "../../addressSet";
import type { Port, Route, Router } from "../types";
import { portsOf, type Draft } from "./draft";
import { readAddress } from "./readAddress";
import { localEndpoints } from "./routes";
import { closeTunnel, type Tunnel, type TunnelEnd } from "./tunnels";

enum Way {
  Up,
  Down,
  /** Nothing says what becomes of the packets on their way. */
  Unknown,
}

/**
 * Closes the tunnels of which an end has no way to the other's public address. What nobody describes keeps
 * a tunnel open; firewalls on the way are not asked, because gateways let their own tunnels through.
 *
 * @param learned Routes by router id that they learn outside of the tunnels, besides those they have already.
 */
export function closeDeadTunnels(
  draft: Draft,
  tunnels: readonly Tunnel[],
  learned: ReadonlyMap<string, Route[]>,
): void {
  const walk = new Walk(draft, tunnels, learned);
  for (const { ends } of tunnels) {
    const lost = ends.find((end) => end.item !== undefined && walk.from(end) === Way.Down);
    if (lost !== undefined) {
      const why = `${lost.router.name} has no way to ${lost.remote ?? "the other end"}`;
      ends.forEach((end) => closeTunnel(draft, end, why));
    }
  }
}

/** Follows the tunnel's packets from router to router. */
class Walk {
  private readonly tunnelPorts: ReadonlySet<string>;

  constructor(
    private readonly draft: Draft,
    tunnels: readonly Tunnel[],
    private readonly learned: ReadonlyMap<string, Route[]>,
  ) {
    this.tunnelPorts = new Set(tunnels.flatMap(({ ends }) => ends.map(({ port }) => port.id)));
  }

  from({ router, remote }: TunnelEnd): Way {
    const address = readAddress(remote);
    return address === undefined ? Way.Unknown : this.at(router, address, new Set());
  }

  private at(router: Router, address: Address, passed: ReadonlySet<Router>): Way {
    if (router.doubt !== undefined) {
      return Way.Unknown;
    }
    if (this.owns(router, address)) {
      return Way.Up;
    }
    const route = this.routeTo(router, address);
    if (passed.has(router) || route === undefined) {
      return Way.Down;
    }
    if (route.doubt !== undefined) {
      return Way.Unknown;
    }
    const ways = route.via.map(({ port, nextHop = address }) => {
      const out = this.draft.ports.get(port);
      return out === undefined || this.tunnelPorts.has(port)
        ? Way.Down
        : this.beyond(out, nextHop, address, new Set([...passed, router]));
    });
    return [Way.Up, Way.Unknown].find((way) => ways.includes(way)) ?? Way.Down;
  }

  private beyond(port: Port, nextHop: Address, address: Address, passed: ReadonlySet<Router>): Way {
    const peer = port.peer === undefined ? undefined : this.draft.ports.get(port.peer);
    const router =
      peer === undefined
        ? [...this.draft.routers.values()].find((other) => this.answers(other, port, nextHop))
        : this.draft.routers.get(peer.owner);
    if (router !== undefined) {
      return this.at(router, address, passed);
    }
    const domain = port.domain === undefined ? undefined : this.draft.domains.get(port.domain);
    return domain?.open === false ? Way.Down : Way.Unknown;
  }

  /** Whether a router hears packets for an address on the network of a port. */
  private answers(router: Router, port: Port, address: Address): boolean {
    return (
      router.id !== port.owner &&
      portsOf(this.draft, router).some((other) => other.domain === port.domain) &&
      port.domain !== undefined &&
      this.owns(router, address)
    );
  }

  private owns(router: Router, address: Address): boolean {
    const text = formatAddress(address);
    return (
      portsOf(this.draft, router).some(({ owned }) => owned.overlaps(AddressSet.of(text))) ||
      localEndpoints(this.draft, router.id).some((one) => formatAddress(one.address) === text)
    );
  }

  private routeTo(router: Router, address: Address): Route | undefined {
    const fitting = [...router.routes, ...(this.learned.get(router.id) ?? [])].filter(
      ({ network }) => cidrContains(network, address),
    );
    const longest = Math.max(...fitting.map(({ network }) => network.prefixLength));
    return fitting.find(({ network }) => network.prefixLength === longest);
  }
}
