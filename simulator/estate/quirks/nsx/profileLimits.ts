import type { PropertyMap } from "vmnet/network/model/resource";
import { isAbsent } from "../../generic/values";
import { N } from "../../kinds";
import type { Quirk } from "../quirk";

const floodLimits: PropertyMap = {
  icmpActiveFlowLimit: 10_000,
  otherActiveConnLimit: 10_000,
  tcpHalfOpenConnLimit: 1_000_000,
  udpActiveFlowLimit: 100_000,
};

const filledIn: Record<string, PropertyMap> = {
  [N.uplinkProfile]: { mtu: 1700 },
  [N.gatewayFloodProfile]: floodLimits,
  [N.distributedFloodProfile]: floodLimits,
};

/** The values are examples: which ones a manager answers, no run shows. */
export const profileLimitsFilledIn: Quirk = {
  name: "a profile without MTU or limits reads the manager's back",
  source: "manager: only where the manager returns values; the values here are unconfirmed",
  types: Object.keys(filledIn),
  answer({ type, inputs }) {
    const values = Object.entries(filledIn[type] ?? {}).filter(([name]) => isAbsent(inputs[name]));
    return Object.fromEntries(values);
  },
};
