/** Cases for section 5.7 of docs/semantics.md: virtual servers of a load balancer. */
import type { PoolMember, VirtualServer } from "../../network/model/virtualServer";
import { ANY_ADDRESS } from "../../network/addressSet";
import { PortSet } from "../../network/ports";
import { caseOf, DROP, set, type Case } from "./cases";
import { DEPENDS, firewallRule, natRule, ORIGIN, route } from "./parts";
import type { SmallSite } from "./smallSite";

const CALL = "10.0.1.5 > 10.0.30.4 tcp 443";
const INSIDE = "10.0.12.2 > 10.0.30.4 tcp 443";

/** Two members on the web segment; w is the one that exists. */
const W: PoolMember = { name: "w", addresses: set("10.0.11.2"), ports: PortSet.of("8443") };
const GONE: PoolMember = { name: "gone", addresses: set("10.0.11.3") };
/** Members see the gateway, as with automap. */
const hiding = (member: PoolMember) => ({ ...member, sources: set("10.0.11.1") });

/** 10.0.30.4 on the Tier-1, which the Tier-0 knows a way to. */
function balance(site: SmallSite, members: PoolMember[], extra: Partial<VirtualServer> = {}): void {
  site.t0.routes.push(route("10.0.30.4/32", site.port("t0-1"), undefined, { kind: "advertised" }));
  site.t1.virtualServers = [
    {
      ...{ id: "shop", name: "shop", address: set("10.0.30.4"), source: ANY_ADDRESS },
      services: [{ protocols: [6], destinationPorts: PortSet.of("443") }],
      ...{ members, origin: ORIGIN },
      ...extra,
    },
  ];
}

const balanced =
  (members: PoolMember[], extra: Partial<VirtualServer> = {}): Case["change"] =>
  (site) =>
    balance(site, members, extra);

export const SERVERS: Case[] = [
  caseOf(
    "a virtual server hands on to another port",
    "corp",
    CALL,
    "allowed delivered w 10.0.11.2 8443",
    balanced([hiding(W)]),
  ),
  caseOf(
    "a member that names no port serves at the one that was asked for",
    "corp",
    CALL,
    "allowed delivered w 10.0.11.2 443",
    balanced([{ name: "w", addresses: set("10.0.11.2") }]),
  ),
  caseOf(
    "one of two members is not there",
    "corp",
    CALL,
    "conditional alternatives w",
    balanced([hiding(W), hiding(GONE)]),
  ),
  caseOf(
    "a monitor takes out the member that is not there",
    "corp",
    CALL,
    "allowed delivered w",
    balanced([hiding(W), hiding(GONE)], { monitored: true }),
  ),
  caseOf(
    "fails when a monitor finds nobody",
    "corp",
    CALL,
    "denied noMember -",
    balanced([hiding(GONE)], { monitored: true }),
  ),
  caseOf(
    "a monitor may find what nobody describes",
    "corp",
    CALL,
    "unknown unknownNeighbour -",
    (site) => {
      balance(site, [hiding(GONE)], { monitored: true });
      site.model.domains.find(({ id }) => id === "web")!.open = true;
    },
  ),
  caseOf("fails without members", "corp", CALL, "denied noMember -", balanced([])),
  caseOf(
    "fails with members of the other family only",
    "corp",
    CALL,
    "denied noMember -",
    balanced([{ name: "six", addresses: set("fd00::2") }]),
  ),
  caseOf(
    "fails at a port that no server has",
    "corp",
    "10.0.1.5 > 10.0.30.4 tcp 80",
    "denied noVirtualServer -",
    balanced([W]),
  ),
  caseOf(
    "fails at a server that is off",
    "corp",
    CALL,
    "denied noVirtualServer -",
    balanced([W], { services: [] }),
  ),
  caseOf(
    "fails for clients that the access list leaves out",
    "corp",
    CALL,
    "denied noVirtualServer -",
    balanced([W], { source: set("10.0.1.6") }),
  ),
  caseOf(
    "whether a virtual server answers a ping is not known",
    "corp",
    "10.0.1.5 > 10.0.30.4 icmp 2048",
    "unknown noVirtualServer -",
    balanced([W]),
  ),
  caseOf(
    "rules that look into requests",
    "corp",
    CALL,
    "conditional headers do not show it -",
    balanced([W], { doubt: DEPENDS }),
  ),
  caseOf(
    "fails behind a gateway firewall, which sees the server's address",
    "corp",
    CALL,
    "denied firewall -",
    (site) => {
      balance(site, [hiding(W)]);
      site.t1.firewall.rules.push(
        firewallRule("no", { ...DROP, direction: "IN", destination: set("10.0.30.4") }),
      );
    },
  ),
  caseOf(
    "the gateway firewall does not see members behind the distributed router",
    "corp",
    CALL,
    "allowed delivered w",
    (site) => {
      balance(site, [hiding(W)]);
      site.t1.firewall.rules.push(firewallRule("no", { ...DROP, destination: set("10.0.11.2") }));
    },
  ),
  caseOf(
    "destination NAT comes before the balancer",
    "corp",
    CALL,
    "allowed delivered d",
    (site) => {
      balance(site, [hiding(W)]);
      const rule = { destination: set("10.0.30.4"), translated: set("10.0.12.2") };
      site.t1.nat.push(natRule("first", "DNAT", rule));
    },
  ),
  caseOf(
    "from inside, where members see the gateway",
    "d",
    INSIDE,
    "allowed delivered w",
    balanced([hiding(W)]),
  ),
  caseOf(
    "fails from inside where members see the client: answers pass the balancer by",
    "d",
    INSIDE,
    "denied noReturnPath w",
    balanced([W]),
  ),
  caseOf(
    "from outside, members may see the client",
    "corp",
    CALL,
    "allowed delivered w",
    balanced([W]),
  ),
  caseOf("fails on a gateway without service router", "corp", CALL, "denied loop -", (site) => {
    balance(site, [W]);
    site.t1.hasServiceRouter = false;
  }),
  caseOf(
    "the distributed firewall sees what members see",
    "corp",
    CALL,
    "denied firewall -",
    (site) => {
      balance(site, [hiding(W)]);
      site.model.firewall.rules.push(firewallRule("no", { ...DROP, source: set("10.0.11.1") }));
    },
  ),
];
