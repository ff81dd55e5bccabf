import * as fc from "fast-check";
import { FaultsError } from "vmnet/network/faults";
import { tcp } from "vmnet/network/services";
import { checkVpn, planVpn, type VpnDescription } from "vmnet/network/vpn";

import { description, descriptions } from "./descriptions";

type Change = (vpn: VpnDescription) => void;

/** Path and words of every fault after one change to a right description. */
function faultsOf(change: Change): Record<string, string> {
  const vpn = structuredClone(description());
  change(vpn);
  return Object.fromEntries(
    checkVpn(vpn).faults.map(({ path, message }) => [path, message] as const),
  );
}

const west = (vpn: VpnDescription) => vpn.sites["west"]!;
const primary = (vpn: VpnDescription) => vpn.tunnels["primary"]!;
const backup = (vpn: VpnDescription) => vpn.tunnels["backup"]!;

const cases: Record<string, [Change, path: string, words: string]> = {
  "fails for one site": [(vpn) => delete vpn.sites["east"], "sites", "a VPN has two sites"],
  "fails for three sites": [
    (vpn) => (vpn.sites["north"] = { asNumber: 65003, networks: { n: "10.3.0.0/16" } }),
    "sites",
    "a VPN has two sites",
  ],
  "fails for networks of both sites that overlap": [
    (vpn) => (west(vpn).networks["app"] = "10.2.7.0/24"),
    "sites.east.networks.web",
    "this overlaps network app of west, 10.2.7.0/24",
  ],
  "fails for networks of one site that overlap": [
    (vpn) => (west(vpn).networks["all"] = "10.1.0.0/16"),
    "sites.west.networks.all",
    "this overlaps network app of west",
  ],
  "fails for a default route as a network": [
    (vpn) => (west(vpn).networks["app"] = "0.0.0.0/0"),
    "sites.west.networks.app",
    "overlaps",
  ],
  "fails for a network that NSX uses itself": [
    (vpn) => (west(vpn).networks["app"] = "100.64.8.0/24"),
    "sites.west.networks.app",
    "this overlaps the links between a tier-0 gateway and its tier-1s",
  ],
  "fails for an IPv6 network": [
    (vpn) => (west(vpn).networks["app"] = "2001:db8::/64"),
    "sites.west.networks.app",
    "IPv6 is not offered here",
  ],
  "fails for a network with host bits": [
    (vpn) => (west(vpn).networks["app"] = "10.1.0.1/24"),
    "sites.west.networks.app",
    "",
  ],
  "fails for a site without networks": [
    (vpn) => (west(vpn).networks = {}),
    "sites.west.networks",
    "without a network nothing crosses the VPN",
  ],
  "fails for one AS number at both sites (eBGP)": [
    (vpn) => (west(vpn).asNumber = 65002),
    "sites.east.asNumber",
    "west has this AS number too",
  ],
  "fails for an AS number that does not exist": [
    (vpn) => (west(vpn).asNumber = 4_294_967_295),
    "sites.west.asNumber",
    "out of range",
  ],
  "fails for a reserved AS number": [
    (vpn) => (west(vpn).asNumber = 23456),
    "sites.west.asNumber",
    "this number is reserved",
  ],
  "fails for a transport that is too small": [
    (vpn) => (west(vpn).transportMtuBytes = 500),
    "sites.west.transportMtuBytes",
    "not an MTU",
  ],
  "fails for a site's name that is no key": [
    (vpn) => {
      vpn.sites["far east"] = vpn.sites["east"]!;
      delete vpn.sites["east"];
    },
    "sites.far east",
    "this key names objects",
  ],
  "fails for one tunnel": [
    (vpn) => delete vpn.tunnels["backup"],
    "tunnels",
    "one tunnel is no redundancy (R18)",
  ],
  "fails for both methods in one tunnel": [
    (vpn) => (primary(vpn).authentication = "BOTH" as never),
    "tunnels.primary.authentication",
    "a tunnel has one method of authentication",
  ],
  "fails for one rank twice": [
    (vpn) => (backup(vpn).rank = 0),
    "tunnels.backup.rank",
    "tunnel primary has this rank already",
  ],
  "fails for a rank that is no number of the scale": [
    (vpn) => (backup(vpn).rank = 10),
    "tunnels.backup.rank",
    "out of range",
  ],
  "fails for a tunnel without a rank": [
    (vpn) => delete (backup(vpn) as { rank?: number }).rank,
    "tunnels.backup.rank",
    "this is required",
  ],
  "fails for two tunnels on one endpoint": [
    (vpn) => (backup(vpn).endpoints["west"] = "203.0.113.1"),
    "tunnels.backup.endpoints.west",
    "west's end of tunnel primary has this address already",
  ],
  "fails for equal endpoints of one tunnel": [
    (vpn) => (backup(vpn).endpoints["east"] = "203.0.113.2"),
    "tunnels.backup.endpoints.east",
    "west's end of tunnel backup has this address already",
  ],
  "fails for two tunnels to one peer": [
    (vpn) => (backup(vpn).endpoints["east"] = "198.51.100.1"),
    "tunnels.backup.endpoints.east",
    "east's end of tunnel primary has this address already",
  ],
  "fails for an endpoint that is missing": [
    (vpn) => delete backup(vpn).endpoints["east"],
    "tunnels.backup.endpoints.east",
    "this is required",
  ],
  "fails for an endpoint of a third site": [
    (vpn) => (backup(vpn).endpoints["north"] = "192.0.2.1"),
    "tunnels.backup.endpoints.north",
    "no such site",
  ],
  "fails for an endpoint by name: NSX takes addresses": [
    (vpn) => (backup(vpn).endpoints["east"] = "vpn.example.com"),
    "tunnels.backup.endpoints.east",
    "",
  ],
  "fails for an endpoint inside a network that the tunnel carries": [
    (vpn) => (backup(vpn).endpoints["east"] = "10.2.0.1"),
    "tunnels.backup.endpoints.east",
    "this address is in network web of east, 10.2.0.0/16",
  ],
  "fails for an endpoint inside a transit network": [
    (vpn) => (backup(vpn).endpoints["east"] = "169.254.64.2"),
    "tunnels.backup.endpoints.east",
    "this address is in the transit network of tunnel primary",
  ],
  "fails for a transit network of another size": [
    (vpn) => (backup(vpn).transit = "169.254.65.0/24"),
    "tunnels.backup.transit",
    "two tunnel interfaces need two addresses, no more",
  ],
  "fails for one transit network twice": [
    (vpn) => (backup(vpn).transit = "169.254.64.0/31"),
    "tunnels.backup.transit",
    "this overlaps the transit network of tunnel primary",
  ],
  "fails for a transit network inside a site's network": [
    (vpn) => (backup(vpn).transit = "10.1.9.0/30"),
    "tunnels.backup.transit",
    "this overlaps network db of west",
  ],
  "fails for a transit network that the gateway uses inside": [
    (vpn) => (backup(vpn).transit = "169.254.0.4/30"),
    "tunnels.backup.transit",
    "this overlaps the inside of a tier-0 gateway",
  ],
  "fails for a gateway's name that is no key": [
    (vpn) => (backup(vpn).gateway = "/infra/tier-0s/x"),
    "tunnels.backup.gateway",
    "this key names objects",
  ],
  "fails without an allow list": [
    (vpn) => delete (vpn as Partial<VpnDescription>).allow,
    "allow",
    "this is required",
  ],
  "fails for a rule from a third site": [
    (vpn) => (vpn.allow["web"]!.from = "north"),
    "allow.web.from",
    "no such site",
  ],
  "fails for a rule with a network of the wrong site": [
    (vpn) => (vpn.allow["web"]!.sources = ["web"]),
    "allow.web.sources[0]",
    "west has no network of this name",
  ],
  "fails for a rule that names a network twice": [
    (vpn) => (vpn.allow["web"]!.sources = ["app", "app"]),
    "allow.web.sources[1]",
    "this is named twice",
  ],
  "fails for a rule without networks": [
    (vpn) => (vpn.allow["web"]!.destinations = []),
    "allow.web.destinations",
    "no network is named",
  ],
  "fails for a rule without services": [
    (vpn) => (vpn.allow["web"]!.services = []),
    "allow.web.services",
    "no service is named",
  ],
  "fails for a service that does not exist": [
    (vpn) => (vpn.allow["web"]!.services = [tcp("70000")]),
    "allow.web.services[0].ports",
    "",
  ],
  "fails for a group without members": [
    (vpn) => (vpn.groups!["tier"]!.members = {}),
    "groups.tier.members",
    "the group has no members",
  ],
  "fails for a group with a network that nobody has": [
    (vpn) => (vpn.groups!["tier"]!.members["west"] = ["web"]),
    "groups.tier.members.west[0]",
    "west has no network of this name",
  ],
  "fails for a group of a third site": [
    (vpn) => (vpn.groups!["tier"]!.members["north"] = ["web"]),
    "groups.tier.members.north",
    "no such site",
  ],
};

describe("the description of a VPN", () => {
  test.each(Object.entries(cases))("%s", (_what, [change, path, words]) => {
    const found = faultsOf(change);
    expect(Object.keys(found)).toContain(path);
    expect(found[path]).toContain(words);
  });

  test("fails with every fault at once, each with path, value and what is allowed", () => {
    const vpn = structuredClone(description());
    west(vpn).asNumber = 0;
    backup(vpn).rank = 0;
    backup(vpn).transit = "169.254.64.4/29";
    expect(() => planVpn(vpn)).toThrow(FaultsError);
    expect(() => planVpn(vpn)).toThrow(/4 faults|3 faults/);
    expect(() => planVpn(vpn)).toThrow(/sites\.west\.asNumber: out of range \(got 0; allowed: /);
  });

  test("is without a fault for every one that the generator makes", () => {
    fc.assert(
      fc.property(descriptions, (vpn) => {
        expect(checkVpn(vpn).faults).toEqual([]);
      }),
    );
  });
});
