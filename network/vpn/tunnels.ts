import {
  addressesEqual,
  cidrContains,
  cidrsOverlap,
  formatCidr,
  type Address,
  type Cidr,
} from "../address";
import { joinPath } from "../faults";
import type { Reader } from "./reader";
import { VpnAuthentication, type VpnDescription, type VpnTunnel } from "./types";

/** A network that has its use already. */
export interface Known {
  what: string;
  network: Cidr;
  /** The site whose network it is. */
  site?: string;
  isProduct?: boolean;
}

interface Endpoint {
  what: string;
  path: string;
  text: string;
  address: Address;
}

const LEAST_TUNNELS = 2;
const MOST_RANK = 9;
const TRANSIT_PREFIXES = [30, 31];
const METHODS: readonly string[] = Object.values(VpnAuthentication);

/** The tunnels of a description; `known` gets their transit networks. */
export function checkTunnels(reader: Reader, vpn: VpnDescription, known: Known[]): void {
  const tunnels = Object.entries(vpn.tunnels ?? {});
  if (tunnels.length < LEAST_TUNNELS) {
    reader.faults.add("tunnels", {
      message: "one tunnel is no redundancy (R18)",
      value: tunnels.map(([key]) => key),
      allowed: "two or more, each with its own endpoints",
    });
  }
  const endpoints: Endpoint[] = [];
  const ranks = new Map<number, string>();
  for (const [key, tunnel] of tunnels) {
    const path = joinPath("tunnels", key);
    reader.key(path, key);
    checkAuthentication(reader, path, tunnel);
    checkRank(reader, path, key, tunnel, ranks);
    if (tunnel.gateway !== undefined) {
      reader.key(joinPath(path, "gateway"), tunnel.gateway);
    }
    checkTransit(reader, path, key, tunnel, known);
    endpoints.push(...checkEndpoints(reader, vpn, key, tunnel, endpoints));
  }
  for (const { path, text, address } of endpoints) {
    const holder = known.find(({ network }) => cidrContains(network, address));
    if (holder !== undefined) {
      reader.faults.add(path, {
        message: `this address is in ${holder.what}, ${formatCidr(holder.network)}`,
        value: text,
        allowed: "an address of the transport between the sites",
        fix: "an endpoint that is reached through its own tunnel takes the tunnel down",
      });
    }
  }
}

function checkAuthentication(reader: Reader, path: string, { authentication }: VpnTunnel): void {
  if (!METHODS.includes(authentication)) {
    reader.faults.add(joinPath(path, "authentication"), {
      message: "a tunnel has one method of authentication",
      value: authentication,
      allowed: METHODS.join(", "),
      fix: "for both methods, give each a tunnel of its own",
    });
  }
}

function checkRank(
  reader: Reader,
  path: string,
  key: string,
  { rank }: VpnTunnel,
  ranks: Map<number, string>,
): void {
  const at = joinPath(path, "rank");
  if (
    !reader.isThere(at, rank, "0 for the first choice") ||
    !reader.wholeNumber(at, rank, 0, MOST_RANK)
  ) {
    return;
  }
  const twin = ranks.get(rank);
  if (twin !== undefined) {
    reader.faults.add(at, {
      message: `tunnel ${twin} has this rank already, and the two directions could part`,
      value: rank,
      allowed: "a rank of its own for every tunnel",
    });
  }
  ranks.set(rank, twin ?? key);
}

function checkTransit(
  reader: Reader,
  path: string,
  key: string,
  { transit }: VpnTunnel,
  known: Known[],
): void {
  const at = joinPath(path, "transit");
  const allowed = "a /30 or /31, such as 169.254.64.0/30";
  const network = reader.network(at, transit, allowed);
  if (network === undefined) {
    return;
  }
  if (!TRANSIT_PREFIXES.includes(network.prefixLength)) {
    const message = "two tunnel interfaces need two addresses, no more";
    reader.faults.add(at, { message, value: transit, allowed });
  }
  const other = known.find((one) => cidrsOverlap(one.network, network));
  if (other !== undefined) {
    reader.faults.add(at, {
      message: `this overlaps ${other.what}, ${formatCidr(other.network)}`,
      value: transit,
      allowed: "a network that nothing else at either site uses",
    });
  }
  known.push({ what: `the transit network of tunnel ${key}`, network });
}

function checkEndpoints(
  reader: Reader,
  vpn: VpnDescription,
  key: string,
  { endpoints = {} }: VpnTunnel,
  seen: readonly Endpoint[],
): Endpoint[] {
  const path = joinPath("tunnels", key, "endpoints");
  const sites = Object.keys(vpn.sites ?? {});
  for (const site of Object.keys(endpoints).filter((name) => !sites.includes(name))) {
    const at = joinPath(path, site);
    reader.faults.add(at, { message: "no such site", value: site, allowed: sites.join(", ") });
  }
  const found: Endpoint[] = [];
  for (const site of sites) {
    const at = joinPath(path, site);
    const text = endpoints[site];
    const address = reader.address(at, text, "the address of this site's local endpoint");
    if (address === undefined || text === undefined) {
      continue;
    }
    const twin = [...seen, ...found].find((one) => addressesEqual(one.address, address));
    if (twin !== undefined) {
      reader.faults.add(at, {
        message: `${twin.what} has this address already`,
        value: text,
        allowed: "an address of its own for every end of every tunnel",
        fix: "tunnels that share an endpoint are lost together",
      });
    }
    found.push({ what: `${site}'s end of tunnel ${key}`, path: at, text, address });
  }
  return found;
}
