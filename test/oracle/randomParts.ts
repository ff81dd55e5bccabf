/** What the parts of a random network are put together from. */
import type { Endpoint, Port, Router } from "../../network/model/types";
import type { PortSet } from "../../network/ports";
import { type Plan, route } from "./parts";
import type { Chance } from "./random";

/** A network of both, or one, of the families: hosts 1 to 6 of 10.0.n.0/29 and fd00:0:0:n::/125. */
export class Subnet {
  constructor(
    readonly number: number,
    readonly families: readonly (4 | 6)[],
  ) {}

  networks(): string[] {
    return this.families.map((family) =>
      family === 4 ? `10.0.${this.number}.0/29` : `fd00:0:0:${this.number}::/125`,
    );
  }

  host(host: number): string[] {
    return this.families.map((family) =>
      family === 4 ? `10.0.${this.number}.${host}` : `fd00:0:0:${this.number}::${host}`,
    );
  }

  interfaces(host: number): string[] {
    return this.host(host).map((address) => `${address}/${address.includes(":") ? 125 : 29}`);
  }
}

/** What the drawing of rules needs to know of the plan. */
export interface Site {
  plan: Plan;
  chance: Chance;
  subnets: Subnet[];
  /** Single addresses and networks as texts, of machines, NAT and nobody. */
  hosts: string[];
  /** Outside addresses per gateway, as lists of one address per family. */
  natAddresses: Map<string, string[][]>;
  /** Gateways with addresses for virtual servers, and the subnets that members are in. */
  balanced: { router: Router; addresses: string[]; members: Subnet[] }[];
  /** Firewall rules drawn so far; their names. */
  drawn: number;
  /** The few port sets that all rules of this network share, so that source port pools stay small. */
  portSets: PortSet[];
}

export const DEFAULTS = { 4: "0.0.0.0/0", 6: "::/0" } as const;

export function addSubnet(site: Site, number: number, families: readonly (4 | 6)[]): Subnet {
  const kept =
    families.length > 1 && site.chance.maybe(0.3) ? [site.chance.pick(families)] : families;
  const subnet = new Subnet(number, kept);
  site.subnets.push(subnet);
  site.hosts.push(...subnet.networks());
  return subnet;
}

export function defaultRoutes(
  owner: Endpoint | Router,
  port: Port,
  subnet: Subnet,
  gateway: number,
): void {
  for (const hop of subnet.host(gateway)) {
    const kind = "default" as const;
    owner.routes.push(route(DEFAULTS[hop.includes(":") ? 6 : 4], port, hop, { kind }));
  }
}

export function addMachine(
  site: Site,
  id: string,
  domain: string,
  subnet: Subnet,
  host: number,
  distributedFirewall: Port["distributedFirewall"],
  vmkernel: boolean,
): void {
  const { plan, chance } = site;
  const machine = plan.endpoint(id, { kind: vmkernel ? "vmkernel" : "machine" });
  const mac = `00:50:56:00:00:${(plan.model.ports.length + 16).toString(16)}`;
  const port = plan.port(machine, domain, subnet.interfaces(host), {
    distributedFirewall,
    ...(chance.maybe(0.7) && { mac }),
  });
  defaultRoutes(machine, port, subnet, 1);
  site.hosts.push(...subnet.host(host));
}
