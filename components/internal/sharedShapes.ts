import type { Bandwidth } from "../../network/bandwidth";
import type { Protocol, Traffic } from "../../network/services";
import type { Uplinks } from "../bridgedNetwork";
import type { GuardProfiles } from "../segmentGuards";
import { choice, list, needed, object, plainNumber, plainText, text } from "./shape";

/** Shapes that arguments of several components have. */
export const trafficShape = object<Traffic>(
  {
    protocol: choice<Protocol>(),
    ports: plainText,
    icmpType: plainNumber,
    icmpCode: plainNumber,
  },
  'tcp("3306") or the like',
);

export const bandwidthShape = object<Bandwidth>(
  { bitsPerSecond: plainNumber },
  "gigabit(1) or the like",
);

export const uplinksShape = object<Uplinks>({
  active: needed(list(plainText)),
  standby: list(plainText),
});

export const guardsShape = object<GuardProfiles>({
  macDiscoveryProfilePath: text,
  ipDiscoveryProfilePath: text,
  spoofGuardProfilePath: text,
  securityProfilePath: text,
});
