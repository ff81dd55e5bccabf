import fc from "fast-check";

import {
  ALL_VLANS,
  formatVlans,
  mergeVlans,
  parseVlanId,
  parseVlans,
  vlanCount,
  VlanError,
  vlansContain,
  vlansOverlap,
} from "../../network/vlan";
import { thrownBy } from "./throws";

const ids = fc.integer({ min: 0, max: 4094 });
const ranges = fc
  .tuple(ids, ids)
  .map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) }));
const lists = fc.array(ranges, { minLength: 1, maxLength: 6 });

describe("a VLAN id", () => {
  test.each([0, 1, 100, 4094])("%d is accepted", (id) => {
    expect(parseVlanId(id)).toBe(id);
    expect(parseVlanId(String(id))).toBe(id);
  });

  test("4095 is accepted where a standard switch takes it", () => {
    expect(parseVlanId(4095, { all: true })).toBe(4095);
  });

  test.each([4096, -1, 1.5, NaN, "", "0100", "100 ", "trunk", "1-2", 4095, "4095"])(
    "fails for %j",
    (id) => {
      const error = thrownBy(() => parseVlanId(id));
      expect(error).toBeInstanceOf(VlanError);
      expect(error.allowed).toBe("a whole number from 1 to 4094, 0 for untagged");
    },
  );

  test("fails for 0 where a tag is needed", () => {
    expect(thrownBy(() => parseVlanId(0, { none: false })).allowed).toBe(
      "a whole number from 1 to 4094",
    );
  });

  test("fails for 4095 with the way to a trunk", () => {
    expect(thrownBy(() => parseVlanId(4095)).fix).toBe("use a trunk with ranges of VLAN ids");
  });
});

describe("VLAN ranges", () => {
  test.each([
    ["100", "100", 1],
    ["100,200-210", "100,200-210", 12],
    ["200-210,100", "100,200-210", 12],
    ["1-5,3-9,10", "1-10", 10],
    ["0-4094", "0-4094", 4095],
    ["4095", "0-4094", 4095],
    ["0", "0", 1],
  ])("%s is %s, %d ids", (text, written, count) => {
    expect(formatVlans(parseVlans(text))).toBe(written);
    expect(vlanCount(parseVlans(text))).toBe(count);
  });

  test.each([
    ["", undefined],
    ["100, 200", 'did you mean "100,200"?'],
    ["210-200", 'did you mean "200-210"?'],
    ["7,210-200", 'did you mean "7,200-210"?'],
    ["4096", undefined],
    ["1-4095", undefined],
    ["100,4095", undefined],
    ["100,,200", undefined],
    ["0100", undefined],
    ["all", undefined],
    ["100-", undefined],
  ])("fails for %j", (text, fix) => {
    const error = thrownBy(() => parseVlans(text));
    expect(error).toBeInstanceOf(VlanError);
    expect(error.value).toBe(text);
    expect(error.fix).toBe(fix);
  });

  test.each([
    ["100-200", "150", true],
    ["100-200", "100-200", true],
    ["100-200", "150-201", false],
    ["100,200", "100-200", false],
    ["100-149,150-200", "140-160", true],
    ["4095", "0-4094", true],
  ])("%s contains %s: %s", (outer, inner, contained) => {
    expect(vlansContain(parseVlans(outer), parseVlans(inner))).toBe(contained);
  });

  test("contain single ids", () => {
    expect(vlansContain(parseVlans("100,200-210"), 205)).toBe(true);
    expect(vlansContain(parseVlans("100,200-210"), 199)).toBe(false);
    expect(vlansContain(ALL_VLANS, 0)).toBe(true);
  });
});

describe("properties of VLAN ranges", () => {
  test("the text reads back as the merged ranges", () => {
    fc.assert(
      fc.property(lists, (list) => {
        expect(parseVlans(formatVlans(list))).toEqual(mergeVlans(list));
      }),
    );
  });

  test("merging keeps the members", () => {
    fc.assert(
      fc.property(lists, ids, (list, id) => {
        const isMember = list.some(({ first, last }) => first <= id && id <= last);
        expect(vlansContain(list, id)).toBe(isMember);
        expect(vlansContain(mergeVlans(list), id)).toBe(isMember);
      }),
    );
  });

  test("overlap is a shared id", () => {
    fc.assert(
      fc.property(lists, lists, (a, b) => {
        const shared = vlanCount(a) + vlanCount(b) - vlanCount([...a, ...b]);
        expect(vlansOverlap(a, b)).toBe(shared > 0);
        expect(vlansContain(a, b)).toBe(shared === vlanCount(b));
      }),
    );
  });
});
