/** Which physical NICs carry a port, by teaming, and which are left when some fail. */
import type { NetworkModel, Port } from "../../model/types";
import type {
  CarrierNetwork,
  HostTransport,
  Teaming,
  Underlay,
  VirtualSwitch,
} from "../../model/underlay";

/** The NICs of one host that carry a port group or an overlay, in the order in which they step in. */
export interface Carriage {
  switch: string;
  host: string;
  active: string[];
  standby: string[];
}

/** Looks up what carries ports; made once for a model. */
export class Uplinks {
  private readonly networks: ReadonlyMap<string, CarrierNetwork>;
  private readonly switches: ReadonlyMap<string, VirtualSwitch>;
  private readonly transports: readonly HostTransport[];
  private readonly known = new Map<string, Carriage | undefined>();

  constructor({ underlay }: NetworkModel) {
    const {
      networks,
      switches,
      transports,
    }: Pick<Underlay, "networks" | "switches" | "transports"> = underlay ?? {
      networks: [],
      switches: [],
      transports: [],
    };
    this.networks = new Map(networks.map((one) => [one.key, one]));
    this.switches = new Map(switches.map((one) => [one.id, one]));
    this.transports = transports;
  }

  /** What carries a port; undefined where it is not known, or where its switch has no uplinks. */
  of({ network, host }: Port): Carriage | undefined {
    if (network === undefined || host === undefined) {
      return undefined;
    }
    const key = `${host}\n${network}`;
    if (!this.known.has(key)) {
      this.known.set(key, this.find(network, host));
    }
    return this.known.get(key);
  }

  private find(key: string, host: string): Carriage | undefined {
    const network = this.networks.get(key);
    if (network === undefined) {
      return undefined;
    }
    if (network.switch !== undefined) {
      const owner = this.switches.get(network.switch);
      return owner && carriage(owner, host, network.teaming);
    }
    const transport = this.transports.find(
      (one) =>
        network.zone !== undefined &&
        one.zones.includes(network.zone) &&
        this.switches.get(one.switch)?.members.some((member) => member.host === host) === true,
    );
    const owner = transport && this.switches.get(transport.switch);
    return owner && carriage(owner, host, transport.teaming);
  }
}

function carriage(
  { id, kind, members, uplinks, teaming }: VirtualSwitch,
  host: string,
  own: Teaming | undefined,
): Carriage | undefined {
  const nics = members.find((member) => member.host === host)?.nics ?? [];
  if (nics.length === 0) {
    return undefined;
  }
  // A port group that says a policy only takes the order of its switch.
  const isOwn = own !== undefined && own.active.length + own.standby.length > 0;
  const order = isOwn ? own : teaming;
  const nicsOf = (names: readonly string[]) =>
    names.flatMap((name): string[] => {
      if (kind === "standard") {
        return nics.includes(name) ? [name] : [];
      }
      const place = uplinks.indexOf(name);
      // A link aggregation group, or an uplink whose place nobody says, is all of the NICs.
      return place < 0 ? nics : nics[place] === undefined ? [] : [nics[place]];
    });
  const active = nicsOf(order.active);
  const standby = nicsOf(order.standby).filter((nic) => !active.includes(nic));
  const isSaid = active.length + standby.length > 0;
  return { switch: id, host, active: isSaid ? [...new Set(active)] : nics, standby };
}
