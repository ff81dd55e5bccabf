import type { Quirk } from "../quirk";
import { sessionAllowsItself } from "./autoRule";
import { edgeCredentialsRead } from "./edgeCredentials";
import { edgeSyslogUnsent } from "./edgeSyslog";
import { floodBindingId } from "./floodBinding";
import { ikeDigestFilledIn } from "./ikeDigest";
import { emptyCriteriaPanic, intrusionCriteriaDiffer } from "./intrusionCriteria";
import { intrusionRuleNumbers } from "./intrusionOrder";
import { machinesInventoriedLater } from "./inventoryDelay";
import { lostExclusionFails } from "./lostExclusion";
import { neighbourBfdFilledIn } from "./neighbourBfd";
import { patchKeepsRemoved } from "./patchMerge";
import { profileLimitsFilledIn } from "./profileLimits";
import { ruleIdChangeLost } from "./ruleId";
import { connectivityFilledIn } from "./segmentConnectivity";
import { sessionDirectionFilledIn } from "./sessionDirection";
import { haModeReadsNone } from "./tier1HaMode";
import { tier1TypeFilledIn } from "./tier1Type";
import { secretsNeverRead } from "./unreadSecrets";
import { segmentDriftUnseen } from "./unseenDrift";

/** Peculiarities of the NSX provider and of what a manager answers to it. */
export const nsxQuirks: readonly Quirk[] = [
  patchKeepsRemoved,
  haModeReadsNone,
  tier1TypeFilledIn,
  connectivityFilledIn,
  ikeDigestFilledIn,
  sessionDirectionFilledIn,
  neighbourBfdFilledIn,
  profileLimitsFilledIn,
  intrusionCriteriaDiffer,
  emptyCriteriaPanic,
  intrusionRuleNumbers,
  floodBindingId,
  ruleIdChangeLost,
  lostExclusionFails,
  secretsNeverRead,
  segmentDriftUnseen,
  edgeSyslogUnsent,
  edgeCredentialsRead,
  machinesInventoriedLater,
  sessionAllowsItself,
];
