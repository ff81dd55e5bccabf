import type { Quirk } from "../quirk";
import { sessionAllowsItself } from "./autoRule";
import { edgeCredentialsRead } from "./edgeCredentials";
import { edgeSyslogUnsent } from "./edgeSyslog";
import { floodBindingId } from "./floodBinding";
import { ikeDigestFilledIn } from "./ikeDigest";
import { intrusionCriteriaDiffer } from "./intrusionCriteria";
import { machinesInventoriedLater } from "./inventoryDelay";
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
  floodBindingId,
  ruleIdChangeLost,
  secretsNeverRead,
  segmentDriftUnseen,
  edgeSyslogUnsent,
  edgeCredentialsRead,
  machinesInventoriedLater,
  sessionAllowsItself,
];
