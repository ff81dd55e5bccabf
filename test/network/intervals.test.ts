import fc from "fast-check";

import {
  common,
  covers,
  hasMember,
  meet,
  normalise,
  NUMBER_STEPS,
  sameIntervals,
  unite,
  without,
  type Interval,
} from "../../network/intervals";

const UNIVERSE = Array.from({ length: 24 }, (_, index) => index);

/** Mostly short, so that many stay apart and their ends meet often. */
const items = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.oneof(fc.constantFrom(0, 0, 1, 2), fc.nat(23)))
    .map(([first, length]) => ({ first, last: Math.min(first + length, 23) })),
  { maxLength: 8 },
);
const RUNS = { numRuns: 1000 };
const sets = items.map((list) => normalise(list, NUMBER_STEPS));

const members = (list: readonly Interval<number>[]) =>
  new Set(
    UNIVERSE.filter((value) => list.some(({ first, last }) => first <= value && value <= last)),
  );

const isNormal = (list: readonly Interval<number>[]) =>
  list.every(
    ({ first, last }, index) => first <= last && (index === 0 || list[index - 1]!.last + 1 < first),
  );

describe("intervals agree with sets of single numbers", () => {
  test("normal form keeps the members and is sorted, disjoint and joined", () => {
    fc.assert(
      fc.property(items, (list) => {
        const normal = normalise(list, NUMBER_STEPS);
        expect(isNormal(normal)).toBe(true);
        expect(members(normal)).toEqual(members(list));
      }),
    );
  });

  test.each([
    ["unite", (x: boolean, y: boolean) => x || y, unite],
    ["common", (x: boolean, y: boolean) => x && y, common],
    ["without", (x: boolean, y: boolean) => x && !y, without],
  ] as const)("%s", (_, keep, operation) => {
    fc.assert(
      fc.property(sets, sets, (a, b) => {
        const result = operation(a, b, NUMBER_STEPS);
        const [inA, inB] = [members(a), members(b)];
        const wanted = UNIVERSE.filter((value) => keep(inA.has(value), inB.has(value)));
        expect(isNormal(result)).toBe(true);
        expect([...members(result)]).toEqual(wanted);
      }),
      RUNS,
    );
  });

  test("the four questions", () => {
    fc.assert(
      fc.property(sets, sets, (a, b) => {
        const [inA, inB] = [members(a), members(b)];
        expect(meet(a, b)).toBe([...inA].some((value) => inB.has(value)));
        expect(covers(a, b)).toBe([...inB].every((value) => inA.has(value)));
        expect(sameIntervals(a, b)).toBe([...inA].join() === [...inB].join());
        expect(UNIVERSE.filter((value) => hasMember(a, value))).toEqual([...inA]);
      }),
      RUNS,
    );
  });
});
