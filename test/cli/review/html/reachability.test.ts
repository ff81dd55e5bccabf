import { MOST_PARTIES, reachability } from "../../../../cli/review/html/reachability";
import type { Reachability } from "../../../../cli/review/html/reachability";
import { Paths } from "../../../../cli/review/html/paths";
import { buildModel } from "../../../../network/model";
import type { Resource } from "../../../../network/model/resource";
import { machine, nsx, site, threeTiers } from "../../../network/model/resources";

const modelOf = (resources: readonly Resource[]) => buildModel(resources, site);
const base = modelOf(threeTiers());

function cell({ parties, cells }: Reachability, from: string, to: string) {
  const at = (name: string) => parties.findIndex((party) => party.name === name);
  return cells[at(from)]?.[at(to)];
}

describe("the heat map", () => {
  test("has a row for machines of the same networks and groups, and each outside network", () => {
    const twins = [1, 2].map((index) =>
      machine(`twin-${index}`, [{ networkId: "db", address: `10.0.9.${10 + index}/24` }]),
    );
    const { parties } = reachability(base, modelOf([...threeTiers(), ...twins]));
    expect(parties.map(({ name }) => name).sort()).toEqual([
      "corp",
      "db: 3 machines",
      "internet",
      "pc",
      "worker",
    ]);
  });

  test("tells how open each pair is", () => {
    const map = reachability(base, base);
    expect(cell(map, "worker", "mysql")).toMatchObject({ level: "some", label: "tcp 3306" });
    expect(cell(map, "mysql", "worker")).toMatchObject({ level: "none", label: "–", flows: [] });
    expect(cell(map, "corp", "internet")?.level).toBe("all");
    expect(
      map.cells.flat().every(({ opened, closed }) => opened.length + closed.length === 0),
    ).toBe(true);
  });

  test("tells exactly the packets that open and close, and follows one that opens", () => {
    const wider = threeTiers().map((resource) => {
      const text = JSON.stringify(resource).replaceAll('"3306"', '"3306","22"');
      return JSON.parse(text) as Resource;
    });
    const head = modelOf(wider);
    const map = reachability(base, head);
    const open = cell(map, "worker", "mysql");
    expect(open).toMatchObject({ opened: ["tcp 22"], closed: [], label: "tcp 22,3306" });
    const back = reachability(head, base);
    expect(cell(back, "worker", "mysql")).toMatchObject({ opened: [], closed: ["tcp 22"] });
    const party = (name: string) => map.parties.find((one) => one.name === name)!;
    const paths = new Paths(head);
    const path = paths.of(open!, party("worker"), party("mysql"));
    expect(path).toMatchObject({
      verdict: "allowed",
      packet: "tcp 10.0.0.11:49152 -> 10.0.9.5:22",
    });
    expect(path?.rules.join()).toContain("allowed by rule app-to-db");
    const closed = paths.of(cell(map, "mysql", "worker")!, party("mysql"), party("worker"));
    expect(closed?.verdict).toBe("denied");
    expect(closed?.hops.length).toBeGreaterThan(1);
  });

  test("keeps the rows that change when there are too many, and counts the others", () => {
    const many = Array.from({ length: 60 }, (_, index) => [
      nsx("Segment", `net-${index}`, { transportZonePath: "/infra/zones/overlay" }),
      machine(`m${index}`, [{ networkId: `net-${index}`, address: `10.9.${index}.1/24` }]),
    ]).flat();
    const head = modelOf([...many, ...threeTiers().filter(({ name }) => name !== "app-to-db")]);
    const { parties, cells, omitted } = reachability(modelOf([...many, ...threeTiers()]), head);
    expect(parties).toHaveLength(MOST_PARTIES);
    expect(cells).toHaveLength(MOST_PARTIES);
    expect(omitted).toBeGreaterThan(30);
    expect(parties.map(({ name }) => name)).toEqual(expect.arrayContaining(["worker", "mysql"]));
  });
});
