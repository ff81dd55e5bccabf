import { describeFailure, plainMessage, projectFrames, repeats } from "../../../cli/lab/failure";

describe("describeFailure", () => {
  it("gives the message alone for what is meant for the user", () => {
    const error = Object.assign(new Error("cidr: bad"), { __pulumiRunError: true });
    expect(describeFailure(error, "/project")).toMatchObject({ message: "cidr: bad", at: [] });
  });

  it("adds the faults that the message does not hold", () => {
    const errors = [
      { propertyPath: "a", reason: "is bad" },
      { propertyPath: "b", reason: "is worse" },
    ];
    const error = Object.assign(new Error("a is bad"), {
      __pulumiInputPropertiesError: true,
      errors,
    });
    expect(describeFailure(error, "/project").message).toBe("a is bad\nb: is worse");
  });

  it("names the kind and the place of a fault of the program", () => {
    const error = new TypeError("x is undefined");
    error.stack = "TypeError: x\n    at f (/project/a.ts:1:2)\n    at g (/elsewhere/b.ts:3:4)";
    expect(describeFailure(error, "/project")).toMatchObject({
      message: "TypeError: x is undefined",
      at: ["a.ts:1:2"],
    });
  });

  it("takes anything that can be thrown", () => {
    expect(describeFailure("just text", "/project")).toEqual({ message: "just text", at: [] });
  });

  it("knows a message that only repeats it", () => {
    const failure = { message: "TypeError: x is undefined", at: [] };
    expect(repeats("x is undefined", failure)).toBe(true);
    expect(repeats("something else", failure)).toBe(false);
  });

  it("reads frames of every form, and leaves out what is not the project's", () => {
    const stack = [
      "    at f (/project/a.ts:1:2)",
      "    at async /project/b.ts:3:4",
      "    at new C (file:///project/c.ts:5:6)",
      "    at x (/project/node_modules/y.js:1:1)",
      "    at node:events:5:2",
    ].join("\n");
    expect(projectFrames(stack, "/project")).toEqual(["a.ts:1:2", "b.ts:3:4", "c.ts:5:6"]);
  });

  it("leaves an ordinary text with the word at alone", () => {
    expect(plainMessage("error: looked\n  at the wrong place")).toBe(
      "looked\n  at the wrong place",
    );
  });
});
