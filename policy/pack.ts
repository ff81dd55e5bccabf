/** vmnet's rules as policies of Pulumi. */
import type {
  EnforcementLevel,
  Policies,
  PolicyConfigSchema,
  ReportViolation,
} from "@pulumi/policy";
import {
  defaultPolicySettings,
  policyRules,
  type PolicyResource,
  type PolicyRule,
  type PolicySettings,
} from "vmnet/network/policy/index";
import { resourceOf, resourcesOf } from "./resources";
import { marksSecrets } from "./secrets";

/** Errors stop an update; the rest is said, and what needs a team's own words first is off. */
const levels: Readonly<Record<PolicyRule["severity"], EnforcementLevel>> = {
  error: "mandatory",
  warning: "advisory",
  note: "disabled",
};

const severities = { error: "high", warning: "medium", note: "low" } as const;

/** Settings of a policy in a policy configuration file. */
interface Config extends Partial<PolicySettings> {
  except?: string[];
}

const except: PolicyConfigSchema["properties"] = {
  except: {
    type: "array",
    items: { type: "string" },
    description: "Names of resources that the policy leaves alone.",
  },
};

/** The settings that only one rule reads. */
const ownSettings: Readonly<Record<string, PolicyConfigSchema["properties"]>> = {
  "has-owner": {
    requiredTagScopes: {
      type: "array",
      items: { type: "string" },
      default: [...defaultPolicySettings.requiredTagScopes],
      description: "Scopes of which each NSX object must carry a tag.",
    },
  },
  "narrow-trunks": {
    widestTrunk: {
      type: "integer",
      minimum: 1,
      maximum: 4095,
      default: defaultPolicySettings.widestTrunk,
      description: "The widest VLAN trunk that is not reported.",
    },
  },
};

function report(
  rule: PolicyRule,
  resources: readonly PolicyResource[],
  config: Config,
  say: ReportViolation,
): void {
  const { except: names = [], ...own } = config;
  const settings = { ...defaultPolicySettings, ...own };
  for (const { resource, text, evidence = [], fix } of rule.check(resources, settings)) {
    if (!names.includes(resource.name)) {
      const proof = evidence.length > 0 ? ` (${evidence.join("; ")})` : "";
      say(`${text}${proof}. Fix: ${fix}`, resource.urn);
    }
  }
}

/** All policies, in the order of {@link policyRules}. */
export function policies(): Policies {
  return policyRules.map((rule) => {
    if (rule.name === marksSecrets.name) return marksSecrets;
    const policy = {
      name: rule.name,
      description: rule.description,
      enforcementLevel: levels[rule.severity],
      severity: severities[rule.severity],
      remediationSteps: rule.remediation,
      configSchema: { properties: { ...except, ...ownSettings[rule.name] } },
    };
    return rule.reach === "resource"
      ? {
          ...policy,
          validateResource: (args, say) => {
            report(rule, [resourceOf(args)], args.getConfig<Config>(), say);
          },
        }
      : {
          ...policy,
          validateStack: (args, say) => {
            report(rule, resourcesOf(args.resources), args.getConfig<Config>(), say);
          },
        };
  });
}
