import * as vmnet from "vmnet";
import * as pulumi from "@pulumi/pulumi";

import { argShapes } from "../../components/internal/argShapes";
import { runProgram } from "../components/harness";
import { faultLines, untyped } from "./lines";

type Component = new (name: string, args: object) => unknown;

const components = Object.entries(vmnet as Record<string, unknown>).filter(
  (entry): entry is [string, Component] =>
    typeof entry[1] === "function" && entry[1].prototype instanceof pulumi.ComponentResource,
);

jest.setTimeout(180_000);

test("the arguments of every exported component are described", () => {
  expect([...argShapes.keys()].sort()).toEqual(components.map(([name]) => name).sort());
});

test.each(components)(
  "fails: a %s with an unknown argument and nothing else, in words and not by breaking",
  async (_name, Component) => {
    const { registrations, errors } = await runProgram(
      () => new Component("one", untyped({ colour: "red" })),
    );
    expect(registrations).toEqual([]);
    expect(errors.map(({ name }) => name)).toEqual(["InputFaultsError"]);
    expect(faultLines(errors[0]!.message)).toContainEqual(
      expect.stringMatching(/^colour: there is no argument of this name \(allowed: /),
    );
  },
);

test.each(components)(
  "fails: a %s with arguments of the wrong type throughout, in words and not by breaking",
  async (_name, Component) => {
    const keys = /an object with (.*)$/.exec(allowedOf(_name))?.[1]?.split(", ") ?? [];
    expect(keys.length).toBeGreaterThan(0);
    for (const value of [null, Symbol.for("x"), () => 1, [[null]], { a: { b: null } }]) {
      const args = Object.fromEntries(keys.map((key) => [key, value]));
      const { errors } = await runProgram(() => new Component("one", args));
      expect(errors.map(({ name }) => name)).toEqual(["InputFaultsError"]);
    }
  },
);

/** What a component's arguments may be, as the fault of a wrong type says it. */
function allowedOf(name: string): string {
  const said: string[] = [];
  const checks = {
    fault: (_path: string, { allowed }: { allowed?: string }) => said.push(allowed ?? ""),
  };
  argShapes.get(name)?.read(untyped(checks), "", 5);
  return said.join();
}
