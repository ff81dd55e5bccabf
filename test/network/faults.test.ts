import {
  FaultList,
  faultText,
  FaultsError,
  joinPath,
  showValue,
  ValueError,
} from "../../network/faults";

const port = () => {
  throw new ValueError({
    what: "a port is at most 65535",
    value: "70000",
    allowed: "1 to 65535",
    fix: 'did you mean "7000"?',
  });
};

describe("one fault as text", () => {
  test("holds path, problem, value, allowed values and fix on one line", () => {
    const fault = {
      path: "inside.ports",
      message: "a port is at most 65535",
      value: "70000",
      allowed: "1 to 65535",
      fix: 'did you mean "7000"?',
    };
    expect(faultText(fault)).toBe(
      'inside.ports: a port is at most 65535 (got "70000"; allowed: 1 to 65535); did you mean "7000"?',
    );
  });

  test("leaves out what is not known", () => {
    expect(faultText({ path: "", message: "hosts are missing" })).toBe("hosts are missing");
  });

  test.each([
    ["a text", "a", '"a"'],
    ["a bigint", 5n, "5"],
    ["not a number", NaN, "NaN"],
    ["a list", [1, "x"], '[1,"x"]'],
    ["null", null, "null"],
    ["a line break, kept on one line", "a\nb", '"a\\nb"'],
  ])("shows %s", (_, value, text) => {
    expect(showValue(value)).toBe(text);
  });

  test("shows a cyclic object and one with a bigint without failing", () => {
    const cyclic: Record<string, unknown> = {};
    cyclic.self = cyclic;
    expect(showValue(cyclic)).toBe("[object Object]");
    expect(showValue({ value: 1n })).toBe("[object Object]");
  });

  test("shortens a long value", () => {
    expect(showValue("x".repeat(500))).toHaveLength(123);
  });
});

describe("property paths", () => {
  test.each([
    [["hosts", "[2]", "name"], "hosts[2].name"],
    [["", "cidr"], "cidr"],
    [["app", ""], "app"],
    [[], ""],
  ])("joins %j", (parts, path) => {
    expect(joinPath(...parts)).toBe(path);
  });
});

describe("a value error", () => {
  test("says everything in one sentence and keeps the parts", () => {
    expect.assertions(3);
    try {
      port();
    } catch (error) {
      expect(error).toBeInstanceOf(ValueError);
      expect((error as ValueError).fix).toBe('did you mean "7000"?');
      expect((error as ValueError).message).toBe(
        'a port is at most 65535 (got "70000"; allowed: 1 to 65535); did you mean "7000"?',
      );
    }
  });
});

describe("a list of faults", () => {
  test("collects several and says them together", () => {
    const faults = new FaultList();
    faults.add("cidr", { message: "the mask is missing", value: "10.0.0.0" });
    expect(faults.attempt("ports", port)).toBeUndefined();
    expect(faults.toText('NatSegment "app"')).toBe(
      [
        'NatSegment "app": 2 faults',
        '  - cidr: the mask is missing (got "10.0.0.0")',
        '  - ports: a port is at most 65535 (got "70000"; allowed: 1 to 65535); did you mean "7000"?',
      ].join("\n"),
    );
  });

  test("is empty at first and then throws nothing", () => {
    const faults = new FaultList();
    expect(faults.isEmpty).toBe(true);
    expect(() => faults.throwIfAny("x")).not.toThrow();
  });

  test("returns what a successful attempt returns", () => {
    const faults = new FaultList();
    expect(faults.attempt("a", () => 5)).toBe(5);
    expect(faults.isEmpty).toBe(true);
  });

  test("puts the faults of a part under its path", () => {
    const part = new FaultList();
    part.add("ports", { message: "missing" });
    part.add("", { message: "unknown" });
    const whole = new FaultList();
    whole.addAll("forwards.jobs", part);
    whole.addAll("hosts", [{ path: "[0]", message: "twice" }]);
    expect(whole.faults.map(({ path }) => path)).toEqual([
      "forwards.jobs.ports",
      "forwards.jobs",
      "hosts[0]",
    ]);
  });

  test("takes all faults of a collected error", () => {
    const faults = new FaultList();
    faults.addError("hosts", new FaultsError("x", [{ path: "a", message: "bad", value: 1 }]));
    expect(faults.faults).toEqual([{ path: "hosts.a", message: "bad", value: 1 }]);
  });

  test("fails with every fault when something was collected", () => {
    const faults = new FaultList();
    faults.add("a", { message: "bad" });
    faults.add("b", { message: "worse" });
    expect(() => faults.throwIfAny("lan")).toThrow(FaultsError);
    expect(() => faults.throwIfAny("lan")).toThrow(/a: bad\n {2}- b: worse/);
  });

  test("fails with the original error when it is not about a value", () => {
    const bug = new TypeError("x is undefined");
    expect(() =>
      new FaultList().attempt("a", () => {
        throw bug;
      }),
    ).toThrow(bug);
  });
});

describe("secrets", () => {
  const SECRET = "hunter2-hunter2";
  const check = () => {
    throw new ValueError({
      what: "the key is too short",
      value: SECRET,
      allowed: "20 characters or more",
      fix: `did you mean "${SECRET}${SECRET}"?`,
    });
  };

  test("are neither in the text nor in the data", () => {
    const faults = new FaultList();
    faults.add("a", { message: "too short", value: SECRET, fix: SECRET, secret: true });
    faults.attempt("b", check, { secret: true });
    const nested = new FaultsError("k", [{ path: "c", message: "m", value: SECRET, fix: SECRET }]);
    faults.addError("c", nested, { secret: true });
    expect(faults.faults).toHaveLength(3);
    expect(faults.toText()).not.toContain("hunter2");
    expect(JSON.stringify(faults.faults)).not.toContain("hunter2");
    expect(faults.toText()).toContain("b: the key is too short (allowed: 20 characters or more)");
  });
});
