import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ageNote, recordAgain } from "../../../cli/model/recorded";
import { runRecord } from "../../../cli/inventory/record";
import { parseRecording, REDACTED } from "@vmnet/simulator/recording/format";
import { folderWith } from "../folder";
import { Lines } from "../lines";

const PASSWORD = "planted-provider-password-7351";
const CONFIG_SECRET = "planted-config-secret-9264";
const monitor = "/pulumirpc.ResourceMonitor/Invoke";
const provider = "/pulumirpc.ResourceProvider/Invoke";
const getHost = "vsphere:index/getHost:getHost";
const getZone = "nsxt:index/getPolicyTransportZone:getPolicyTransportZone";
const getMachine = "vsphere:index/getVirtualMachine:getVirtualMachine";
const signature = "4dabf18193072939515e22adb298388d";

/** An engine that says what the real one says: passwords and secrets in clear among the look-ups. */
const ENGINE = `
const { appendFileSync, readFileSync, statSync, writeFileSync } = require("node:fs");
const path = process.env.PULUMI_DEBUG_GRPC;
const { mode } = statSync(path);
const folder = statSync(require("node:path").dirname(path));
const seen = { isPipe: statSync(path).isFIFO(), mode: mode & 0o777, folder: folder.mode & 0o777 };
writeFileSync("seen.json", JSON.stringify(seen));
for (const line of JSON.parse(readFileSync("log.json", "utf8"))) {
  appendFileSync(path, (typeof line === "string" ? line : JSON.stringify(line)) + "\\n");
}
process.exit(Number(process.argv.find((word) => /^[0-9]$/.test(word)) ?? 0));
`;

function asked(method: string, tok: string, args: object, result?: object) {
  const request = { tok, args, provider: "urn::provider::" + PASSWORD };
  const response = result === undefined ? {} : { response: { return: result } };
  return { method, request, ...response, metadata: { note: PASSWORD } };
}

const log = [
  {
    method: "/pulumirpc.ResourceProvider/Configure",
    request: { variables: { "vsphere:config:password": PASSWORD }, args: { password: PASSWORD } },
  },
  {
    method: "/pulumirpc.LanguageRuntime/Run",
    request: { config: { "net:key": CONFIG_SECRET }, note: `${monitor} ${"x".repeat(300_000)}` },
  },
  asked(monitor, getHost, { name: "esx-1" }),
  asked(monitor, getHost, { name: "esx-1" }, { id: "host-7", name: "esx-1" }),
  // The provider's own call says more than the program is answered: it is not needed.
  asked(provider, getHost, { name: "esx-1" }, { id: "host-7", extra: PASSWORD }),
  asked(monitor, getZone, { displayName: "tz" }, { id: "z", displayName: "tz", path: "/infra/z" }),
  asked(
    monitor,
    getMachine,
    { name: "template" },
    {
      id: "vm-1",
      vapps: [{ [signature]: "1b47061264138c4ac30d75fd1eb44270", value: CONFIG_SECRET }],
      customizes: [{ windowsOptions: [{ adminPassword: PASSWORD }], hostName: "t" }],
    },
  ),
  asked(monitor, "acme:index:getKey", { name: PASSWORD }, { key: CONFIG_SECRET }),
  asked(
    monitor,
    getZone,
    { displayName: { [signature]: "1b", value: CONFIG_SECRET } },
    { id: "s" },
  ),
  asked(monitor, getZone, { displayName: "lost" }),
  `{"method":"${monitor}", "torn ${PASSWORD}`,
];

async function record(lines: unknown[], args: string[] = [], options = {}) {
  const cwd = folderWith({ "engine.js": ENGINE, "log.json": JSON.stringify(lines) });
  const temporary = folderWith();
  const terminal = new Lines();
  const before = process.env.TMPDIR;
  process.env.TMPDIR = temporary;
  try {
    const command = [process.execPath, "engine.js", ...args, "--stack", "org/net/prod"];
    const code = await runRecord(command, { cwd, ...options }, terminal);
    return { cwd, temporary, terminal, code };
  } finally {
    process.env.TMPDIR = before;
  }
}

describe("vmnet inventory record", () => {
  test("keeps look-ups, and nothing of passwords and secrets reaches the disk or the terminal", async () => {
    const { cwd, temporary, terminal, code } = await record(log);
    expect(code).toBe(0);
    expect(JSON.parse(readFileSync(join(cwd, "seen.json"), "utf8"))).toEqual({
      isPipe: true,
      mode: 0o600,
      folder: 0o700,
    });
    expect(readdirSync(temporary)).toEqual([]);
    expect(readdirSync(join(cwd, "inventory"))).toEqual(["prod.json"]);
    const text = readFileSync(join(cwd, "inventory/prod.json"), "utf8");
    for (const secret of [PASSWORD, CONFIG_SECRET]) {
      expect(text).not.toContain(secret);
      expect(terminal.text).not.toContain(secret);
    }
    const recording = parseRecording(text);
    expect(recording).toMatchObject({ site: "prod", stack: "prod" });
    expect(recording.lookups).toEqual([
      {
        token: getZone,
        args: { displayName: "tz" },
        result: { id: "z", displayName: "tz", path: "/infra/z" },
      },
      { token: getHost, args: { name: "esx-1" }, result: { id: "host-7", name: "esx-1" } },
      {
        token: getMachine,
        args: { name: "template" },
        result: {
          id: "vm-1",
          vapps: [REDACTED],
          customizes: [{ windowsOptions: [{ adminPassword: REDACTED }], hostName: "t" }],
        },
      },
    ]);
    expect(terminal.text).toContain("3 look-ups of stack prod recorded in inventory/prod.json");
    expect(terminal.text).toContain(`no answer to ${getZone} was seen`);
    expect(terminal.text).toContain(`${getZone} was asked with a secret`);
  });

  test("reads the provider's calls where an engine does not tell the program's", async () => {
    const lines = [asked(provider, getHost, { name: "esx-1" }, { id: "host-7" })];
    const { cwd } = await record(lines, [], { site: "fra" });
    const { lookups, site } = parseRecording(readFileSync(join(cwd, "inventory/fra.json"), "utf8"));
    expect({ site, number: lookups.length }).toEqual({ site: "fra", number: 1 });
  });

  test("fails without a file when the command fails", async () => {
    const { cwd, code, terminal, temporary } = await record(log, ["5"]);
    expect(code).toBe(1);
    expect(terminal.text).toContain("ended with code 5; nothing is recorded");
    expect(existsSync(join(cwd, "inventory"))).toBe(false);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test("fails when nothing was looked up, on names that are no file's, and without a command", async () => {
    await expect(record([])).rejects.toThrow(/made no look-up/);
    await expect(record(log, [], { site: "../x" })).rejects.toThrow(/--site "\.\.\/x": expected/);
    await expect(runRecord([], {}, new Lines())).rejects.toThrow(/name the command/);
    await expect(runRecord(["pulumi", "preview"], {}, new Lines())).rejects.toThrow(/which stack/);
    await expect(runRecord(["x"], { lab: true, stack: "a" }, new Lines())).rejects.toThrow(/--lab/);
    await expect(runRecord(["no-such-engine", "-s", "a"], {}, new Lines())).rejects.toThrow(
      /no-such-engine cannot be started/,
    );
  });
});

describe("the age of a recording", () => {
  const recording = {
    format: 1 as const,
    site: "fra",
    stack: "prod",
    recordedAt: "2026-01-01T00:00:00.000Z",
    digest: "",
    lookups: [{ token: getHost, args: {}, result: {} }],
  };
  const at = (day: string) =>
    ageNote("fra.json", recording, recordAgain(recording), Date.parse(`2026-${day}T12:00:00Z`));

  test("is told in days, and is a warning after a month", () => {
    expect(at("01-01")).toBe("fra.json: 1 look-up, recorded today");
    expect(at("01-13")).toBe("fra.json: 1 look-up, recorded 12 days ago");
    expect(at("01-31")).toBe("fra.json: 1 look-up, recorded 30 days ago");
    expect(at("02-01")).toBe(
      "warning: fra.json: 1 look-up, recorded 31 days ago: the site may have changed since; " +
        "record again: vmnet inventory record --site fra -- pulumi preview --stack prod",
    );
  });
});
