import { expect, type Expectation } from "../network/reason/expectation";
import { icmp, tcp, udp } from "../network/services";
import { allBut } from "./allBut";
import { APPLICATION } from "./hardenedProduction.plan";

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
/** Of all tiers; it has an address in each of their networks. */
const gateway = "dmz-gateway";

const open = { because: "R33: the public service, where HTTP only leads on to HTTPS" };
const inspected = { inspected: true, because: "R33: older TLS is dropped before the frontends" };
const shut = { because: "R63: the frontends' two ports are the only way in" };
const names = { because: "R31: the core network serves names and time to every tier" };
const isolated = { because: "R63: nothing inside reaches the internet" };
const balanced = { because: "R43: the frontends hand on to each machine of production" };
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

/** Where frontends get their certificate (by ACME) or its status (by OCSP), by environment. */
const authorities = [
  { stacks: ["*-dev"], at: "192.168.1.30", beside: ["192.168.1.29", "192.168.1.31"] },
  { stacks: ["*-prod"], at: "192.168.1.31", beside: ["192.168.1.30", "192.168.1.32"] },
];

/** The way to the authorities, and to nobody beside them. */
const outwards: Expectation[] = [
  ...authorities.flatMap(({ stacks, at, beside }) => [
    expect(dmz).canReach(office, tcp("80,443"), {
      at,
      stacks,
      because: "R33: frontends ask their authority, by SNAT since nobody outside knows the DMZ",
    }),
    ...beside.map((other) =>
      expect(dmz).neverReaches(office, {
        at: other,
        stacks,
        because: "R63: the authority is the only one outside that frontends ask",
      }),
    ),
  ]),
  expect(dmz).neverReaches(office, {
    stacks: ["*-lab"],
    because: "R63: without an authority outside frontends ask nobody",
  }),
];

/** What still holds when production, which has two edge nodes, loses one. */
const byOneEdgeNode: Expectation[] = ["edge-interface-edge-01", "edge-interface-edge-02"].flatMap(
  (lost) =>
    [
      ...[internet, office].flatMap((visitor) => [
        expect(visitor).canReach(dmz, tcp("80")),
        expect(visitor).canReach(dmz, tcp("443"), { inspected: true }),
      ]),
      expect(dmz).canReach(office, tcp("80,443"), { at: "192.168.1.31" }),
    ].map((one) => ({
      ...one,
      because: "R63: production stays in service with one edge node",
      without: [lost],
      stacks: ["*-prod"],
    })),
);

/** The application's machines; production has one more. */
const APPLICATIONS = [
  { name: "app-1", at: "10.40.3.11" },
  { name: "app-2", at: "10.40.3.12" },
  { name: "app-3", at: "10.40.3.13", stacks: ["*-prod"] },
];

/** Frontends come to the application by the balancer, which hands on to every machine, and by nothing else. */
const byTheBalancer: Expectation[] = [
  ...APPLICATIONS.flatMap(({ name, at, ...only }) => [
    expect(dmz).canReach(name, tcp(APPLICATION.port), {
      at: APPLICATION.address,
      ...only,
      ...balanced,
    }),
    expect(dmz).neverReaches(name, {
      at,
      ...only,
      because: "R31: a frontend that is taken over gets to the balancer and no further",
    }),
  ]),
  expect(dmz).neverReaches(production, ...allBut(APPLICATION.port), udp(APPLICATION.port), icmp(), {
    because: "R31: a frontend that is taken over is in the DMZ and nowhere else",
  }),
];

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
  ...outwards,
  ...byOneEdgeNode,

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
  ...byTheBalancer,
  ...[management, vpn].map((tier) =>
    expect(dmz).neverReaches(tier, {
      because: "R31: a frontend that is taken over is in the DMZ and nowhere else",
    }),
  ),
  ...[management, dmz, vpn].map((tier) =>
    expect(production).neverReaches(tier, { because: "R31: production opens nothing outwards" }),
  ),
  ...[dmz, production].map((tier) => expect(vpn).neverReaches(tier, denied)),
  ...tiers.flatMap((tier) => [
    expect(tier).neverReaches(tier, {
      because: "R31: machines of one tier do not reach each other either",
    }),
    expect(tier).neverReaches(gateway, {
      because: "R31: no rule names the gateway's own addresses",
    }),
  ]),
];
