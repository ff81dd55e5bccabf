import { buildModel, type Resource, type Surroundings } from "../../../network/model";
import { explain, reach } from "../../../network/reason";
import { endpoint, nsx, site, threeTiers } from "./resources";

/** Verdict and reason of one TCP packet between two named endpoints. */
function verdict(
  [from, source]: [string, string],
  [destination, destinationPort]: [string, number],
  resources: Resource[] = threeTiers(),
  where: Surroundings = site,
): string {
  const model = buildModel(resources, where, { networkNames: { "network-7": "lan-10" } });
  const packet = { source, destination, protocol: 6, sourcePort: 40_000, destinationPort };
  const answer = explain(model, packet, endpoint(model, from).id);
  return `${answer.verdict} ${answer.reason}`;
}

const pc: [string, string] = ["pc", "192.168.1.10"];
const corp: [string, string] = ["corp", "192.168.1.200"];
const internet: [string, string] = ["internet", "198.51.100.9"];
const worker: [string, string] = ["worker", "10.0.0.11"];
const mysql: [string, string] = ["mysql", "10.0.9.5"];

describe("what packets meet in the three tiers of R10 to R12", () => {
  test.each<[string, [string, string], [string, number], string]>([
    ["a forward's outside port", pc, ["192.168.1.60", 5500], "allowed delivered"],
    [
      "the same from a machine that nothing describes",
      corp,
      ["192.168.1.60", 6000],
      "allowed delivered",
    ],
    ["a port outside of the forward's range", pc, ["192.168.1.60", 6001], "denied firewall"],
    [
      "a source that the forward does not take",
      internet,
      ["192.168.1.60", 5500],
      "denied firewall",
    ],
    ["the inside address, for which the LAN has no route", pc, ["10.0.0.11", 10_000], "denied"],
    ["the database from the application", worker, ["10.0.9.5", 3306], "allowed delivered"],
    ["another port of the database", worker, ["10.0.9.5", 22], "denied firewall"],
    ["the application from the database", mysql, ["10.0.0.11", 80], "denied firewall"],
    ["the LAN from the database, which has no SNAT", mysql, ["192.168.1.10", 80], "denied"],
    ["the neighbour on the LAN", pc, ["192.168.1.77", 80], "allowed delivered"],
  ])("%s", (_what, from, to, expected) => {
    expect(verdict(from, to)).toContain(expected);
  });

  test("the forward reaches exactly its ports, translated", () => {
    const model = buildModel(threeTiers(), site, { networkNames: { "network-7": "lan-10" } });
    const [answer, ...more] = reach(model, endpoint(model, "pc").id, endpoint(model, "worker").id);
    expect(more).toEqual([]);
    expect(answer!.space.destinationPorts.toText()).toBe("5000-6000");
    expect(answer!.space.destination.toText()).toBe("192.168.1.60");
    expect(answer!.received!.destination.toText()).toBe("10.0.0.11");
    expect(answer!.received!.destinationPorts.toText()).toBe("10000-11000");
  });

  test("without the Tier-1's advertisement of NAT addresses the forward is dead", () => {
    const others = threeTiers().filter(({ urn }) => !urn.includes("Tier1Gateway"));
    const silent = nsx("Tier1Gateway", "app", {
      tier0Path: "/infra/tier-0s/edge",
      edgeClusterPath: "/infra/edges/1",
      routeAdvertisementTypes: ["TIER1_CONNECTED"],
    });
    expect(verdict(pc, ["192.168.1.60", 5500], [...others, silent])).toMatch(/^(denied|unknown)/);
  });

  test("without the defaults of the surroundings what no rule decides is unknown, not denied", () => {
    const where = { ...site, defaults: {} };
    expect(verdict(pc, ["192.168.1.60", 5500], threeTiers(), where)).toMatch(/^unknown/);
    expect(verdict(worker, ["10.0.9.5", 22], threeTiers(), where)).toBe("denied firewall");
  });

  test("without any surroundings the LAN's neighbours are unknown", () => {
    const where: Surroundings = { format: 1, site: "bare" };
    expect(verdict(pc, ["192.168.1.77", 80], threeTiers(), where)).toBe("unknown unknownNeighbour");
  });
});
