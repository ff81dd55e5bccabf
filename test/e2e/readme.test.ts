import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LabProject, touched } from "./lab";

jest.setTimeout(600_000);

const readme = readFileSync(join(__dirname, "../../README.md"), "utf8");

/** The first TypeScript program below a heading. */
function programBelow(heading: string): string {
  const section = readme.slice(readme.indexOf(heading));
  const found = /```ts\n([\s\S]*?)```/.exec(section)?.[1];
  if (found === undefined) throw new Error(`README.md has no program below ${heading}`);
  return found;
}

test("the README's own stack comes up as it is printed", async () => {
  const project = LabProject.copyOf(".", []);
  try {
    project.write("Pulumi.yaml", "name: my-net\nruntime: nodejs\nmain: index.ts\n");
    project.write("Pulumi.my-lab.yaml", "config: {}\n");
    project.write("index.ts", programBelow("## Your first own stack"));
    const report = await project.lab("up");
    expect(report).toMatchObject({ ok: true, exitCode: 0, stack: "my-lab" });
    expect(touched(report)).toEqual(
      expect.arrayContaining(["app-snat: create", "db-allow-app: create", "db-drop: create"]),
    );
  } finally {
    project.dispose();
  }
});

test("every page that the README names exists", () => {
  const pages = [...readme.matchAll(/\]\(((?:docs\/)?[\w.]+\.md)\)/g)].map(([, page]) => page!);
  expect(pages.length).toBeGreaterThan(5);
  for (const page of pages) {
    expect(readFileSync(join(__dirname, "../..", page), "utf8").length).toBeGreaterThan(500);
  }
});
