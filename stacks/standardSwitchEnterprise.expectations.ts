import { expect, type Expectation } from "../network/reason/expectation";
import { icmp, tcp } from "../network/services";

/** Networks of {@link standardSwitchEnterprise}, by their port groups. */
const management = "Jump_Net";
const production = "Prod_Net";
const data = "Data_Net";
const dmz = "Dmz_Net";
const vMotion = "vmotion";

/** Development has one production tier; the DMZ is in production only. */
const withData = ["*-lab", "*-prod"];
const withDmz = ["*-prod"];

const routed = { because: "R20: the physical routers join the tiers, each a VLAN of its own" };
const apart = { because: "R22: hosts migrate machines over a VLAN that no machine is in" };
const clear = { because: "R22: memory of machines crosses this network in the clear" };

/** What must and must not be possible in every environment of the topology (R20, R22). */
export const expectations: Expectation[] = [
  expect(management).canReach(production, tcp("22"), icmp(8), routed),
  expect(production).canReach(management, tcp("22"), icmp(8), routed),
  expect(production).canReach("internet", tcp("443"), routed),
  expect(management).canReach("internet", tcp("443"), routed),
  expect(production).canReach(data, tcp("3306"), { ...routed, stacks: withData }),
  expect(data).canReach(production, tcp("443"), { ...routed, stacks: withData }),
  expect(management).canReach(data, tcp("22"), { ...routed, stacks: withData }),
  expect(dmz).canReach(production, tcp("443"), { ...routed, stacks: withDmz }),
  expect(production).canReach(dmz, tcp("443"), { ...routed, stacks: withDmz }),
  expect("internet").canReach(dmz, tcp("443"), { ...routed, stacks: withDmz }),

  expect(vMotion).canReach(vMotion, tcp("8000"), {
    because: "R22: every host migrates machines to every other; the port is fixed",
  }),
  expect(vMotion).onlyReachableFrom([vMotion], clear),
  ...[management, production, "corp", "internet"].map((other) =>
    expect(vMotion).neverReaches(other, apart),
  ),
];
