import { drsMigrationThreshold } from "../../network/drs";
import { thrownBy } from "./throws";

test("the API counts the other way round: the most aggressive place is its 1 (R44)", () => {
  expect([1, 2, 3, 4, 5].map(drsMigrationThreshold)).toEqual([5, 4, 3, 2, 1]);
});

test.each([0, 6, 100, 2.5, NaN])("fails for %d, and says what 100 could have meant", (number) => {
  const error = thrownBy(() => drsMigrationThreshold(number));
  expect(error.allowed).toBe("1 (conservative) to 5 (aggressive)");
  expect(error.fix).toContain("write 5");
});
