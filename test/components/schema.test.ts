import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import * as components from "vmnet";

jest.setTimeout(180_000);

/** The analyzer that turns the package into a schema for every language. */
interface Host {
  getPulumiComponents(exports: unknown): { name: string }[];
  Analyzer: new (
    dir: string,
    name: string,
    packageJson: unknown,
    names: Set<string>,
  ) => {
    analyze(): { components: Components; typeDefinitions: object; dependencies: unknown[] };
  };
  generateSchema(...args: unknown[]): PackageSchema;
}
type Components = Record<string, { description?: string }>;
interface Property {
  description?: string;
  $ref?: string;
  type?: string;
}
interface TypeSchema {
  type: string;
  enum?: unknown[];
  properties?: Record<string, Property>;
}
interface PackageSchema {
  types: Record<string, TypeSchema>;
  resources: Record<
    string,
    {
      description?: string;
      requiredInputs?: string[];
      inputProperties: Record<string, Property>;
      properties: Record<string, Property>;
    }
  >;
}

const root = join(__dirname, "../..");
const golden = join(__dirname, "golden/schema.json");

function load(): Host {
  const { Analyzer } = jest.requireActual<Host>("@pulumi/pulumi/provider/experimental/analyzer");
  const { generateSchema } = jest.requireActual<Host>(
    "@pulumi/pulumi/provider/experimental/schema",
  );
  const { getPulumiComponents } = jest.requireActual<Host>(
    "@pulumi/pulumi/provider/experimental/provider",
  );
  return { Analyzer, generateSchema, getPulumiComponents };
}

describe("the package's schema", () => {
  const host = load();
  const names = host.getPulumiComponents(components).map(({ name }) => name);
  const packageJson = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    description: string;
  };
  const analyzed = new host.Analyzer(root, "vmnet", packageJson, new Set(names)).analyze();
  const schema = host.generateSchema(
    "vmnet",
    "0.0.0",
    packageJson.description,
    analyzed.components,
    analyzed.typeDefinitions,
    analyzed.dependencies,
  );

  test("has every exported component, and no other", () => {
    expect(Object.keys(schema.resources).sort()).toEqual(
      names.map((name) => `vmnet:index:${name}`).sort(),
    );
    expect(names).toContain("NatSegment");
  });

  test("depends on no provider package: outputs are texts and plain data", () => {
    expect(analyzed.dependencies).toEqual([]);
  });

  test("describes every component, argument and output", () => {
    const bare = Object.entries(schema.resources).flatMap(([token, resource]) => {
      const all = { ...resource.inputProperties, ...resource.properties };
      const silent = Object.keys(all).filter((key) => !all[key]?.description);
      return [...(resource.description ? [] : [token]), ...silent.map((key) => `${token}.${key}`)];
    });
    expect(bare).toEqual([]);
  });

  test("says of every optional argument its default, or the form that needs it", () => {
    const said = /Default:|Required|Either this|Tiered:|Sealed on|needed with/;
    const silent = Object.entries(schema.resources).flatMap(([token, resource]) =>
      Object.entries(resource.inputProperties)
        .filter(([key]) => !(resource.requiredInputs ?? []).includes(key))
        .filter(([, { description = "" }]) => !said.test(description))
        .map(([key]) => `${token}.${key}`),
    );
    expect(silent).toEqual([]);
  });

  test("has no choice with one member", () => {
    const choices = Object.entries(schema.types).filter(([, type]) => type.enum !== undefined);
    expect(choices.length).toBeGreaterThan(4);
    expect(choices.filter(([, type]) => (type.enum?.length ?? 0) < 2)).toEqual([]);
  });

  test("is the golden one: set UPDATE_GOLDEN=1 to write it anew", () => {
    const text = `${JSON.stringify(schema, undefined, 2)}\n`;
    if (process.env.UPDATE_GOLDEN === "1") {
      writeFileSync(golden, text);
    }
    expect(JSON.parse(text)).toEqual(JSON.parse(readFileSync(golden, "utf8")));
  });
});
