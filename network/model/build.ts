import type { Group, NetworkModel } from "./types";
import type { Resource } from "./resource";
import type { Surroundings } from "./surroundings";
import { addAdapters } from "./build/adapters";
import { addAdvertisedRoutes } from "./build/advertisement";
import { addAnswers, addEndpointAddresses } from "./build/answers";
import { addBgpRoutes, prepareBgp } from "./build/bgp";
import { applyExcludeList, distributedFirewall } from "./build/distributedFirewall";
import { newDraft, type BuildOptions } from "./build/draft";
import { addGatewayFirewalls } from "./build/gatewayFirewall";
import { addGateways } from "./build/gateways";
import { groupTable } from "./build/groups";
import { indexItems } from "./build/items";
import { addVirtualServers } from "./build/loadBalancer";
import { addMachines } from "./build/machines";
import { memberTable } from "./build/members";
import { addNatRules } from "./build/nat";
import { networkTable } from "./build/networks";
import { addOutside, addRouterRoutes, addRouters, setOutsideAddresses } from "./build/outside";
import { addOwnRoutes } from "./build/routes";
import { addTunnels } from "./build/tunnels";
import { underlayOf } from "./build/underlay";
import { noteUnrepresented } from "./build/unrepresented";

export type { BuildOptions } from "./build/draft";

/**
 * The model of what resources and surroundings describe. Pure; it never throws for whatever values
 * the properties of resources hold. What it leaves out or assumes is in `gaps`, by name, and what
 * nothing describes is a doubt on the part that it concerns. The order of the resources has no
 * influence on the result.
 *
 * @param resources From a program, a preview, a state or a dump; see the readers of this folder.
 * @param surroundings What no resource says; see docs/surroundings.md.
 * @param options Names of networks by id, and a YAML reader, where there are.
 */
export function buildModel(
  resources: readonly Resource[],
  surroundings: Surroundings,
  options: BuildOptions = {},
): NetworkModel {
  const draft = newDraft(indexItems(resources), surroundings, options);
  noteUnrepresented(draft);

  const networks = networkTable(draft);
  networks.all.forEach((network) => network.place(network.host));
  const machines = addMachines(draft, networks);
  addAdapters(draft, networks);

  const routers = addRouters(draft, networks);
  const gateways = addGateways(draft, networks);
  const tunnels = addTunnels(draft, gateways, routers);
  addNatRules(draft);
  addOwnRoutes(draft, gateways);
  const announced = addAdvertisedRoutes(draft, gateways);
  addOutside(draft, networks, routers);
  addRouterRoutes(draft, routers);
  const members = memberTable(draft, machines);
  const groups = groupTable(draft, members);
  addGatewayFirewalls(draft, gateways, groups);
  const prepared = prepareBgp(draft, gateways, routers, announced, tunnels);
  addAnswers(draft, gateways, announced);
  addEndpointAddresses(draft, gateways);
  setOutsideAddresses(draft);
  addVirtualServers(draft, gateways, groups);
  const bgp = addBgpRoutes(draft, gateways, prepared);
  const firewall = distributedFirewall(draft, groups, members);
  applyExcludeList(draft, groups, members);

  const all: Group[] = groups.all();
  return {
    domains: [...draft.domains.values()],
    ports: [...draft.ports.values()],
    endpoints: [...draft.endpoints.values()],
    routers: [...draft.routers.values()],
    groups: all,
    firewall,
    gaps: [...draft.gaps.values()],
    underlay: underlayOf(draft, gateways, bgp),
  };
}
