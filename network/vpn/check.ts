import { cidrsOverlap, formatCidr, parseCidr, type Cidr } from "../address";
import { joinPath, type FaultList } from "../faults";
import { checkMtu } from "../mtu";
import { checkTraffic } from "../services";
import { Reader } from "./reader";
import { checkTunnels, type Known } from "./tunnels";
import type { VpnAllow, VpnDescription, VpnGroup, VpnSite } from "./types";

/** Least MTU that every IPv4 host takes in one piece (RFC 791); below it a tunnel is no use. */
const LEAST_TRANSPORT_MTU_BYTES = 576;
const MOST_AS_NUMBER = 4_294_967_294;
/** AS_TRANS (RFC 6793) and the last of the 16-bit numbers (RFC 7300). */
const RESERVED_AS_NUMBERS = [23456, 65535];

/** What NSX's gateways use inside, unless their owner chose others (NSX administration guide). */
export const PRODUCT_NETWORKS: readonly { what: string; network: Cidr }[] = [
  {
    what: "the links between a tier-0 gateway and its tier-1s",
    network: parseCidr("100.64.0.0/16"),
  },
  { what: "the inside of a tier-0 gateway", network: parseCidr("169.254.0.0/24") },
  { what: "the links between a tier-0 gateway and its VRFs", network: parseCidr("169.254.2.0/23") },
];

/** Everything wrong with a VPN's description, by path; no faults for a right one. */
export function checkVpn(vpn: VpnDescription): FaultList {
  const reader = new Reader();
  const sites = Object.entries(vpn.sites ?? {});
  if (sites.length !== 2) {
    reader.faults.add("sites", {
      message: "a VPN has two sites",
      value: sites.map(([name]) => name),
      allowed: "two, keyed by name",
      fix: "describe one VPN for every two sites",
    });
  }
  const known: Known[] = PRODUCT_NETWORKS.map((one) => ({ ...one, isProduct: true }));
  for (const [name, site] of sites) {
    checkSite(reader, name, site, known);
  }
  checkAsNumbers(reader, sites);
  checkTunnels(reader, vpn, known);
  for (const [key, entry] of Object.entries(vpn.allow ?? {})) {
    checkAllow(reader, vpn, key, entry);
  }
  reader.isThere("allow", vpn.allow, "what may cross, keyed by name; {} for nothing");
  for (const [key, group] of Object.entries(vpn.groups ?? {})) {
    checkGroup(reader, vpn, key, group);
  }
  return reader.faults;
}

function checkSite(reader: Reader, name: string, site: VpnSite, known: Known[]): void {
  const path = joinPath("sites", name);
  reader.key(path, name);
  const { transportMtuBytes, asNumber, networks = {} } = site;
  const at = joinPath(path, "asNumber");
  const allowed = `a whole number from 1 to ${MOST_AS_NUMBER}, such as 65001`;
  if (
    reader.isThere(at, asNumber, allowed) &&
    reader.wholeNumber(at, asNumber, 1, MOST_AS_NUMBER)
  ) {
    if (RESERVED_AS_NUMBERS.includes(asNumber)) {
      reader.faults.add(at, { message: "this number is reserved", value: asNumber, allowed });
    }
  }
  if (transportMtuBytes !== undefined) {
    reader.faults.attempt(joinPath(path, "transportMtuBytes"), () =>
      checkMtu(transportMtuBytes, { leastBytes: LEAST_TRANSPORT_MTU_BYTES }),
    );
  }
  if (Object.keys(networks).length === 0) {
    reader.faults.add(joinPath(path, "networks"), {
      message: "without a network nothing crosses the VPN",
      value: site.networks,
      allowed: "one or more networks, keyed by name",
    });
  }
  for (const [key, text] of Object.entries(networks)) {
    const here = joinPath(path, "networks", key);
    reader.key(here, key);
    const network = reader.network(here, text, "a network such as 10.1.0.0/16");
    const other = network && known.find((one) => cidrsOverlap(one.network, network));
    if (network === undefined) {
      continue;
    }
    if (other !== undefined) {
      reader.faults.add(here, {
        message: `this overlaps ${other.what}, ${formatCidr(other.network)}`,
        value: text,
        allowed: "networks that nothing else at either site uses",
        fix:
          other.isProduct === true
            ? "take another network"
            : other.site === name
              ? "leave out the one that is inside the other"
              : "renumber one site: a VPN between equal networks needs NAT, and then groups and rules no longer name machines",
      });
    }
    known.push({ what: `network ${key} of ${name}`, network, site: name });
  }
}

function checkAsNumbers(reader: Reader, sites: readonly [string, VpnSite][]): void {
  const [first, second] = sites;
  if (first !== undefined && second !== undefined && first[1].asNumber === second[1].asNumber) {
    reader.faults.add(joinPath("sites", second[0], "asNumber"), {
      message: `${first[0]} has this AS number too, and each would drop the other's routes as its own`,
      value: second[1].asNumber,
      allowed: "an AS number of its own for each site",
    });
  }
}

function checkAllow(reader: Reader, vpn: VpnDescription, key: string, entry: VpnAllow): void {
  const path = joinPath("allow", key);
  reader.key(path, key);
  const sites = Object.keys(vpn.sites ?? {});
  const { from, sources = [], destinations = [], services = [] } = entry;
  const own = vpn.sites?.[from];
  const to = sites.find((name) => name !== from);
  if (own === undefined) {
    const at = joinPath(path, "from");
    reader.faults.add(at, { message: "no such site", value: from, allowed: sites.join(", ") });
  } else {
    reader.names(joinPath(path, "sources"), sources, own.networks ?? {}, from);
    const other = vpn.sites[to ?? ""]?.networks;
    reader.names(joinPath(path, "destinations"), destinations, other ?? {}, to ?? "");
  }
  for (const [list, names] of Object.entries({
    sources: entry.sources,
    destinations: entry.destinations,
  })) {
    if (names?.length === 0) {
      const fix = "leave it out for all networks, or leave the whole entry out";
      reader.faults.add(joinPath(path, list), {
        message: "no network is named",
        value: names,
        fix,
      });
    }
  }
  if (services.length === 0) {
    reader.faults.add(joinPath(path, "services"), {
      message: "no service is named",
      value: entry.services,
      allowed: 'such as [tcp("443")]',
      fix: "to allow nothing, leave the whole entry out",
    });
  }
  services.forEach((service, index) => {
    reader.faults.addAll(joinPath(path, "services", `[${index}]`), checkTraffic(service));
  });
}

function checkGroup(reader: Reader, vpn: VpnDescription, key: string, { members }: VpnGroup): void {
  const path = joinPath("groups", key);
  reader.key(path, key);
  const entries = Object.entries(members ?? {});
  if (entries.every(([, names]) => names.length === 0)) {
    const message = "the group has no members";
    const allowed = "names of networks, keyed by site";
    reader.faults.add(joinPath(path, "members"), { message, value: members, allowed });
  }
  for (const [site, names] of entries) {
    const at = joinPath(path, "members", site);
    const networks = vpn.sites?.[site]?.networks;
    if (networks === undefined) {
      const allowed = Object.keys(vpn.sites ?? {}).join(", ");
      reader.faults.add(at, { message: "no such site", value: site, allowed });
    } else {
      reader.names(at, names, networks, site);
    }
  }
}
