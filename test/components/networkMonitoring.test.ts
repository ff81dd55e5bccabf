import {
  AlarmScope,
  NetworkEvent,
  NetworkMonitoring,
  SyslogProtocol,
  tcp,
  type MetricAlarm,
  type NetworkMonitoringArgs,
  type Objective,
} from "vmnet";

import { faultsOf } from "./faults";
import { lab } from "./fixtures";
import { GROWTH_TIMEOUT_MILLISECONDS, growsInPlace, namesInBoth } from "./growth";
import { built, runProgram, valueOf } from "./harness";

jest.setTimeout(180_000);

const made = (changes: Partial<NetworkMonitoringArgs> = {}) =>
  built(() => new NetworkMonitoring("net", { entityId: lab.datacenterId, ...changes }));

describe("network monitoring", () => {
  test("has an alarm per event of a host's network (R50)", async () => {
    const { names, registrations } = await made();
    expect(names()).toEqual([
      "net",
      "net-event-connectivitylost",
      "net-event-linkdown",
      "net-event-redundancydegraded",
      "net-event-redundancylost",
    ]);
    const alarms = registrations.filter(({ custom }) => custom);
    expect(new Set(alarms.map(({ parent }) => parent))).toEqual(new Set(["net"]));
    expect(new Set(alarms.map(({ inputs }) => inputs.entityType))).toEqual(new Set(["Datacenter"]));
  });

  test("raises on standard and distributed switches, and clears by itself", async () => {
    const { find } = await made();
    const { inputs } = find("net-event-redundancylost");
    expect(inputs).toMatchObject({
      name: "net uplink redundancy lost",
      entityId: lab.datacenterId,
      enabled: true,
      expressionOperator: "or",
      snmpActions: [{ startState: "yellow", finalState: "red" }],
    });
    expect(inputs).not.toHaveProperty("emailActions");
    const expressions = inputs.eventExpressions as Record<string, string>[];
    expect(expressions.map(({ eventTypeId, status }) => `${eventTypeId} ${status}`)).toEqual([
      "esx.problem.net.redundancy.lost red",
      "esx.problem.net.dvport.redundancy.lost red",
      "esx.clear.net.redundancy.restored green",
      "esx.clear.net.dvport.redundancy.restored green",
    ]);
    expect(new Set(expressions.map(({ eventType }) => eventType))).toEqual(new Set(["EventEx"]));
    const degraded = find("net-event-redundancydegraded").inputs.eventExpressions;
    expect(degraded).toMatchObject([{ status: "yellow" }, { status: "yellow" }, {}, {}]);
  });

  test("watches for what is asked, where it is asked, and writes mail", async () => {
    const { names, find } = await made({
      scope: AlarmScope.Host,
      entityId: lab.host,
      events: [NetworkEvent.LinkDown],
      mail: { to: "network@example.com", subject: "link" },
      snmp: false,
    });
    expect(names()).toEqual(["net", "net-event-linkdown"]);
    const { inputs } = find("net-event-linkdown");
    expect(inputs).toMatchObject({
      entityType: "HostSystem",
      emailActions: [{ to: "network@example.com", subject: "link", finalState: "red" }],
    });
    expect(inputs).not.toHaveProperty("snmpActions");
  });

  test("makes an alarm on a counter only from its id at the site", async () => {
    const { find } = await made({
      events: [],
      metrics: { uplinks: { counterId: 146, redAbove: 9000, yellowAbove: 7500, forSeconds: 60 } },
    });
    expect(find("net-metric-uplinks").inputs).toMatchObject({
      name: "net metric uplinks",
      metricExpressions: [
        {
          metricCounterId: 146,
          operator: "isAbove",
          red: 9000,
          redInterval: 60,
          yellow: 7500,
          yellowInterval: 60,
        },
      ],
    });
  });

  test("says what a probe has to measure", async () => {
    const objectives: Record<string, Objective> = {
      db: { from: "web-1", to: "db-1", service: tcp("3306") },
    };
    const { value } = await made({ events: [], objectives });
    const { db } = await valueOf((value as NetworkMonitoring).objectives);
    expect(JSON.parse(db!)).toMatchObject({
      from: "web-1",
      to: "db-1",
      latencyMilliseconds: 5,
      lossPercent: 0.1,
      packets: 10_000,
      service: { protocol: "tcp", ports: "3306" },
    });
  });

  test("says what to type so that logs of hosts, edge nodes and managers go to a server (R51)", async () => {
    const { value, names } = await made({
      events: [],
      syslog: { logs: { server: "192.168.0.40", protocol: SyslogProtocol.Tls } },
    });
    expect(names()).toEqual(["net"]);
    expect(await valueOf((value as NetworkMonitoring).syslog)).toMatchObject({
      edge: ["set logging-server 192.168.0.40:6514 proto tls level info"],
      manager: ["set logging-server 192.168.0.40:6514 proto tls level info"],
    });
    expect(await valueOf(((await made()).value as NetworkMonitoring).syslog)).toEqual({
      host: [],
      edge: [],
      manager: [],
    });
  });

  test("registers the same in a preview as in an update, and names its alarms", async () => {
    const names = await namesInBoth(
      () => new NetworkMonitoring("net", { entityId: lab.datacenterId }),
    );
    expect(names).toHaveLength(5);
    const { value } = await made();
    expect(await valueOf((value as NetworkMonitoring).alarmNames)).toMatchObject({
      linkdown: "net link down",
    });
  });

  test(
    "grows by a metric without touching another alarm",
    () =>
      growsInPlace<MetricAlarm>({
        entry: (index) => ({ counterId: index + 1, redAbove: 9000 }),
        program: (metrics) => new NetworkMonitoring("net", { entityId: lab.datacenterId, metrics }),
      }),
    GROWTH_TIMEOUT_MILLISECONDS,
  );
});

describe("network monitoring fails", () => {
  test("fails for a syslog server that would be a command of its own", async () => {
    const syslog = { logs: { server: "a.example; reload", port: 0 }, "b c": { server: "b" } };
    const found = await faultsOf(
      () => new NetworkMonitoring("net", { entityId: lab.datacenterId, syslog }),
    );
    expect(found).toEqual({
      "syslog.b c": "this key names resources",
      "syslog.logs.server": "this is no server",
      "syslog.logs.port": "this is no port",
    });
  });

  const faults = (changes: object) =>
    faultsOf(
      () =>
        new NetworkMonitoring("net", {
          entityId: lab.datacenterId,
          ...changes,
        } as NetworkMonitoringArgs),
    );

  test("fails for nothing to watch, unknown events, and events twice", async () => {
    expect(
      await faults({
        entityId: "",
        scope: "Network",
        events: ["linkdown", "fire", "linkdown"],
      }),
    ).toEqual({
      entityId: "this is required",
      scope: "this is not one of the choices",
      "events[1]": "this is not one of the choices",
      "events[2]": "this is watched for already",
    });
  });

  test("fails for counters without id, thresholds out of range, and a warning after the alarm", async () => {
    expect(
      await faults({
        metrics: {
          none: {},
          high: { counterId: 0, redAbove: 10_001, forSeconds: 3601 },
          late: { counterId: 1, redAbove: 5, yellowAbove: 5 },
          linkdown: { counterId: 1, redAbove: 5 },
        },
      }),
    ).toEqual({
      "metrics.none.counterId": "this is required",
      "metrics.none.redAbove": "this is required",
      "metrics.high.counterId": "out of range",
      "metrics.high.redAbove": "out of range",
      "metrics.high.forSeconds": "out of range",
      "metrics.late.yellowAbove": "the warning comes after the alarm",
      "metrics.linkdown": "an event has this name",
    });
  });

  test("fails for mail to nobody and objectives that say nothing", async () => {
    expect(
      await faults({
        mail: { to: "the network team" },
        objectives: { "a way": { from: "a", to: "b" }, db: { from: "", to: "b", lossPercent: 0 } },
      }),
    ).toEqual({
      "mail.to": "nobody can be written to at this",
      "objectives.a way": "this key names resources",
      "objectives.db.from": "this is required",
      "objectives.db.lossPercent": "out of range",
    });
  });

  test("fails for two of one name in one vCenter", async () => {
    const { errors } = await runProgram(() => {
      const args = { entityId: lab.datacenterId, events: [NetworkEvent.LinkDown] };
      new NetworkMonitoring("net", args);
      new NetworkMonitoring("net", args);
    });
    expect(errors.map(({ message }) => message).join()).toContain("net has this already");
  });
});
