/**
 * Nested properties that only the provider writes. The tables mark them `computed`, as they mark
 * nested properties that a program may give, and the package schema uses one type for both
 * directions; so the few that matter are listed here.
 */
const everywhere = new Set(["revision", "bindingMapPath", "ruleId"]);

const byTerraformType: Record<string, string[]> = {
  nsxt_policy_gateway_policy: ["rules.nsxId", "rules.path"],
  nsxt_policy_security_policy: ["rules.nsxId", "rules.path"],
  nsxt_policy_intrusion_service_policy: ["rules.nsxId", "rules.path"],
  nsxt_policy_segment: ["subnets.network"],
  nsxt_policy_vlan_segment: ["subnets.network"],
  nsxt_policy_context_profile: ["appIds.isAlgType"],
  nsxt_policy_tier0_gateway: ["localeServices.path", "bgpConfig.path", "redistributionConfig.path"],
  nsxt_policy_tier1_gateway: ["localeServices.path"],
  vsphere_virtual_machine: [
    "networkInterfaces.key",
    "networkInterfaces.deviceAddress",
    "disks.key",
    "disks.deviceAddress",
    "cdroms.key",
    "cdroms.deviceAddress",
  ],
};

/** Whether a nested property (dotted names without indexes) may not be given by a program. */
export function isReadOnly(terraform: string, dotted: string): boolean {
  const parts = dotted.split(".");
  if (parts.length < 2) {
    return false;
  }
  return (
    everywhere.has(parts[parts.length - 1] ?? "") ||
    (byTerraformType[terraform]?.includes(dotted) ?? false)
  );
}
