import * as nsxt from "@pulumi/nsxt";
import * as vsphere from "@pulumi/vsphere";

import { minimumUnderlayMtu, STANDARD_MTU_BYTES } from "../../network/mtu";

/** What the providers' measured behaviour asks of every resource of a type (docs/traps.md). */
export interface TypeRule {
  /** NSX objects get a fixed `nsxId` and a display name; keys and certificates are nowhere but in the state. */
  system: "nsx" | "vsphere" | "tls";
  /** True for what is a part of another object and has neither an id nor a name of its own. */
  anonymous?: boolean;
  /**
   * Written unless the component says otherwise: values that do not read back clean when left out,
   * and values that would be inherited from elsewhere or kept from an earlier state.
   */
  written?: Readonly<Record<string, unknown>>;
  /** As {@link written}, from the other arguments. */
  derived?: (args: Readonly<Record<string, unknown>>) => Record<string, unknown>;
  /** Arguments that stay on the manager when they are left out later: leaving one out replaces. */
  unclearable?: readonly string[];
  /** Changes that the provider reports as done in place and does not do. */
  replacing?: readonly string[];
  /** Arguments that must not be set: they never read back as written. */
  never?: readonly string[];
  /**
   * True where nothing but another id can replace the object, and nothing of it is unique but the id:
   * the new one comes first. Whoever refers to it, in this component or another, is pointed to the new
   * one before the old one goes; deleted first, NSX would refuse it for as long as it is in use. Never
   * for what is replaced along with another object: after a failure half-way, the engine would make it
   * anew under its old id and then delete that id.
   */
  replacedById?: boolean;
  /** Limit for each operation: one that fails holds the provider's lock, and the rest waits for ever. */
  timeout?: string;
}

/** R04 on a standard switch or port group: nothing is inherited, nothing is left to a default. */
const STANDARD_POLICY = {
  allowPromiscuous: false,
  allowForgedTransmits: false,
  allowMacChanges: false,
  notifySwitches: true,
  checkBeacon: false,
  shapingEnabled: false,
};

/** A distributed port group keeps an earlier value of whatever is left out. */
const DISTRIBUTED_POLICY = {
  allowPromiscuous: false,
  allowForgedTransmits: false,
  allowMacChanges: false,
  notifySwitches: true,
  failback: true,
  checkBeacon: false,
  blockAllPorts: false,
  ingressShapingEnabled: false,
  egressShapingEnabled: false,
};

const SEGMENT: TypeRule = {
  system: "nsx",
  written: { advancedConfig: { connectivity: "ON" } },
  unclearable: ["description", "connectivityPath", "domainName", "subnets", "dhcpConfigPath"],
};

/** A definition that others refer to: profile, service, pool, zone. */
const DEFINITION: TypeRule = { system: "nsx", replacedById: true };

/** A changed `nsxId` of a rule is reported as done while the rule keeps its old id. */
const RULE: TypeRule = { system: "nsx", replacing: ["nsxId"] };

const RULES = new Map<unknown, TypeRule>([
  [
    nsxt.PolicyTier0Gateway,
    { system: "nsx", written: { failoverMode: "NON_PREEMPTIVE", enableFirewall: true } },
  ],
  [nsxt.PolicyTier0GatewayInterface, { system: "nsx", written: { urpfMode: "STRICT" } }],
  [
    nsxt.PolicyTier1Gateway,
    {
      system: "nsx",
      written: { failoverMode: "NON_PREEMPTIVE", enableFirewall: true },
      derived: ({ tier0Path, edgeClusterPath }) => ({
        type: tier0Path === undefined ? "ISOLATED" : "ROUTED",
        haMode: edgeClusterPath === undefined ? "NONE" : "ACTIVE_STANDBY",
      }),
      unclearable: ["tier0Path", "edgeClusterPath", "routeAdvertisementRules"],
    },
  ],
  [nsxt.PolicySegment, SEGMENT],
  [nsxt.PolicyVlanSegment, SEGMENT],
  [
    nsxt.PolicyNatRule,
    {
      system: "nsx",
      // BYPASS, the provider's default, would carry the flow around the gateway firewall.
      written: { firewallMatch: "MATCH_INTERNAL_ADDRESS", rulePriority: 100 },
      unclearable: ["sourceNetworks", "translatedPorts"],
    },
  ],
  [nsxt.PolicyGroup, { system: "nsx", unclearable: ["criterias"] }],
  [nsxt.PolicyService, DEFINITION],
  [nsxt.PolicyStaticRoute, { system: "nsx" }],
  [nsxt.PolicyDhcpServer, DEFINITION],
  [
    nsxt.PolicyIpsecVpnService,
    { system: "nsx", written: { enabled: true, haSync: true, ikeLogLevel: "INFO" } },
  ],
  // The manager fills in a digest beside AES, which then differs for ever; GCM has its own.
  [
    nsxt.PolicyIpsecVpnIkeProfile,
    {
      ...DEFINITION,
      derived: ({ encryptionAlgorithms: names }) =>
        Array.isArray(names) && names.some((name) => name === "AES_128" || name === "AES_256")
          ? { digestAlgorithms: ["SHA2_256"] }
          : {},
    },
  ],
  [nsxt.PolicyIpsecVpnTunnelProfile, DEFINITION],
  [nsxt.PolicyIpsecVpnDpdProfile, { ...DEFINITION, written: { enabled: true } }],
  [
    nsxt.PolicyIpsecVpnLocalEndpoint,
    { system: "nsx", unclearable: ["certificatePath", "trustCaPaths", "trustCrlPaths"] },
  ],
  [
    nsxt.PolicyIpsecVpnSession,
    // Without a direction the segment size is never clamped, and reads back as a change.
    { system: "nsx", written: { enabled: true, complianceSuite: "NONE", direction: "BOTH" } },
  ],
  [nsxt.PolicyGatewayPrefixList, { system: "nsx" }],
  [nsxt.PolicyGatewayRouteMap, { system: "nsx" }],
  [
    nsxt.PolicyBgpNeighbor,
    {
      system: "nsx",
      written: { bfdConfig: { enabled: false }, gracefulRestartMode: "HELPER_ONLY" },
    },
  ],
  [nsxt.PolicyGatewayRedistributionConfig, { system: "nsx", anonymous: true }],
  [nsxt.PolicyTier0GatewayHaVipConfig, { system: "nsx", anonymous: true }],
  [nsxt.PolicyEdgeTransportNode, { system: "nsx" }],
  [nsxt.PolicyEdgeCluster, { system: "nsx", written: { passwordManagedByVcf: false } }],
  [nsxt.PolicyTransportZone, DEFINITION],
  [nsxt.PolicyIpPool, DEFINITION],
  [nsxt.PolicyIpPoolStaticSubnet, { system: "nsx", unclearable: ["gateway"] }],
  [
    nsxt.PolicyUplinkHostSwitchProfile,
    {
      ...DEFINITION,
      // An MTU that is left out is the manager's, and reads back as a change.
      written: { overlayEncap: "GENEVE", mtu: minimumUnderlayMtu(STANDARD_MTU_BYTES) },
    },
  ],
  [nsxt.PolicyHostTransportNodeProfile, DEFINITION],
  [nsxt.PolicyHostTransportNodeCollection, { system: "nsx" }],
  [nsxt.PolicyParentGatewayPolicy, { system: "nsx", written: { stateful: true } }],
  [nsxt.PolicyGatewayPolicyRule, RULE],
  [nsxt.PolicyParentSecurityPolicy, { system: "nsx", written: { stateful: true } }],
  [nsxt.PolicySecurityPolicyRule, RULE],
  [
    nsxt.PolicyMacDiscoveryProfile,
    {
      ...DEFINITION,
      written: {
        macChangeEnabled: false,
        macLearningEnabled: false,
        unknownUnicastFloodingEnabled: false,
      },
    },
  ],
  [
    nsxt.PolicyIpDiscoveryProfile,
    {
      ...DEFINITION,
      written: {
        arpSnoopingEnabled: true,
        dhcpSnoopingEnabled: true,
        duplicateIpDetectionEnabled: true,
      },
    },
  ],
  [nsxt.PolicyContextProfile, { system: "nsx" }],
  [nsxt.PolicySpoofGuardProfile, DEFINITION],
  [
    nsxt.PolicySegmentSecurityProfile,
    { ...DEFINITION, written: { bpduFilterEnable: true, raGuardEnabled: true } },
  ],
  [nsxt.PolicyQosProfile, DEFINITION],
  // Bandwidth and burst default to 1, which would stop nearly everything: components write both.
  [nsxt.PolicyGatewayQosProfile, { ...DEFINITION, written: { excessAction: "DROP" } }],
  [nsxt.PolicyDhcpV4StaticBinding, { system: "nsx", unclearable: ["gatewayAddress"] }],
  [nsxt.PolicyFirewallExcludeListMember, { system: "nsx", anonymous: true }],
  // Without the block a preview wants to remove an empty one, for ever; an empty one stops the plugin.
  [
    nsxt.PolicyIntrusionServiceProfile,
    {
      ...DEFINITION,
      written: { criteria: { cvsses: ["CRITICAL", "HIGH", "LOW", "MEDIUM", "NONE"] } },
    },
  ],
  [nsxt.PolicyIntrusionServicePolicy, { system: "nsx", written: { stateful: true } }],
  [nsxt.PolicyGatewayFloodProtectionProfile, DEFINITION],
  // The id is always `default`, and the binding is a part of its gateway.
  [
    nsxt.PolicyGatewayFloodProtectionProfileBinding,
    { system: "nsx", anonymous: true, replacing: ["parentPath"], never: ["nsxId"] },
  ],
  [nsxt.PolicyDistributedFloodProtectionProfile, DEFINITION],
  [nsxt.PolicyDistributedFloodProtectionProfileBinding, { system: "nsx" }],
  [nsxt.PolicyLbService, { system: "nsx", written: { enabled: true } }],
  // The manager answers with a kind of source NAT; leaving it out would follow whatever it is.
  [
    nsxt.PolicyLbPool,
    { ...DEFINITION, written: { snat: { type: "AUTOMAP" }, tcpMultiplexingEnabled: false } },
  ],
  [
    nsxt.PolicyLbVirtualServer,
    { system: "nsx", written: { enabled: true }, unclearable: ["persistenceProfilePath"] },
  ],
  [nsxt.PolicyLbTcpMonitorProfile, { system: "nsx", unclearable: ["monitorPort"] }],
  [nsxt.PolicyLbHttpMonitorProfile, { system: "nsx", unclearable: ["monitorPort"] }],
  [nsxt.PolicyLbFastTcpApplicationProfile, DEFINITION],
  [nsxt.PolicyLbHttpApplicationProfile, DEFINITION],
  [nsxt.PolicyLbSourceIpPersistenceProfile, DEFINITION],
  // Another machine in place would leave the tags on the first one.
  [nsxt.PolicyVmTags, { system: "nsx", anonymous: true, replacing: ["instanceId"] }],
  [vsphere.HostVirtualSwitch, { system: "vsphere", written: STANDARD_POLICY, never: ["failback"] }],
  [vsphere.HostPortGroup, { system: "vsphere", written: STANDARD_POLICY, never: ["failback"] }],
  [
    vsphere.DistributedVirtualSwitch,
    {
      system: "vsphere",
      written: {
        ...DISTRIBUTED_POLICY,
        networkResourceControlEnabled: true,
        networkResourceControlVersion: "version3",
        ignoreOtherPvlanMappings: true,
      },
      timeout: "10m",
    },
  ],
  [
    vsphere.DistributedPortGroup,
    // lacpEnabled and lacpMode are never sent for a group, autoExpand false neither.
    {
      system: "vsphere",
      written: DISTRIBUTED_POLICY,
      never: ["lacpEnabled", "lacpMode", "autoExpand"],
      timeout: "10m",
    },
  ],
  // An ipv6 block that turns nothing on reads back as absent, on every preview.
  [
    vsphere.Vnic,
    { system: "vsphere", written: { netstack: "defaultTcpipStack" }, never: ["ipv6"] },
  ],
  [vsphere.ComputeCluster, { system: "vsphere" }],
  [vsphere.ComputeClusterHostGroup, { system: "vsphere" }],
  [vsphere.ComputeClusterVmGroup, { system: "vsphere" }],
  [vsphere.ComputeClusterVmAntiAffinityRule, { system: "vsphere" }],
  [vsphere.ComputeClusterVmHostRule, { system: "vsphere" }],
  [vsphere.Alarm, { system: "vsphere", written: { enabled: true, expressionOperator: "or" } }],
  [vsphere.TagCategory, { system: "vsphere" }],
  [vsphere.Tag, { system: "vsphere" }],
  [
    vsphere.VirtualMachine,
    { system: "vsphere", written: { waitForGuestNetTimeout: 0, waitForGuestIpTimeout: 0 } },
  ],
]);

/** By name: the package with these is loaded only when somebody makes keys. */
const TLS_RULES: ReadonlyMap<string, TypeRule> = new Map<string, TypeRule>(
  ["PrivateKey", "SelfSignedCert", "CertRequest", "LocallySignedCert"].map((name) => [
    name,
    { system: "tls" },
  ]),
);

/** The rule of a resource class; a class without one may not be used by a component. */
export function ruleOf(type: { name: string }): TypeRule {
  const rule = RULES.get(type) ?? TLS_RULES.get(type.name);
  if (rule === undefined) {
    throw new Error(`components/internal/typeRules.ts has no rule for ${type.name}`);
  }
  return rule;
}
