import * as fc from "fast-check";
import { FaultPlan, FaultRulesError, parseFaults } from "@vmnet/simulator/faults/index";
import { configuredRetries, defaultRetries } from "@vmnet/simulator/faults/retries";

const group = "nsxt:index/policyGroup:PolicyGroup";
const call = (name: string, method = "create" as const) => ({ method, type: group, name });

function faultsOf(data: unknown): string[] {
  try {
    parseFaults(data);
  } catch (error) {
    if (error instanceof FaultRulesError) return error.faults;
    throw error;
  }
  return [];
}

describe("the rules", () => {
  it("take a list, or a mapping with the list in it", () => {
    const rule = { kind: "throttled", type: "nsxt:*" };
    expect(parseFaults([rule])).toEqual(parseFaults({ faults: [rule] }));
  });

  it("meet writes before they act, unless they say otherwise", () => {
    expect(parseFaults([{ kind: "error" }])).toEqual([
      {
        kind: "error",
        method: ["create", "update", "delete"],
        type: "*",
        name: "*",
        moment: "before",
        status: 500,
      },
    ]);
    expect(parseFaults([{ kind: "staleRevision" }])[0]?.method).toBe("update");
  });

  it.each([
    [[{ kind: "explode" }], "faults[0].kind: ", '"explode"'],
    [[{ kind: "kill" }], "faults[0].process: ", "command"],
    [[{ kind: "error", status: 200 }], "faults[0].status: ", "(got 200)"],
    [[{ kind: "error", nth: 0 }], "faults[0].nth: ", "(got 0)"],
    [[{ kind: "error", methods: "create" }], "faults[0]: ", "methods"],
    [[{ kind: "timeout", seconds: -1 }], "faults[0].seconds: ", "(got -1)"],
    [[{ kind: "error", method: "destroy" }], "faults[0].method: ", '(got "destroy")'],
    [
      [{ kind: "error", nth: 1, first: 2 }],
      "faults[0].first: ",
      "nth and first exclude each other",
    ],
    [
      [{ kind: "staleRevision", method: "create" }],
      "faults[0].method: ",
      "a stale revision meets updates only (got create",
    ],
    [
      [{ kind: "lostAnswer", method: "read" }],
      "faults[0].method: ",
      "read changes nothing (allowed here: create, update, delete)",
    ],
    ["text", "faults: ", '(got "text")'],
    [{ faults: [], more: 1 }, "faults: ", "more"],
  ])("fails for %j with the place and the value", (data, place, text) => {
    const faults = faultsOf(data);
    expect(faults).toHaveLength(1);
    expect(faults[0]?.startsWith(place)).toBe(true);
    expect(faults[0]).toContain(text);
  });

  it("fails with every fault at once", () => {
    expect(faultsOf([{ kind: "error", nth: 0 }, { kind: "kill" }])).toHaveLength(2);
  });
});

describe("which call meets a fault", () => {
  const struck = (rule: object, calls = 6) => {
    const plan = new FaultPlan(parseFaults([{ kind: "error", ...rule }]));
    return Array.from({ length: calls }, (_, index) => plan.next(call("a")) && index + 1).filter(
      Boolean,
    );
  };

  it.each([
    [{}, [1, 2, 3, 4, 5, 6]],
    [{ nth: 3 }, [3]],
    [{ every: 2 }, [2, 4, 6]],
    [{ first: 2 }, [1, 2]],
  ])("%j strikes at %j", (rule, expected) => {
    expect(struck(rule)).toEqual(expected);
  });

  it("counts only calls that match by method, type and name", () => {
    const plan = new FaultPlan(
      parseFaults([
        { kind: "error", method: "create", type: "nsxt:*:PolicyGroup", name: "web-*", nth: 2 },
      ]),
    );
    expect(plan.next(call("web-1"))).toBeUndefined();
    expect(plan.next(call("db-1"))).toBeUndefined();
    expect(plan.next({ ...call("web-1"), method: "delete" })).toBeUndefined();
    expect(plan.next({ ...call("web-1"), type: "nsxt:a:PolicyGroupX" })).toBeUndefined();
    expect(plan.next(call("web-2"))).toMatchObject({ kind: "error", nth: 2 });
  });

  it("lets every rule count for itself, and the first that strikes win", () => {
    const plan = new FaultPlan(
      parseFaults([
        { kind: "throttled", nth: 2 },
        { kind: "lostAnswer", every: 2 },
      ]),
    );
    const kinds = [1, 2, 3, 4].map(() => plan.next(call("a"))?.kind);
    expect(kinds).toEqual([undefined, "throttled", undefined, "lostAnswer"]);
  });

  it("takes every character but the star literally", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (name, other) => {
        fc.pre(!name.includes("*") && other !== name);
        const plan = () => new FaultPlan(parseFaults([{ kind: "error", name }]));
        expect(plan().next(call(name))).toBeDefined();
        expect(plan().next(call(other))).toBeUndefined();
      }),
    );
  });
});

describe("repetitions", () => {
  it("are four for NSX, on the codes of its default, and none for vSphere", () => {
    expect(defaultRetries("nsxt")).toEqual({
      max: 4,
      statusCodes: [400, 409, 429, 500, 503, 504],
    });
    expect(defaultRetries("vsphere").max).toBe(0);
  });

  it("follow the provider's arguments, which arrive as JSON texts", () => {
    const args = { maxRetries: "2", retryOnStatusCodes: "[429,503]" };
    expect(configuredRetries("nsxt", args)).toEqual({ max: 2, statusCodes: [429, 503] });
    expect(configuredRetries("nsxt", { maxRetries: 0 }).max).toBe(0);
  });
});
