import * as fc from "fast-check";
import {
  addressesEqual,
  cidrContains,
  cidrOf,
  cidrsEqual,
  isUsableHost,
  parseAddress,
  parseCidr,
} from "vmnet/network/address";
import { espPacketSize } from "vmnet/network/mtu";
import { anyTraffic, tcp } from "vmnet/network/services";
import { planVpn, type VpnDescription, type VpnEnd } from "vmnet/network/vpn";

import { description, descriptions } from "./descriptions";

function endsOf(vpn: VpnDescription): [VpnEnd, VpnEnd] {
  const [first, second] = Object.values(planVpn(vpn));
  return [first!, second!];
}

/** The same map with its keys the other way round. */
function reversed<T>(map: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(map).reverse());
}

describe("the plan of a VPN between two sites", () => {
  const { west, east } = planVpn(description());

  test("gives each tunnel its interfaces, the first site by name the lower address", () => {
    expect(east?.tunnels["primary"]).toMatchObject({
      localAddress: "198.51.100.1",
      peerAddress: "203.0.113.1",
      vtiAddress: "169.254.64.1",
      vtiPeerAddress: "169.254.64.2",
      prefixLength: 30,
    });
    expect(west?.tunnels["backup"]).toMatchObject({
      vtiAddress: "169.254.64.5",
      vtiPeerAddress: "169.254.64.4",
      prefixLength: 31,
    });
  });

  test("prefers the first rank at both ends, and prepends on the others only", () => {
    expect(west?.tunnels["primary"]).toMatchObject({ localPreference: 200 });
    expect(west?.tunnels["primary"]).not.toHaveProperty("prepend");
    expect(west?.tunnels["backup"]).toMatchObject({ localPreference: 190, prepend: 65001 });
    expect(east?.tunnels["backup"]).toMatchObject({ localPreference: 190, prepend: 65002 });
  });

  test("tells own networks and never an endpoint", () => {
    expect(west?.announced).toEqual([
      { network: "198.51.100.1/32", action: "DENY", longest: 0 },
      { network: "198.51.100.2/32", action: "DENY", longest: 0 },
      { network: "203.0.113.1/32", action: "DENY", longest: 0 },
      { network: "203.0.113.2/32", action: "DENY", longest: 0 },
      { network: "10.1.0.0/24", action: "PERMIT", longest: 32 },
      { network: "10.1.9.0/24", action: "PERMIT", longest: 32 },
    ]);
  });

  test("clamps to the smaller transport of the two (1400 - 54 - 40)", () => {
    expect([west?.maxSegmentBytes, east?.maxSegmentBytes]).toEqual([1306, 1306]);
  });

  test("writes what may cross as networks, all of a site where none is named", () => {
    expect(west?.allow).toEqual({
      web: { sources: ["10.1.0.0/24"], destinations: ["10.2.0.0/16"], services: [tcp("443")] },
      sync: { sources: ["10.2.0.0/16"], destinations: ["10.1.9.0/24"], services: [anyTraffic()] },
    });
  });

  test("has each manager's group hold its own machines as local, the others as networks", () => {
    expect(west?.groups["tier"]).toEqual({ local: ["10.1.0.0/24"], remote: ["10.2.0.0/16"] });
    expect(east?.groups["tier"]).toEqual({ local: ["10.2.0.0/16"], remote: ["10.1.0.0/24"] });
  });
});

describe("for every description without a fault", () => {
  test("one end's own is the other's peer", () => {
    fc.assert(
      fc.property(descriptions, (vpn) => {
        const [a, b] = endsOf(vpn);
        expect([a.peer, a.asNumber, a.networks]).toEqual([b.site, b.peerAsNumber, b.peerNetworks]);
        expect([a.announced, a.accepted]).toEqual([b.accepted, b.announced]);
        expect(a.allow).toEqual(b.allow);
        for (const [key, mine] of Object.entries(a.tunnels)) {
          const theirs = b.tunnels[key]!;
          expect(mine.localAddress).toBe(theirs.peerAddress);
          expect(mine.peerAddress).toBe(theirs.localAddress);
          expect(mine.vtiAddress).toBe(theirs.vtiPeerAddress);
          expect(mine.vtiPeerAddress).toBe(theirs.vtiAddress);
          expect([
            mine.gateway,
            mine.authentication,
            mine.localPreference,
            mine.prefixLength,
          ]).toEqual([
            theirs.gateway,
            theirs.authentication,
            theirs.localPreference,
            theirs.prefixLength,
          ]);
        }
      }),
    );
  });

  test("interfaces are the two hosts of the tunnel's own network", () => {
    fc.assert(
      fc.property(descriptions, (vpn) => {
        for (const [key, { vtiAddress, vtiPeerAddress }] of Object.entries(
          endsOf(vpn)[0].tunnels,
        )) {
          const transit = parseCidr(vpn.tunnels[key]!.transit);
          const [own, peer] = [parseAddress(vtiAddress), parseAddress(vtiPeerAddress)];
          expect(isUsableHost(transit, own) && isUsableHost(transit, peer)).toBe(true);
          expect(addressesEqual(own, peer)).toBe(false);
        }
      }),
    );
  });

  test("no endpoint is told or heard, every network is, and nothing else", () => {
    fc.assert(
      fc.property(descriptions, fc.ipV4(), (vpn, stranger) => {
        const [{ announced, networks, tunnels }] = endsOf(vpn);
        const permits = (text: string) => {
          const route = parseCidr(text);
          const first = announced.find(({ network, longest }) => {
            const listed = parseCidr(network);
            return longest === 0 ? cidrsEqual(listed, route) : cidrContains(listed, route);
          });
          return first?.action === "PERMIT";
        };
        for (const { localAddress, peerAddress, vtiAddress } of Object.values(tunnels)) {
          expect(
            [localAddress, peerAddress, vtiAddress].map((one) => permits(`${one}/32`)),
          ).toEqual([false, false, false]);
        }
        expect(networks.every(permits)).toBe(true);
        const isOwn = networks.some((one) =>
          cidrContains(parseCidr(one), cidrOf(parseAddress(stranger), 32)),
        );
        expect(permits(`${stranger}/32`)).toBe(isOwn);
      }),
    );
  });

  test("the largest segment crosses both transports in one piece, a larger one does not", () => {
    fc.assert(
      fc.property(descriptions, (vpn) => {
        const [{ maxSegmentBytes }, other] = endsOf(vpn);
        const smaller = Math.min(
          ...Object.values(vpn.sites).map(({ transportMtuBytes }) => transportMtuBytes ?? 1500),
        );
        expect(maxSegmentBytes).toBe(other.maxSegmentBytes);
        expect(espPacketSize(maxSegmentBytes + 40)).toBeLessThanOrEqual(smaller);
        const isCapped = maxSegmentBytes === 8860;
        expect(isCapped || espPacketSize(maxSegmentBytes + 41) > smaller).toBe(true);
      }),
    );
  });

  test("the order of maps means nothing", () => {
    fc.assert(
      fc.property(descriptions, (vpn) => {
        const turned: VpnDescription = {
          ...vpn,
          sites: reversed(
            Object.fromEntries(
              Object.entries(vpn.sites).map(([key, site]) => [
                key,
                { ...site, networks: reversed(site.networks) },
              ]),
            ),
          ),
          tunnels: reversed(vpn.tunnels),
        };
        expect(planVpn(turned)).toEqual(planVpn(vpn));
      }),
    );
  });

  test("a tunnel more leaves the others as they were", () => {
    fc.assert(
      fc.property(descriptions, (vpn) => {
        const [west = "", east = ""] = Object.keys(vpn.sites);
        const ranks = Object.values(vpn.tunnels).map(({ rank }) => rank);
        const free = [0, 1, 2, 3, 4].find((rank) => !ranks.includes(rank))!;
        const [template] = Object.values(vpn.tunnels);
        const added = {
          ...template!,
          rank: free,
          endpoints: { [west]: "203.0.113.99", [east]: "198.51.100.99" },
          transit: "169.254.65.0/30",
        };
        const before = endsOf(vpn)[0];
        const after = planVpn({ ...vpn, tunnels: { "0new": added, ...vpn.tunnels } })[before.site]!;
        expect(after.tunnels).toMatchObject(before.tunnels);
        expect(after.allow).toEqual(before.allow);
      }),
    );
  });
});
