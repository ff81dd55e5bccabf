import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runDoctor } from "../../../cli/doctor/doctor";
import type { Item } from "../../../cli/doctor/report";
import { folderWith } from "../folder";
import { Lines } from "../lines";

jest.setTimeout(120_000);

const cwd = join(__dirname, "../../..");
const dev = readFileSync(join(cwd, "stacks/inventories/dev.yaml"), "utf8");

/** The development site with other names and without a licence. */
const elsewhere = folderWith({
  "site.yaml": dev
    .replace("esxi-02.dev.example", "ESXI-02.dev.example")
    .replaceAll("dev-edges", "dev-edge")
    .replace("gatewayFirewall: true", "gatewayFirewall: false")
    .replaceAll("edge-node-0", "node-"),
});

interface Report {
  format: number;
  stack: string;
  site: string;
  items: Item[];
  errors: string[];
  notes: string[];
}

async function doctor(stack: string, options: object = {}) {
  const terminal = new Lines();
  const code = await runDoctor(stack, { cwd, ...options }, terminal);
  return { code, text: terminal.text, terminal };
}

describe("vmnet doctor", () => {
  let found: Report;
  let item: (what: string) => Item | undefined;
  let foundCode: number;

  beforeAll(async () => {
    const inventory = join(elsewhere, "site.yaml");
    const { code, terminal } = await doctor("three-tier-nat-dev", { inventory, json: true });
    found = terminal.json<Report>();
    foundCode = code;
    item = (what) => found.items.find((one) => one.what === what);
  });

  test("is content with the site that vmnet.yaml names, but for what only people can see", async () => {
    const { code, text } = await doctor("three-tier-nat-dev");
    expect(code).toBe(3);
    expect(text).toMatch(
      /checked: inventory stacks\/inventories\/dev\.yaml; nothing was asked of a real/,
    );
    expect(text).toMatch(/\nok +host "esxi-02\.dev\.example" +the program\n/);
    expect(text).toMatch(/\nok +edge node 2 of dev-edges +edge, app\n/);
    expect(text).toMatch(
      /\[ \] templates with cloud-init 21\.3 .*\n +without: machines boot without/,
    );
    expect(text).toMatch(/\d+ ok, 0 missing, \d+ items by hand$/);
  });

  test("asks the lab as it stands with --lab", async () => {
    const { code, text } = await doctor("three-tier-nat-lab", { lab: true });
    expect(code).toBe(3);
    expect(text).toContain("checked: the lab: inventory of the simulator's own lab");
    expect(text).not.toContain("--live");
  });

  test("fails with all that is missing, each with the nearest name that exists", () => {
    expect(foundCode).toBe(1);
    expect(found.errors).toEqual([]);
    const missing = found.items.filter(({ status }) => status === "missing");
    expect(missing.map(({ what, nearest }) => [what, nearest])).toEqual([
      ['edge cluster "dev-edges"', "dev-edge"],
      ['host "esxi-02.dev.example"', "ESXI-02.dev.example"],
      ["NSX licence with gateway firewall", undefined],
    ]);
    expect(item('host "esxi-02.dev.example"')).toMatchObject({
      detail: expect.stringMatching(/^error fetching host: host '.*' not found/) as string,
      look: "vCenter: Hosts and Clusters",
      checkedBy: { function: "vsphere:index/getHost:getHost" },
    });
  });

  test("does not ask for what hangs on something missing", () => {
    expect(item('edge node "edge-01" of dev-edges')).toMatchObject({
      status: "unanswered",
      detail: 'not asked, for edge cluster "dev-edges" is missing',
    });
  });

  test("goes on behind the first missing thing to the needs of every component", () => {
    expect(item("hosts prepared for NSX, and the transport zone on them")).toMatchObject({
      status: "byHand",
      neededBy: ["app", "db"],
    });
  });

  test("names the provider where there are two managers", async () => {
    const { terminal } = await doctor("multi-cluster-lab", { json: true });
    const { items } = terminal.json<Report>();
    const certificates = items.filter(({ what }) => what.startsWith('certificate "lab-vpn-ca"'));
    expect(new Set(certificates.map(({ what }) => what)).size).toBe(2);
  });

  test("fails on two sites at once, a stack and an inventory that are not there", async () => {
    const stack = "three-tier-nat-lab";
    await expect(doctor(stack, { lab: true, live: true })).rejects.toThrow(/exclude each other/);
    await expect(doctor("three-tier-nat")).rejects.toThrow(/did you mean three-tier-nat-/);
    await expect(doctor(stack, { inventory: "no.yaml" })).rejects.toThrow(
      /no\.yaml does not exist/,
    );
  });
});
