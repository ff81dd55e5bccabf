import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

import { buildModel, readSurroundings } from "../../../network/model";
import { endpoint, portsOf } from "./resources";

const root = join(__dirname, "../../..");

describe("the lab's surroundings file", () => {
  const site = readSurroundings(
    parse(readFileSync(join(root, "stacks/surroundings/lab.yaml"), "utf8")),
  );

  test("builds a model by itself: the office LAN, the internet and the router between them", () => {
    const model = buildModel([], site);
    expect(model.endpoints.map(({ name }) => name)).toEqual(["corp", "internet"]);
    const [corp] = portsOf(model, endpoint(model, "corp"));
    expect(corp!.domain).toBe("vlan:campus/10");
    expect(corp!.owned.toText()).not.toContain("192.168.1.1,");
    expect(model.routers.find(({ name }) => name === "site-t0")?.doubt?.certainty).toBe("unknown");
    expect(model.gaps).toEqual([]);
  });

  test("names every service that the lab's manager predefines", () => {
    const inventory = parse(readFileSync(join(root, "simulator/inventory/lab.yaml"), "utf8"), {
      merge: true,
    }) as { nsx: { services: { name: string }[] } };
    const wanted = inventory.nsx.services.map(({ name }) => `/infra/services/${name}`);
    expect(site.services?.map(({ path }) => path).sort()).toEqual(wanted.sort());
  });
});

describe("docs/surroundings.md", () => {
  const text = readFileSync(join(root, "docs/surroundings.md"), "utf8");
  const blocks = text
    .split("\n\n")
    .filter((block) => block.startsWith("    ") && !block.includes("curl"));

  test("explains every field of the types", () => {
    const types = ["types", "routing"]
      .map((file) => readFileSync(join(root, `network/model/surroundings/${file}.ts`), "utf8"))
      .join("\n");
    const fields = [...types.matchAll(/^ {2}(\w+)\??:/gm)].map(([, field]) => field!);
    expect(fields.filter((field) => !new RegExp(`\\b${field}\\b`).test(text))).toEqual([]);
  });

  test("shows examples that together are a file without faults", () => {
    const whole: Record<string, unknown> = {};
    for (const block of blocks.map((one) => parse(one) as Record<string, unknown>)) {
      Object.assign(whole, block);
    }
    expect(readSurroundings(whole).site).toBe("lab");
  });
});
