import { cidrsOverlap, formatCidr, parseInterfaceCidr, type Cidr } from "../address";
import { mapsOf, textOf } from "../model/build/values";
import { ofKind, type PolicyResource, type PolicyRule, type Violation } from "./rule";

interface Subnet {
  resource: PolicyResource;
  network: Cidr;
  /** What tells managers apart: two of them may use the same addresses. */
  manager: string;
  gateway: string;
}

/** The subnets of all segments; texts that are no address are another check's affair. */
function subnets(resources: readonly PolicyResource[]): Subnet[] {
  return ofKind(resources, "policySegment", "policyVlanSegment").flatMap((resource) =>
    mapsOf(resource.inputs.subnets).flatMap(({ cidr }): Subnet[] => {
      const network = networkOf(textOf(cidr));
      const gateway =
        resource.propertyDependencies?.connectivityPath?.join() ??
        textOf(resource.inputs.connectivityPath) ??
        "";
      const manager = resource.provider ?? "";
      return network === undefined ? [] : [{ resource, network, manager, gateway }];
    }),
  );
}

function networkOf(text: string | undefined): Cidr | undefined {
  try {
    return text === undefined ? undefined : parseInterfaceCidr(text).network;
  } catch {
    return undefined;
  }
}

export const distinctSubnets: PolicyRule = {
  name: "distinct-subnets",
  severity: "error",
  reach: "stack",
  description: "No two segments of one NSX manager have overlapping subnets.",
  remediation: "Give each segment a network of its own.",
  check(resources) {
    const all = subnets(resources);
    return all.flatMap((one, index) =>
      all
        .slice(0, index)
        .filter(
          (other) =>
            other.resource.urn !== one.resource.urn &&
            other.manager === one.manager &&
            cidrsOverlap(other.network, one.network),
        )
        .map((other): Violation => ({
          resource: one.resource,
          property: `subnets~${other.resource.name}`,
          text: `segments ${other.resource.name} and ${one.resource.name} overlap: ${formatCidr(other.network)} and ${formatCidr(one.network)}`,
          evidence: [
            other.gateway === one.gateway
              ? "both hang on the same gateway"
              : "they hang on different gateways, which must then never exchange routes",
          ],
          fix: "give one of them another network",
        })),
    );
  },
};
