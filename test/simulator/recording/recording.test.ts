import fc from "fast-check";
import type { PropertyMap } from "vmnet/network/model/resource";
import { Estate } from "@vmnet/simulator/estate/index";
import { withRecording } from "@vmnet/simulator/recording/answers";
import {
  canonical,
  digestOf,
  makeRecording,
  parseRecording,
} from "@vmnet/simulator/recording/format";
import type { Recording } from "@vmnet/simulator/recording/format";
import { siteOf } from "@vmnet/simulator/recording/site";

const vsphere = (name: string) => `vsphere:index/${name}:${name}`;
const nsx = (name: string) => `nsxt:index/${name}:${name}`;
const zone = "/infra/sites/default/enforcement-points/default/transport-zones/5a1c-overlay";
const questions: [string, PropertyMap, PropertyMap][] = [
  [vsphere("getDatacenter"), { name: "fra" }, { id: "datacenter-1077", name: "fra" }],
  [
    vsphere("getComputeCluster"),
    { name: "prod", datacenterId: "datacenter-1077" },
    { id: "domain-c900", resourcePoolId: "resgroup-901" },
  ],
  [
    vsphere("getHost"),
    { name: "esx-1.fra", datacenterId: "datacenter-1077" },
    { id: "host-1001", name: "esx-1.fra", resourcePoolId: "resgroup-901" },
  ],
  [
    vsphere("getNetwork"),
    { name: "Backup", datacenterId: "datacenter-1077" },
    { id: "network-4711", name: "Backup", type: "Network" },
  ],
  [vsphere("getDatastore"), { name: "san" }, { id: "datastore-12", name: "san" }],
  [
    nsx("getPolicyTransportZone"),
    { displayName: "overlay" },
    { id: "5a1c-overlay", displayName: "overlay", transportType: "OVERLAY_STANDARD", path: zone },
  ],
  [
    nsx("getPolicyContextProfile"),
    { displayName: "web" },
    { id: "c-1", displayName: "web", path: "/infra/context-profiles/c-1" },
  ],
];
const head = { site: "fra", stack: "prod", recordedAt: "2026-01-02T03:04:05.000Z" };
const recording = makeRecording(
  head,
  questions.map(([token, args, result]) => ({ token, args, result })),
);
const AGAIN = "vmnet inventory record -- pulumi preview --stack prod";

function open() {
  const site = siteOf(recording, Estate.open().inventory);
  const estate = Estate.open({
    inventory: site.inventory,
    siteObjects: site.objects,
    vainQuestions: 0,
  });
  return { estate, ...withRecording(estate, recording, AGAIN) };
}

const made = { preview: false };

describe("a recorded site", () => {
  test("answers what was asked, whatever the order of the arguments", () => {
    const { provider, unrecorded } = open();
    const args = { datacenterId: "datacenter-1077", name: "esx-1.fra", none: undefined };
    expect(provider.invoke(vsphere("getHost"), args)).toMatchObject({ id: "host-1001" });
    expect([...unrecorded]).toEqual([]);
  });

  test("has what the answers name, so that resources may refer to it", () => {
    const { provider } = open();
    const segment = provider.create(
      "nsxt:index/policySegment:PolicySegment",
      { displayName: "app", transportZonePath: zone },
      made,
    );
    expect(segment.outputs["transportZonePath"]).toBe(zone);
    const lan = provider.create(
      "vsphere:index/hostVirtualSwitch:HostVirtualSwitch",
      {
        name: "vSwitch9",
        hostSystemId: "host-1001",
        networkAdapters: ["vmnic3"],
        activeNics: ["vmnic3"],
        standbyNics: [],
      },
      made,
    );
    expect(lan.id).toBe("tf-HostVirtualSwitch:host-1001:vSwitch9");
    const machine = provider.create(
      "vsphere:index/virtualMachine:VirtualMachine",
      {
        name: "backup-1",
        resourcePoolId: "resgroup-901",
        datastoreId: "datastore-12",
        guestId: "otherGuest64",
        networkInterfaces: [{ networkId: "network-4711" }],
        disks: [{ label: "disk0", size: 10 }],
      },
      made,
    );
    expect(machine.outputs["hostSystemId"]).toBe("host-1001");
  });

  test("has nothing else of a kind that was looked up", () => {
    const { estate } = open();
    expect(Object.keys(estate.hosts)).toEqual(["host-1001"]);
    expect(() => estate.invoke(nsx("getPolicyTransportZone"), { displayName: "vlan-tz" })).toThrow(
      /was not found/,
    );
  });

  test("answers look-ups of what the program has made itself", () => {
    const { provider, unrecorded } = open();
    const type = "vsphere:index/hostPortGroup:HostPortGroup";
    const group = { name: "Lab", hostSystemId: "host-1001", virtualSwitchName: "vSwitch0" };
    provider.create(type, { ...group, vlanId: 7 }, made);
    const answer = provider.invoke(vsphere("getNetwork"), {
      name: "Lab",
      datacenterId: "datacenter-1077",
    });
    expect(answer["type"]).toBe("Network");
    expect([...unrecorded]).toEqual([]);
  });

  test("leaves functions without any recorded answer to the simulated site, and says so", () => {
    const { provider, unrecorded } = open();
    provider.invoke(nsx("getPolicyTier0Gateway"), { displayName: "site-t0" });
    expect([...unrecorded]).toEqual([nsx("getPolicyTier0Gateway")]);
  });

  test("fails on another question with the nearest recorded one and the command", () => {
    const { provider } = open();
    const args = { name: "esx-2.fra", datacenterId: "datacenter-1077" };
    expect(() => provider.invoke(vsphere("getHost"), args)).toThrow(
      `getHost {"datacenterId":"datacenter-1077","name":"esx-2.fra"} is not in the recording of ` +
        `site "fra" (2026-01-02T03:04:05.000Z, 1 other question to getHost); the nearest one is ` +
        `{"datacenterId":"datacenter-1077","name":"esx-1.fra"}; where the program asks something ` +
        `new, record again: ${AGAIN}`,
    );
  });
});

describe("a recording", () => {
  const text = (change: Partial<Recording> = {}) => JSON.stringify({ ...recording, ...change });

  test("is read as it was made, and its digest does not depend on order", () => {
    expect(parseRecording(text())).toEqual(recording);
    expect(digestOf([...recording.lookups].reverse())).toBe(recording.digest);
  });

  test("gives equal digests for equal values in any order of keys (property)", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (args) => {
        const turned = Object.fromEntries(Object.entries(args).reverse());
        expect(canonical(turned)).toBe(canonical(args));
      }),
      { numRuns: 50 },
    );
  });

  test("fails after an edit by hand", () => {
    const edited = text().replace("host-1001", "host-1002");
    expect(() => parseRecording(edited, "fra.json")).toThrow(
      /fra\.json cannot be used:\n {2}- digest: .*somebody has edited it; record again/,
    );
  });

  test.each([
    ["a cut file", text().slice(0, 200), /this is not JSON/],
    ["another format", text({ format: 2 as 1 }), /format: .*allowed: 1/],
    [
      "functions that are no look-ups",
      text({ lookups: [{ token: "x:y:z", args: {}, result: {} }] }),
      /lookups\[0\]\.token: no look-up of vsphere or nsxt/,
    ],
    ["no look-ups", text({ lookups: [] }), /lookups: this list is empty/],
    ["a time that is none", text({ recordedAt: "yesterday" }), /recordedAt: .*a time such as/],
    ["too much", " ".repeat(33_000_000), /too large/],
  ])("fails on %s", (_what, given, message) => {
    expect(() => parseRecording(given)).toThrow(message);
  });
});
