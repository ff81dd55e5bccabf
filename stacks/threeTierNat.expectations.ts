import { expect, type Expectation } from "../network/reason/expectation";
import { icmp, tcp, udp } from "../network/services";
import { allBut } from "./allBut";

/** The names under which the model knows the networks of {@link threeTierNat}. */
const lan = "VM_Bridge";
const app = "app-segment";
const db = "db-segment";
const internet = "internet";

const jobs = {
  at: "192.168.1.60",
  because: "R11: desks hand jobs to the first machine of layer 2",
};
const web = { at: "192.168.1.61", because: "R11: layer 2 serves ssh, http and https" };
const bypass = { because: "nothing but the forwards leads to layer 2" };

/** What must and must not be possible in every environment of the topology (R10, R11, R12). */
export const expectations: Expectation[] = [
  expect(lan).canReach("app-1", tcp("5000-6000"), jobs),
  expect("app-1").onlyReachableFrom([lan, app], {
    because: "R11: jobs come from the LAN, nobody else",
  }),
  expect(lan).neverReaches("app-1", tcp("1-4999,6001-65535"), udp(), icmp(), bypass),

  expect(lan).canReach("app-2", tcp("22,80,443"), udp("22,80,443"), web),
  expect(lan).neverReaches("app-2", ...allBut("22,80,443"), icmp(), bypass),
  expect(internet).neverReaches("app-2", ...allBut("22,80,443"), icmp(), bypass),

  expect(app).canReach(internet, tcp("443"), udp("53"), {
    because: "R11: layer 2 goes out by SNAT",
  }),
  expect(app).canReach(lan, tcp("445"), icmp(8), {
    because: "R11: SNAT hides layer 2 from the LAN",
  }),

  ...[
    expect(lan).canReach("app-2", tcp("443"), { at: web.at }),
    expect(app).canReach(internet, tcp("443")),
  ].map((one) => ({
    ...one,
    because: "R10: production has an edge node in reserve",
    without: ["edge-interface-edge-01"],
    stacks: ["*-prod"],
  })),

  expect(app).canReach(db, tcp("3306"), { because: "R12: the database serves layer 2" }),
  expect(app).neverReaches(db, tcp("1-3305,3307-65535"), udp(), icmp(), {
    because: "R12: on port 3306 only",
  }),
  expect(db).onlyReachableFrom([app], { because: "R12: layer 2 alone may use the database" }),
  expect(lan).neverReaches(db, { because: "R12: by no address and no service" }),
  expect(internet).neverReaches(db, { because: "R12: by no address and no service" }),
  ...[lan, app, db, internet].map((other) =>
    expect(db).neverReaches(other, { because: "R12: the database starts no connection" }),
  ),
];

const forwards = ["jobs", "ssh-tcp", "ssh-udp", "http-tcp", "http-udp", "https-tcp", "https-udp"];

/** Faults of the network that no expectation has to notice, and why. */
export const accepted = forwards.map((forward) => ({
  mutant: `app-service-${forward}: every port`,
  reason:
    "the forward still takes its own outside ports only; which inside port answers is the " +
    "machine's affair, not a question of who reaches whom",
}));
