import { build } from "../../stacks/topologies";
import { built, runProgram } from "../components/harness";
import { expectGolden } from "./goldenList";
import { settingsOf, siteOf } from "./stackFile";

jest.setTimeout(180_000);

type Run = ReturnType<typeof built>;
const runs = new Map<string, Run>();

/** Builds a stack as its file says; each once, for no test changes what it finds. */
function run(environment: string, preview = false): Run {
  const stack = `hardened-production-${environment}`;
  const key = `${stack} ${preview}`;
  const done =
    runs.get(key) ??
    built(build, { stack, preview, config: settingsOf(stack), estate: siteOf(stack) });
  runs.set(key, done);
  return done;
}

describe.each(["lab", "dev", "prod"])("hardened-production-%s", (environment) => {
  test("is the golden one: set UPDATE_GOLDEN=1 to write it anew", async () => {
    const { registrations } = await run(environment);
    expect(registrations.length).toBeGreaterThan(80);
    expectGolden(`hardened-production-${environment}`, withoutKeys(registrations));
  });
});

/** Keys and certificates are new in every run, and metadata follows them. */
function withoutKeys<T>(registrations: T): T {
  const text = JSON.stringify(registrations, (key, value: unknown) =>
    /^guestinfo\.(user|meta)data$/.test(key) ? "(settings)" : value,
  );
  return JSON.parse(
    text.replace(/-----BEGIN ([A-Z ]+)-----[^-]+-----END [A-Z ]+-----/g, "$1"),
  ) as T;
}
