import { cidrContains, parseAddress, parseInterfaceCidr } from "../../address";
import type { FaultList } from "../../faults";
import { nearest } from "../../nearest";
import { parseVlans, vlansContain } from "../../vlan";
import { DISTRIBUTED_CATEGORIES, GATEWAY_CATEGORIES } from "../build/policySources";

import type { Attachment, StaticRoute, Surroundings } from "./types";

/** Faults that span several entries: names that must exist, be unique, or fit together. */
export function crossFaults(site: Surroundings, faults: FaultList): void {
  checkUnique(site, faults);
  checkBehindMachines(site, faults);
  checkFabrics(site, faults);
  checkRouters(site, faults);
  checkCategories(site, faults);
}

function checkUnique(site: Surroundings, faults: FaultList): void {
  const lists: [string, string, readonly string[]][] = [
    ["fabrics", "name", (site.fabrics ?? []).map(({ name }) => name)],
    ["outside", "name", (site.outside ?? []).map(({ name }) => name)],
    ["routers", "name", (site.routers ?? []).map(({ name }) => name)],
    ["machines", "name", (site.machines ?? []).map(({ name }) => name)],
    ["gateways", "path", (site.gateways ?? []).map(({ path }) => path)],
    ["groups", "path", (site.groups ?? []).map(({ path }) => path)],
    ["services", "path", (site.services ?? []).map(({ path }) => path)],
    ["policies", "path", (site.policies ?? []).map(({ path }) => path)],
    ["hosts", "id", (site.hosts ?? []).map(({ id }) => id)],
    ["edgeClusters", "path", (site.edgeClusters ?? []).map(({ path }) => path)],
    ["transportZones", "path", (site.transportZones ?? []).map(({ path }) => path)],
  ];
  for (const [list, field, values] of lists) {
    values.forEach((value, index) => {
      const first = values.indexOf(value);
      if (first < index) {
        faults.add(`${list}[${index}].${field}`, {
          message: `the same ${field} as ${list}[${first}]`,
          value,
          fix: "give each its own, or join the two entries",
        });
      }
    });
  }
}

/** Networks behind machines are called as outside networks are. */
function checkBehindMachines(site: Surroundings, faults: FaultList): void {
  const taken = new Map((site.outside ?? []).map(({ name }, at) => [name, `outside[${at}]`]));
  site.machines?.forEach(({ routing }, at) =>
    routing?.networks?.forEach(({ name }, index) => {
      const path = `machines[${at}].routing.networks[${index}]`;
      const other = taken.get(name);
      if (other !== undefined) {
        faults.add(`${path}.name`, {
          message: `the same as ${other}`,
          value: name,
          fix: "give each its own",
        });
      }
      taken.set(name, path);
    }),
  );
}

function checkFabrics(site: Surroundings, faults: FaultList): void {
  const fabrics = site.fabrics ?? [];
  const names = fabrics.map(({ name }) => name);
  const check = (path: string, name: string | undefined) => {
    if (name !== undefined && !names.includes(name)) {
      const near = nearest(name, names);
      faults.add(path, {
        message: "no fabric of this name",
        value: name,
        allowed:
          names.length === 0 ? "a name listed under fabrics (there is none)" : names.join(", "),
        ...(near === undefined ? {} : { fix: `did you mean "${near}"?` }),
      });
    }
  };
  const checkVlan = (path: string, { fabric, vlan }: Attachment) => {
    check(`${path}.fabric`, fabric);
    const carried = fabrics.find(({ name }) => name === fabric)?.vlans;
    if (vlan !== undefined && carried !== undefined && !vlansContain(parseVlans(carried), vlan)) {
      faults.add(`${path}.vlan`, {
        message: `fabric "${fabric ?? ""}" does not carry this VLAN`,
        value: vlan,
        allowed: carried,
      });
    }
    if (vlan !== undefined && fabric === undefined && names.length > 1) {
      faults.add(`${path}.fabric`, {
        message: "missing: there are several",
        allowed: names.join(", "),
      });
    }
  };
  site.switches?.forEach(({ fabric }, at) => check(`switches[${at}].fabric`, fabric));
  site.transportZones?.forEach(({ fabric }, at) => check(`transportZones[${at}].fabric`, fabric));
  site.networks?.forEach((entry, at) => checkVlan(`networks[${at}]`, entry));
  site.outside?.forEach((entry, at) => checkVlan(`outside[${at}]`, entry));
  site.routers?.forEach((router, at) =>
    router.interfaces.forEach((entry, index) =>
      checkVlan(`routers[${at}].interfaces[${index}]`, entry),
    ),
  );
  site.gateways?.forEach((gateway, at) =>
    gateway.interfaces?.forEach((entry, index) =>
      checkVlan(`gateways[${at}].interfaces[${index}]`, entry),
    ),
  );
  site.machines?.forEach((machine, at) =>
    machine.nics?.forEach((entry, index) => checkVlan(`machines[${at}].nics[${index}]`, entry)),
  );
}

function checkRouters(site: Surroundings, faults: FaultList): void {
  const names = (site.routers ?? []).map(({ name }) => name);
  site.outside?.forEach(({ router }, at) => {
    if (router !== undefined && !names.includes(router)) {
      const near = nearest(router, names);
      faults.add(`outside[${at}].router`, {
        message: "no router of this name",
        value: router,
        allowed: names.join(", "),
        ...(near === undefined ? {} : { fix: `did you mean "${near}"?` }),
      });
    }
  });
  site.routers?.forEach(({ interfaces, routes, name }, at) => {
    const towards = (site.outside ?? []).filter(({ router }) => router === name);
    const more = towards.flatMap(({ addresses }) => addresses);
    if (!more.includes("any")) {
      checkHops(`routers[${at}]`, interfaces, routes, faults);
    }
  });
  site.gateways?.forEach(({ interfaces, routes }, at) =>
    checkHops(`gateways[${at}]`, interfaces ?? [], routes, faults),
  );
}

function checkHops(
  path: string,
  interfaces: readonly { addresses: string[] }[],
  routes: readonly StaticRoute[] | undefined,
  faults: FaultList,
): void {
  const networks = interfaces.flatMap(({ addresses }) =>
    addresses.map((text) => parseInterfaceCidr(text).network),
  );
  routes?.forEach(({ nextHop }, index) => {
    if (
      nextHop !== undefined &&
      !networks.some((network) => cidrContains(network, parseAddress(nextHop)))
    ) {
      faults.add(`${path}.routes[${index}].nextHop`, {
        message: "in none of the networks of its interfaces",
        value: nextHop,
        fix: "add the interface that it is reached by",
      });
    }
  });
}

function checkCategories(site: Surroundings, faults: FaultList): void {
  site.policies?.forEach(({ path, category }, at) => {
    const allowed: readonly string[] = path.includes("/gateway-policies/")
      ? GATEWAY_CATEGORIES
      : ["Ethernet", ...DISTRIBUTED_CATEGORIES];
    if (!allowed.includes(category)) {
      const near = nearest(category, allowed);
      faults.add(`policies[${at}].category`, {
        message: "not a category of this kind of policy",
        value: category,
        allowed: allowed.join(", "),
        ...(near === undefined ? {} : { fix: `did you mean "${near}"?` }),
      });
    }
  });
}
