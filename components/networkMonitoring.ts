import * as pulumi from "@pulumi/pulumi";
import * as vsphere from "@pulumi/vsphere";

import { planObjectives, type Objective } from "../network/objectives";
import { planSyslog, type SyslogLines, type SyslogServer } from "../network/syslog";
import { Children } from "./internal/children";
import { claim } from "./internal/claims";
import { checkNetworkMonitoring } from "./internal/monitoringChecks";
import { NETWORK_EVENTS } from "./internal/networkEvents";
import { validated } from "./internal/validated";

/** What vCenter watches hosts for. */
export enum NetworkEvent {
  /** A physical adapter lost its link. */
  LinkDown = "linkdown",
  /** A switch has fewer working uplinks than it should. */
  RedundancyDegraded = "redundancydegraded",
  /** A switch has one working uplink left. */
  RedundancyLost = "redundancylost",
  /** A switch has no working uplink. */
  ConnectivityLost = "connectivitylost",
}

/** What an alarm is raised on. */
export enum AlarmScope {
  Datacenter = "Datacenter",
  Cluster = "ClusterComputeResource",
  Host = "HostSystem",
  Folder = "Folder",
}

/** Who is told, by mail. */
export interface AlarmMail {
  /** Addresses, separated by commas. */
  to: string;
  /** Subject. Default: vCenter's own. */
  subject?: string;
}

/** An alarm on a counter of vCenter's statistics. */
export interface MetricAlarm {
  /** Id of the counter at this site: there is no look-up for it. */
  counterId: number;
  /** Raised above this number of the counter's unit, 0 to 10000: for percent, hundredths of one. */
  redAbove: number;
  /** Warned above this. Default: no warning. */
  yellowAbove?: number;
  /** For how many seconds, 0 to 3600. Default: 300. */
  forSeconds?: number;
}

/** Arguments of {@link NetworkMonitoring}. */
export interface NetworkMonitoringArgs {
  /** Managed object id of what is watched, such as a datacenter's. Another one replaces the alarms. */
  entityId: pulumi.Input<string>;
  /** What it is. Default: a datacenter. @default AlarmScope.Datacenter */
  scope?: AlarmScope;
  /** What is watched for. Default: all of it. */
  events?: NetworkEvent[];
  /** Alarms on counters, keyed by name. Default: none. */
  metrics?: Record<string, MetricAlarm>;
  /** Who is told by mail when an alarm turns red. Default: nobody. */
  mail?: AlarmMail;
  /** Send an SNMP trap when an alarm turns red. Default: sent. @default true */
  snmp?: boolean;
  /** What ways through the network have to be like, keyed by name. Default: none. */
  objectives?: Record<string, Objective>;
  /** Where logs of hosts, edge nodes and managers go, keyed by name; at most five. Default: nowhere. */
  syslog?: Record<string, SyslogServer>;
}

/** What others need to know of monitoring. */
export interface NetworkMonitoringRef {
  /** Names of the alarms, by event or by key of the metric. */
  alarmNames: pulumi.Output<Record<string, string>>;
  /** The objectives with nothing left open, as JSON, keyed by name: what a probe measures by. */
  objectives: pulumi.Output<Record<string, string>>;
}

/** Monitoring that exists; arguments of {@link NetworkMonitoring.fromExisting}. */
export interface ExistingNetworkMonitoring {
  /** Names of the alarms that vCenter has, keyed by name. Default: none. */
  alarmNames?: Record<string, pulumi.Input<string>>;
  /** What ways through the network have to be like, keyed by name. Default: none. */
  objectives?: Record<string, Objective>;
}

/**
 * Watches a network from vCenter, and says what it has to be like (R50, R51).
 *
 * ```
 *   physical adapters, switches --- events ---> alarms ---> mail, SNMP
 *   machines ---------------------- probes ---> objectives: latency, loss, use
 * ```
 *
 * Creates:
 * 1. per event the alarm `<name>-event-<event>`: link down, redundancy degraded or lost, connectivity
 *    lost, on standard and distributed switches; red ones turn green by themselves when all is well again;
 * 2. per counter the alarm `<name>-metric-<key>`.
 *
 * Latency and loss are nothing that vCenter measures between machines: `objectives` are the records that
 * a probe measures by, with the guide's numbers (5 ms, 0.1 %, 90 %) where they name none. The use of a
 * link is an absolute rate in vCenter, under a counter whose id differs from site to site, so an alarm on
 * it is made only from a given id.
 *
 * NetFlow is a setting of the distributed switch (DistributedFabric); rule logs come from the firewall
 * components. Syslog is no resource anywhere: hosts (vmkernel.log, vobd.log, hostd.log) and managers have
 * none, and of edge nodes the provider offers an argument that it never sends (3.11.1, read in its source).
 * So `syslog` makes the lines for each of the three, for a runbook. An alarm of the same name can be there already: vCenter has its
 * own, so these begin with the component's name.
 *
 * Needs on site: the mail server and SNMP receivers in vCenter's settings; the right to make alarms.
 *
 * Transforms may match `vsphere:index/alarm:Alarm`.
 */
export class NetworkMonitoring extends pulumi.ComponentResource {
  /** Names of the alarms, by event or by key of the metric. */
  readonly alarmNames: pulumi.Output<Record<string, string>>;
  /** The objectives with nothing left open, as JSON, keyed by name: what a probe measures by. */
  readonly objectives: pulumi.Output<Record<string, string>>;
  /** What to type on each host, edge node and manager, so that logs go to the servers of `syslog`. */
  readonly syslog: pulumi.Output<SyslogLines>;

  /** @throws InputPropertiesError with every fault, before anything is registered */
  constructor(name: string, args: NetworkMonitoringArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "vmnet:index:NetworkMonitoring",
      name,
      (args = validated("NetworkMonitoring", name, args, checkNetworkMonitoring)),
      opts,
    );
    const children = new Children(this, name);
    const { events = Object.values(NetworkEvent), metrics = {} } = args;
    const add = (role: string, key: string, alarm: AlarmParts) => {
      const alarmName = `${name} ${alarm.title}`;
      claim(this, "vsphere:index:any", `alarm ${alarmName}`, key, name);
      const common = { ...actions(args), entityId: args.entityId, name: alarmName };
      const entityType = args.scope ?? AlarmScope.Datacenter;
      const { title: _title, ...expressions } = alarm;
      return [
        key,
        children.add(vsphere.Alarm, [role, key], { ...common, entityType, ...expressions }).name,
      ] as const;
    };

    const eventAlarms = events.map((event) => add("event", event, eventAlarm(event)));
    const metricAlarms = Object.entries(metrics).map(([key, metric]) =>
      add("metric", key, metricAlarm(key, metric)),
    );

    this.alarmNames = pulumi.all(Object.fromEntries([...eventAlarms, ...metricAlarms]));
    this.objectives = objectivesText(args.objectives);
    this.syslog = pulumi.output(planSyslog(args.syslog ?? {}));
    this.registerOutputs({
      alarmNames: this.alarmNames,
      objectives: this.objectives,
      syslog: this.syslog,
    });
  }

  /** Alarms that somebody else made: registers nothing and looks nothing up; open objectives get the guide's numbers. */
  static fromExisting(existing: ExistingNetworkMonitoring): NetworkMonitoringRef {
    return {
      alarmNames: pulumi.all(existing.alarmNames ?? {}),
      objectives: objectivesText(existing.objectives),
    };
  }
}

function objectivesText(
  objectives: Record<string, Objective> = {},
): pulumi.Output<Record<string, string>> {
  const planned = Object.entries(planObjectives(objectives));
  return pulumi.output(Object.fromEntries(planned.map(([key, one]) => [key, JSON.stringify(one)])));
}

/** What makes one alarm different from another. */
interface AlarmParts {
  title: string;
  description: string;
  eventExpressions?: vsphere.types.input.AlarmEventExpression[];
  metricExpressions?: vsphere.types.input.AlarmMetricExpression[];
}

function eventAlarm(event: NetworkEvent): AlarmParts {
  const { title, status, raisedBy, clearedBy } = NETWORK_EVENTS[event];
  const expression = (color: string) => (eventTypeId: string) => ({
    // Events of hosts that came with a later version than vCenter's own have this type.
    eventType: "EventEx",
    eventTypeId,
    objectType: "HostSystem",
    status: color,
  });
  return {
    title,
    description: `${title}, kept by vmnet`,
    eventExpressions: [...raisedBy.map(expression(status)), ...clearedBy.map(expression("green"))],
  };
}

function metricAlarm(key: string, metric: MetricAlarm): AlarmParts {
  const { counterId, redAbove, yellowAbove, forSeconds = 300 } = metric;
  return {
    title: `metric ${key}`,
    description: `Counter ${counterId} above ${redAbove}, kept by vmnet`,
    metricExpressions: [
      {
        metricCounterId: counterId,
        objectType: "HostSystem",
        operator: "isAbove",
        red: redAbove,
        redInterval: forSeconds,
        ...(yellowAbove === undefined ? {} : { yellow: yellowAbove, yellowInterval: forSeconds }),
      },
    ],
  };
}

/** Told once, when it turns red. */
function actions({ mail, snmp = true }: NetworkMonitoringArgs) {
  const change = { startState: "yellow", finalState: "red" };
  return {
    ...(snmp ? { snmpActions: [change] } : {}),
    ...(mail === undefined
      ? {}
      : {
          emailActions: [
            {
              ...change,
              to: mail.to,
              ...(mail.subject === undefined ? {} : { subject: mail.subject }),
            },
          ],
        }),
  };
}
