import * as nsxt from "@pulumi/nsxt";
import * as vsphere from "@pulumi/vsphere";
import { staying } from "@vmnet/simulator/estate/quirks/nsx/patchMerge";
import { shortName, tableOf } from "@vmnet/simulator/estate/generic/tables";
import { ruleOf, type TypeRule } from "../../components/internal/typeRules";

describe("the rules of the components against the traps of the lab", () => {
  test.each(Object.entries(staying))(
    "%s: what stays is replaced or always written",
    (type, names) => {
      const rule = ruleOf({ ...nsxt }[shortName(type) as "PolicySegment"]);
      const safe = [...(rule.unclearable ?? []), ...Object.keys(rule.written ?? {})];
      expect(names.filter((name) => !safe.includes(name))).toEqual([]);
    },
  );

  test("a distributed switch or port group never waits for ever behind a failed one", () => {
    for (const type of [vsphere.DistributedVirtualSwitch, vsphere.DistributedPortGroup]) {
      expect(ruleOf(type).timeout).toBe("10m");
    }
  });

  test("arguments that never read back as written are not to be had", () => {
    expect(ruleOf(vsphere.HostVirtualSwitch).never).toContain("failback");
    expect(ruleOf(vsphere.HostPortGroup).never).toContain("failback");
    expect(ruleOf(vsphere.DistributedPortGroup).never).toEqual(
      expect.arrayContaining(["lacpEnabled", "lacpMode", "autoExpand"]),
    );
    expect(ruleOf(vsphere.Vnic).never).toContain("ipv6");
  });

  test("a distributed switch ignores the private VLANs of others", () => {
    expect(ruleOf(vsphere.DistributedVirtualSwitch).written).toMatchObject({
      ignoreOtherPvlanMappings: true,
    });
  });

  test("every policy boolean of a distributed port group is written at its creation", () => {
    const { written = {} } = ruleOf(vsphere.DistributedPortGroup);
    for (const name of ["allowPromiscuous", "allowForgedTransmits", "allowMacChanges"]) {
      expect(written[name]).toBe(false);
    }
    expect(written).toMatchObject({ notifySwitches: true, failback: true });
  });

  test("what comes before its predecessor is replaced by another id only, and with nothing else", () => {
    // Written by no component, or always the same.
    const fixed = ["context", "context.projectId", "enforcementPoint", "sitePath", "transportType"];
    const first = Object.values({ ...nsxt } as unknown as Record<string, { name: string }>).filter(
      (type) => ruleIfAny(type)?.replacedById === true,
    );
    expect(first).toEqual(expect.arrayContaining([nsxt.PolicyService, nsxt.PolicyQosProfile]));
    for (const { name } of first) {
      const type = `nsxt:index/p${name.slice(1)}:${name}`;
      const forced = Object.entries(tableOf(type)?.fields ?? {})
        .filter(([key, { rule }]) => rule.forceNew === true && !fixed.includes(key))
        .map(([key]) => key);
      expect([name, forced]).toEqual([name, ["nsxId"]]);
    }
  });

  test("another nsxId of a rule replaces the rule", () => {
    for (const type of [nsxt.PolicySecurityPolicyRule, nsxt.PolicyGatewayPolicyRule]) {
      expect(ruleOf(type).replacing).toContain("nsxId");
    }
  });
});

/** The rule of a type, or undefined where no component may use the type. */
function ruleIfAny(type: { name: string }): TypeRule | undefined {
  try {
    return ruleOf(type);
  } catch {
    return undefined;
  }
}

const writes = (name: string) => (rule: TypeRule) =>
  name in (rule.written ?? {}) || rule.derived !== undefined;

describe("types with a trap of their own", () => {
  test.each<[string, { name: string }, (rule: TypeRule) => boolean]>([
    ["a BGP neighbour", nsxt.PolicyBgpNeighbor, writes("bfdConfig")],
    ["an IPsec session", nsxt.PolicyIpsecVpnSession, writes("direction")],
    ["an IKE profile", nsxt.PolicyIpsecVpnIkeProfile, writes("digestAlgorithms")],
    ["an intrusion profile", nsxt.PolicyIntrusionServiceProfile, writes("criteria")],
    ["an uplink profile", nsxt.PolicyUplinkHostSwitchProfile, writes("mtu")],
    ["a resource pool", vsphere.ResourcePool, writes("scaleDescendantsShares")],
    [
      "a flood protection binding",
      nsxt.PolicyGatewayFloodProtectionProfileBinding,
      (rule) => rule.anonymous === true,
    ],
  ])("%s has no rule yet, so that no component may use it, or a safe one", (_what, type, safe) => {
    const rule = ruleIfAny(type);
    expect(rule === undefined || safe(rule)).toBe(true);
  });

  test("what cannot be used safely has no rule: inline rules, apart BGP, apart private VLANs", () => {
    for (const type of [
      nsxt.PolicySecurityPolicy,
      nsxt.PolicyGatewayPolicy,
      nsxt.PolicyBgpConfig,
      vsphere.DistributedVirtualSwitchPvlanMapping,
    ]) {
      expect(ruleIfAny(type)).toBeUndefined();
    }
  });
});
