import type { EngineEvent } from "@pulumi/pulumi/automation";
import type { EstateObject } from "@vmnet/simulator/estate/index";
import { createColors } from "picocolors";
import { OperationRecord, outputValue } from "../../../cli/lab/record";
import {
  errorLines,
  genericNotice,
  ProgressPrinter,
  resourceTree,
  shortType,
  summaryLine,
} from "../../../cli/lab/render";
import { labTables } from "../../../cli/lab/show";
import { count, table } from "../../../cli/terminal";
import type { Terminal } from "../../../cli/terminal";

class Lines implements Terminal {
  readonly lines: string[] = [];
  colors = createColors(false);
  line(text = "") {
    this.lines.push(text);
  }
  data(text: string) {
    this.lines.push(text);
  }
}

const stackUrn = "urn:pulumi:dev::net::pulumi:pulumi:Stack::net-dev";
const urnOf = (type: string, name: string) => `urn:pulumi:dev::net::${type}::${name}`;

interface Step {
  type?: string;
  name: string;
  op: string;
  parent?: string;
  diffs?: string[];
  replaces?: string[];
  failed?: boolean;
}

/** Events of one step, as the engine sends them. */
function step({
  type = "nsxt:index/policyGroup:PolicyGroup",
  name,
  op,
  ...more
}: Step): EngineEvent[] {
  const state = { custom: !type.startsWith("my:"), parent: more.parent ?? stackUrn };
  const kinds = [
    ...(more.diffs ?? []).map((path) => [path, { diffKind: "update", inputDiff: false }]),
    ...(more.replaces ?? []).map((path) => [
      path,
      { diffKind: "update-replace", inputDiff: false },
    ]),
  ];
  const detailedDiff = Object.fromEntries(kinds) as object;
  const metadata = { urn: urnOf(type, name), type, op, new: state, detailedDiff };
  const last = more.failed ? { resOpFailedEvent: { metadata } } : { resOutputsEvent: { metadata } };
  return [{ resourcePreEvent: { metadata } }, last].map(
    (event, sequence) => ({ sequence, timestamp: 0, ...event }) as unknown as EngineEvent,
  );
}

const diagnostic = (message: string, severity = "error", urn?: string) =>
  ({
    sequence: 0,
    timestamp: 0,
    diagnosticEvent: { message, severity, urn, color: "" },
  }) as unknown as EngineEvent;

function recordOf(...events: EngineEvent[][]): OperationRecord {
  const record = new OperationRecord("/project");
  events.flat().forEach((event) => record.add(event));
  return record;
}

describe("OperationRecord", () => {
  it("makes one replacement of its three steps", () => {
    const steps = ["create-replacement", "replace", "delete-replaced"].flatMap((op) =>
      step({ name: "g", op, replaces: ["domain"] }),
    );
    const [resource] = recordOf(steps).resources.values();
    expect(resource).toMatchObject({ op: "replace", status: "done", replaces: ["domain"] });
  });

  it("keeps a message once, without prefixes, colours and stack frames", () => {
    const noisy = "\u001b[31merror: error: boom\n    at f (/project/a.ts:1:2)\u001b[0m\n";
    const record = recordOf([diagnostic(noisy), diagnostic("boom"), diagnostic("error: boom")]);
    expect(record.diagnostics).toEqual([{ severity: "error", message: "boom" }]);
  });

  it.each([
    "update failed",
    "preview failed",
    "One or more errors occurred. Check logs for more details",
  ])("drops %p, which says nothing by itself", (text) =>
    expect(recordOf([diagnostic(text)]).diagnostics).toEqual([]),
  );

  it("keeps the place of an exception that nobody caught", () => {
    const text =
      "Unhandled exception: Error: boom\n    at /project/stacks/a.ts:3:7\n    at node:internal/x:1:1";
    expect(recordOf([diagnostic(text)]).diagnostics[0]).toMatchObject({
      message: "boom",
      at: ["stacks/a.ts:3:7"],
    });
  });

  it("knows whether something changed", () => {
    const summary = (resourceChanges: object) => [
      { summaryEvent: { resourceChanges } } as unknown as EngineEvent,
    ];
    expect(recordOf(summary({ same: 3, read: 1 })).hasChanges).toBe(false);
    expect(recordOf(summary({ same: 3, update: 1 })).hasChanges).toBe(true);
  });

  it("shows secrets and unknown values as what they are", () => {
    const secret = {
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      ciphertext: "x",
    };
    const value = { a: secret, b: ["04da6b54-80e4-46f7-96ec-b56ff0331ba9", 1] };
    expect(outputValue(value)).toEqual({ a: "[secret]", b: ["[unknown]", 1] });
  });
});

describe("rendering", () => {
  const component = urnOf("my:index:Net", "net");
  const record = recordOf(
    step({ type: "my:index:Net", name: "net", op: "same" }),
    step({ name: "b", op: "update", parent: component, diffs: ["tags[0].tag"] }),
    step({ name: "a", op: "create", parent: component }),
    step({ name: "idle", op: "same", parent: component }),
    step({ name: "top", op: "replace", replaces: ["domain"] }),
    step({ name: "bad", op: "delete", failed: true }),
  );

  it("draws touched resources below their components, by name, without the idle ones", () => {
    expect(resourceTree(record.resources.values(), new Lines())).toEqual([
      " x ├─ nsxt:PolicyGroup bad",
      "   ├─ my:Net net",
      " + │  ├─ nsxt:PolicyGroup a",
      " ~ │  └─ nsxt:PolicyGroup b [tags[0].tag]",
      "+- └─ nsxt:PolicyGroup top [domain!]",
    ]);
  });

  it("sums up what was done, and what a preview would do", () => {
    const all = [...record.resources.values()];
    expect(summaryLine(all, false)).toBe(
      "2 unchanged, 1 updated, 1 created, 1 replaced, 1 failed to delete",
    );
    expect(summaryLine(all.slice(0, 3), true)).toBe("1 unchanged, 1 to update, 1 to create");
    expect(summaryLine([], true)).toBe("no resources");
  });

  it("prints one line for each resource as it is done, and warnings at once", () => {
    const terminal = new Lines();
    const printer = new ProgressPrinter(terminal, false);
    const live = new OperationRecord("/project", printer);
    [
      ...step({ name: "g", op: "create" }),
      ...step({ name: "s", op: "same" }),
      diagnostic("warning: careful", "warning"),
    ].forEach((event) => live.add(event));
    expect(terminal.lines).toEqual([
      expect.stringMatching(/^ \+ nsxt:PolicyGroup g created 0\.\ds$/),
      "   warning: careful",
    ]);
  });

  it("prints errors with the resource's name, unless they name it", () => {
    const urn = urnOf("nsxt:index/policyGroup:PolicyGroup", "g");
    const lines = errorLines(
      [
        { severity: "error", urn, message: "refused\nbecause" },
        { severity: "error", urn, message: "resource 'g' has a problem" },
      ],
      new Lines(),
    );
    expect(lines).toEqual(["error: g: refused", "  because", "error: resource 'g' has a problem"]);
  });

  it("shortens types and counts", () => {
    expect(shortType("nsxt:index/policySegment:PolicySegment")).toBe("nsxt:PolicySegment");
    expect(shortType("a:b/c:D")).toBe("a:b:D");
    expect(genericNotice([])).toBeUndefined();
    expect(genericNotice(["vsphere:index/tag:Tag"])).toBe(
      "1 type simulated from the tables only: vsphere:Tag",
    );
    expect(count(2, "type")).toBe("2 types");
    expect(
      table([
        ["A", "B"],
        ["long", "x"],
      ]),
    ).toEqual(["A     B", "long  x"]);
  });
});

describe("labTables", () => {
  const object = (
    type: string,
    id: string,
    outputs: EstateObject["outputs"],
    more = {},
  ): EstateObject => ({
    type,
    id,
    outputs,
    origin: "managed",
    ...more,
  });
  const objects = [
    object("vsphere:index/host:Host", "host-1", { hostname: "esxi" }, { origin: "inventory" }),
    object(
      "vsphere:index/hostPortGroup:HostPortGroup",
      "pg",
      { name: "lan", vlanId: 10, hostSystemId: "host-1", virtualSwitchName: "vSwitch1" },
      { internal: { network: "network-7" } },
    ),
    object(
      "nsxt:index/policyTier1Gateway:PolicyTier1Gateway",
      "t1",
      { displayName: "t1" },
      { path: "/infra/tier-1s/t1" },
    ),
    object(
      "nsxt:index/policyService:PolicyService",
      "s",
      { l4PortSetEntries: [{ protocol: "TCP", destinationPorts: ["8443"] }] },
      { path: "/s" },
    ),
    object("nsxt:index/policyNatRule:PolicyNatRule", "n", {
      action: "DNAT",
      gatewayPath: "/infra/tier-1s/t1",
      translatedPorts: "443",
      service: "/s",
      destinationNetworks: ["192.0.2.1"],
      translatedNetworks: ["10.0.0.2"],
    }),
    object("vsphere:index/virtualMachine:VirtualMachine", "vm", {
      name: "web",
      hostSystemId: "host-1",
      networkInterfaces: [{ networkId: "network-7", macAddress: "00:50:56:00:00:01" }],
    }),
  ];

  it("shows networks, gateways, NAT rules and machines by their names", () => {
    const lines = labTables(objects, new Lines(), false).map((line) =>
      line.replace(/ +/g, " ").trim(),
    );
    expect(lines).toContain("lan HostPortGroup 10 - vSwitch1 on esxi");
    expect(lines).toContain("n t1 DNAT - 192.0.2.1 10.0.0.2 443 TCP 8443");
    expect(lines).toContain("web esxi lan 00:50:56:00:00:01");
    expect(lines.at(-1)).toBe("5 objects made by programs, 1 of other kinds (--json lists all)");
  });
});
