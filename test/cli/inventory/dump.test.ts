import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { readDump } from "../../../network/model/index";
import { runDump } from "../../../cli/inventory/dump";
import { connectionOf, PolicyReader } from "../../../cli/inventory/nsx";
import { folderWith } from "../folder";
import { Lines } from "../lines";

const PASSWORD = "planted-manager-password-5518";
const segments = Array.from({ length: 5 }, (_, index) => ({
  resource_type: "Segment",
  id: `seg-${index}`,
  display_name: `seg <${index}>`,
  path: `/infra/segments/seg-${index}`,
  subnets: [{ gateway_address: `10.0.${index}.1/24` }],
}));
const t0 = "/infra/tier-0s/site-t0";
const policy = "/infra/domains/default/security-policies/others";
const lists: Record<string, object[]> = {
  "/infra/tier-0s": [{ resource_type: "Tier0", id: "site-t0", display_name: "site-t0", path: t0 }],
  [`${t0}/locale-services`]: [
    { resource_type: "LocaleServices", id: "default", path: `${t0}/locale-services/default` },
  ],
  [`${t0}/locale-services/default/bgp/neighbors`]: [
    {
      resource_type: "BgpNeighborConfig",
      id: "n1",
      path: `${t0}/locale-services/default/bgp/neighbors/n1`,
      neighbor_address: "192.0.2.1",
      remote_as_num: "65001",
      password: PASSWORD,
    },
  ],
  "/infra/segments": segments,
  "/infra/domains": [{ resource_type: "Domain", id: "default", path: "/infra/domains/default" }],
  "/infra/domains/default/security-policies": [
    { resource_type: "SecurityPolicy", id: "others", path: policy, category: "Infrastructure" },
  ],
  [`${policy}/rules`]: [
    {
      resource_type: "Rule",
      id: "no-telnet",
      path: `${policy}/rules/no-telnet`,
      action: "DROP",
      source_groups: ["ANY"],
      destination_groups: ["ANY"],
      services: ["ANY"],
      scope: ["ANY"],
    },
  ],
};

/** A manager with pages of two objects, which writes down what it is asked. */
let server: Server;
let asked: string[] = [];
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  server = createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://127.0.0.1");
    asked.push(request.method ?? "");
    const login = Buffer.from(`auditor:${PASSWORD}`).toString("base64");
    const path = url.pathname.replace("/policy/api/v1", "");
    const list = lists[path];
    if (request.headers.authorization !== `Basic ${login}`) {
      response.writeHead(401).end();
    } else if (list === undefined) {
      response.writeHead(404).end("{}");
    } else {
      const start = Number(url.searchParams.get("cursor") ?? 0);
      const results = list.slice(start, start + 2);
      const cursor = start + 2 < list.length ? { cursor: String(start + 2) } : {};
      response.end(JSON.stringify({ results, result_count: list.length, ...cursor }));
    }
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  env = {
    NSXT_MANAGER_HOST: `http://127.0.0.1:${port}`,
    NSXT_USERNAME: "auditor",
    NSXT_PASSWORD: PASSWORD,
  };
});

afterAll(() => void server.close());
beforeEach(() => void (asked = []));

describe("vmnet inventory dump", () => {
  test("reads every page with GET alone and writes what the model reads, without secrets", async () => {
    const cwd = folderWith();
    const terminal = new Lines();
    expect(await runDump({ cwd, site: "fra" }, terminal, env)).toBe(0);
    const text = readFileSync(join(cwd, "inventory/fra.nsx.json"), "utf8");
    const names = readDump(text).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["site-t0", "seg-0", "seg-4", "no-telnet"]));
    expect(text).not.toContain(PASSWORD);
    expect(terminal.text).not.toContain(PASSWORD);
    expect(new Set(asked)).toEqual(new Set(["GET"]));
    expect(terminal.text).toContain("11 objects of the manager in inventory/fra.nsx.json");
  });

  test("has no way to send anything but GET", () => {
    const own = Object.getOwnPropertyNames(PolicyReader.prototype).sort();
    expect(own).toEqual(["constructor", "get", "list", "object"]);
    const source = readFileSync(join(__dirname, "../../../cli/inventory/nsx.ts"), "utf8");
    expect(source.match(/method: "\w+"/g)).toEqual(['method: "GET"']);
    expect(source).not.toMatch(/\b(POST|PUT|PATCH|DELETE)\b|\.write\(/);
  });

  test("fails with what to put right, never with the password, and writes nothing", async () => {
    const cwd = folderWith();
    const run = (change: NodeJS.ProcessEnv) =>
      runDump({ cwd, site: "fra" }, new Lines(), { ...env, ...change });
    await expect(run({ NSXT_USERNAME: "other" })).rejects.toThrow(
      /\/policy\/api\/v1\/infra\/tier-0s: the manager does not accept the credentials/,
    );
    await expect(run({ NSXT_USERNAME: "other" })).rejects.not.toThrow(PASSWORD);
    await expect(run({ NSXT_PASSWORD: "" })).rejects.toThrow(/^NSXT_PASSWORD: not set/);
    await expect(run({ NSXT_MANAGER_HOST: "http://nsx.example.com" })).rejects.toThrow(/https/);
    await expect(runDump({ cwd, site: "a/b" }, new Lines(), env)).rejects.toThrow(/--site "a\/b"/);
    expect(existsSync(join(cwd, "inventory"))).toBe(false);
  });

  test("checks certificates unless the user says otherwise", () => {
    const verify = (value?: string) =>
      connectionOf({ ...env, NSXT_ALLOW_UNVERIFIED_SSL: value }).verifyTls;
    expect([undefined, "", "false", "true", "1"].map(verify)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});
