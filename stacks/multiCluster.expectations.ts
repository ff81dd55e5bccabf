import { expect, type Expectation } from "../network/reason/expectation";
import { icmp, tcp, udp } from "../network/services";

/** The names under which the model knows what {@link multiCluster} makes at each site. */
const site = (name: "west" | "east") => ({
  machine: `${name}-app-1`,
  app: `${name}-app-segment`,
  edge: `${name}-edge-gateway`,
  gateway: `${name}-app-gateway`,
  vMotion: `${name}-vmotion`,
});
const west = site("west");
const east = site("east");
const internet = "internet";

/** Of each site: its edge at the carrier, the ends of its tunnels over the carrier, and inside of them. */
const ENDS = [
  {
    of: west,
    peer: east,
    uplink: "192.0.2.2",
    endpoints: ["203.0.113.1", "203.0.113.2"],
    inside: ["169.254.64.2", "169.254.64.6"],
  },
  {
    of: east,
    peer: west,
    uplink: "192.0.2.130",
    endpoints: ["198.51.100.1", "198.51.100.2"],
    inside: ["169.254.64.1", "169.254.64.5"],
  },
];

const other = { because: "R23: nothing but what the description of the VPN allows" };

/** What crosses between the sites, and what does not, while some resources are lost. */
const crossing = (...without: string[]): Expectation[] => {
  const lost = without.length === 0 ? {} : { without };
  return [
    expect(west.app).canReach(east.app, tcp("443"), icmp(8), {
      because: "R23: the west's machines use the east's web service, and may test it",
      ...lost,
    }),
    expect(east.app).canReach(west.app, tcp("5432"), {
      because: "R23: the east's database follows the west's",
      ...lost,
    }),
    expect(west.app).neverReaches(east.app, tcp("1-442,444-65535"), udp(), icmp(0), {
      ...other,
      ...lost,
    }),
    expect(east.app).neverReaches(west.app, tcp("1-5431,5433-65535"), udp(), icmp(), {
      ...other,
      ...lost,
    }),
  ];
};

/** What must and must not be possible in every environment of the topology (R22, R23, R34). */
export const expectations: Expectation[] = [
  ...crossing(),
  ...crossing("west-vpn-session-primary"), // by the backup, and by nothing else
  ...crossing("east-vpn-session-backup"),
  // By the edge node in reserve, which production has at each site.
  ...crossing("west-edge-interface-edge-01", "east-edge-interface-edge-11").map((one) => ({
    ...one,
    stacks: ["*-prod"],
  })),
  expect(west.app).onlyReachableFrom([east.app], other),
  expect(east.app).onlyReachableFrom([west.app], other),
  expect(west.app).neverReaches(internet, { because: "R23: the edges know the other site only" }),
  expect(east.app).neverReaches(internet, { because: "R23: the edges know the other site only" }),

  ...ENDS.flatMap(({ of: { app, edge, gateway }, peer, uplink, endpoints, inside }) => [
    ...endpoints.flatMap((at) => [
      expect(internet).canReach(edge, icmp(3, 4), {
        at,
        because: "R34: routers of the carrier tell a tunnel's end how much they carry",
      }),
      expect(internet).neverReaches(edge, tcp(), udp(), icmp(8), {
        at,
        because: "R34: nobody but the other site's ends speaks to a tunnel's end",
      }),
      expect(peer.app).neverReaches(edge, {
        at,
        because: "R23: machines meet the other site inside of the tunnels only",
      }),
    ]),
    expect(internet).neverReaches(edge, {
      at: uplink,
      because: "R23: an edge speaks BGP with the carrier's router, and with nobody else",
    }),
    ...inside.map((at) =>
      expect(app).canReach(edge, icmp(8), { at, because: "R23: two tunnels, each with its VTI" }),
    ),
    ...inside.map((at) =>
      expect(internet).neverReaches(edge, { at, because: "R23: the carrier sees no VTI" }),
    ),
    expect(internet).neverReaches(gateway, {
      because: "R23: the carrier hears of the tunnels' ends, and of no network behind them",
    }),
  ]),

  ...[west, east].flatMap(({ vMotion }) => [
    expect(vMotion).canReach(vMotion, tcp("8000"), {
      because: "R22: every host migrates machines to every other of its site",
    }),
    expect(vMotion).onlyReachableFrom([vMotion], {
      because: "R22: memory of machines crosses this network in the clear",
    }),
  ]),
];
