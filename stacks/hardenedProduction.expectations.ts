import { expect, type Expectation } from "../network/reason/expectation";
import { icmp, tcp, udp } from "../network/services";
import { allBut } from "./allBut";

/** The names under which the model knows the networks of {@link hardenedProduction}. */
const [core, management, dmz, production, vpn] = [
  "core-segment",
  "management-segment",
  "dmz-segment",
  "production-segment",
  "vpn-segment",
] as const;
const tiers = [core, management, dmz, production, vpn];
const internet = "internet";
const office = "corp";

const open = { because: "R33: the public service, where HTTP only leads on to HTTPS" };
const inspected = { inspected: true, because: "R33: older TLS is dropped before the frontends" };
const shut = { because: "R63: the frontends' two ports are the only way in" };
const names = { because: "R31: the core network serves names and time to every tier" };
const isolated = { because: "R63: nothing inside reaches the internet" };
const denied = { because: "R31: what no rule names does not pass" };

/** From one tier to another nothing but some ports of TCP. */
const only = (from: string, to: string, ports: string, ...more: ReturnType<typeof tcp>[]) => [
  expect(from).canReach(to, tcp(ports), ...more, denied),
  expect(from).neverReaches(to, tcp(complement(ports)), udp(), denied),
];

/** TCP ports but one. */
function complement(port: string): string {
  return allBut(port)[0]?.ports ?? "";
}

/** What must and must not be possible in every environment of the topology (R30, R31, R33, R63). */
export const expectations: Expectation[] = [
  ...[internet, office].flatMap((visitor) => [
    expect(visitor).canReach(dmz, tcp("80"), open),
    expect(visitor).canReach(dmz, tcp("443"), inspected),
    expect(visitor).neverReaches(dmz, ...allBut("80,443"), udp("80,443"), icmp(), shut),
    ...[core, management, production, vpn].map((tier) => expect(visitor).neverReaches(tier, shut)),
  ]),

  ...tiers.map((tier) => expect(tier).neverReaches(internet, isolated)),
  ...[core, management, production, vpn].map((tier) => expect(tier).neverReaches(office, isolated)),
  expect(dmz).neverReaches(office, ...allBut("80,443"), udp("80,443"), icmp(), isolated),

  ...[management, dmz, production, vpn].map((tier) =>
    expect(tier).canReach(core, udp("53,123"), tcp("53"), names),
  ),
  expect(dmz).neverReaches(
    core,
    tcp(complement("53")),
    udp("1-52,54-122,124-65535"),
    icmp(),
    names,
  ),
  expect(production).canReach(core, tcp("636"), {
    because: "R31: production asks the directory over TLS",
  }),
  expect(production).neverReaches(core, tcp("1-52,54-635,637-65535"), icmp(), denied),
  expect(vpn).neverReaches(core, tcp(complement("53")), icmp(), denied),

  ...[dmz, production, vpn].flatMap((tier) => only(management, tier, "22", icmp(8))),
  expect(management).canReach(core, tcp("22"), icmp(8), denied),
  expect(management).neverReaches(core, tcp("1-21,23-52,54-65535"), denied),
  ...only(vpn, management, "22"),
  expect(vpn).neverReaches(management, icmp(), denied),

  ...tiers.map((tier) => expect(core).neverReaches(tier, denied)),
  ...[management, production, vpn].map((tier) =>
    expect(dmz).neverReaches(tier, {
      because: "R31: a frontend that is taken over is in the DMZ and nowhere else",
    }),
  ),
  ...[management, dmz, vpn].map((tier) =>
    expect(production).neverReaches(tier, { because: "R31: production opens nothing outwards" }),
  ),
  ...[dmz, production].map((tier) => expect(vpn).neverReaches(tier, denied)),
  ...tiers.map((tier) =>
    expect(tier).neverReaches(tier, {
      because: "R31: machines of one tier do not reach each other either",
    }),
  ),
];

const toItsGateway = [
  ...["core", "dmz", "vpn"].flatMap((tier) => [
    `tiers-default-${tier}: removed`,
    `tiers-default-${tier}: allows`,
  ]),
  ...["public", "application", "administration", "remote"].map(
    (rule) => `tiers-rule-${rule}: any destination`,
  ),
];

/** Faults of the network that no expectation has to notice, and why. */
export const accepted = toItsGateway.map((mutant) => ({
  mutant,
  reason:
    "it opens the gateway's own addresses to the tier and nothing else: the other tiers still drop " +
    "what comes in, and an expectation is about machines, not about gateways",
}));
