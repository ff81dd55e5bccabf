import { AddressSet, NO_ADDRESS } from "../../addressSet";
import { PortSet } from "../../ports";
import { isUnknown, type PropertyMap } from "../resource";
import type { Doubt, ServiceMatch } from "../types";
import type { PoolMember, VirtualServer } from "../virtualServer";
import { balancedSources } from "./balancedSources";
import { addGap, conditional, doubtField, joinDoubts, unknown, type Draft } from "./draft";
import type { Gateway, Gateways } from "./gateways";
import type { Groups } from "./groups";
import type { Item } from "./items";
import { readAddress } from "./readAddress";
import { virtualServers } from "./routes";
import { readPorts } from "./services";
import { flagOf, listOf, mapOf, mapsOf, numberOf, textOf, textsOf } from "./values";

/** IANA protocol numbers by kind of application profile, and by the names of those that NSX has. */
const PROTOCOLS: Readonly<Record<string, number>> = {
  LbFastTcpApplicationProfile: 6,
  LbHttpApplicationProfile: 6,
  LbUdpApplicationProfile: 17,
  LbFastUdpApplicationProfile: 17,
  "default-tcp-lb-app-profile": 6,
  "default-http-lb-app-profile": 6,
  "default-udp-lb-app-profile": 17,
};

interface Pool {
  members: PoolMember[];
  monitored?: boolean;
}

/** What a virtual server does, with what nobody says about it. */
type Part<T> = T & { doubt?: Doubt };

/**
 * Puts the virtual servers of load balancers on the gateways that carry them. To be called when
 * addresses, routes and groups are known.
 */
export function addVirtualServers(draft: Draft, gateways: Gateways, groups: Groups): void {
  for (const gateway of gateways.values()) {
    const found = virtualServers(draft, gateway);
    if (found.length > 0) {
      gateway.router.virtualServers = found.flatMap(({ item }) =>
        serversOf(draft, gateway, groups, item),
      );
    }
    for (const { item } of gateway.router.hasServiceRouter ? [] : found) {
      addGap(
        draft,
        item.origin,
        "Dead virtual server: the gateway has no edge cluster, so nothing balances.",
      );
    }
  }
}

/** One for each port that has a default port of its own at the members; mostly just one. */
function serversOf(draft: Draft, gateway: Gateway, groups: Groups, item: Item): VirtualServer[] {
  const { props } = item;
  const service = draft.items.atPath(textOf(props["servicePath"]) ?? "");
  const isOn = flagOf(props["enabled"]) !== false && flagOf(service?.props["enabled"]) !== false;
  const address = readAddress(textOf(props["ipAddress"]));
  const protocol = protocolOf(draft, item);
  const allowed = allowedSources(groups, item);
  return portPairs(item).map(({ ports, memberPorts, doubt }) => {
    const pool = poolOf(draft, gateway, groups, item, memberPorts);
    const services: ServiceMatch[] = [
      { protocols: protocol.numbers, ...(ports === undefined ? {} : { destinationPorts: ports }) },
    ];
    const whole = joinDoubts(doubt, protocol.doubt, allowed.doubt, pool.doubt, deeper(draft, item));
    if (whole !== undefined) {
      addGap(draft, item.origin, `What it does with a connection is not certain: ${whole.reason}.`);
    }
    return {
      id: item.id,
      name: item.name,
      address: address === undefined ? NO_ADDRESS : AddressSet.fromAddress(address),
      source: allowed.source,
      services: isOn ? services : [],
      members: pool.members,
      ...(pool.monitored === true ? { monitored: true } : {}),
      ...doubtField(whole),
      origin: item.origin,
    };
  });
}

interface PortPair {
  ports?: PortSet;
  /** Of members that name none; absent = the port that was asked for. */
  memberPorts?: PortSet;
}

/** Lists of equal length belong together, entry by entry. */
function portPairs({ name, props }: Item): Part<PortPair>[] {
  const given = textsOf(props["ports"]);
  const defaults = textsOf(props["defaultPoolMemberPorts"]);
  const ports = given.known.length === 0 ? undefined : readPorts(given);
  const hasDefaults = defaults.known.length > 0 || defaults.hasUnknown;
  const memberPorts = hasDefaults ? readPorts(defaults) : undefined;
  if (ports === undefined || (hasDefaults && memberPorts === undefined)) {
    return [{ doubt: unknown(`the ports of virtual server "${name}" are not known`) }];
  }
  const isPaired = defaults.known.length > 1 && defaults.known.length === given.known.length;
  return isPaired
    ? given.known.map((text, index) => ({
        ports: portsOf(text),
        memberPorts: portsOf(defaults.known[index] ?? text),
      }))
    : [{ ports, ...(memberPorts === undefined ? {} : { memberPorts }) }];
}

function portsOf(text: string): PortSet {
  return readPorts({ known: [text], hasUnknown: false }) ?? PortSet.NONE;
}

function profileOf(draft: Draft, { props }: Item): { path: string; item?: Item } {
  const path = textOf(props["applicationProfilePath"]) ?? "";
  return { path, item: draft.items.atPath(path) };
}

function protocolOf(draft: Draft, server: Item): Part<{ numbers: number[] }> {
  const { path, item } = profileOf(draft, server);
  const number = PROTOCOLS[item?.kind ?? path.slice(path.lastIndexOf("/") + 1)];
  return number === undefined
    ? {
        numbers: [6, 17],
        doubt: unknown(
          `application profile ${path === "" ? "" : `${path} `}of virtual server "${server.name}" is described by neither resources nor surroundings`,
        ),
      }
    : { numbers: [number] };
}

/** What looks at more than headers. */
function deeper(draft: Draft, server: Item): Doubt | undefined {
  const { name, props } = server;
  const profile = profileOf(draft, server).item?.props ?? {};
  const redirects =
    flagOf(profile["httpRedirectToHttps"]) === true ||
    textOf(profile["httpRedirectTo"]) !== undefined;
  return joinDoubts(
    listOf(props["rules"]).length > 0 || isUnknown(props["rules"])
      ? conditional(`rules of virtual server "${name}" look into requests`)
      : undefined,
    redirects ? conditional(`virtual server "${name}" answers with a redirection`) : undefined,
  );
}

/** Who may ask: an access list names a group. */
function allowedSources(groups: Groups, { name, props }: Item): Part<{ source: AddressSet }> {
  const list = mapOf(props["accessListControl"]);
  if (list === undefined || flagOf(list["enabled"]) === false) {
    return { source: AddressSet.ANY };
  }
  const group = groups.at(textOf(list["groupPath"]) ?? "");
  if (group === undefined) {
    const doubt = unknown(`the group of the access list of virtual server "${name}" is not known`);
    return { source: AddressSet.ANY, doubt };
  }
  const isAllow = textOf(list["action"]) === "ALLOW";
  return {
    source: isAllow ? group.addresses : group.addresses.complement(),
    ...doubtField(group.doubt),
  };
}

function poolOf(
  draft: Draft,
  gateway: Gateway,
  groups: Groups,
  { name, props }: Item,
  memberPorts: PortSet | undefined,
): Part<Pool> {
  for (const key of ["poolPath", "sorryPoolPath"]) {
    const path = textOf(props[key]);
    const pool = draft.items.atPath(path ?? "");
    if (isUnknown(props[key]) || (path !== undefined && pool === undefined)) {
      const which = path === undefined ? "" : ` ${path}`;
      const why = `the pool${which} of virtual server "${name}" is described by neither resources nor surroundings`;
      return { members: [], doubt: unknown(why) };
    }
    const found = pool && membersOf(draft, gateway, groups, pool, memberPorts);
    if (found !== undefined && (found.members.length > 0 || found.doubt !== undefined)) {
      return found;
    }
  }
  return { members: [] };
}

interface Given {
  name: string;
  addresses: AddressSet;
  ports: PortSet | undefined;
}

function membersOf(
  draft: Draft,
  gateway: Gateway,
  groups: Groups,
  pool: Item,
  memberPorts: PortSet | undefined,
): Part<Pool> {
  const doubts: (Doubt | undefined)[] = [];
  const given = [...listed(pool, doubts), ...grouped(groups, pool, doubts)];
  const snat = mapOf(pool.props["snat"]);
  const members = given.flatMap(({ ports = memberPorts, ...member }) => {
    const parts = balancedSources(draft, gateway, member.addresses, snat);
    doubts.push(parts.doubt);
    return parts.list.map(({ addresses, sources }) => ({
      name: member.name,
      addresses,
      ...(ports === undefined ? {} : { ports }),
      ...(sources === undefined ? {} : { sources }),
    }));
  });
  return { members, monitored: isMonitored(pool), ...doubtField(joinDoubts(...doubts)) };
}

function isMonitored({ props }: Item): boolean {
  const monitors = textsOf(props["activeMonitorPaths"]);
  return (
    monitors.hasUnknown ||
    monitors.known.length > 0 ||
    textOf(props["activeMonitorPath"]) !== undefined
  );
}

/** Those that stand in the pool, without what is switched off; backups serve when the others do not do. */
function listed({ name, props }: Item, doubts: (Doubt | undefined)[]): Given[] {
  if (isUnknown(props["members"])) {
    doubts.push(unknown(`the members of pool "${name}" are not known yet`));
  }
  const enabled = mapsOf(props["members"]).filter(
    (member) => (textOf(member["adminState"]) ?? "ENABLED") === "ENABLED",
  );
  const isBackup = (member: PropertyMap) => flagOf(member["backupMember"]) === true;
  const first = enabled.filter((member) => !isBackup(member));
  const isActive = first.length >= (numberOf(props["minActiveMembers"]) ?? 1);
  const chosen = isActive ? first : enabled.filter(isBackup);
  return chosen.flatMap((member): Given[] => {
    const address = readAddress(textOf(member["ipAddress"]));
    const port = textsOf(member["port"]);
    const ports = port.known.length === 0 && !port.hasUnknown ? PortSet.NONE : readPorts(port);
    if (address === undefined || ports === undefined) {
      doubts.push(unknown(`address or port of a member of pool "${name}" is not known`));
      return [];
    }
    return [
      {
        name: textOf(member["displayName"]) ?? textOf(member["ipAddress"]) ?? "",
        addresses: AddressSet.fromAddress(address),
        ports: ports.isEmpty ? undefined : ports,
      },
    ];
  });
}

/** The addresses of a group. */
function grouped(groups: Groups, { name, props }: Item, doubts: (Doubt | undefined)[]): Given[] {
  const given = mapOf(props["memberGroup"]);
  if (given === undefined) {
    return [];
  }
  const path = textOf(given["groupPath"]);
  const group = groups.at(path ?? "");
  const port = textsOf(given["port"]);
  const ports = port.known.length === 0 && !port.hasUnknown ? PortSet.NONE : readPorts(port);
  if (group === undefined || ports === undefined) {
    doubts.push(unknown(`group or port of the members of pool "${name}" is not known`));
    return [];
  }
  const most = numberOf(given["maxIpListSize"]);
  const kept = [
    flagOf(given["allowIpv4"]) === false ? [] : [4 as const],
    flagOf(given["allowIpv6"]) === true ? [6 as const] : [],
  ].flat();
  const addresses = AddressSet.fromRanges(
    group.addresses.toRanges().filter(({ family }) => kept.includes(family)),
  );
  doubts.push(
    group.doubt,
    most !== undefined && addresses.size > BigInt(most)
      ? conditional(
          `pool "${name}" takes only ${most} of the ${addresses.size} addresses of its group`,
        )
      : undefined,
  );
  return addresses.isEmpty
    ? []
    : [{ name: group.name, addresses, ports: ports.isEmpty ? undefined : ports }];
}
