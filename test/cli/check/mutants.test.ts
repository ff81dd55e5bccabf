import { mutantsOf } from "../../../cli/check/mutants";
import type { PropertyMap, Resource } from "../../../network/model/resource";

function resource(kind: string, name: string, inputs: PropertyMap): Resource {
  const type = `nsxt:index/${kind.charAt(0).toLowerCase()}${kind.slice(1)}:${kind}`;
  return { urn: `urn:${kind}::${name}`, type, name, custom: true, inputs, outputs: { ...inputs } };
}

const names = (...resources: Resource[]) => mutantsOf(resources).map(({ name }) => name);

describe("mutants", () => {
  test("remove a rule, and take away each of its limits", () => {
    const rule = resource("PolicyGatewayPolicyRule", "web", {
      action: "ALLOW",
      sourceGroups: ["10.0.0.0/24"],
      destinationGroups: [],
      services: ["/infra/services/HTTP"],
      scopes: ["/infra/tier-1s/a"],
    });
    expect(names(rule)).toEqual([
      "web: removed",
      "web: any source",
      "web: any service",
      "web: applied everywhere",
    ]);
    const [gone, wide] = mutantsOf([rule]);
    expect(gone!.resources).toEqual([]);
    expect(wide!.resources[0]!.inputs).not.toHaveProperty("sourceGroups");
    expect(wide!.resources[0]!.outputs).not.toHaveProperty("sourceGroups");
    expect(rule.inputs).toHaveProperty("sourceGroups");
  });

  test("let a rule pass what it drops", () => {
    expect(names(resource("PolicySecurityPolicyRule", "drop", { action: "DROP" }))).toEqual([
      "drop: removed",
      "drop: allows",
    ]);
  });

  test("change the rules that a policy holds itself", () => {
    const policy = resource("PolicySecurityPolicy", "base", {
      rules: [
        { displayName: "dns", action: "ALLOW", services: ["/infra/services/DNS"] },
        { displayName: "rest", action: "DROP" },
      ],
    });
    expect(names(policy)).toEqual([
      "base: dns removed",
      "base: dns any service",
      "base: rest removed",
      "base: rest allows",
    ]);
    expect(mutantsOf([policy])[0]!.resources[0]!.inputs.rules).toEqual([
      { displayName: "rest", action: "DROP" },
    ]);
  });

  test("move VLANs, drop and widen routes and advertisements", () => {
    expect(
      names(
        resource("PolicyVlanSegment", "lan", { vlanIds: ["10"] }),
        resource("PolicyStaticRoute", "route", { network: "10.1.0.0/16" }),
        resource("PolicyTier1Gateway", "gw", { routeAdvertisementTypes: ["TIER1_NAT"] }),
      ),
    ).toEqual(
      expect.arrayContaining([
        "lan: next VLAN",
        "route: removed",
        "route: every network",
        "gw: firewall off",
        "gw: does not advertise TIER1_NAT",
        "gw: advertises TIER1_CONNECTED",
      ]),
    );
  });

  test("have names of their own where two resources have the same", () => {
    const found = names(
      resource("PolicyGatewayPolicyRule", "web", { action: "ALLOW" }),
      resource("PolicyNatRule", "web", { action: "DNAT" }),
    );
    expect(found).toEqual(["GatewayPolicyRule web: removed", "NatRule web: removed"]);
  });
});
