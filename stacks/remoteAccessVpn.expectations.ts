import { expect, type Expectation } from "../network/reason/expectation";
import { icmp, tcp, udp } from "../network/services";

/** The names under which the model knows the networks and machines of {@link remoteAccessVpn}. */
const clients = "vpn clients";
const contractor = "vpn client contractor-1";
const gateway = "vpn";
const servers = "main-group";
const corp = "corp";
const internet = "internet";

const outside = {
  at: "192.168.1.70",
  because: "R17: clients connect to udp 1194 and nothing else",
};
const open = { because: "R30: clients call what is open to them" };
const shut = { because: "R30: clients call nothing else" };

/** What must and must not be possible in every environment of the topology (R13, R17, R30). */
export const expectations: Expectation[] = [
  ...[corp, internet].flatMap((from) => [
    expect(from).canReach(gateway, udp("1194"), outside),
    expect(from).neverReaches(gateway, tcp(), udp("1-1193,1195-65535"), icmp(), outside),
  ]),

  expect(clients).canReach("files-1", tcp("445"), open),
  expect(clients).canReach("intranet-1", tcp("443"), icmp(8), open),
  expect(clients).canReach("dns-1", tcp("53"), udp("53"), open),
  expect(clients).neverReaches("files-1", tcp("1-444,446-65535"), udp(), icmp(), shut),
  expect(clients).neverReaches("intranet-1", tcp("1-442,444-65535"), udp(), shut),
  expect(clients).neverReaches("dns-1", tcp("1-52,54-65535"), udp("1-52,54-65535"), icmp(), shut),
  expect(clients).neverReaches("ledger-1", { because: "R30: this one is not for clients" }),

  expect(contractor).canReach("intranet-1", tcp("443"), {
    because: "R17: a client with an address of its own has rules of its own",
  }),
  ...["files-1", "dns-1", "ledger-1"].map((server) =>
    expect(contractor).neverReaches(server, shut),
  ),

  // Whoever takes over the gateway has its address, and no more than its clients.
  expect(gateway).canReach("dns-1", udp("53"), { because: "the gateway asks for names" }),
  expect(gateway).neverReaches("ledger-1", shut),
  expect(gateway).neverReaches("files-1", tcp("1-444,446-65535"), udp(), icmp(), shut),
  expect(gateway).neverReaches("intranet-1", tcp("1-442,444-65535"), udp(), shut),
  expect(gateway).neverReaches("dns-1", tcp("1-52,54-65535"), udp("1-52,54-65535"), icmp(), shut),

  ...[clients, contractor, gateway].flatMap((from) =>
    [corp, internet].map((to) =>
      expect(from).neverReaches(to, { because: "R30: the tunnel leads to servers alone" }),
    ),
  ),
  ...[clients, contractor].flatMap((from) =>
    [clients, contractor]
      .filter((to) => from === clients || to === clients)
      .map((to) =>
        expect(from).neverReaches(to, { because: "R30: clients do not reach each other" }),
      ),
  ),
  ...[servers, corp, internet].flatMap((from) =>
    [clients, contractor].map((to) =>
      expect(from).neverReaches(to, { because: "nobody opens connections to clients" }),
    ),
  ),

  expect(servers).canReach(servers, tcp(), { because: "servers work with each other" }),
  expect(corp).canReach(servers, tcp(), { because: "the office works with all servers" }),
  expect(internet).neverReaches(servers, { because: "the main network is nothing public" }),
  ...[corp, internet, gateway].map((to) =>
    expect(servers).neverReaches(to, { because: "servers start no connections to others" }),
  ),
];
