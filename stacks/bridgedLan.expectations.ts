import { expect, type Expectation } from "../network/reason/expectation";
import { icmp, tcp, udp } from "../network/services";

const office = "corp";
/** A machine that somebody else attached; the surroundings of production have one. */
const stranger = "stranger";

const guarded = {
  stacks: ["bridged-lan-prod"],
  because: "R05: only machines whose MAC address is on the list may send",
};

/** What must and must not be possible in every environment of the topology (R03 to R08). */
export const expectations: Expectation[] = [
  expect("desk-1").canReach("desk-2", icmp(8), {
    at: "192.168.1.20",
    because: "R07: the first machine pings the second one",
  }),
  expect("desk-2").canReach("desk-1", icmp(8), { at: "192.168.1.10", because: "R07: and back" }),
  expect(office).canReach("desk-1", tcp("22"), udp("53"), icmp(8), {
    at: "192.168.1.10",
    because: "R03: a bridged machine is a neighbour of the physical LAN",
  }),
  expect(office).canReach("desk-2", tcp("22"), udp("53"), icmp(8), {
    at: "192.168.1.20",
    because: "R03: a bridged machine is a neighbour of the physical LAN",
  }),
  expect("desk-1").canReach(office, { because: "R03: nothing stands between the two" }),
  expect("desk-2").canReach(office, { because: "R03: nothing stands between the two" }),
  expect("desk-1").canReach("internet", tcp("443"), { because: "R03: by the LAN's own router" }),
  expect("desk-2").canReach("internet", tcp("443"), { because: "R03: by the LAN's own router" }),

  expect(stranger).neverReaches("desk-1", guarded),
  expect(stranger).neverReaches("desk-2", guarded),
  expect(stranger).neverReaches(office, guarded),
  expect(stranger).neverReaches("internet", guarded),
];
