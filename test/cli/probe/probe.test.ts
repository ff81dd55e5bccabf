import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runProbe } from "../../../cli/probe/probe";
import { exportedStack } from "../exportedStack";
import { folderWith } from "../folder";
import { Lines } from "../lines";

jest.setTimeout(120_000);

describe("vmnet probe", () => {
  let options: { export: string; surroundings: string; cwd: string; expectations: string };
  let terminal: Lines;
  beforeAll(async () => {
    const file = "rules.json";
    const rule = { relation: "canReach", from: [{ name: "app-1" }], to: [{ name: "db-1" }] };
    const traffic = [{ protocol: "tcp", ports: "3306" }];
    const folder = folderWith({
      [file]: JSON.stringify({ expectations: [{ ...rule, traffic }] }),
    });
    options = { ...(await exportedStack()), expectations: join(folder, file) };
  });
  beforeEach(() => {
    terminal = new Lines();
  });

  it("says where to type what, and what has to be seen", async () => {
    expect(await runProbe(options, terminal)).toBe(0);
    expect(terminal.text).toMatch(
      /on app-1\n.*\n {4}pass +nc -z -v -w 3 10\.0\.9\.11 3306 +connected/,
    );
    expect(terminal.text).toContain("1 probe: 1 must pass, 0 must not");
  });

  it("writes JSON, a script for one machine, and requests of traceflow", async () => {
    await runProbe({ ...options, json: true }, terminal);
    expect(terminal.json<{ probes: object[] }>().probes[0]).toMatchObject({
      line: "nc -z -v -w 3 10.0.9.11 3306",
      powershell: "Test-NetConnection -ComputerName 10.0.9.11 -Port 3306",
      wanted: "connected",
    });
    const script = new Lines();
    await runProbe({ ...options, script: "app-1" }, script);
    expect(script.printed[0]).toMatch(/^#!\/bin\/sh\n[^]*\ntcp 10\.0\.9\.11 3306 connected /);
    const folder = folderWith();
    await runProbe({ ...options, traceflow: folder }, terminal);
    expect(readdirSync(folder)).toEqual(["probe-1.json"]);
    expect(JSON.parse(readFileSync(join(folder, "probe-1.json"), "utf8"))).toMatchObject({
      id: "probe-1",
      segmentPath: "/infra/segments/app-segment",
      expected: "delivered",
    });
  });

  it("fails for an unknown machine, a bad target, number of pairs and network", async () => {
    const run = (more: object) => runProbe({ ...options, ...more }, terminal);
    await expect(run({ script: "app-11" })).rejects.toThrow('did you mean "app-1"?');
    await expect(run({ target: ["internet"] })).rejects.toThrow("such as internet=1.1.1.1");
    await expect(run({ target: ["moon=1.1.1.1"] })).rejects.toThrow("no such outside network");
    await expect(run({ pairs: "many" })).rejects.toThrow("from 1 to 100");
  });
});
