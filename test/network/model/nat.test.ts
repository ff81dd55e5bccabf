import { buildModel, UNKNOWN, type PropertyMap } from "../../../network/model";
import { gapTexts, nsx, router, site, T0, T1, threeTiers } from "./resources";

const web = nsx("Service", "web", {
  l4PortSetEntries: [{ protocol: "TCP", destinationPorts: ["8443"] }],
});

/** The model of the three tiers with one more NAT rule, and that rule. */
function withRule(inputs: PropertyMap) {
  const rule = nsx("NatRule", "extra", { gatewayPath: T1, rulePriority: 50, ...inputs });
  const model = buildModel([...threeTiers(), web, rule], site);
  const app = router(model, "app");
  return { model, app, rule: app.nat.find(({ name }) => name === "extra") };
}

const dnat = {
  action: "DNAT",
  destinationNetworks: ["192.168.1.61"],
  translatedNetworks: ["10.0.0.12"],
};

describe("NAT rules in packet terms", () => {
  test("outside 443 to inside 8443 is a service of 8443 with translatedPorts 443", () => {
    const { rule } = withRule({ ...dnat, service: "/infra/services/web", translatedPorts: "443" });
    expect(rule!.services[0]!.destinationPorts?.toText()).toBe("443");
    expect(rule!.translatedPorts?.toText()).toBe("8443");
  });

  test("without translatedPorts the service's port is matched outside and kept", () => {
    const { rule } = withRule({ ...dnat, service: "/infra/services/web" });
    expect(rule!.services[0]!.destinationPorts?.toText()).toBe("8443");
    expect(rule!.translatedPorts).toBeUndefined();
  });

  test("without a service translatedPorts is ignored, which is noted", () => {
    const { rule, model } = withRule({ ...dnat, translatedPorts: "443" });
    expect(rule).toMatchObject({ services: [] });
    expect(rule!.translatedPorts).toBeUndefined();
    expect(gapTexts(model).join()).toContain("translatedPorts without a service has no effect");
  });

  test("the provider's default is to bypass the gateway firewall, at priority 100", () => {
    const { app } = withRule({ ...dnat, rulePriority: undefined });
    expect(app.nat.find(({ name }) => name === "extra")).toMatchObject({
      firewallMatch: "BYPASS",
      priority: 100,
    });
  });

  test("REFLEXIVE and NO_SNAT keep their networks", () => {
    const reflexive = withRule({
      action: "REFLEXIVE",
      sourceNetworks: ["10.0.0.64/28"],
      translatedNetworks: ["192.168.1.64/28"],
    }).rule;
    expect(reflexive!.translated?.toText()).toBe("192.168.1.64/28");
    const not = withRule({ action: "NO_SNAT", sourceNetworks: ["10.0.0.0/24"] }).rule;
    expect(not!.translated).toBeUndefined();
  });

  test("a disabled rule is left out", () => {
    expect(withRule({ ...dnat, enabled: false }).rule).toBeUndefined();
  });

  test("the order is by priority, then by path", () => {
    const { app } = withRule({ ...dnat, rulePriority: 100 });
    expect(app.nat.map(({ name }) => name)).toEqual(["extra", "jobs", "snat"]);
  });

  test.each<[string, PropertyMap, RegExp]>([
    [
      "a service that nothing describes",
      { ...dnat, service: "/infra/services/lost" },
      /services\/lost/,
    ],
    ["an action that is not known yet", { ...dnat, action: UNKNOWN }, /not represented/],
    [
      "a translated network that is not known yet",
      { ...dnat, translatedNetworks: [UNKNOWN] },
      /not known yet/,
    ],
    ["no translated network", { ...dnat, translatedNetworks: [] }, /no translated network/],
    [
      "a scope that names nothing",
      { ...dnat, scopes: ["/infra/labels/x"] },
      /names no described interface/,
    ],
  ])("fails to be known with %s: the gateway is doubtful", (_what, inputs, reason) => {
    const { app, rule } = withRule(inputs);
    expect(rule).toBeUndefined();
    expect(app.doubt?.reason).toMatch(reason);
  });

  test("a rule of a gateway that is not known is named as left out", () => {
    const { model } = withRule({ ...dnat, gatewayPath: UNKNOWN });
    expect(gapTexts(model)).toContain(
      "extra: A NAT rule whose gateway is not known; it is left out.",
    );
  });

  test("a scope limits the rule to an interface", () => {
    const lan = `${T0}/locale-services/default/interfaces/lan`;
    const rule = nsx("NatRule", "extra", { ...dnat, gatewayPath: T0, scopes: [lan] });
    const edge = router(buildModel([...threeTiers(), rule], site), "edge");
    expect(edge.nat[0]!.ports).toEqual([`${T0}#${lan}`]);
  });

  test("SNAT on an ACTIVE_ACTIVE Tier-0 is noted", () => {
    const others = threeTiers().filter(({ name }) => name !== "edge");
    const edge = nsx("Tier0Gateway", "edge", { haMode: "ACTIVE_ACTIVE", edgeClusterPath: "/e" });
    const rule = nsx("NatRule", "extra", { ...dnat, gatewayPath: T0 });
    const model = buildModel([...others, edge, rule], site);
    expect(gapTexts(model).join()).toContain("An ACTIVE_ACTIVE gateway takes no DNAT");
  });

  test("two rules of one priority that meet are noted", () => {
    const twin = nsx("NatRule", "twin", { ...dnat, gatewayPath: T1, rulePriority: 50 });
    const rule = nsx("NatRule", "extra", { ...dnat, gatewayPath: T1, rulePriority: 50 });
    const model = buildModel([...threeTiers(), rule, twin], site);
    expect(gapTexts(model).join()).toContain('Same priority as "extra"');
  });
});
