import { expect, type Expectation } from "../network/reason/expectation";
import { icmp, tcp, udp } from "../network/services";

/** The names under which the model knows the networks of {@link networkSlicing}. */
const fast = "5G_Net";
const old = "4G";
const shared = "shared-segment";
const internet = "internet";
const slices = [fast, old];

/** Everything but one port, which is asked by TCP and UDP. */
const allBut = (port: number) => {
  const rest = `1-${port - 1},${port + 1}-65535`;
  return [tcp(rest), udp(rest), icmp()];
};

const apart = { because: "R60: a slice is a network of its own" };
const data = { because: "slices carry their users' traffic to the internet" };
const managed = { because: "a gateway is managed by its manager, and by no packet" };
/** Gateways of slices with routing of their own. */
const inProduction = { ...managed, stacks: ["*-prod"] };
const vrfOf = (slice: string) => `${slice}-vrf-gateway`;
const core = "core-gateway";
const names = { because: "every slice asks the shared name service, and nothing else of it" };

/** What still holds when production, which has two edge nodes, loses one: with it goes a foot of each gateway. */
const byOneEdgeNode: Expectation[] = ["edge-01", "edge-02"].flatMap((node) =>
  [
    ...slices.map((slice) => expect(slice).canReach(internet, tcp("443"), udp("443"))),
    expect(shared).canReach(internet, tcp("53"), udp("53")),
  ].map((one) => ({
    ...one,
    because: "slices stay in service with one edge node",
    without: ["core", "5G_Net-vrf", "4G-vrf"].map((gateway) => `${gateway}-interface-${node}`),
    stacks: ["*-prod"],
  })),
);

/** What must and must not be possible in every environment of the topology (R60). */
export const expectations: Expectation[] = [
  ...byOneEdgeNode,
  ...slices.flatMap((slice) => [
    expect(slice).canReach(internet, tcp("443"), udp("443"), data),
    expect(slice).neverReaches(internet, ...allBut(443), data),
    expect(slice).canReach(shared, tcp("53"), udp("53"), names),
    expect(slice).neverReaches(shared, ...allBut(53), names),
    expect(internet).neverReaches(slice, {
      because: "nothing outside opens connections to a slice",
    }),
    expect(shared).neverReaches(slice, { because: "the name service answers, it asks no slice" }),
    expect(slice).neverReaches(`${slice}-gateway`, ...allBut(443), managed),
    expect(slice).neverReaches(core, inProduction),
    expect(slice).neverReaches("shared-gateway", inProduction),
    expect(internet).neverReaches(vrfOf(slice), inProduction),
    expect(shared).neverReaches(vrfOf(slice), inProduction),
  ]),
  expect(fast).neverReaches(old, apart),
  expect(old).neverReaches(fast, apart),
  expect(shared).canReach(internet, tcp("53"), udp("53"), {
    because: "the name service asks those of the internet",
  }),
  expect(shared).neverReaches(internet, ...allBut(53), { because: "and for nothing else" }),
  expect(shared).neverReaches("shared-gateway", ...allBut(53), managed),
  expect(internet).neverReaches("shared-gateway", managed),
  expect(internet).neverReaches(core, managed),
  expect(fast).neverReaches(vrfOf(old), inProduction),
  expect(old).neverReaches(vrfOf(fast), inProduction),
  expect(internet).neverReaches(shared, { because: "it serves the slices only" }),
];
