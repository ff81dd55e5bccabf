import {
  checkExpectations,
  expect as expectThat,
  type Expectation,
} from "../../network/reason/expectation";
import { tcp } from "../../network/services";
import { buildModel } from "../../network/model";
import { site } from "../network/model/resources";
import { faultLines, untyped } from "./lines";

const model = buildModel([], site);
const web = () => expectThat("corp");

describe("an expectation fails as it is written", () => {
  test.each<[string, () => unknown, string]>([
    [
      "no name",
      () => expectThat(untyped(undefined)),
      'an expectation is about something with a name (allowed: the name, id or path of a machine, a network, a group or an outside network); write it as a text, such as expect("web")',
    ],
    [
      "a number for a name",
      () => web().canReach(untyped(5)),
      'an expectation is about something with a name (got 5; allowed: the name, id or path of a machine, a network, a group or an outside network); write it as a text, such as expect("web")',
    ],
    [
      "traffic as a text",
      () => web().canReach("db", untyped("tcp/443")),
      'this is neither traffic nor an option of an expectation (got "tcp/443"; allowed: traffic such as tcp("443"), or { at, because, stacks, without, inspected }); did you mean tcp("443")?',
    ],
    [
      "a misspelt option",
      () => web().neverReaches("db", untyped({ becuase: "x" })),
      'this is neither traffic nor an option of an expectation (got {"becuase":"x"}; allowed: traffic such as tcp("443"), or { at, because, stacks, without })',
    ],
    [
      "null",
      () => web().neverReaches("db", untyped(null)),
      'this is neither traffic nor an option of an expectation (got null; allowed: traffic such as tcp("443"), or { at, because, stacks, without })',
    ],
    [
      "a text for a list of senders",
      () => web().onlyReachableFrom(untyped("app")),
      'the senders are a list (got "app"; allowed: a list of names); write ["app"]',
    ],
  ])("fails: %s", (_title, write, message) => {
    expect(write).toThrow(message);
  });
});

describe("an expectation fails against a model", () => {
  function linesOf(...expectations: Expectation[]): string[] {
    try {
      checkExpectations(model, expectations);
    } catch (error) {
      expect((error as Error).name).toBe("FaultsError");
      return faultLines((error as Error).message);
    }
    throw new Error("the expectations were accepted");
  }

  test("fails: names, ports and addresses that are none, all at once, each with its place", () => {
    const lines = linesOf(
      expectThat("corp").canReach("internett", tcp("443")),
      expectThat("corp").canReach("internet", tcp("99999")),
      expectThat("corp").canReach("internet", tcp("443"), { at: "10.0.0" }),
    );
    expect(lines).toEqual([
      expect.stringMatching(
        /^expectations\[0\]\.to\[0\]: the model has nothing of this name \(got "internett"; allowed: .*\); did you mean "internet"\?$/,
      ),
      expect.stringMatching(
        /^expectations\[1\]\.traffic\[0\]\.ports: a port is at most 65535 \(got "99999"/,
      ),
      expect.stringMatching(/^expectations\[2\]\.at: this is not an IP address \(got "10\.0\.0"/),
    ]);
  });
});
