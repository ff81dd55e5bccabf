import { readFileSync } from "node:fs";
import { join } from "node:path";

import {
  buildModel,
  readSurroundings,
  type NetworkModel,
  type Resource,
} from "vmnet/network/model";
import { AddressSet } from "vmnet/network/addressSet";
import { PortSet } from "vmnet/network/ports";
import { reach, Verdict } from "vmnet/network/reason";
import { parse } from "yaml";

import { build } from "../../stacks/topologies";
import { built } from "../components/harness";
import { multiClusterEstate, multiClusterSettings } from "./multiClusterSite";

jest.setTimeout(120_000);

const stack = "multi-cluster-lab";
/** IANA's protocol number. */
const TCP = 6;

/** What is between the sites, as vmnet.yaml names it. */
const file = join(__dirname, "../../stacks/surroundings/two-sites.yaml");
const surroundings = readSurroundings(parse(readFileSync(file, "utf8")), "two-sites.yaml");

let resources: Resource[] = [];
let networkNames: Record<string, string> = {};

beforeAll(async () => {
  const { estate } = await built(build, {
    stack,
    config: multiClusterSettings(stack),
    estate: multiClusterEstate(stack),
  });
  resources = estate.toResources();
  const ids = ["west-app-segment", "east-app-segment"].map((name) => {
    const { id } = estate.invoke("vsphere:index/getNetwork:getNetwork", { name });
    return [String(id), name] as const;
  });
  networkNames = Object.fromEntries(ids);
});

/** The resource as it is instead; nothing when it is gone. */
type Change = (resource: Resource) => Resource | undefined;
const model = (change: Change = (one) => one): NetworkModel =>
  buildModel(
    resources.flatMap((one) => change(one) ?? []),
    surroundings,
    { networkNames },
  );

/** What TCP to a port of the other site's machine meets. */
function verdicts(from: string, to: string, port: number, change?: Change): Verdict[] {
  const whole = model(change);
  const idOf = (site: string) => whole.endpoints.find(({ name }) => name === `${site}-app-1`)!.id;
  const address = { west: "10.1.0.11", east: "10.2.0.11" }[to]!;
  const answers = reach(whole, idOf(from), idOf(to), {
    protocols: PortSet.fromRanges([{ first: TCP, last: TCP }]),
    destinationPorts: PortSet.fromRanges([{ first: port, last: port }]),
    destination: AddressSet.of(address),
  });
  return [...new Set(answers.map(({ verdict }) => verdict))];
}

/** The network without some resources. */
const without =
  (...names: string[]): Change =>
  (resource) =>
    names.includes(resource.name) ? undefined : resource;

/** The network in which a resource has other properties. */
const withOther =
  (name: string, properties: Resource["outputs"]): Change =>
  (resource) =>
    resource.name === name
      ? { ...resource, outputs: { ...resource.outputs, ...properties } }
      : resource;

const gaps = (change: Change) =>
  model(change)
    .gaps.map(({ message }) => message)
    .join("\n");

const PRIMARY = "west-vpn-session-primary";

describe("traffic between the sites, in the model", () => {
  test("crosses as the description allows, and no other does (R23)", () => {
    expect(verdicts("west", "east", 443)).toEqual([Verdict.Allowed]);
    expect(verdicts("east", "west", 5432)).toEqual([Verdict.Allowed]);
    expect(verdicts("west", "east", 22)).toEqual([Verdict.Denied]);
    expect(verdicts("east", "west", 443)).toEqual([Verdict.Denied]);
    expect(gaps((one) => one)).not.toMatch(/tunnel|BGP/);
  });

  test("crosses by the backup when the first tunnel is lost", () => {
    expect(verdicts("west", "east", 443, without(PRIMARY))).toEqual([Verdict.Allowed]);
    expect(gaps(without(PRIMARY))).toContain("west-edge-gateway has no session for it");
    expect(verdicts("west", "east", 443, without(PRIMARY, "west-vpn-session-backup"))).toEqual([
      Verdict.Denied,
    ]);
  });

  test("is stopped by the gateway's last rule without the tunnel's, and silently passes without both", () => {
    const tunnel = "east-vpn-drop-primary";
    expect(verdicts("west", "east", 22, without(tunnel))).toEqual([Verdict.Denied]);
    const both = without(tunnel, "east-edge-drop");
    expect(verdicts("west", "east", 22, both)).toEqual([Verdict.Allowed]);
  });
});

test("the product's own rules let the ends of a tunnel speak, before any rule of the program", () => {
  const { firewall } = model().routers.find(({ name }) => name === "west-edge-gateway")!;
  const system = firewall.rules.filter(({ category }) => category === "SystemRules");
  expect(firewall.rules.slice(0, system.length)).toEqual(system);
  expect(system.map(({ name }) => name).sort()).toEqual([
    "system rule of tunnel west-vpn-session-backup",
    "system rule of tunnel west-vpn-session-primary",
  ]);
  for (const { action, source, services } of system) {
    expect([action, source.size]).toEqual(["ALLOW", 2n]);
    expect(services.map(({ protocols }) => protocols)).toEqual([[17], [50]]);
  }
  expect(firewall.rules[system.length]!.name).toBe("west-vpn-control-backup");
});

describe("the tunnels are down, and nothing crosses", () => {
  test.each<[string, Change, string]>([
    [
      "without the carrier's routes",
      without("west-edge-neighbor-transport"),
      "The tunnel is down: west-edge-gateway has no way to 198.51.100.1.",
    ],
    [
      "without the edge's rule for BGP before its drop",
      without("east-edge-bgp-transport"),
      "No BGP session over east-edge-gateway",
    ],
    [
      "with the uplink in another VLAN",
      withOther("east-edge-uplink", { vlanIds: ["22"] }),
      "The tunnel is down: east-edge-gateway has no way to",
    ],
    [
      "without BGP at one site",
      withOther("east-edge-gateway", { bgpConfig: { enabled: false } }),
      "",
    ],
    ["with the VPN service off", withOther("west-vpn-service-main", { enabled: false }), ""],
  ])("%s", (_what, change, gap) => {
    expect(verdicts("west", "east", 443, change)).toEqual([Verdict.Denied]);
    expect(gaps(change)).toContain(gap);
  });
});

describe("a tunnel that is up brings nothing", () => {
  test("without a BGP neighbour at its other end", () => {
    const change = without(PRIMARY, "east-vpn-neighbor-backup");
    expect(verdicts("west", "east", 443, change)).toEqual([Verdict.Denied]);
    expect(gaps(change)).toContain("east-edge-gateway has no neighbour at west-edge-gateway");
  });

  test("when the rule for BGP is missing before the drop", () => {
    const change = without(PRIMARY, "west-vpn-control-backup");
    expect(verdicts("west", "east", 443, change)).toEqual([Verdict.Denied]);
    expect(gaps(change)).toContain("No BGP session over");
    const drops = ["west-vpn-drop-backup", "west-edge-drop"];
    const open = without(PRIMARY, "west-vpn-control-backup", ...drops);
    expect(verdicts("west", "east", 443, open)).toEqual([Verdict.Allowed]);
  });

  test("from a source address that the gateway does not have", () => {
    const lost = withOther("west-edge-neighbor-transport", { sourceAddresses: ["192.0.2.77"] });
    expect(gaps(lost)).toContain("west-edge-gateway has none of its source addresses");
    expect(verdicts("west", "east", 443, lost)).toEqual([Verdict.Denied]);
  });
});
