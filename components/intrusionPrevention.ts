import * as nsxt from "@pulumi/nsxt";
import * as pulumi from "@pulumi/pulumi";

import { suricataRules } from "../network/suricata";
import { Children } from "./internal/children";
import { addFloodProtection } from "./internal/floodProtection";
import { checkIntrusionPrevention } from "./internal/intrusionChecks";
import { Sequence } from "./internal/sequence";
import { sorted } from "./internal/sorted";
import { validated } from "./internal/validated";

/** What happens to traffic that a signature recognises. */
export enum IntrusionAction {
  /** It passes, and an event is raised. */
  Detect = "DETECT",
  /** What the signature says: dropped or rejected where it says so. */
  DetectPrevent = "DETECT_PREVENT",
}

/** How bad what a signature recognises is. */
export enum IntrusionSeverity {
  Critical = "CRITICAL",
  High = "HIGH",
  Medium = "MEDIUM",
  Low = "LOW",
  Suspicious = "SUSPICIOUS",
}

/** What one signature does here. */
export enum SignatureAction {
  Alert = "ALERT",
  Drop = "DROP",
  Reject = "REJECT",
}

/** A signature that is treated differently from what its maker chose. */
export interface SignatureOverride {
  /** Id of the signature, such as `2019284`. */
  signatureId: string;
  /** What it does. Default: it raises an event. @default SignatureAction.Alert */
  action?: SignatureAction;
  /** Whether it is looked for. Default: it is. @default true */
  enabled?: boolean;
}

/** Traffic that is looked into. */
export interface WatchedTraffic {
  /** Policy paths of the groups at whose machines it is looked into. */
  scopePaths: pulumi.Input<string>[];
  /** Sources: group paths, addresses, networks or ranges. Default: anybody. */
  sources?: pulumi.Input<string>[];
  /** Destinations, likewise. Default: anybody. */
  destinations?: pulumi.Input<string>[];
  /** Policy paths of services. Default: every one. */
  servicePaths?: pulumi.Input<string>[];
  /** What happens to it. Default: as the component's `action` says. */
  action?: IntrusionAction;
  /** Write what matches to the log. Default: written. */
  logged?: boolean;
}

/** How many of each may be open at once; more are refused. All are whole numbers from 1 to 1000000. */
export interface FloodLimits {
  /** TCP connections that were asked for and not answered: the limit that stops a SYN flood. Default: 100000 at a gateway, 1000 at a machine. */
  tcpHalfOpen?: number;
  /** UDP flows. Default: 100000 at a gateway, 10000 at a machine. */
  udpFlows?: number;
  /** ICMP flows. Default: 10000 at a gateway, 1000 at a machine. */
  icmpFlows?: number;
  /** Flows of other protocols. Default: 10000 at a gateway, 1000 at a machine. */
  otherFlows?: number;
}

/** Machines that are guarded from floods. */
export interface FloodGroup {
  /** Policy path of their group. */
  groupPath: pulumi.Input<string>;
  /** Which profile wins where groups share a machine, lower first, 1 to 500000. Default: 1000. */
  sequenceNumber?: number;
}

/** Guards against floods: at gateways, at machines, or both. */
export interface FloodProtection {
  /** Policy paths of gateways, keyed by name. Default: none. */
  gatewayPaths?: Record<string, pulumi.Input<string>>;
  /** Limits at gateways. Default: those of {@link FloodLimits}. */
  gatewayLimits?: FloodLimits;
  /** Groups of machines, keyed by name. Default: none. */
  groups?: Record<string, FloodGroup>;
  /** Limits at each machine. Default: those of {@link FloodLimits}. */
  machineLimits?: FloodLimits;
}

/** An external Suricata sensor at a mirror port. */
export interface IntrusionSensor {
  /** Networks whose machines it watches, such as `["10.0.0.0/24"]`. */
  homeNetworks: string[];
  /** New connections that one source may open within ten seconds. Default: 50. */
  scanConnections?: number;
  /** New connections that one machine may get within one second. Default: 500. */
  floodConnections?: number;
  /** Id of the first rule. Default: 1000000. */
  firstSid?: number;
}

/** Arguments of {@link IntrusionPrevention}. */
export interface IntrusionPreventionArgs {
  /** Traffic that is looked into, keyed by name. Default: none. */
  watched?: Record<string, WatchedTraffic>;
  /** What happens to what is recognised. Default: an event; prevent once the events are understood. @default IntrusionAction.Detect */
  action?: IntrusionAction;
  /** Which signatures are looked for, by severity. Default: critical, high and medium ones. */
  severities?: IntrusionSeverity[];
  /** Kinds of attacks, in NSX's words such as `web-application-attack`. Default: all of the severities. */
  attackTypes?: string[];
  /** Signatures that are treated differently, keyed by name. Default: none. */
  signatures?: Record<string, SignatureOverride>;
  /** Guards against floods. Default: none. */
  floodProtection?: FloodProtection;
  /** An external sensor whose rules are written. Default: none. */
  sensor?: IntrusionSensor;
  /** What the NSX ids begin with. Keep the old name here when the component is renamed; another prefix replaces every object. Default: the component's name. */
  nsxIdPrefix?: string;
}

/** What others need to know of intrusion prevention. */
export interface IntrusionPreventionRef {
  /** Policy path of the profile of signatures; empty where there is none. */
  profilePath: pulumi.Output<string>;
  /** Rules file of an external sensor; empty without one. */
  sensorRules: pulumi.Output<string>;
}

/** Intrusion prevention that exists; arguments of {@link IntrusionPrevention.fromExisting}. */
export interface ExistingIntrusionPrevention {
  /** Default: none, so that other policies name a profile of their own. */
  profilePath?: pulumi.Input<string>;
  /** Default: none. */
  sensorRules?: pulumi.Input<string>;
}

/**
 * Looks for intrusions and stops floods (R32): SQL injection and port scans by signatures at the
 * machines themselves, SYN floods by limits at gateways and machines, and the same three as rules for
 * an external sensor.
 *
 * ```
 *   outside --- gateway ------------------ machine
 *               flood limits               flood limits, signatures        sensor at a mirror port
 * ```
 *
 * Creates:
 * 1. the profile `<name>-profile` of signatures, if anything is watched: `<name>-tunedprofile` where some
 *    are treated differently. Without `attackTypes` it names every CVSS class, which leaves none out;
 * 2. per kind of watched traffic the policy `<name>-watch-<key>` with one rule: rules inside one
 *    policy would change their ids when one is inserted, and there is no rule object of its own;
 * 3. the flood profiles `<name>-gatewayfloods` and `<name>-machinefloods`, with bindings
 *    `<name>-gatewayflood-<key>` and `<name>-machineflood-<key>`.
 *
 * Signatures do not stop floods, and limits recognise no attack: the two are apart in NSX. Signatures
 * look at machines on segments only; there are none at gateways that a resource could set. A gateway has
 * one flood profile: two components that bind one are refused.
 *
 * Needs on site: a licence with distributed IDS and IPS, and IDS enabled per cluster, without which
 * the policies do nothing; prepared hosts; signatures downloaded. A sensor needs its mirror port.
 *
 * Transforms may match `nsxt:index/policyIntrusionServiceProfile:PolicyIntrusionServiceProfile`,
 * `nsxt:index/policyIntrusionServicePolicy:PolicyIntrusionServicePolicy`,
 * `nsxt:index/policyGatewayFloodProtectionProfile:PolicyGatewayFloodProtectionProfile`,
 * `nsxt:index/policyGatewayFloodProtectionProfileBinding:PolicyGatewayFloodProtectionProfileBinding`,
 * `nsxt:index/policyDistributedFloodProtectionProfile:PolicyDistributedFloodProtectionProfile`,
 * `nsxt:index/policyDistributedFloodProtectionProfileBinding:PolicyDistributedFloodProtectionProfileBinding`.
 */
export class IntrusionPrevention extends pulumi.ComponentResource {
  /** Policy path of the profile of signatures; empty when nothing is watched. */
  readonly profilePath: pulumi.Output<string>;
  /** Rules file of the external sensor; empty without one. */
  readonly sensorRules: pulumi.Output<string>;

  /** @throws InputPropertiesError with every fault, before anything is registered */
  constructor(name: string, args: IntrusionPreventionArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "vmnet:index:IntrusionPrevention",
      name,
      (args = validated("IntrusionPrevention", name, args, checkIntrusionPrevention)),
      opts,
    );
    const children = new Children(this, name, args.nsxIdPrefix);

    this.profilePath = addWatched(children, args);
    addFloodProtection(this, children, name, args.floodProtection);
    this.sensorRules = pulumi.output(args.sensor === undefined ? "" : suricataRules(args.sensor));
    this.registerOutputs({ profilePath: this.profilePath, sensorRules: this.sensorRules });
  }

  /** A profile that somebody else made: registers nothing and looks nothing up. */
  static fromExisting(existing: ExistingIntrusionPrevention): IntrusionPreventionRef {
    return {
      profilePath: pulumi.output(existing.profilePath ?? ""),
      sensorRules: pulumi.output(existing.sensorRules ?? ""),
    };
  }
}

const SEVERITIES = [IntrusionSeverity.Critical, IntrusionSeverity.High, IntrusionSeverity.Medium];

/** Adds the profile and one policy per kind of traffic; returns the profile's path. */
function addWatched(children: Children, args: IntrusionPreventionArgs): pulumi.Output<string> {
  const watched = Object.entries(args.watched ?? {});
  if (watched.length === 0) {
    return pulumi.output("");
  }
  const { attackTypes, signatures = {}, action = IntrusionAction.Detect } = args;
  const overrides = Object.values(signatures).map((one) => ({
    signatureId: one.signatureId,
    action: one.action ?? SignatureAction.Alert,
    enabled: one.enabled ?? true,
  }));
  // Signatures that are left out later stay on the manager, so a profile with some is another object.
  const role = overrides.length === 0 ? "profile" : "tunedprofile";
  const profile = children.add(nsxt.PolicyIntrusionServiceProfile, role, {
    severities: [...(args.severities ?? SEVERITIES)].sort(),
    ...(attackTypes === undefined ? {} : { criteria: { attackTypes: sorted(attackTypes) } }),
    ...(overrides.length === 0 ? {} : { overriddenSignatures: overrides }),
  });
  for (const [key, traffic] of watched) {
    const { sources, destinations, servicePaths } = traffic;
    children.add(nsxt.PolicyIntrusionServicePolicy, ["watch", key], {
      sequenceNumber: Sequence.TierPolicy,
      rules: [
        {
          displayName: key,
          action: traffic.action ?? action,
          direction: "IN_OUT",
          idsProfiles: [profile.path],
          scopes: sorted(traffic.scopePaths),
          ...(sources === undefined ? {} : { sourceGroups: sorted(sources) }),
          ...(destinations === undefined ? {} : { destinationGroups: sorted(destinations) }),
          ...(servicePaths === undefined ? {} : { services: sorted(servicePaths) }),
          logged: traffic.logged ?? true,
          logLabel: key,
        },
      ],
    });
  }
  return profile.path;
}
