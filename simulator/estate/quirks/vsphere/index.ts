import type { Quirk } from "../quirk";
import { servicesOfLongerNames } from "./adapterServices";
import { autoExpandStaysOn } from "./autoExpand";
import { clonedDisksKeepAllotment } from "./clonedDisks";
import { descendantSharesRead } from "./descendantShares";
import { emptyIpv6ReadsAbsent } from "./emptyIpv6";
import { emptyValuesNotSent } from "./emptyValues";
import { failbackReadsInverted } from "./failback";
import { groupLacpNeverSent } from "./groupLacp";
import { halfSwitchStays } from "./halfSwitch";
import { lostObjectsFail } from "./lostObjects";
import { macsReadLowerCase } from "./macCase";
import { overrideFlagsStay } from "./overrideFlags";
import { inheritedValuesPinned } from "./pinned";
import { policyBooleansNeverFalse } from "./policyBooleans";
import { mappingsFlip } from "./pvlanFlip";
import { tagDescriptionStays } from "./tagDescription";
import { trunkStays } from "./trunk";
import { uplinksAreAPair } from "./uplinkPair";
import { vlanZeroNotSent } from "./vlanZero";
import { vsanServicePanics } from "./vsanPanic";

/** Peculiarities of the vSphere provider. What is sent from the state comes before what is not sent. */
export const vsphereQuirks: readonly Quirk[] = [
  trunkStays,
  inheritedValuesPinned,
  uplinksAreAPair,
  policyBooleansNeverFalse,
  vlanZeroNotSent,
  overrideFlagsStay,
  autoExpandStaysOn,
  emptyValuesNotSent,
  groupLacpNeverSent,
  failbackReadsInverted,
  mappingsFlip,
  lostObjectsFail,
  emptyIpv6ReadsAbsent,
  macsReadLowerCase,
  clonedDisksKeepAllotment,
  servicesOfLongerNames,
  vsanServicePanics,
  descendantSharesRead,
  tagDescriptionStays,
  halfSwitchStays,
];
