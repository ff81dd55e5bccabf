import fc from "fast-check";

import { FaultsError } from "../../network/faults";
import { missed, objectiveFaults, planObjectives, type Objective } from "../../network/objectives";
import { tcp } from "../../network/services";

const way: Objective = { from: "web-1", to: "db-1" };

describe("objectives (R50)", () => {
  test("have the guide's numbers where they name none", () => {
    expect(planObjectives({ db: way, wan: { ...way, latencyMilliseconds: 40 } })).toEqual({
      db: {
        ...way,
        latencyMilliseconds: 5,
        lossPercent: 0.1,
        utilisationPercent: 90,
        packets: 10_000,
      },
      wan: {
        ...way,
        latencyMilliseconds: 40,
        lossPercent: 0.1,
        utilisationPercent: 90,
        packets: 10_000,
      },
    });
  });

  test("ask for more packets, the less may be lost", () => {
    const percent = fc.double({ min: 0.001, max: 100, noNaN: true });
    fc.assert(
      fc.property(percent, percent, (a, b) => {
        const packets = (lossPercent: number) =>
          planObjectives({ x: { ...way, lossPercent } }).x!.packets;
        const [less, more] = a < b ? [a, b] : [b, a];
        expect(packets(less)).toBeGreaterThanOrEqual(packets(more));
      }),
    );
  });

  test.each<[string, Parameters<typeof missed>[1], string[]]>([
    ["all is well", { latencyMilliseconds: 4.9, sent: 10_000, lost: 9 }, []],
    [
      "at the limit, which is too much",
      { latencyMilliseconds: 5, sent: 10_000, lost: 10 },
      ["latency 5 ms, wanted less than 5", "loss 0.1 %, wanted less than 0.1"],
    ],
    [
      "too few packets to tell",
      { latencyMilliseconds: 1, sent: 100, lost: 0 },
      ["loss not judged: 100 packets, 10000 are needed"],
    ],
    [
      "none sent",
      { latencyMilliseconds: 1, sent: 0, lost: 0 },
      ["loss 100 %, wanted less than 0.1"],
    ],
    [
      "a full link",
      { latencyMilliseconds: 1, sent: 10_000, lost: 0, utilisationPercent: 90.5 },
      ["use 90.5 %, wanted at most 90"],
    ],
  ])("judge a measurement: %s", (_what, measured, words) => {
    expect(missed(planObjectives({ db: way }).db!, measured)).toEqual(words);
  });

  test("fails for ends that are missing or the same, and numbers that mean nothing", () => {
    const objectives = {
      ends: { from: "", to: "" },
      same: { from: "a", to: "a" },
      numbers: { ...way, latencyMilliseconds: 0, lossPercent: 101, utilisationPercent: NaN },
      service: { ...way, service: tcp("0") },
    };
    const found = objectiveFaults(objectives).faults.map(({ path, message }) => [path, message]);
    expect(Object.fromEntries(found)).toEqual({
      "ends.from": "this is required",
      "ends.to": "this is required",
      "same.to": "a way leads from one place to another",
      "numbers.latencyMilliseconds": "out of range",
      "numbers.lossPercent": "out of range",
      "numbers.utilisationPercent": "out of range",
      "service.service.ports": "port 0 is reserved",
    });
    expect(() => planObjectives(objectives)).toThrow(FaultsError);
  });
});
