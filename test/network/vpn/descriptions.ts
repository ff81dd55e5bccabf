import * as fc from "fast-check";
import { VpnAuthentication, type VpnDescription, type VpnTunnel } from "vmnet/network/vpn";
import { anyTraffic, tcp } from "vmnet/network/services";

/** Two sites, a certificate tunnel and a pre-shared key tunnel (R34). */
export function description(changes: Partial<VpnDescription> = {}): VpnDescription {
  return {
    sites: {
      west: { asNumber: 65001, networks: { app: "10.1.0.0/24", db: "10.1.9.0/24" } },
      east: { asNumber: 65002, networks: { web: "10.2.0.0/16" }, transportMtuBytes: 1400 },
    },
    tunnels: {
      primary: {
        authentication: VpnAuthentication.Certificate,
        rank: 0,
        endpoints: { west: "203.0.113.1", east: "198.51.100.1" },
        transit: "169.254.64.0/30",
      },
      backup: {
        authentication: VpnAuthentication.PreSharedKey,
        rank: 1,
        endpoints: { west: "203.0.113.2", east: "198.51.100.2" },
        transit: "169.254.64.4/31",
      },
    },
    allow: {
      web: { from: "west", sources: ["app"], services: [tcp("443")] },
      sync: { from: "east", destinations: ["db"], services: [anyTraffic()] },
    },
    groups: { tier: { members: { west: ["app"], east: ["web"] } } },
    ...changes,
  };
}

const name = fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/);
const asNumber = fc
  .integer({ min: 1, max: 4_294_967_294 })
  .filter((one) => one !== 23456 && one !== 65535);
const mtu = fc.option(fc.integer({ min: 576, max: 9000 }), { nil: undefined });

/** Networks of a site: the second octet says whose, the third which. */
const networks = (site: number) =>
  fc
    .uniqueArray(name, { minLength: 1, maxLength: 4 })
    .map((keys) => Object.fromEntries(keys.map((key, index) => [key, `10.${site}.${index}.0/24`])));

const tunnel = (index: number, rank: number, [west, east]: readonly string[]) =>
  fc.record({
    authentication: fc.constantFrom(...Object.values(VpnAuthentication)),
    rank: fc.constant(rank),
    endpoints: fc.constant({
      [west ?? ""]: `203.0.113.${index + 1}`,
      [east ?? ""]: `198.51.100.${index + 1}`,
    }),
    transit: fc.constantFrom(`169.254.64.${4 * index}/30`, `169.254.64.${4 * index + 2}/31`),
  }) as fc.Arbitrary<VpnTunnel>;

/** Descriptions without a fault. */
export const descriptions: fc.Arbitrary<VpnDescription> = fc
  .record({
    sites: fc.uniqueArray(name, { minLength: 2, maxLength: 2 }),
    asNumbers: fc.uniqueArray(asNumber, { minLength: 2, maxLength: 2 }),
    tunnels: fc.uniqueArray(name, { minLength: 2, maxLength: 4 }),
    ranks: fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], { minLength: 4, maxLength: 4 }),
    mtus: fc.tuple(mtu, mtu),
    networks: fc.tuple(networks(1), networks(2)),
  })
  .chain(({ sites, asNumbers, tunnels, ranks, mtus, networks: nets }) =>
    fc.tuple(...tunnels.map((_, index) => tunnel(index, ranks[index]!, sites))).map((made) => {
      const site = (index: 0 | 1) => ({
        asNumber: asNumbers[index]!,
        networks: nets[index],
        transportMtuBytes: mtus[index],
      });
      return {
        sites: { [sites[0]!]: site(0), [sites[1]!]: site(1) },
        tunnels: Object.fromEntries(tunnels.map((key, index) => [key, made[index]!])),
        allow: { all: { from: sites[0]!, services: [anyTraffic()] } },
      };
    }),
  );
