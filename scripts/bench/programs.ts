/**
 * The same network twice: through components, and written out resource by resource as a careful user
 * would write it, with the same arguments, references and options.
 */
import * as nsxt from "@pulumi/nsxt";
import * as vsphere from "@pulumi/vsphere";
import { NatSegment, Protocol } from "../../index";

const SITE = "/infra/sites/default/enforcement-points/default";
const tier0Path = "/infra/tier-0s/site-t0";
const edgeClusterPath = `${SITE}/edge-clusters/edge-cluster-01`;
const transportZonePath = `${SITE}/transport-zones/overlay-tz`;
const datacenterId = "datacenter-2";
const source = "192.168.0.0/16";

/** Forwards of one segment: with its other objects they are 37 resources. */
const FORWARDS = 10;
export const RESOURCES_PER_SEGMENT = 7 + 3 * FORWARDS;

const indices = Array.from({ length: FORWARDS }, (_, index) => index);
const cidrOf = (segment: number) => `10.${segment}.0.0/24`;
const natAddressOf = (segment: number, index: number) => `172.16.${segment}.${20 + index}`;
const insideOf = (segment: number, index: number) => `10.${segment}.0.${20 + index}`;

export function throughComponents(segments: number): void {
  for (let segment = 0; segment < segments; segment += 1) {
    new NatSegment(`app${segment}`, {
      tier0Path,
      edgeClusterPath,
      transportZonePath,
      datacenterId,
      cidr: cidrOf(segment),
      sourceNat: { address: `172.16.${segment}.10` },
      portForwards: Object.fromEntries(
        indices.map((index) => [
          `web${index}`,
          {
            protocol: Protocol.Tcp,
            from: [source],
            outside: { address: natAddressOf(segment, index), ports: "5000-6000" },
            inside: { address: insideOf(segment, index), ports: "10000-11000" },
          },
        ]),
      ),
      outbound: undefined,
    });
  }
}

const identity = (name: string) => ({ nsxId: name, displayName: name });
const replacing = (...replaceOnChanges: string[]) => ({
  deleteBeforeReplace: true,
  replaceOnChanges,
});

export function writtenOut(segments: number): void {
  for (let segment = 0; segment < segments; segment += 1) {
    writeOut(`app${segment}`, segment);
  }
}

function writeOut(name: string, segment: number): void {
  const cidr = cidrOf(segment);
  const gateway = new nsxt.PolicyTier1Gateway(
    `${name}-gateway`,
    {
      ...identity(`${name}-gateway`),
      description: `Gateway of ${name}: NAT and firewall`,
      tier0Path,
      edgeClusterPath,
      type: "ROUTED",
      haMode: "ACTIVE_STANDBY",
      failoverMode: "NON_PREEMPTIVE",
      enableFirewall: true,
      routeAdvertisementTypes: ["TIER1_NAT"],
    },
    { ...replacing("routeAdvertisementRules"), protect: true },
  );
  const lan = new nsxt.PolicySegment(
    `${name}-segment`,
    {
      ...identity(`${name}-segment`),
      description: `Machines of ${name}, behind NAT`,
      transportZonePath,
      connectivityPath: gateway.path,
      subnets: [{ cidr: `10.${segment}.0.1/24` }],
      advancedConfig: { connectivity: "ON" },
    },
    { ...replacing("connectivityPath", "domainName", "dhcpConfigPath"), protect: true },
  );
  new nsxt.PolicyGroup(
    `${name}-group`,
    {
      ...identity(`${name}-group`),
      criterias: [{ pathExpression: { memberPaths: [lan.path] } }],
    },
    replacing("criterias"),
  );
  const nat = {
    gatewayPath: gateway.path,
    firewallMatch: "MATCH_INTERNAL_ADDRESS",
    rulePriority: 100,
  };
  new nsxt.PolicyNatRule(
    `${name}-snat`,
    {
      ...identity(`${name}-snat`),
      ...nat,
      action: "SNAT",
      sourceNetworks: [cidr],
      translatedNetworks: [`172.16.${segment}.10`],
    },
    replacing("translatedPorts"),
  );
  const policy = new nsxt.PolicyParentGatewayPolicy(
    `${name}-policy`,
    { ...identity(`${name}-policy`), category: "LocalGatewayRules", stateful: true },
    replacing(),
  );
  type Rule = Partial<nsxt.PolicyGatewayPolicyRuleArgs> & { sequenceNumber: number };
  const rule = (role: string, args: Rule) =>
    new nsxt.PolicyGatewayPolicyRule(
      `${name}-${role}`,
      {
        ...identity(`${name}-${role}`),
        policyPath: policy.path,
        scopes: [gateway.path],
        direction: "IN_OUT",
        action: "ALLOW",
        ...args,
      },
      replacing("nsxId", "scopes", "services"),
    );
  for (const index of indices) {
    const service = new nsxt.PolicyService(
      `${name}-service-web${index}`,
      {
        ...identity(`${name}-service-web${index}`),
        l4PortSetEntries: [
          { displayName: "tcp-inside", protocol: "TCP", destinationPorts: ["10000-11000"] },
        ],
      },
      replacing(),
    );
    new nsxt.PolicyNatRule(
      `${name}-forward-web${index}`,
      {
        ...identity(`${name}-forward-web${index}`),
        ...nat,
        action: "DNAT",
        destinationNetworks: [natAddressOf(segment, index)],
        translatedNetworks: [insideOf(segment, index)],
        translatedPorts: "5000-6000",
        service: service.path,
        sourceNetworks: [source],
      },
      replacing("service"),
    );
    rule(`allow-web${index}`, {
      sequenceNumber: 3000,
      sourceGroups: [source],
      destinationGroups: [insideOf(segment, index)],
      services: [service.path],
    });
  }
  rule("outbound", { sequenceNumber: 4000, sourceGroups: [cidr] });
  const drop = rule("drop", { action: "DROP", sequenceNumber: 100_000, logged: true });
  vsphere.getNetworkOutput(
    { name: lan.displayName, datacenterId, retryTimeout: 300 },
    { dependsOn: [lan, drop] },
  );
}
