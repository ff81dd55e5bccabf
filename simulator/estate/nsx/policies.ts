import type { PropertyMap } from "vmnet/network/model/resource";
import type { Change, Families, Family, World } from "../family";
import { isZero, mapsOf, numberOf, textOf } from "../generic/values";
import { N } from "../kinds";
import { managerRefusal } from "../refusal";

/** Rules of these types act in a gateway and must name the gateways (or interfaces) they act on. */
const gatewayKinds = new Set<string>([N.gatewayPolicy, N.parentGatewayPolicy, N.gatewayRule]);

function admitAction(action: unknown, category: string | undefined, property: string): void {
  if (action === "JUMP_TO_APPLICATION" && category !== undefined && category !== "Environment") {
    throw managerRefusal(
      `action JUMP_TO_APPLICATION is valid in category Environment only, the policy is in ${category}`,
      undefined,
      property,
    );
  }
}

function admitScopes(type: string, scopes: PropertyMap[string], property: string): void {
  if (gatewayKinds.has(type) && isZero(scopes)) {
    throw managerRefusal(
      "a rule of a gateway policy needs scopes: the path of the gateway or interface that it acts on",
      undefined,
      property,
    );
  }
}

/** Ethernet rules look at frames: they are stateless, while the provider's default is stateful. */
function admitPolicy({ type, inputs }: Change): void {
  const category = textOf(inputs["category"]);
  if (category === "Ethernet" && inputs["stateful"] !== false) {
    throw managerRefusal(
      "a policy of category Ethernet must be stateless; write stateful: false",
      undefined,
      "stateful",
    );
  }
  mapsOf(inputs["rules"]).forEach((rule, index) => {
    admitAction(rule["action"], category, `rules[${index}].action`);
    admitScopes(type, rule["scopes"], `rules[${index}].scopes`);
  });
}

const nextRuleId = (world: World) => world.store.nextNumber("firewall rule", 1001);

/**
 * Rule ids are random and belong to the place in the list. A rule without a sequence number counts
 * on from the one before it, from one, and those of an intrusion policy from zero.
 */
function completeRules({ world, type, path, inputs }: Change): PropertyMap {
  let last = type === N.idsPolicy ? -1 : 0;
  const rules = mapsOf(inputs["rules"]).map((rule) => {
    const nsxId = textOf(rule["nsxId"]) ?? world.store.nextUuid(`rule ${type}`);
    last = numberOf(rule["sequenceNumber"]) ?? last + 1;
    return {
      ...rule,
      nsxId,
      path: `${path ?? ""}/rules/${nsxId}`,
      ruleId: numberOf(rule["ruleId"]) ?? nextRuleId(world),
      revision: (numberOf(rule["revision"]) ?? -1) + 1,
      sequenceNumber: last,
    };
  });
  return rules.length === 0 ? {} : { rules };
}

const policy: Family = {
  admit: admitPolicy,
  complete(change) {
    const outputs = completeRules(change);
    if (gatewayKinds.has(change.type) || change.type.includes("SecurityPolicy")) {
      outputs["tcpStrict"] = change.inputs["tcpStrict"] ?? false;
    }
    return { outputs };
  },
};

/** Kinds of policies that a rule resource may stand in. */
const homes: Record<string, string[]> = {
  [N.securityRule]: [N.parentSecurityPolicy, N.securityPolicy],
  [N.gatewayRule]: [N.parentGatewayPolicy, N.gatewayPolicy],
};

const rule: Family = {
  admit({ world, type, inputs }) {
    const path = textOf(inputs["policyPath"]) ?? "";
    const home = world.store.at(path);
    const readOnly = home === undefined;
    if (!readOnly && homes[type]?.includes(home.type) !== true) {
      throw managerRefusal(
        `path=[${path}] is no policy for this kind of rule`,
        undefined,
        "policyPath",
      );
    }
    admitAction(inputs["action"], textOf(home?.outputs["category"]), "action");
    admitScopes(type, inputs["scopes"], "scopes");
  },
  complete({ world, before }) {
    return { outputs: { ruleId: numberOf(before?.outputs["ruleId"]) ?? nextRuleId(world) } };
  },
  /** Import: `<policy>/<rule>` besides the path. */
  locate(id, { store }) {
    const [home, own] = id.split("/");
    const found = store
      .list(N.securityRule, N.gatewayRule)
      .find(
        (item) => item.id === own && textOf(item.outputs["policyPath"])?.endsWith(`/${home ?? ""}`),
      );
    return found?.id;
  },
};

export const policyFamilies: Families = {
  [N.securityPolicy]: policy,
  [N.parentSecurityPolicy]: policy,
  [N.gatewayPolicy]: policy,
  [N.parentGatewayPolicy]: policy,
  [N.idsPolicy]: policy,
  [N.securityRule]: rule,
  [N.gatewayRule]: rule,
};
