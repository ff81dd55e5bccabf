import { parseAddress, parseRange } from "../../address";
import type { FaultList } from "../../faults";
import { parseTraffic } from "../../services";
import { checked, choice, flag, list, object, optional, required, text, type Shape } from "./shape";

/**
 * What a machine that routes does with packets, besides passing them on by its routes: a VPN gateway,
 * a firewall appliance. Rules are read in order, the first that matches decides, and the answers of
 * what they let pass come back.
 */
export interface GuestRouting {
  /** What lies behind the machine and on no network of its NICs, such as the clients of a VPN. */
  networks?: GuestNetwork[];
  /** Sources that leave by a NIC with that NIC's own address. Default: none. */
  masquerades?: string[];
  /** What it passes on; what no rule matches is dropped. Default: everything. */
  passes?: GuestRule[];
  /** What it takes for itself; what no rule matches is dropped. Default: everything. */
  accepts?: GuestRule[];
}

/** A network behind a machine; the model has it as an outside network. */
export interface GuestNetwork {
  name: string;
  /** Addresses, networks, ranges. */
  addresses: string[];
  /** The machine's own address towards it. */
  routerAddress: string;
  /** Its members reach each other without the machine, as on a LAN. Default: only through it, as VPN clients do. */
  direct?: boolean;
}

/** A rule of a machine's own filter; what is left out matches everything. */
export interface GuestRule {
  /** Sources: addresses, networks, ranges. */
  from?: string[];
  /** Destinations: addresses, networks, ranges. */
  to?: string[];
  /** `tcp/443`, `udp/1194`, `icmp/8`, `any`. */
  traffic?: string[];
  /** Default: ALLOW. */
  action?: "ALLOW" | "DROP";
}

const name = text();
const range = text(parseRange);

const rule = checked(
  object({
    from: optional(list(range)),
    to: optional(list(range)),
    traffic: optional(list(text(parseTraffic))),
    action: optional(choice("ALLOW", "DROP")),
  }),
  ({ from, to, traffic }, add) => {
    for (const [field, values] of Object.entries({ from, to, traffic })) {
      if (values?.length === 0) {
        add(field, "an empty list matches nothing", "leave it out to match everything");
      }
    }
  },
);

const network = object({
  name: required(name),
  addresses: required(list(range)),
  routerAddress: required(text(parseAddress)),
  direct: optional(flag()),
});

const fields = object({
  networks: optional(list(network)),
  masquerades: optional(list(range)),
  passes: optional(list(rule)),
  accepts: optional(list(rule)),
});

/** Reads it; names of networks must differ, and each needs addresses. */
export const guestRoutingShape: Shape<GuestRouting> = (value, path, faults) => {
  const read = fields(value, path, faults);
  read?.networks?.forEach((one, at) => checkNetwork(read, one, at, path, faults));
  return read;
};

function checkNetwork(
  { networks = [] }: GuestRouting,
  { name: own, addresses }: GuestNetwork,
  at: number,
  path: string,
  faults: FaultList,
): void {
  if (networks.findIndex((other) => other.name === own) !== at) {
    faults.add(`${path}.networks[${at}].name`, {
      message: "another network of this machine has the name",
      value: own,
      fix: "give each its own",
    });
  }
  if (addresses.length === 0) {
    faults.add(`${path}.networks[${at}].addresses`, {
      message: "a network without addresses has nobody in it",
      allowed: "addresses, networks or ranges",
      fix: "write them, or leave the network out",
    });
  }
}
