import * as fc from "fast-check";

import { FaultsError } from "../../network/faults";
import { planSlots, type SlotRequest } from "../../network/slots";

const request = (changes: Partial<SlotRequest> = {}): SlotRequest => ({
  cidr: "192.168.10.0/24",
  first: "192.168.10.100",
  slots: {},
  ...changes,
});

function faultsOf(changes: Partial<SlotRequest>): Record<string, string> {
  try {
    planSlots(request(changes));
  } catch (error) {
    if (error instanceof FaultsError) {
      return Object.fromEntries(
        error.faults.map(({ path, message, fix }) => [path, [message, fix].join("; ")]),
      );
    }
    throw error;
  }
  throw new Error("nothing was refused");
}

test("the guide's numbers: .100, .101 and so on (R22)", () => {
  expect(planSlots(request({ slots: { "esxi-01": 0, "esxi-02": 1, "esxi-07": 6 } }))).toEqual({
    "esxi-01": "192.168.10.100",
    "esxi-02": "192.168.10.101",
    "esxi-07": "192.168.10.106",
  });
});

test("a name added or taken out anywhere moves no other", () => {
  const slots = fc.uniqueArray(fc.integer({ min: 0, max: 150 }), { minLength: 2, maxLength: 12 });
  fc.assert(
    fc.property(slots, fc.nat(), (numbers, seed) => {
      const entries = numbers.map((slot, at) => [`host-${at}`, slot] as const);
      const left = entries.filter((_, at) => at !== seed % entries.length);
      const all = planSlots(request({ slots: Object.fromEntries(entries) }));
      const fewer = planSlots(request({ slots: Object.fromEntries(left) }));
      expect(all).toMatchObject(fewer);
      expect(new Set(Object.values(all)).size).toBe(entries.length);
    }),
  );
});

describe("a plan fails", () => {
  test("fails for a name without a slot, and says the next free one", () => {
    const slots = { a: 0, c: undefined, b: 1, d: undefined };
    expect(faultsOf({ slots })).toEqual({
      "slots.c": "the slot is missing; write 2, which is 192.168.10.102",
      "slots.d": "the slot is missing; write 3, which is 192.168.10.103",
    });
  });

  test("fails for one slot twice, a fraction, and an address behind the end", () => {
    expect(faultsOf({ slots: { a: 1, b: 1, c: 0.5, d: -1, e: 155 } })).toEqual({
      "slots.b": "a has this slot already; ",
      "slots.c": "this is no slot; ",
      "slots.d": "this is no slot; ",
      "slots.e": "192.168.10.100 plus 155 is no host address of 192.168.10.0/24; ",
    });
  });

  test("fails for a slot that is somebody's address", () => {
    const reserved = { gateway: "192.168.10.101" };
    expect(faultsOf({ slots: { a: 1, b: undefined }, reserved })).toEqual({
      "slots.a": "192.168.10.101 is taken (gateway); ",
      "slots.b": "the slot is missing; write 0, which is 192.168.10.100",
    });
  });

  test("fails for a first address outside of the network, and for texts that are neither", () => {
    expect(faultsOf({ first: "192.168.11.100" })).toEqual({
      first: "the first address is not in the network; ",
    });
    expect(Object.keys(faultsOf({ cidr: "192.168.10.0", first: "x" }))).toEqual(["cidr", "first"]);
  });

  test("fails when no address is left for a name", () => {
    const small = { cidr: "10.0.0.0/30", first: "10.0.0.1", slots: { a: 0, b: 1, c: undefined } };
    expect(faultsOf(small)["slots.c"]).toContain("no address is left");
  });
});
