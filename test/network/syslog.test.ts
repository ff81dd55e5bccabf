import { planSyslog, syslogFaults, SyslogLevel, SyslogProtocol } from "vmnet/network/syslog";

describe("syslog", () => {
  test("is lines for hosts, edge nodes and managers, in the order of names (R51)", () => {
    expect(
      planSyslog({
        second: {
          server: "192.168.0.41",
          protocol: SyslogProtocol.Udp,
          level: SyslogLevel.Warning,
        },
        first: { server: "logs.example" },
        third: { server: "2001:db8::40", protocol: SyslogProtocol.Tls, port: 10514 },
      }),
    ).toEqual({
      host: [
        "esxcli system syslog config set --loghost='tcp://logs.example:514,udp://192.168.0.41:514,ssl://[2001:db8::40]:10514'",
        "esxcli network firewall ruleset set --ruleset-id=syslog --enabled=true",
        "esxcli system syslog reload",
      ],
      edge: [
        "set logging-server logs.example:514 proto tcp level info",
        "set logging-server 192.168.0.41:514 proto udp level warning",
        "set logging-server [2001:db8::40]:10514 proto tls level info",
      ],
      manager: [
        "set logging-server logs.example:514 proto tcp level info",
        "set logging-server 192.168.0.41:514 proto udp level warning",
        "set logging-server [2001:db8::40]:10514 proto tls level info",
      ],
    });
    expect(planSyslog({})).toEqual({ host: [], edge: [], manager: [] });
  });

  test.each(["", "a b", "logs.example'; reboot", "10.0.0", "300.1.1.1", "-a", "a:b", "x\nset"])(
    "fails for %j, which is no server",
    (server) => {
      expect(syslogFaults({ logs: { server } }).faults.map(({ path }) => path)).toEqual([
        "logs.server",
      ]);
    },
  );

  test("fails for one server twice, words that are none, and more than a node takes", () => {
    const twice = syslogFaults({
      a: { server: "logs.example" },
      b: { server: "LOGS.example", port: 514 },
      c: { server: "x", protocol: "tcp6" as SyslogProtocol, level: "all" as SyslogLevel },
    });
    expect(twice.faults.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      "b.server: a is this server already",
      "c.protocol: this is not one of the choices",
      "c.level: this is not one of the choices",
    ]);
    const many = Object.fromEntries(
      Array.from({ length: 6 }, (_, index) => [`s${index}`, { server: `s${index}` }]),
    );
    expect(() => planSyslog(many)).toThrow(/too many servers for one node/);
  });
});
