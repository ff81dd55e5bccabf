import * as nsxt from "@pulumi/nsxt";

import { tcp } from "../../network/services";
import { logLabel } from "../../network/tiers";
import type { TlsFrontendArgs } from "../tlsFrontend";
import type { Children } from "./children";
import { Sequence } from "./sequence";
import { serviceEntries } from "./services";
import { sorted } from "./sorted";

/**
 * What NSX calls the versions before TLS 1.2; SSL 2.0 has no name there (acceptance tests of the
 * vendor's Terraform provider, and the values that Cloud Director lists for the same attribute).
 */
const OLDER = ["SSL_V3", "TLS_V10", "TLS_V11"];
const TLS_12 = "TLS_V12";

/**
 * Adds the rule that drops older TLS on its way to the machines. A port is named beside the profile, as
 * NSX's guide asks for, or the firewall would look into every connection of the machines.
 */
export function addInspection(
  children: Children,
  name: string,
  { network, machines, dropTls12, logDrops }: TlsFrontendArgs,
): { profile: nsxt.PolicyContextProfile; drop: nsxt.PolicySecurityPolicyRule } {
  const profile = children.add(nsxt.PolicyContextProfile, "oldertls", {
    description: `TLS that ${name} does not speak`,
    // One App ID alone: with several NSX clears what is said of versions.
    appIds: [
      {
        values: ["SSL"],
        subAttribute: { tlsVersions: [...OLDER, ...(dropTls12 === true ? [TLS_12] : [])] },
      },
    ],
  });
  const policy = children.add(nsxt.PolicyParentSecurityPolicy, "inspection", {
    category: "Environment",
    sequenceNumber: Sequence.InspectionPolicy,
  });
  const drop = children.add(
    nsxt.PolicySecurityPolicyRule,
    ["drop", "oldertls"],
    {
      policyPath: policy.path,
      action: "DROP",
      direction: "IN_OUT",
      sequenceNumber: Sequence.InboundDrop,
      destinationGroups: sorted(Object.values(machines).map(({ address }) => address)),
      serviceEntries: serviceEntries([tcp("443")]),
      profiles: [profile.path],
      scopes: [network.groupPath],
      logged: logDrops ?? true,
      logLabel: logLabel(`${name}-oldertls`),
    },
    { ownReferences: ["profiles"] },
  );
  return { profile, drop };
}
