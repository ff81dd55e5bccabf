import * as nsxt from "@pulumi/nsxt";
import type * as pulumi from "@pulumi/pulumi";

import { tcp, udp, type Traffic } from "../../network/services";
import type { ChildOptions, Children } from "./children";
import { Sequence } from "./sequence";

/** A rule without what all rules of one gateway share. */
export type GatewayRule = Omit<
  nsxt.PolicyGatewayPolicyRuleArgs,
  "displayName" | "policyPath" | "scopes"
>;

/** RFC 4271 section 8. */
const BGP_PORT = "179";
/** Control and echo packets to a neighbor on the same network (RFC 5881 section 4). */
const BFD_PORTS = "3784-3785";
/** Control packets to a neighbor behind other routers (RFC 5883 section 5). */
const MULTIHOP_BFD_PORT = "4784";

/** A policy for the rules of one gateway, or of one of its interfaces. */
export function addGatewayPolicy(
  children: Children,
  role: string | readonly [string, string],
  sequenceNumber?: number,
): nsxt.PolicyParentGatewayPolicy {
  return children.add(nsxt.PolicyParentGatewayPolicy, role, {
    category: "LocalGatewayRules",
    ...(sequenceNumber === undefined ? {} : { sequenceNumber }),
  });
}

/**
 * Rules at one place: a gateway, or an interface of it. Every rule is an object of its own with a fixed
 * id, so that inserting one leaves the others alone (rules inside a policy are renamed by an insertion).
 */
export class GatewayRules {
  constructor(
    private readonly children: Children,
    private readonly policyPath: pulumi.Output<string>,
    private readonly place: pulumi.Output<string>,
  ) {}

  add(
    role: string | readonly [string, string],
    rule: GatewayRule,
    { dependsOn, replaceOnChanges }: Pick<ChildOptions, "dependsOn" | "replaceOnChanges"> = {},
  ): nsxt.PolicyGatewayPolicyRule {
    return this.children.add(
      nsxt.PolicyGatewayPolicyRule,
      role,
      {
        policyPath: this.policyPath,
        // Left out, NSX would apply the rule to every gateway.
        scopes: [this.place],
        direction: "IN_OUT",
        ...rule,
      },
      { ownReferences: ["scopes", "services"], dependsOn, replaceOnChanges },
    );
  }

  /** The drop of everything that no rule before it decided, of both families. */
  dropRest(
    role: string | readonly [string, string],
    rule: Pick<GatewayRule, "logged" | "logLabel">,
    dependsOn?: pulumi.Resource[],
  ): nsxt.PolicyGatewayPolicyRule {
    const drop = { action: "DROP", sequenceNumber: Sequence.Terminal, ...rule };
    return this.add(role, drop, { dependsOn });
  }
}

/**
 * What a gateway and its BGP neighbor say to each other. A gateway's firewall meets this too: NSX asks
 * for rules for it before any others (NSX 4.1 administration guide, "Add a Gateway Firewall Policy and Rule").
 */
export function routingTraffic({ bfd = true, hopLimit = 1 } = {}): Traffic[] {
  return [tcp(BGP_PORT), ...(bfd ? [udp(hopLimit === 1 ? BFD_PORTS : MULTIHOP_BFD_PORT)] : [])];
}
