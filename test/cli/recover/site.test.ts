import { adviceForLog, readLog } from "../../../cli/recover/log";
import { adviceForExport } from "../../../cli/recover/site";
import { adviceLines } from "../../../cli/recover/recover";
import { importId } from "../../../cli/recover/importId";
import { processTerminal } from "../../../cli/terminal";
import { groupType, operation, portGroupType, root, state, urnOf } from "./states";
import type { PendingOperation } from "../../../cli/recover/deployment";

const exported = (...pending: PendingOperation[]) =>
  adviceForExport({ resources: [root], pending_operations: pending }, "dev");

describe("advice for an export with pending operations", () => {
  it("imports a create by its fixed id, and clears the pending ones first", () => {
    const group = state(groupType, "web", { inputs: { nsxId: "web-group" } });
    const advice = exported(operation("creating", group));
    expect(advice.map(({ subject }) => subject)).toEqual(["the pending create", "PolicyGroup web"]);
    expect(advice[0]?.commands).toEqual(["pulumi refresh --clear-pending-creates --stack dev"]);
    expect(advice[1]?.commands).toEqual([
      `pulumi import ${groupType} web web-group --protect=false --generate-code=false --stack dev`,
    ]);
    expect(advice[1]?.reason).toContain("would fail because it exists already");
  });

  it("warns of a second object where the id is random", () => {
    const [, advice] = exported(operation("creating", state(groupType, "web", { inputs: {} })));
    expect(advice?.reason).toContain("would make a second one, because its id is random");
    expect(advice?.commands[0]).toContain("web '<nsxId>'");
  });

  it("names the parent and an explicit provider, quoted for the shell", () => {
    const type = "my:index:Site";
    const parent = urnOf(type, "main-site");
    const explicit = `${urnOf("pulumi:providers:nsxt", "second")}::7`;
    const child = {
      ...state(groupType, "web", { inputs: { nsxId: "w" }, parent, provider: explicit }),
      urn: urnOf(`${type}$${groupType}`, "web"),
    };
    expect(exported(operation("creating", child))[1]?.commands[0]).toBe(
      `pulumi import ${groupType} web w --parent main_site=${parent} ` +
        `--provider second=${urnOf("pulumi:providers:nsxt", "second")} ` +
        "--protect=false --generate-code=false --stack dev",
    );
  });

  it("refreshes what was being changed or deleted", () => {
    const group = state(groupType, "web", { id: "web" });
    const advice = exported(operation("updating", group), operation("deleting", group));
    const command = `pulumi refresh --target ${group.urn} --stack dev`;
    expect(advice.map(({ commands }) => commands)).toEqual([[command], [command]]);
    expect(advice[0]?.reason).toContain("old revision");
  });

  it("takes a deleted port group out of the state, because a refresh fails on it", () => {
    const lan = state(portGroupType, "lan", { id: "lan" });
    expect(exported(operation("deleting", lan))[0]).toMatchObject({
      reason: expect.stringContaining("refresh and destroy fail on it"),
      commands: ["# only if the object is gone:", `pulumi state delete ${lan.urn} --stack dev`],
    });
  });

  it("says so when nothing is pending", () => {
    expect(adviceLines(exported(), processTerminal())).toEqual([
      "nothing is pending, and no error that needs more than `pulumi up`",
    ]);
  });
});

describe("advice for what pulumi printed", () => {
  const log = `Updating (dev):
 +  nsxt:index:PolicyGroup web creating failed
Diagnostics:
  pulumi:pulumi:Stack (net-dev):
    error: update failed
  nsxt:index:PolicyGroup (web):
    error:   sdk-v2/provider2.go:572: sdk.helper_schema: Resource with id web-group already exists: provider=nsxt@3.11.1
    error: 1 error occurred:
    	* Resource with id web-group already exists
  nsxt:index:PolicyService (http):
    error: Failed to update Service http: The object http is at revision 3 (code 604)
  vsphere:index:HostPortGroup (lan):
    error: could not find port group
`;

  it("imports what exists, once, under its full type", () => {
    const [first, ...others] = adviceForLog(readLog(log), "dev");
    expect(first?.subject).toBe("PolicyGroup web");
    expect(first?.commands).toEqual([
      `pulumi import ${groupType} web web-group --protect=false --generate-code=false --stack dev`,
    ]);
    expect(others.map(({ subject }) => subject)).toEqual([
      "PolicyService http",
      "HostPortGroup lan",
    ]);
  });

  it("reads again before a change with an old revision", () => {
    const advice = adviceForLog(readLog(log), undefined);
    expect(advice[1]?.commands).toEqual(["pulumi up --refresh"]);
    expect(advice[1]?.reason).toContain("fails in the same way");
  });

  it("finds a lost resource's URN in the state", () => {
    const lan = state(portGroupType, "lan", { id: "lan" });
    const advice = adviceForLog(readLog(log), "dev", { resources: [lan] });
    expect(advice[2]?.commands.at(-1)).toBe(`pulumi state delete ${lan.urn} --stack dev`);
    expect(adviceForLog(readLog(log), "dev")[2]?.commands.at(-1)).toContain("'<urn>'");
  });

  it("takes the engine's JSON events, with the parents that their URNs tell", () => {
    const urn = urnOf(`my:index:Site$${groupType}`, "web");
    const message = "error: Resource with id w already exists";
    const [advice] = adviceForLog(
      readLog(JSON.stringify({ sequence: 1, diagnosticEvent: { urn, message } })),
      undefined,
    );
    expect(advice?.commands[0]).toContain(`pulumi import ${groupType} web w `);
    expect(advice?.reason).toContain("for a child of a my:index:Site add --parent");
  });

  it.each([
    ["Resource with id w already exists", "pulumi import '<type>' '<name>' w"],
    [
      "The specified key, name, or identifier 'lan' already exists.",
      "pulumi import '<type>' '<name>'",
    ],
    ["could not update DVS: ConcurrentAccess", "pulumi up --refresh"],
    ["failed to load checkpoint: EOF", "rm '.pulumi/stacks/<project>/<stack>.json.attrs'"],
    ["error: the stack is currently locked by 1 lock(s)", "pulumi cancel"],
  ])("turns the message %j alone into its command", (message, command) => {
    const [advice] = adviceForLog(readLog(message), undefined);
    expect(advice?.commands.join("\n")).toContain(command);
  });

  it("leaves other errors to their reader", () => {
    expect(adviceForLog(readLog("error: the segment has no transport zone"), "dev")).toEqual([]);
  });
});

describe("import ids", () => {
  const nsx = (name: string) => `nsxt:index/policy${name}:Policy${name}`;
  const gatewayPath = "/infra/tier-1s/edge";

  it.each([
    [nsx("Group"), { nsxId: "web" }, "web"],
    [nsx("Segment"), { nsxId: "app" }, "app"],
    [nsx("NatRule"), { nsxId: "r", gatewayPath }, "/infra/tier-1s/edge/nat/USER/nat-rules/r"],
    [nsx("StaticRoute"), { nsxId: "r", gatewayPath }, "/infra/tier-1s/edge/static-routes/r"],
    [nsx("NatRule"), { nsxId: "r" }, "<path of its parent>/.../r"],
    [
      nsx("Tier0GatewayInterface"),
      { nsxId: "up", gatewayPath: "/infra/tier-0s/t0" },
      "t0/default/up",
    ],
    [portGroupType, { name: "lan", hostSystemId: "host-42" }, "tf-HostPortGroup:host-42:lan"],
    [
      "vsphere:index/distributedPortGroup:DistributedPortGroup",
      { name: "app" },
      "/<datacenter>/network/<folders>/app",
    ],
    ["vsphere:index/vnic:Vnic", { host: "host-42" }, "host-42_<vmk>"],
    ["vsphere:index/tag:Tag", { name: "blue" }, '{"category_name":"<category>","tag_name":"blue"}'],
  ])("of %s with %j", (type, inputs, id) => {
    expect(importId(type, inputs).id).toBe(id);
  });

  it.each([nsx("BgpConfig"), "vsphere:index/x:DistributedVirtualSwitchPvlanMapping"])(
    "do not exist for %s",
    (type) => {
      expect(importId(type, {})).toEqual({ hint: expect.stringContaining("cannot import it") });
    },
  );
});
