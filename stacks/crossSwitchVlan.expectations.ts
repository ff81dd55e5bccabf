import { expect, type Expectation } from "../network/reason/expectation";
import { icmp, tcp } from "../network/services";

/** Tiers of {@link crossSwitchVlan}, by their port groups; the machines of every environment. */
const front = "front";
const back = "back";
const web = "web-1";
const db = "db-1";

/** Addresses in the VLAN that both switches carry. */
const shared = { web: "192.168.100.11", db: "192.168.100.21" };

const joined = { because: "R14: one VLAN over two switches makes neighbours of their machines" };
const routed = { because: "the tiers' own VLANs are apart: the physical router joins them" };
const closed = {
  because: "R14: no router has an address in the shared network, so nobody else comes in",
};
const single = { because: "a machine that is in its own tier only", stacks: ["*-lab", "*-prod"] };

/** What must and must not be possible in every environment of the topology (R14). */
export const expectations: Expectation[] = [
  expect(web).canReach(db, tcp("5432"), icmp(8), { at: shared.db, ...joined }),
  expect(db).canReach(web, tcp("443"), icmp(8), { at: shared.web, ...joined }),
  expect("web-2").canReach(db, tcp("5432"), icmp(8), {
    at: shared.db,
    ...joined,
    stacks: ["*-prod"],
  }),
  expect(front).canReach(back, tcp("443"), routed),
  expect(back).canReach(front, tcp("443"), routed),
  expect("internet").canReach(web, tcp("443"), { at: "192.168.20.11", ...routed }),
  expect("internet").canReach(db, tcp("443"), { at: "192.168.30.21", ...routed }),

  expect("internet").neverReaches(web, { at: shared.web, ...closed }),
  expect("internet").neverReaches(db, { at: shared.db, ...closed }),
  expect("corp").neverReaches(web, { at: shared.web, ...closed }),
  expect("corp").neverReaches(db, { at: shared.db, ...closed }),
  expect("store-1").neverReaches(web, { at: shared.web, ...single }),
  expect("store-1").neverReaches(db, { at: shared.db, ...single }),
  expect("store-1").canReach(db, tcp("5432"), { at: "192.168.30.21", ...single }),
];
