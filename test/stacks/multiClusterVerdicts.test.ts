import {
  buildModel,
  type NetworkModel,
  type Resource,
  type Surroundings,
} from "vmnet/network/model";
import { AddressSet } from "vmnet/network/addressSet";
import { PortSet } from "vmnet/network/ports";
import { reach, Verdict } from "vmnet/network/reason";

import { build } from "../../stacks/topologies";
import { built } from "../components/harness";
import { multiClusterEstate, multiClusterSettings } from "./multiClusterSite";

jest.setTimeout(120_000);

const stack = "multi-cluster-lab";
/** IANA's protocol number. */
const TCP = 6;

const ZONES = "/infra/sites/default/enforcement-points/default/transport-zones";

/** The transport between the sites: a router at each, which tells of the other site's endpoints. */
const surroundings: Surroundings = {
  format: 1,
  site: "both",
  fabrics: [{ name: "transport" }],
  transportZones: [
    { path: `${ZONES}/vlan-tz`, type: "vlan", fabric: "transport" },
    { path: `${ZONES}/overlay-tz`, type: "overlay" },
  ],
  routers: [
    router("west", 20, "192.0.2.1/25", ["198.51.100.1/32", "198.51.100.2/32"]),
    router("east", 21, "192.0.2.129/25", ["203.0.113.1/32", "203.0.113.2/32"]),
  ],
  defaults: { distributedFirewall: "ALLOW" },
};

function router(name: string, vlan: number, address: string, announces: string[]) {
  const interfaces = [{ name: "edge", fabric: "transport", vlan, addresses: [address] }];
  return { name, interfaces, bgp: { announces } };
}

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

type Change = (resource: Resource) => Resource;
const model = (change: Change = (one) => one): NetworkModel =>
  buildModel(resources.map(change), surroundings, { networkNames });

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

const without =
  (nsxId: string): Change =>
  (resource) =>
    resource.outputs["nsxId"] === nsxId
      ? { ...resource, outputs: { ...resource.outputs, enabled: false, disabled: true } }
      : resource;

describe("traffic between the sites, in the model", () => {
  test("crosses as the description allows, and no other does (R23)", () => {
    expect(verdicts("west", "east", 443)).toEqual([Verdict.Allowed]);
    expect(verdicts("east", "west", 5432)).toEqual([Verdict.Allowed]);
    expect(verdicts("west", "east", 22)).toEqual([Verdict.Denied]);
    expect(verdicts("east", "west", 443)).toEqual([Verdict.Denied]);
  });

  test("crosses by the backup when the first tunnel is lost", () => {
    expect(verdicts("west", "east", 443, without("west-vpn-session-primary"))).toEqual([
      Verdict.Allowed,
    ]);
  });

  test("is let through silently without the component's last rule", () => {
    expect(verdicts("west", "east", 22, without("east-vpn-drop-primary"))).toEqual([
      Verdict.Allowed,
    ]);
  });
});
