import { parseAddress, parseCidr, parseInterfaceCidr, parseRange } from "../../address";
import { parseTraffic } from "../../services";
import { parseVlans, VLAN_LAST } from "../../vlan";
import { guestRoutingShape } from "./routing";
import {
  checked,
  choice,
  flag,
  list,
  matching,
  object,
  optional,
  required,
  text,
  whole,
} from "./shape";
import type { Shape } from "./shape";
import type { Surroundings } from "./types";

const name = text();
const address = text(parseAddress);
const network = text(parseCidr);
const interfaceAddress = text(parseInterfaceCidr);
/** `any`, an address, a network or a range. */
const range = text((value) => (value === "any" ? value : parseRange(value)));
const vlanText = text(parseVlans);
/** YAML reads a single VLAN as a number. */
const vlans: Shape<string> = (value, path, faults) =>
  vlanText(typeof value === "number" ? String(value) : value, path, faults);
const vlan = whole(0, VLAN_LAST);
/** Below this IPv4 does not work (RFC 791); above it nothing is switched. */
const mtu = whole(576, 9216);
const policyPath = text(matching(/^\/\S+$/, "an NSX path such as /infra/tier-0s/t0"));
const gatewayPath = text(
  matching(/\/tier-[01]s\/[^/\s]+$/, "the path of a Tier-0 or Tier-1 such as /infra/tier-0s/t0"),
);
const mac = text(
  matching(/^[\da-f]{2}(:[\da-f]{2}){5}$/i, "a MAC address such as 00:50:56:00:00:01"),
);
const firewallAction = choice("ALLOW", "DROP", "REJECT");

const attachment = {
  fabric: optional(name),
  vlan: optional(vlan),
  network: optional(name),
};

interface Attached {
  fabric?: string;
  vlan?: number;
  network?: string;
}

type Add = (path: string, message: string, fix?: string) => void;

function checkAttachment(value: Attached, add: Add): void {
  if (value.network !== undefined && (value.vlan !== undefined || value.fabric !== undefined)) {
    add("network", "given together with fabric or vlan", "give either network, or fabric and vlan");
  } else if (value.fabric !== undefined && value.vlan === undefined) {
    add("vlan", "missing: a fabric alone is no network", "give vlan, 0 for untagged");
  }
}

function checkAttached(value: Attached, add: Add): void {
  checkAttachment(value, add);
  if (value.network === undefined && value.vlan === undefined) {
    add("network", "missing", "give either network, or fabric and vlan");
  }
}

const route = object({ network: required(network), nextHop: optional(address) });

const fabric = object({
  name: required(name),
  vlans: optional(vlans),
  closedVlans: optional(vlans),
  mtuBytes: optional(mtu),
});

const switchUplinks = object({
  name: required(name),
  hosts: optional(list(name)),
  fabric: required(name),
  nativeVlan: optional(vlan),
});

const host = object({
  id: required(name),
  name: optional(name),
  cluster: optional(name),
  restarts: optional(flag()),
  nics: optional(list(object({ name: required(name), speedMbit: optional(whole(1, 1_000_000)) }))),
});

const edgeCluster = object({
  path: required(policyPath),
  nodes: optional(list(name)),
  mtuBytes: optional(mtu),
});

const zone = object({
  path: required(policyPath),
  type: required(choice("overlay", "vlan")),
  fabric: optional(name),
  mtuBytes: optional(mtu),
});

const existingNetwork = object({
  name: required(name),
  id: optional(name),
  path: optional(policyPath),
  fabric: optional(name),
  vlan: optional(vlan),
  gatewayPath: optional(gatewayPath),
  subnets: optional(list(interfaceAddress)),
  distributedFirewall: optional(flag()),
});

const outside = checked(
  object({
    name: required(name),
    ...attachment,
    addresses: required(list(range)),
    except: optional(list(range)),
    onLink: optional(list(network)),
    gateways: optional(list(address)),
    routes: optional(list(route)),
    router: optional(name),
    routerAddresses: optional(list(address)),
  }),
  (value, add) => {
    if (value.router === undefined) {
      checkAttached(value, add);
    } else if ((value.routerAddresses ?? []).length === 0) {
      add("routerAddresses", "missing", "give the router's address towards this network");
    }
  },
);

const tunnel = object({ local: required(address), remote: required(address) });

const routerInterface = checked(
  object({
    name: required(name),
    ...attachment,
    addresses: required(list(interfaceAddress)),
    tunnel: optional(tunnel),
  }),
  (value, add) =>
    value.tunnel === undefined ? checkAttached(value, add) : checkAttachment(value, add),
);

const router = object({
  name: required(name),
  interfaces: required(list(routerInterface)),
  routes: optional(list(route)),
  bgp: optional(object({ announces: required(list(network)) })),
  unknown: optional(name),
});

const gatewayInterface = checked(
  object({ name: required(name), ...attachment, addresses: required(list(interfaceAddress)) }),
  checkAttached,
);

const gateway = object({
  path: required(gatewayPath),
  name: optional(name),
  tier0Path: optional(gatewayPath),
  edgeCluster: optional(flag()),
  haMode: optional(choice("ACTIVE_ACTIVE", "ACTIVE_STANDBY")),
  firewall: optional(flag()),
  interfaces: optional(list(gatewayInterface)),
  routes: optional(list(route)),
  advertises: optional(list(name)),
  unknown: optional(name),
});

const nic = checked(
  object({ ...attachment, mac: optional(mac), addresses: optional(list(interfaceAddress)) }),
  checkAttachment,
);

const machine = object({
  name: required(name),
  nics: optional(list(nic)),
  gateways: optional(list(address)),
  routes: optional(list(route)),
  tags: optional(list(object({ scope: optional(text()), tag: required(name) }))),
  forwards: optional(flag()),
  routing: optional(guestRoutingShape),
});

const group = object({
  path: required(policyPath),
  addresses: optional(list(range)),
  members: optional(list(name)),
  complete: optional(flag()),
});

const service = object({ path: required(policyPath), traffic: required(list(text(parseTraffic))) });

const rule = object({
  displayName: required(name),
  action: required(choice("ALLOW", "DROP", "REJECT", "JUMP_TO_APPLICATION")),
  direction: optional(choice("IN", "OUT", "IN_OUT")),
  ipVersion: optional(choice("IPV4", "IPV6", "IPV4_IPV6")),
  sourceGroups: optional(list(name)),
  destinationGroups: optional(list(name)),
  sourcesExcluded: optional(flag()),
  destinationsExcluded: optional(flag()),
  services: optional(list(policyPath)),
  scopes: optional(list(policyPath)),
  disabled: optional(flag()),
});

const policy = object({
  path: required(
    text(
      matching(
        /\/(security|gateway)-policies\/[^/\s]+$/,
        "the path of a security or gateway policy",
      ),
    ),
  ),
  category: required(name),
  sequenceNumber: optional(whole(0, 2_147_483_647)),
  stateful: optional(flag()),
  scopes: optional(list(policyPath)),
  rules: required(list(rule)),
});

/** The whole file. */
export const surroundingsShape: Shape<Surroundings> = object({
  format: required(choice(1)),
  site: required(name),
  fabrics: optional(list(fabric)),
  switches: optional(list(switchUplinks)),
  hosts: optional(list(host)),
  transportZones: optional(list(zone)),
  edgeClusters: optional(list(edgeCluster)),
  networks: optional(list(existingNetwork)),
  outside: optional(list(outside)),
  routers: optional(list(router)),
  gateways: optional(list(gateway)),
  machines: optional(list(machine)),
  groups: optional(list(group)),
  services: optional(list(service)),
  policies: optional(list(policy)),
  defaults: optional(
    object({
      distributedFirewall: optional(firewallAction),
      gatewayFirewall: optional(firewallAction),
      distributedPortGroupsFiltered: optional(flag()),
    }),
  ),
  excludeList: optional(list(name)),
});
