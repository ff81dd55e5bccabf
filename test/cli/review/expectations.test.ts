import { compareExpectations, type Network } from "../../../cli/review/expectations";
import { failureFindings } from "../../../network/reason/failures";
import { expect as expectThat, meaningful } from "../../../network/reason/expectation";
import { domain, machine, model } from "../../network/reason/models";

const network = (...names: string[]): Network => {
  const made = model([
    domain("lan"),
    ...names.map((name, index) => machine(name, "lan", { ip: `10.0.0.${index + 1}/24` })),
  ]);
  return { model: made, lose: () => made };
};

describe("expectations that name what a change removes", () => {
  const expectations = [expectThat("a").canReach("gone"), expectThat("a").canReach("b")];
  const [base, head] = [network("a", "b", "gone"), network("a", "b")];

  test("are broken, and do not keep the others from being checked", () => {
    const report = compareExpectations(base, head, expectations, expectations);
    expect(report).toMatchObject({ total: 2, holding: 1 });
    expect(report.failing).toHaveLength(1);
    expect(report.failing[0]).toMatchObject({ status: "broken", isNew: true, pair: "gone" });
    expect(report.failing[0]!.reason).toContain("nothing of this name");
  });

  test("are left out where losses are rehearsed", () => {
    expect(meaningful(head.model, expectations)).toEqual(expectations.slice(1));
    expect(() => failureFindings(head.model, meaningful(head.model, expectations))).not.toThrow();
  });
});
