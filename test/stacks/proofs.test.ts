import {
  buildModel,
  type NetworkModel,
  type Resource,
  type Surroundings,
} from "vmnet/network/model";
import { flowDifference, matrix, Verdict } from "vmnet/network/reason";
import { advise } from "vmnet/network/reason/advice";
import { capacityOf } from "vmnet/network/reason/capacity";
import {
  applied,
  effectOf,
  rehearse,
  Uplinks,
  type Rehearsal,
} from "vmnet/network/reason/failures";
import { hygieneFindings } from "vmnet/network/reason/hygiene";
import { largestPacket, mtuFindings, type PairProof } from "vmnet/network/reason/mtu";

import { build } from "../../stacks/topologies";
import { built } from "../components/harness";
import { multiClusterEstate, multiClusterSettings } from "./multiClusterSite";

jest.setTimeout(120_000);

/** The largest example: two sites, two tunnels, overlay and vMotion networks. */
const stack = "multi-cluster-lab";
const ZONES = "/infra/sites/default/enforcement-points/default/transport-zones";

const surroundings: Surroundings = {
  format: 1,
  site: "both",
  fabrics: ["west", "east"].map((name) => ({ name, mtuBytes: 9000 })),
  switches: ["west", "east"].map((name) => ({ name: `${name}-fabric`, fabric: name })),
  transportZones: [
    { path: `${ZONES}/vlan-tz`, type: "vlan", fabric: "west" },
    { path: `${ZONES}/overlay-tz`, type: "overlay" },
  ],
  defaults: { distributedFirewall: "ALLOW", distributedPortGroupsFiltered: false },
};

let resources: Resource[];
let modelOf: (list: readonly Resource[]) => NetworkModel;
let model: NetworkModel;
let rehearsal: Rehearsal;
let seconds: number;

beforeAll(async () => {
  const { estate } = await built(build, {
    stack,
    config: multiClusterSettings(stack),
    estate: multiClusterEstate(stack),
  });
  // The program's own: not the services and adapters that the site had before.
  resources = estate
    .toResources()
    .filter(({ urn }) => !/_vmk0$|\/infra\/services\/(?!west|east)/.test(urn));
  const ids = ["west-app-segment", "east-app-segment"].map((name) => {
    const { id } = estate.invoke("vsphere:index/getNetwork:getNetwork", { name });
    return [String(id), name] as const;
  });
  modelOf = (list) => buildModel(list, surroundings, { networkNames: Object.fromEntries(ids) });
  model = modelOf(resources);
  const started = process.cpuUsage();
  rehearsal = rehearse(model, []);
  const { user, system } = process.cpuUsage(started);
  seconds = (user + system) / 1_000_000;
});

function between(from: string, to: string): PairProof | undefined {
  const idOf = (name: string) => model.endpoints.find((one) => one.name === name)!.id;
  return largestPacket(model, { from: idOf(from), to: idOf(to) });
}

describe("multi-cluster", () => {
  test("packets between the sites are limited by IPsec over uplinks of 1500: 1446 bytes", () => {
    expect(between("west-app-1", "east-app-1")).toMatchObject({
      largestBytes: 1446,
      fits: false,
      certainty: "assumed",
      limitedBy: {
        layer: "tunnel",
        what: "IPsec in west-edge-gateway tunnel west-vpn-session-primary",
      },
    });
  });

  test("vMotion has 9000 bytes on every layer, which is proved", () => {
    const [first, second] = model.endpoints
      .filter(({ name }) => /^host-10\d_vmk1$/.test(name))
      .map(({ name }) => name);
    expect(between(first!, second!)).toMatchObject({ largestBytes: 9000, certainty: "proved" });
  });

  test("no size is wrong: the tunnels limit TCP to what fits", () => {
    expect(mtuFindings(model).map(({ check, severity }) => `${severity} ${check}`)).toEqual([
      "note mtu/tunnel-below-guest",
      "note mtu/tunnel-below-guest",
    ]);
  });

  test("uplinks and tunnels are survived, single edge nodes are not, and both tunnels together are too much", () => {
    const kinds = (isLost: boolean) =>
      rehearsal.singles
        .filter(({ survives }) => (survives === undefined) === isLost)
        .flatMap(({ failed }) => failed.map(({ kind }) => kind));
    expect(new Set(kinds(true))).toEqual(new Set(["host", "edgeNode"]));
    expect(new Set(kinds(false))).toEqual(new Set(["uplink", "tunnel", "bgpPeer"]));
    const together = rehearsal.pairs.map(({ failed }) => failed.map(({ kind }) => kind).join("+"));
    expect(new Set(together)).toEqual(
      new Set(["uplink+uplink", "tunnel+tunnel", "tunnel+bgpPeer", "bgpPeer+bgpPeer"]),
    );
    expect(seconds).toBeLessThan(4);
  });

  test("a rehearsed tunnel failure is the network of a program without that tunnel's sessions", () => {
    const primary = rehearsal.singles.find(({ failed }) =>
      failed[0]?.name.includes("session-primary"),
    )!;
    expect(primary.survives).toMatch(/^tunnel \w+-vpn-session-backup between the same gateways/);
    const rehearsed = applied(model, effectOf(model, new Uplinks(model), primary.failed));
    const without = modelOf(resources.filter(({ name }) => !name.endsWith("session-primary")));
    const allowed = flowDifference(matrix(rehearsed), matrix(without)).filter(
      ({ verdict }) => verdict === Verdict.Allowed,
    );
    expect(allowed.map(({ text }) => text)).toEqual([]);
    expect(flowDifference(matrix(model), matrix(rehearsed)).map(({ text }) => text)).toEqual([]);
  });

  test("no address is there twice when the sites are apart, and four groups are nobody's", () => {
    expect(
      hygieneFindings(model)
        .map(({ check, subjects }) => `${check} ${subjects[0]}`)
        .sort(),
    ).toEqual([
      "hygiene/unused-group east-app-group",
      "hygiene/unused-group east-vpn-group-app",
      "hygiene/unused-group west-app-group",
      "hygiene/unused-group west-vpn-group-app",
    ]);
  });

  test("two hosts with two tunnel endpoints each take 4 of 90 addresses", () => {
    const pool = capacityOf(model).usages.find(({ name }) => name === "pool west-overlay-teps");
    expect(pool).toMatchObject({ used: 4, limit: 90 });
  });

  test("advice is about the edge nodes and the unused groups", () => {
    const kinds = advise(model, { rehearsal }).map(({ kind }) => kind);
    expect([...new Set(kinds)]).toEqual(["redundancy", "removeUnused"]);
  });
});
