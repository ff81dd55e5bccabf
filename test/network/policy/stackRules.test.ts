import { policyFindings, type PolicyResource } from "../../../network/policy";
import type { PropertyMap } from "../../../network/model/resource";

function made(kind: string, name: string, inputs: PropertyMap, uses = {}): PolicyResource {
  const type = `nsxt:index/${kind}:${kind}`;
  const urn = `urn:pulumi:s::p::${type}::${name}`;
  return {
    urn,
    type,
    name,
    custom: true,
    inputs: { tags: [{ scope: "owner", tag: "network" }], ...inputs },
    outputs: { path: `/infra/${name}` },
    propertyDependencies: uses,
  };
}

const tier0 = made("policyTier0Gateway", "t0", {});
const outside = made("policyTier0GatewayInterface", "up", {}, { gatewayPath: [tier0.urn] });
const tier1 = made("policyTier1Gateway", "t1", {}, { tier0Path: [tier0.urn] });

/** A policy whose last rule drops the rest, where its scopes lead. */
function guard(...targets: PolicyResource[]): PolicyResource {
  const rules = [
    { action: "DROP", logged: true, scopes: targets.map(({ name }) => `/infra/${name}`) },
  ];
  return made("policyGatewayPolicy", "guard", { rules });
}

const rulesFound = (...resources: PolicyResource[]) =>
  policyFindings(resources).map(({ check, text }) => `${check}: ${text}`);

describe("protected-tier-0", () => {
  const open = ["policy/protected-tier-0: nothing refuses what comes in through Tier-0 gateway t0"];

  it("fails where neither the gateway nor what hangs on it has a policy that ends in a drop", () => {
    expect(rulesFound(tier0, outside, tier1)).toEqual(open);
  });

  it.each([
    ["the gateway", [tier0]],
    ["each external interface", [outside]],
    ["every Tier-1 gateway on it", [tier1]],
  ])("is content with a policy scoped to %s", (_, targets) => {
    expect(rulesFound(tier0, outside, tier1, guard(...targets))).toEqual([]);
  });

  it("fails for a second Tier-1 gateway, and for a segment right on the Tier-0", () => {
    const second = made("policyTier1Gateway", "t2", {}, { tier0Path: [tier0.urn] });
    const segment = made("policySegment", "s", {}, { connectivityPath: [tier0.urn] });
    expect(rulesFound(tier0, outside, tier1, second, guard(tier1))).toEqual(open);
    expect(rulesFound(tier0, outside, tier1, segment, guard(tier1))).toEqual(open);
    const [found] = policyFindings([tier0, outside, tier1, segment, guard(tier1)]);
    expect(found?.evidence).toContain("behind it, s has no policy that ends in a drop");
  });

  it("fails where the firewall is off, whatever its policies say", () => {
    const off = { ...tier0, inputs: { ...tier0.inputs, enableFirewall: false } };
    expect(rulesFound(off, outside, tier1, guard(tier0))).toEqual(open);
  });

  it("reads rules that are resources of their own, by what they depend on", () => {
    const rule = made(
      "policyGatewayPolicyRule",
      "rest",
      { action: "REJECT", logged: true, scopes: [] },
      { scopes: [tier0.urn] },
    );
    expect(rulesFound(tier0, outside, tier1, rule)).toEqual([]);
    const narrow = { ...rule, inputs: { ...rule.inputs, sourceGroups: ["/infra/g"] } };
    expect(rulesFound(tier0, outside, tier1, narrow)).toEqual(open);
  });

  it("leaves a gateway without a way out alone", () => {
    expect(rulesFound(tier0, tier1)).toEqual([]);
  });
});

describe("distinct-subnets", () => {
  const segment = (name: string, cidr: string, more: Partial<PolicyResource> = {}) => ({
    ...made("policySegment", name, { subnets: [{ cidr }] }),
    ...more,
  });

  it("fails for two segments of one manager with overlapping subnets", () => {
    expect(rulesFound(segment("a", "10.0.0.1/24"), segment("b", "10.0.0.129/25"))).toEqual([
      "policy/distinct-subnets: segments a and b overlap: 10.0.0.0/24 and 10.0.0.128/25",
    ]);
  });

  it("lets neighbours, two managers and unreadable texts pass", () => {
    expect(rulesFound(segment("a", "10.0.0.1/25"), segment("b", "10.0.0.129/25"))).toEqual([]);
    const [east, west] = [{ provider: "urn:e::1" }, { provider: "urn:w::1" }];
    expect(
      rulesFound(segment("a", "10.0.0.1/24", east), segment("b", "10.0.0.1/24", west)),
    ).toEqual([]);
    expect(rulesFound(segment("a", "<script>"), segment("b", "<script>"))).toEqual([]);
  });
});
