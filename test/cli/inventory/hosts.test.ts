import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runDump } from "../../../cli/inventory/dump";
import { parseHosts } from "../../../cli/inventory/hostsFile";
import { OPERATIONS, vcenterOf } from "../../../cli/inventory/vcenter";
import { folderWith } from "../folder";
import { Lines } from "../lines";
import { envelope, FakeVcenter, fault, hostXml, NETWORK, PASSWORD } from "./vcenter";

const env = {
  VSPHERE_SERVER: "vcenter.example.com",
  VSPHERE_USER: "auditor",
  VSPHERE_PASSWORD: PASSWORD,
};
const FILE = "inventory/fra.hosts.json";
let vcenter: FakeVcenter;
let origin: string;
let cwd: string;
let terminal: Lines;

beforeEach(async () => {
  vcenter = new FakeVcenter();
  origin = await vcenter.open();
  cwd = folderWith();
  terminal = new Lines();
});
afterEach(() => vcenter.close());

const dump = (change: NodeJS.ProcessEnv = {}) =>
  runDump({ cwd, site: "fra" }, terminal, { ...env, ...change }, (given) => ({
    ...vcenterOf(given),
    origin,
  }));
/** The message of a dump that fails; it has no secret and nothing was written. */
async function failure(change: NodeJS.ProcessEnv = {}): Promise<string> {
  const error: unknown = await dump(change).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const message = error instanceof Error ? error.message : "";
  const said = `${message}\n${error instanceof Error ? error.stack : ""}\n${terminal.text}`;
  for (const secret of ["planted", "7731", "9920"]) expect(said).not.toContain(secret);
  expect(existsSync(join(cwd, "inventory"))).toBe(false);
  return message;
}
const written = () => readFileSync(join(cwd, FILE), "utf8");

describe("the hosts' half of vmnet inventory dump", () => {
  test("reads every page, and writes switches, adapters and VMkernel adapters", async () => {
    vcenter.pages = [
      hostXml("host-103", "esxi-03.example"),
      hostXml("host-21", "esxi-01.example") + hostXml("host-22", "esxi-02.example", ""),
    ];
    expect(await dump()).toBe(0);
    const { hosts, ...head } = parseHosts(written(), FILE);
    expect(head).toEqual({
      format: 1,
      site: "fra",
      takenAt: expect.stringMatching(/Z$/) as string,
    });
    expect(Object.keys(hosts)).toEqual(["host-21", "host-103"]);
    expect(hosts["host-21"]).toEqual({
      name: "esxi-01.example",
      switches: [
        {
          name: "vSwitch0",
          adapters: ["vmnic4", "vmnic5"],
          mtuBytes: 1500,
          portGroups: [
            { name: "VM Network", vlanId: 0 },
            { name: "Trunk", vlanId: 4095 },
          ],
        },
      ],
      distributed: [{ uuid: "50 1b 7a", name: "dvs-prod", adapters: ["vmnic2"], mtuBytes: 9000 }],
      adapters: [
        { device: "vmnic2", speedMbit: 25000 },
        { device: "vmnic4", speedMbit: 25000 },
        { device: "vmnic5" },
      ],
      vmkernel: [
        {
          device: "vmk0",
          portGroup: "Management Network",
          address: "192.0.2.11",
          subnetMask: "255.255.255.0",
          dhcp: false,
          mtuBytes: 1500,
        },
        { device: "vmk1", distributedSwitch: "50 1b 7a", dhcp: true, mtuBytes: 9000 },
      ],
    });
    expect(terminal.text).toContain(`2 hosts of the vCenter in ${FILE} (7 requests, none of`);
    expect(terminal.text).toContain("left out, vCenter tells no network of theirs");
    expect(terminal.text).toContain("esxi-02.example");
    expect(readdirSync(join(cwd, "inventory"))).toEqual(["fra.hosts.json"]);
    for (const text of [written(), terminal.text]) expect(text).not.toMatch(/planted|7731|9920/);
  });

  test("asks the seven operations that change nothing, in one session, and no other", async () => {
    vcenter.pages = [hostXml("host-1", "a"), hostXml("host-2", "b")];
    await dump();
    expect(vcenter.asked.map(({ operation }) => operation)).toEqual([...OPERATIONS]);
    expect(new Set(vcenter.asked.map(({ method, path }) => `${method} ${path}`))).toEqual(
      new Set(["POST /sdk"]),
    );
    expect(OPERATIONS.filter((one) => !/^(Retrieve|ContinueRetrieve|Log)/.test(one))).toEqual([
      "CreateContainerView",
      "DestroyView",
    ]);
    const source = readFileSync(join(__dirname, "../../../cli/inventory/vcenter.ts"), "utf8");
    expect(source.match(/method: "\w+"/g)).toEqual(['method: "POST"']);
    expect(source.match(/private post|this\.post\(/g)).toHaveLength(2);
    expect(source.match(/\bask\(/g)).toHaveLength(1);
  });

  test("keeps hostile names as the texts they are", async () => {
    vcenter.pages = [
      hostXml("host-1", "&lt;script&gt;alert(1)&lt;/script&gt;") +
        hostXml("host-2", "<![CDATA[</name>|\n__proto__]]>") +
        hostXml("host-3", "&#x1b;[2J", "").replaceAll("&#x1b;", "\u202e"),
    ];
    await dump();
    const { hosts } = parseHosts(written(), FILE);
    expect(Object.values(hosts).map(({ name }) => name)).toEqual([
      "<script>alert(1)</script>",
      "</name>|\n__proto__",
    ]);
    expect(terminal.text).not.toContain("\u202e");
  });

  test("fails for names and ids that no vCenter has, and for numbers that are none", async () => {
    vcenter.pages = [hostXml("host-1", "x".repeat(10_000_000))];
    const long = await failure();
    expect(long).toMatch(/hosts\.host-1\.name/);
    expect(long.length).toBeLessThan(2_000);
    vcenter.pages = [hostXml("__proto__", "a")];
    expect(await failure()).toContain("__proto__");
    vcenter.pages = [hostXml("host-1", "a", NETWORK.replace(">4095<", ">4096<"))];
    expect(await failure()).toMatch(/portGroups\[1\]\.vlanId/);
  });

  test("fails with one sentence for each kind of failure, and ends its session", async () => {
    vcenter.pages = [hostXml("host-1", "a")];
    expect(await failure({ VSPHERE_PASSWORD: "other" })).toBe(
      `${origin}/sdk: Login: vCenter does not accept the credentials (VSPHERE_USER, VSPHERE_PASSWORD)`,
    );
    const ask = "RetrievePropertiesEx";
    const answers: [string, { status?: number; text: string }, string][] = [
      [ask, { text: "<html><body>" }, "the answer is not XML of a vCenter: the end is missing"],
      [ask, { text: '<!DOCTYPE a [<!ENTITY b "c">]><a/>' }, "document types, entities"],
      [ask, { text: "<html/>" }, "is this a vCenter?"],
      [ask, { status: 404, text: PASSWORD }, "404 is no answer of a vCenter's /sdk"],
      [ask, { status: 302, text: "" }, "302 is no answer"],
      [ask, { status: 500, text: envelope(fault("NoPermission", "x")) }, "the role read-only"],
      [
        ask,
        {
          status: 500,
          text: envelope(fault("RuntimeFault", `<![CDATA[\u001b no: ${PASSWORD}]]>`)),
        },
        "forbidden character",
      ],
      [
        ask,
        { status: 500, text: envelope(fault("RuntimeFault", `<![CDATA[no: ${PASSWORD}\n!]]>`)) },
        "vCenter answers a fault RuntimeFault: no: [password] !",
      ],
      [
        "RetrieveServiceContent",
        { text: envelope("<RetrieveServiceContentResponse/>") },
        "has no ",
      ],
    ];
    for (const [operation, answer, reason] of answers) {
      vcenter.instead = new Map([[operation, answer]]);
      vcenter.asked = [];
      expect(await failure()).toContain(reason);
      const last = vcenter.asked.at(-1)?.operation;
      expect(last).toBe(operation === ask ? "Logout" : operation);
    }
    vcenter.instead.clear();
    vcenter.cut = ask;
    expect(await failure()).toBe(`${origin}/sdk: ${ask}: aborted`);
    expect(vcenter.asked.at(-1)?.operation).toBe("Logout");
    vcenter.cut = undefined;
    vcenter.pages = Array.from({ length: 3 }, () => "");
    expect(await failure()).toBe("vCenter's list of hosts does not end");
    vcenter.apiType = "HostAgent";
    expect(await failure()).toContain("VSPHERE_SERVER is a host");
  });

  test("asks what the environment has credentials for, and fails where it has none", async () => {
    const run = (given: NodeJS.ProcessEnv) => runDump({ cwd, site: "fra" }, terminal, given);
    await expect(run({})).rejects.toThrow(
      "nothing to read: set NSXT_MANAGER_HOST, NSXT_USERNAME, NSXT_PASSWORD for the NSX manager, " +
        "VSPHERE_SERVER, VSPHERE_USER, VSPHERE_PASSWORD for the hosts of a vCenter, or both",
    );
    await expect(run({ VSPHERE_USER: "a" })).rejects.toThrow(
      /^VSPHERE_SERVER, VSPHERE_PASSWORD: not set/,
    );
    await expect(run({ ...env, VSPHERE_SERVER: origin })).rejects.toThrow(/it is asked by https/);
    await expect(run({ ...env, NSXT_USERNAME: "a" })).rejects.toThrow(/^NSXT_MANAGER_HOST, NSXT_P/);
    const plain = await failureWithoutTls();
    expect(plain).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/sdk: RetrieveServiceContent: /);
    expect(existsSync(join(cwd, "inventory"))).toBe(false);
  });

  /** Plain http behind an https address: what answers is no TLS, and nothing was sent. */
  async function failureWithoutTls(): Promise<string> {
    const server = origin.replace("http://", "");
    const run = runDump({ cwd, site: "fra" }, terminal, { ...env, VSPHERE_SERVER: server });
    return run.then(
      () => "",
      (error: unknown) => (error instanceof Error ? error.message : ""),
    );
  }

  test("checks certificates unless the user says otherwise", () => {
    const verify = (value?: string) =>
      vcenterOf({ ...env, VSPHERE_ALLOW_UNVERIFIED_SSL: value }).verifyTls;
    expect(["", "false", "0", "true", "1", "TRUE"].map(verify)).toEqual([
      ...[true, true, true],
      ...[false, false, false],
    ]);
    expect(verify()).toBe(true);
  });
});
