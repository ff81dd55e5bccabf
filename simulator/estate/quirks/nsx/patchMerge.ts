import { isZero } from "../../generic/values";
import { N } from "../../kinds";
import { keptWhenZero } from "../keep";
import type { Quirk } from "../quirk";

const ofSegments = ["description", "connectivityPath", "domainName", "subnets", "advancedConfig"];

/** What stays on the manager, by type. */
export const staying: Record<string, readonly string[]> = {
  [N.tier1]: ["tier0Path", "routeAdvertisementRules", "edgeClusterPath"],
  [N.segment]: ofSegments,
  [N.vlanSegment]: ofSegments,
  [N.natRule]: ["sourceNetworks", "translatedPorts"],
  [N.group]: ["criterias"],
  [N.staticBinding]: ["gatewayAddress"],
  [N.poolSubnet]: ["gateway"],
  [N.ipsecEndpoint]: ["certificatePath", "trustCaPaths", "trustCrlPaths"],
};

/**
 * PATCH merges: what the provider does not send stays on the manager, and is proposed again at every
 * preview. Descriptions of other types, tags, NAT services, members of policies, profile bindings and
 * all that is written by PUT are removed properly (seen).
 */
export const patchKeepsRemoved: Quirk = {
  name: "a removed argument stays on the manager",
  source:
    "seen, for subnets of pools and local endpoints code; manager: PATCH merges as documented. edgeClusterPath was seen with 3.8.0, where no preview showed it; the tables of 3.11.1 make it a difference",
  types: Object.keys(staying),
  apply(situation) {
    const { type, before, inputs } = situation;
    if (before === undefined) {
      return undefined;
    }
    const kept = keptWhenZero(situation, staying[type] ?? []);
    // Criteria that stay need their conjunctions, which are the same list on the manager.
    return kept !== undefined && type === N.group && !isZero(kept["criterias"])
      ? { ...kept, conjunctions: inputs["conjunctions"] ?? before.outputs["conjunctions"] }
      : kept;
  },
};
