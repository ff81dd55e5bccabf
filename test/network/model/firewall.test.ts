import {
  buildModel,
  UNKNOWN,
  type PropertyMap,
  type Resource,
  type Surroundings,
} from "../../../network/model";
import {
  distributedRule,
  endpoint,
  gapTexts,
  gatewayRule,
  GROUPS,
  nsx,
  portsOf,
  router,
  site,
  T0,
  T1,
  threeTiers,
} from "./resources";

const build = (more: Resource[], where: Surroundings = site) =>
  buildModel([...threeTiers(), ...more], where);

/** The one rule of a policy, with more inputs. */
function rule(inputs: PropertyMap, where: Surroundings = site) {
  const model = build([distributedRule("x", 1, { action: "ALLOW", ...inputs })], where);
  return model.firewall.rules.find(({ name }) => name === "x");
}

describe("the distributed firewall", () => {
  test("goes by category, then the policy's number, then the rule's", () => {
    const policy = (id: string, category: string, sequenceNumber: number) =>
      nsx("SecurityPolicy", id, {
        category,
        sequenceNumber,
        rules: [{ displayName: `${id}-rule` }],
      });
    const model = build([
      policy("late", "Application", 20),
      policy("first", "Emergency", 900),
      policy("early", "Application", 0),
      policy("zone", "Environment", 5),
      distributedRule("before-all", 5, {}),
    ]);
    expect(model.firewall.rules.map(({ name }) => name)).toEqual([
      "first-rule",
      "zone-rule",
      "before-all",
      "app-to-db",
      "nothing-else",
      "early-rule",
      "late-rule",
    ]);
  });

  test("says which rules share a place in the order with others that do something else", () => {
    const policy = (id: string, ...actions: string[]) =>
      nsx("SecurityPolicy", id, {
        category: "Emergency",
        rules: actions.map((action, index) => ({ displayName: `${id}-${index}`, action })),
      });
    const ties = (...more: Resource[]) =>
      build(more)
        .firewall.rules.filter(({ category }) => category === "Emergency")
        .map(({ name, ties: own }) => [name, ...(own ?? []).map(({ place }) => place)].join());
    const at0 = "sequence number 0 of category Emergency";
    expect(ties(policy("a", "ALLOW", "DROP"))).toEqual(["a-0", "a-1"]);
    expect(ties(policy("a", "ALLOW"), policy("b", "ALLOW"))).toEqual(["a-0", "b-0"]);
    expect(ties(policy("a", "ALLOW"), policy("b", "DROP"))).toEqual([`a-0,${at0}`, `b-0,${at0}`]);
  });

  test("a project's policy is no rule for machines outside of the project", () => {
    const policy = nsx("SecurityPolicy", "theirs", {
      category: "Application",
      context: { projectId: "p9" },
      path: "/orgs/default/projects/p9/infra/domains/default/security-policies/theirs",
      rules: [{ displayName: "nobody", action: "DROP" }],
    });
    const found = build([policy]).firewall.rules.find(({ name }) => name === "nobody")!;
    expect(found.appliedTo).toEqual([]);
    expect(found.doubt?.reason).toContain("/projects/p9/");
  });

  test("numbers inline rules from the one before where a number is left out", () => {
    const rules = [
      { displayName: "c", sequenceNumber: 5 },
      { displayName: "d" },
      { displayName: "a", sequenceNumber: 1 },
    ];
    const model = build([nsx("SecurityPolicy", "p", { category: "Emergency", rules })]);
    expect(model.firewall.rules.slice(0, 3).map(({ name }) => name)).toEqual(["a", "c", "d"]);
  });

  test("negation turns the addresses round", () => {
    const found = rule({ sourceGroups: ["10.0.0.0/8"], sourcesExcluded: true });
    expect(found!.source.overlaps(rule({ sourceGroups: ["10.0.0.0/8"] })!.source)).toBe(false);
    expect(found!.source.size).toBeGreaterThan(0n);
  });

  test("a disabled rule is left out", () => {
    expect(rule({ disabled: true })).toBeUndefined();
  });

  test.each<[string, PropertyMap, string, RegExp]>([
    ["a context profile", { profiles: ["/infra/context-profiles/SSL"] }, "conditional", /SSL/],
    [
      "a group that nothing describes",
      { sourceGroups: [`${GROUPS}/lost`] },
      "unknown",
      /groups\/lost/,
    ],
    [
      "a service that nothing describes",
      { services: ["/infra/services/LOST"] },
      "unknown",
      /services\/LOST/,
    ],
    ["a source that is not known yet", { sourceGroups: [UNKNOWN] }, "unknown", /not known yet/],
    ["an action that is not known yet", { action: UNKNOWN }, "unknown", /not understood/],
  ])(
    "fails to decide by headers with %s, and then matches everything",
    (_what, inputs, certainty, reason) => {
      const found = rule(inputs)!;
      expect(found.doubt?.certainty).toBe(certainty);
      expect(found.doubt?.reason).toMatch(reason);
      expect(found.source.contains({ family: 4, value: 1n })).toBe(true);
      expect(found.services).toEqual([]);
    },
  );

  test.each<[string, PropertyMap, string]>([
    [
      "tcp ports",
      { l4PortSetEntries: [{ protocol: "TCP", destinationPorts: ["80", "443"] }] },
      "6:80,443",
    ],
    ["source ports", { l4PortSetEntries: [{ protocol: "UDP", sourcePorts: ["53"] }] }, "17:any"],
    ["an ICMP type", { icmpEntries: [{ protocol: "ICMPv4", icmpType: "8" }] }, "1:2048-2303"],
    [
      "an ICMP type and code",
      { icmpEntries: [{ protocol: "ICMPv6", icmpType: "3", icmpCode: "4" }] },
      "58:772",
    ],
    ["an IP protocol", { ipProtocolEntries: [{ protocol: 50 }] }, "50:any"],
    ["IGMP", { igmpEntries: [{}] }, "2:any"],
  ])("%s are matched as packets show them", (_what, serviceEntries, text) => {
    const [match] = rule({ serviceEntries })!.services;
    expect(`${match!.protocols!.join()}:${match!.destinationPorts?.toText() ?? "any"}`).toBe(text);
  });

  test("predefined services come from the surroundings", () => {
    const [match] = rule({ services: ["/infra/services/HTTPS"] })!.services;
    expect(match!.destinationPorts?.toText()).toBe("443");
  });

  test("Ethernet rules stand apart, stateless, with the MAC addresses of their groups", () => {
    const macs = nsx("Group", "macs", {
      criterias: [{ macaddressExpression: { macAddresses: ["00:50:56:00:00:01"] } }],
    });
    const policy = nsx("SecurityPolicy", "l2", {
      category: "Ethernet",
      rules: [
        { displayName: "listed", direction: "OUT", sourceGroups: [`${GROUPS}/macs`] },
        { displayName: "arp", serviceEntries: { etherTypeEntries: [{ etherType: 2054 }] } },
        {
          displayName: "v6",
          action: "DROP",
          serviceEntries: { etherTypeEntries: [{ etherType: 34525 }] },
        },
      ],
    });
    const { ethernet } = build([macs, policy]).firewall;
    expect(ethernet.map(({ name }) => name)).toEqual(["listed", "v6"]);
    expect(ethernet[0]).toMatchObject({ sourceMacs: ["00:50:56:00:00:01"], stateful: false });
    expect(ethernet[0]!.destinationMacs).toBeUndefined();
    expect(ethernet[1]).toMatchObject({ family: "IPV6", action: "DROP" });
  });

  test("JUMP_TO_APPLICATION outside of category Environment is noted and doubtful", () => {
    const model = build([distributedRule("jump", 1, { action: "JUMP_TO_APPLICATION" })]);
    expect(model.firewall.rules[0]!.doubt?.certainty).toBe("conditional");
    expect(gapTexts(model).join()).toContain("valid in Environment only");
  });

  test("a rule whose policy is not described is named", () => {
    const orphan = nsx("SecurityPolicyRule", "orphan", { policyPath: UNKNOWN, sequenceNumber: 1 });
    expect(gapTexts(build([orphan])).join()).toContain(
      "orphan: The policy of this rule is not described",
    );
  });

  test("its default is unknown until the surroundings or the product's own policy say", () => {
    expect(build([], { ...site, defaults: {} }).firewall.defaultAction.doubt?.certainty).toBe(
      "unknown",
    );
    expect(build([]).firewall.defaultAction).toMatchObject({
      action: "ALLOW",
      origin: { source: "surroundings" },
    });
    const own = nsx("SecurityPolicy", "default-layer3-section", {
      category: "Application",
      rules: [{ displayName: "last", action: "DROP" }],
    });
    const { firewall } = build([own]);
    expect(firewall.defaultAction).toMatchObject({ action: "DROP" });
    expect(firewall.rules.map(({ name }) => name)).not.toContain("last");
  });

  test.each<[string, Resource[], Surroundings]>([
    [
      "a resource's group",
      [nsx("FirewallExcludeListMember", "e", { member: `${GROUPS}/db` })],
      site,
    ],
    ["a machine of the surroundings", [], { ...site, excludeList: ["mysql"] }],
    ["a segment of the surroundings", [], { ...site, excludeList: ["/infra/segments/db"] }],
  ])("skips what the exclude list names by %s", (_what, more, where) => {
    const model = build(more, where);
    expect(portsOf(model, endpoint(model, "mysql"))[0]!.distributedFirewall).toBe("notCovered");
    expect(portsOf(model, endpoint(model, "worker"))[0]!.distributedFirewall).toBe("covered");
  });
});

describe("gateway firewalls", () => {
  const names = (model: ReturnType<typeof build>, name: string) =>
    router(model, name).firewall.rules.map((found) => found.name);

  test("inline rules go where their scopes say, by category", () => {
    const policy = nsx("GatewayPolicy", "shared", {
      category: "SharedPreRules",
      rules: [{ displayName: "both", action: "ALLOW", scopes: [T0, T1] }],
    });
    const model = build([policy]);
    expect(names(model, "app")).toEqual(["both", "allow-jobs", "drop-all"]);
    expect(names(model, "edge")).toEqual(["both"]);
  });

  test("a scope that is an interface limits the rule to its port", () => {
    const lan = `${T0}/locale-services/default/interfaces/lan`;
    const model = build([gatewayRule("on-lan", 1, { scopes: [lan] })]);
    expect(router(model, "edge").firewall.rules).toMatchObject([{ appliedTo: [`${T0}#${lan}`] }]);
  });

  test("a scope that is not known yet puts the rule everywhere, doubtful", () => {
    const model = build([gatewayRule("somewhere", 1, { scopes: [UNKNOWN] })]);
    expect(router(model, "edge").firewall.rules[0]!.doubt?.certainty).toBe("unknown");
  });

  test("a scope that nothing describes is named", () => {
    const model = build([gatewayRule("lost", 1, { scopes: ["/infra/tier-1s/lost"] })]);
    expect(gapTexts(model).join()).toContain(
      "Applied to /infra/tier-1s/lost, which nothing describes",
    );
  });

  test("the default is unknown until the surroundings say", () => {
    const model = build([], { ...site, defaults: {} });
    expect(router(model, "app").firewall.defaultAction.doubt?.certainty).toBe("unknown");
  });

  test("policies of others in the surroundings take part", () => {
    const where: Surroundings = {
      ...site,
      policies: [
        {
          path: "/infra/domains/default/gateway-policies/theirs",
          category: "Emergency",
          rules: [
            { displayName: "stop", action: "DROP", sourceGroups: ["192.0.2.0/24"], scopes: [T1] },
          ],
        },
      ],
    };
    expect(names(build([], where), "app")).toEqual(["stop", "allow-jobs", "drop-all"]);
  });
});

describe("what is left out", () => {
  test.each([
    ["IntrusionServicePolicy", /dropped by a signature/],
    ["SpoofGuardProfile", /Spoof guard is not represented/],
    ["L2VpnService", /Layer-2 VPN is not represented/],
    ["SomethingNew", /nsxt:index\/policySomethingNew:PolicySomethingNew are not represented/],
  ])("%s is a gap by name", (kind, message) => {
    expect(gapTexts(build([nsx(kind, "thing", {})])).join()).toMatch(message);
  });

  test("two resources of one path: one counts, the other is named", () => {
    const twin = { ...nsx("Tier1Gateway", "app", {}), urn: "urn:pulumi:test::vmnet::x::twin" };
    const model = build([twin]);
    expect(model.routers.filter(({ id }) => id === T1)).toHaveLength(1);
    expect(gapTexts(model).join()).toContain("The same object as");
  });
});
