/** Which families of networks a model belongs to, so that a run can say what it has tried. */
import type { NetworkModel, Port, Route, Router } from "../../network/model/types";
import type { VirtualServer } from "../../network/model/virtualServer";

const hasRouter = ({ routers }: NetworkModel, fits: (router: Router) => boolean) =>
  routers.some(fits);
const hasPort = ({ ports }: NetworkModel, fits: (port: Port) => boolean) => ports.some(fits);
const hasRoute = (model: NetworkModel, kinds: Router["kind"][], fits: (route: Route) => boolean) =>
  hasRouter(model, ({ kind, routes }) => kinds.includes(kind) && routes.some(fits));
const hasServer = (model: NetworkModel, fits: (server: VirtualServer) => boolean) =>
  hasRouter(
    model,
    ({ hasServiceRouter, virtualServers = [] }) => hasServiceRouter && virtualServers.some(fits),
  );
const machinesOn = ({ ports, endpoints }: NetworkModel, id: string) =>
  endpoints.filter((endpoint) =>
    ports.some(({ owner, domain }) => owner === endpoint.id && domain === id),
  );
const roleIn = (model: NetworkModel, wanted: string) =>
  hasPort(model, ({ privateVlan }) => privateVlan?.role === wanted);

/** Every family; each must be in a twentieth of the networks of a run. */
export const FAMILIES: Record<string, (model: NetworkModel) => boolean> = {
  "VLAN over two switches": (model) => machinesOn(model, "vlan20").length >= 2,
  "a machine on a trunk": ({ endpoints, ports, domains }) => {
    const vlans = new Set(domains.filter(({ kind }) => kind === "vlan").map(({ id }) => id));
    return endpoints.some(
      ({ id }) =>
        ports.filter(({ owner, domain = "" }) => owner === id && vlans.has(domain)).length > 1,
    );
  },
  "private VLAN, promiscuous": (model) => roleIn(model, "promiscuous"),
  "private VLAN, community": (model) => roleIn(model, "community"),
  "private VLAN, isolated": (model) => roleIn(model, "isolated"),
  "static route on a Tier-1": (model) =>
    hasRoute(model, ["tier1"], ({ kind }) => kind === "static"),
  "static route on a Tier-0": (model) =>
    hasRoute(model, ["tier0", "vrf"], ({ kind }) => kind === "static"),
  "routes by BGP": (model) =>
    hasRoute(model, ["tier0", "vrf", "physical"], ({ kind }) => kind === "bgp"),
  "a VRF below a Tier-0": (model) => hasRouter(model, ({ id }) => id === "vrf"),
  "a tunnel between two sites": (model) =>
    hasPort(model, ({ peer, addresses }) => peer !== undefined && addresses.length > 0),
  "a virtual server": (model) => hasServer(model, ({ members }) => members.length > 0),
  "a virtual server that hides clients": (model) =>
    hasServer(model, ({ members }) => members.some(({ sources }) => sources !== undefined)),
  "a guest that routes": (model) =>
    hasRouter(model, ({ id, nat }) => id === "guest" && nat.length === 0),
  "clients that reach each other by a guest": ({ endpoints }) =>
    endpoints.some(({ apart }) => apart === true),
  "a guest that masquerades": (model) =>
    hasRouter(model, ({ id, nat }) => id === "guest" && nat.length > 0),
  "several ways at equal cost": (model) => hasRouter(model, ({ routes }) => routes.some(isForked)),
  "a switch without uplinks": ({ domains }) =>
    domains.some(({ kind }) => kind === "isolatedSwitch"),
  "two Tier-1s": ({ routers }) => routers.filter(({ kind }) => kind === "tier1").length > 1,
  "no Tier-0": ({ routers }) => routers.every(({ kind }) => kind === "tier1" || kind === "machine"),
  IPv4: (model) => hasFamily(model, 4),
  IPv6: (model) => hasFamily(model, 6),
  "both families": (model) => hasFamily(model, 4) && hasFamily(model, 6),
  "source translation": (model) => translates(model, "SNAT"),
  "destination translation": (model) => translates(model, "DNAT"),
  "reflexive translation": (model) => translates(model, "REFLEXIVE"),
  "exceptions from translation": (model) =>
    translates(model, "NO_SNAT") || translates(model, "NO_DNAT"),
  "gateway firewall": (model) => hasRouter(model, ({ firewall }) => firewall.rules.length > 0),
  "distributed firewall": ({ firewall }) => firewall.rules.length > 0,
  "Ethernet rules": ({ firewall }) => firewall.ethernet.length > 0,
  "rules with a jump": ({ firewall }) =>
    firewall.rules.some(({ action }) => action === "JUMP_TO_APPLICATION"),
  "doubtful rules": ({ firewall, routers }) =>
    [...firewall.rules, ...routers.flatMap((router) => router.firewall.rules)].some(
      ({ doubt }) => doubt !== undefined,
    ),
};

function isForked({ via }: Route): boolean {
  return via.length > 1;
}

function hasFamily(model: NetworkModel, family: 4 | 6): boolean {
  return hasPort(model, ({ owned }) => owned.ranges(family).length > 0);
}

function translates(model: NetworkModel, action: string): boolean {
  return hasRouter(model, ({ nat }) => nat.some((rule) => rule.action === action));
}
