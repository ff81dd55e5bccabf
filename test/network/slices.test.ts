import * as fc from "fast-check";
import { gigabit, kilobit, megabit } from "vmnet/network/bandwidth";
import { TrafficWeight } from "vmnet/network/shares";
import {
  dscpClass,
  perHopBehaviour,
  planSlices,
  sliceFaults,
  type Slice,
  type SliceSet,
} from "vmnet/network/slices";

const first: Slice = {
  rank: 1,
  committed: gigabit(6),
  dscp: 46,
  weight: TrafficWeight.High,
};
const second: Slice = {
  rank: 10,
  committed: gigabit(3),
  dscp: 18,
  weight: TrafficWeight.Normal,
};
const set = (slices: Record<string, Slice>): SliceSet => ({
  uplink: { name: "core", capacity: gigabit(10) },
  slices,
});
const guide = (changes: Partial<Slice> = {}) =>
  set({ "4G": { ...second, ...changes }, "5G_Net": first });
/** Faults by path. */
const faults = (given: SliceSet) =>
  Object.fromEntries(sliceFaults(given).faults.map(({ path, message }) => [path, message]));

describe("a plan of slices", () => {
  test("serves 5G before 4G, with limits at what is committed (R60)", () => {
    const planned = planSlices(guide());
    expect(planned["5G_Net"]).toEqual({
      rank: 1,
      queue: 1,
      dscp: 46,
      behaviour: "EF",
      classOfService: 5,
      trustMachines: false,
      committedMbit: 6000,
      ingress: { mbit: 6000, burstBytes: 75_000_000 },
      egress: { mbit: 6000, burstBytes: 75_000_000 },
      weight: "high",
      shares: 100,
    });
    expect(planned["4G"]).toMatchObject({
      queue: 2,
      behaviour: "AF21",
      classOfService: 2,
      shares: 50,
    });
  });

  test("lends what others leave up to a ceiling, each direction for itself", () => {
    const ceiling = { ingress: gigabit(9), burstMilliseconds: 10 };
    expect(planSlices(guide({ ceiling }))["4G"]).toMatchObject({
      committedMbit: 3000,
      ingress: { mbit: 9000, burstBytes: 11_250_000 },
      egress: { mbit: 3000, burstBytes: 3_750_000 },
    });
  });

  test("does not depend on the order of the map; a slice between two moves queues only", () => {
    const classes = [46, 34, 26, 18, 10, 0];
    const slices = classes.map((dscp, index): [string, Slice] => {
      const shares = 90 - index * 10;
      const weight = TrafficWeight.Custom;
      return [`s${index}`, { rank: index + 1, committed: gigabit(1), dscp, weight, shares }];
    });
    fc.assert(
      fc.property(
        fc.shuffledSubarray(slices, { minLength: 2 }),
        fc.nat({ max: 5 }),
        (chosen, index) => {
          const all = planSlices(set(Object.fromEntries(chosen)));
          const inOrder = [...chosen].sort(([, a], [, b]) => a.rank - b.rank);
          expect(planSlices(set(Object.fromEntries(inOrder)))).toEqual(all);
          expect(inOrder.map(([name]) => all[name]?.queue)).toEqual(inOrder.map((_, at) => at + 1));
          const left = chosen.filter((_, at) => at !== index % chosen.length);
          for (const [name, { queue: _queue, ...rest }] of Object.entries(
            planSlices(set(Object.fromEntries(left))),
          )) {
            expect(all[name]).toMatchObject(rest);
          }
        },
      ),
    );
  });

  test.each([
    [0, "CS0", 0],
    [10, "AF11", 1],
    [34, "AF41", 4],
    [38, "AF43", 4],
    [40, "CS5", 5],
    [44, "VOICE-ADMIT", 5],
    [46, "EF", 5],
    [3, "3", 0],
    [42, "42", 5],
  ])("names codepoint %d %s, class %d (RFC 2474, 2597, 3246)", (dscp, name, own) => {
    expect(perHopBehaviour(dscp)).toBe(name);
    expect(dscpClass(dscp)).toBe(own);
  });
});

describe("a plan of slices fails", () => {
  test("fails for an order of codepoints or shares that is not that of the ranks", () => {
    expect(faults(guide({ dscp: 47, weight: TrafficWeight.High }))).toEqual({
      "slices.4G.dscp": "47 is in one class with EF of 5G_Net, so both share a queue",
      "slices.4G.weight":
        "100 shares do not fit to rank 10, behind 5G_Net with rank 1, which has 100",
    });
    const turned = set({ "5G_Net": { ...first, dscp: 10 }, "4G": { ...second, dscp: 46 } });
    expect(faults(turned)["slices.4G.dscp"]).toMatch(/EF is served before AF11/);
  });

  test("fails for a higher number that is served later, and for the class of routing", () => {
    expect(faults(guide({ dscp: 8 }))["slices.4G.dscp"]).toMatch(
      /CS1 \(RFC 3662\) is served after/,
    );
    expect(faults(guide({ dscp: 1 }))["slices.4G.dscp"]).toMatch(/LE \(RFC 8622\) is served after/);
    expect(faults(guide({ dscp: 48 }))["slices.4G.dscp"]).toMatch(/routing itself/);
    expect(faults(guide({ dscp: 64 }))).toEqual({ "slices.4G.dscp": "this is not a codepoint" });
  });

  test("fails in one short line each, whatever the slices are called", () => {
    const hostile = `<b>|\n${"x".repeat(100_000)}`;
    const error = () =>
      planSlices(set({ [hostile]: first, [`${hostile}2`]: { ...first, rank: 2 } }));
    const { faults: found } = sliceFaults(set({ [hostile]: first, b: { ...first, rank: 2 } }));
    expect(found.map(({ message }) => message.length < 300 && !message.includes("\n"))).toEqual([
      true,
      true,
      true,
    ]);
    expect(error).toThrow(/3 faults/);
  });

  test("fails for more than the uplink carries, and names the way out", () => {
    expect(() => planSlices(guide({ committed: gigabit(5) }))).toThrow(
      /promised more than the uplink carries \(got "11000 Mbit\/s"; allowed: at most 10 Gbit\/s of uplink core\)/,
    );
  });

  test("fails for ceilings below what is committed and above the link", () => {
    const ceiling = { ingress: gigabit(1), egress: gigabit(40) };
    expect(faults(guide({ ceiling }))).toEqual({
      "slices.4G.ceiling.ingress": "the gateway would drop what the slice is promised",
      "slices.4G.ceiling.egress":
        "the link is slower than this limit, which would never be reached",
    });
  });

  test("fails for one rank twice, ranks that are none, and a lower slice that marks itself", () => {
    expect(faults(guide({ rank: 1 }))).toEqual({
      "slices.5G_Net.rank": "4G has this rank already",
    });
    expect(faults(guide({ rank: 0.5 }))).toHaveProperty(["slices.4G.rank"], "this is no rank");
    expect(faults(guide({ trustMachines: true }))).toEqual({
      "slices.4G.trustMachines":
        "a machine of this slice could mark its packets like those of 5G_Net",
    });
  });

  test("fails for rates that NSX cannot write, and for bursts without a packet", () => {
    expect(faults(guide({ committed: kilobit(1500) }))).toEqual({
      "slices.4G.committed": "this is not a whole number of Mbit/s",
    });
    expect(faults(guide({ committed: megabit(1), ceiling: { burstMilliseconds: 1 } }))).toEqual({
      "slices.4G.ceiling.burstMilliseconds":
        "a burst of 125 bytes holds no whole packet, so nothing would pass",
    });
    expect(faults(guide({ ceiling: { burstMilliseconds: 0 } }))).toEqual({
      "slices.4G.ceiling.burstMilliseconds": "out of range",
    });
  });

  test("fails for weights without their number, with two, and for no slice at all", () => {
    expect(faults(guide({ weight: TrafficWeight.Custom }))).toHaveProperty(["slices.4G.shares"]);
    expect(faults(guide({ shares: 20 }))["slices.4G.shares"]).toMatch(
      /its own number of shares, 50/,
    );
    expect(faults(set({}))).toEqual({ slices: "no slice is named" });
    expect(faults({ ...guide(), uplink: { name: "", capacity: gigabit(10) } })).toEqual({
      "uplink.name": "this is required",
    });
  });
});
