import { defaultName, pluginInputs } from "@vmnet/simulator/capture/providers";
import { makeUrn, parseReference, parseUrn } from "@vmnet/simulator/capture/urn";
import { inVersionRange } from "@vmnet/simulator/capture/versionRange";

const where = { stack: "dev", project: "p" };

describe("URNs", () => {
  const stack = makeUrn(where, "", "pulumi:pulumi:Stack", "p-dev");
  const outer = makeUrn(where, stack, "a:b:Outer", "outer");

  test("leave the stack's type out and keep every other ancestor's", () => {
    expect(stack).toBe("urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev");
    expect(outer).toBe("urn:pulumi:dev::p::a:b:Outer::outer");
    const inner = makeUrn(where, outer, "a:b:Inner", "inner");
    expect(makeUrn(where, inner, "c:d:E", "e")).toBe(
      "urn:pulumi:dev::p::a:b:Outer$a:b:Inner$c:d:E::e",
    );
  });

  test("may hold :: in the name", () => {
    const urn = makeUrn(where, outer, "c:d:E", "x::y");
    expect(parseUrn(urn)).toMatchObject({ type: "c:d:E", name: "x::y", project: "p" });
  });

  test("fails on text that is no URN, and on references to what is no provider", () => {
    expect(() => parseUrn("hello")).toThrow('invalid URN "hello"');
    expect(() => parseReference(`${outer}::id`)).toThrow(/does not name a provider/);
  });
});

describe("default providers", () => {
  test.each([
    [{ name: "vsphere", version: "4.17.0", url: "" }, "default_4_17_0"],
    [{ name: "x", version: "", url: "" }, "default"],
    [{ name: "x", version: "1.2.3-rc.1+build.5", url: "" }, "default_1_2_3_rc_1_build_5"],
    [
      { name: "x", version: "1.0.0", url: "https://get.example.com/x" },
      "default_1_0_0_https_/get.example.com/x",
    ],
    [
      {
        name: "terraform-provider",
        version: "1.1.3",
        url: "",
        parameterization: { name: "nsxt", version: "3.11.1", value: new Uint8Array([1]) },
      },
      "default_3_11_1",
    ],
  ])("are named after their version: %j", (request, name) => {
    expect(defaultName(request)).toBe(name);
  });

  test("of a parameterized package record both versions and the parameter", () => {
    const request = {
      name: "terraform-provider",
      version: "1.1.3",
      url: "",
      parameterization: { name: "nsxt", version: "3.11.1", value: Buffer.from("what") },
    };
    expect(pluginInputs(request)).toEqual({
      version: "3.11.1",
      __internal: {
        name: "terraform-provider",
        version: "1.1.3",
        parameterization: Buffer.from("what").toString("base64"),
      },
    });
  });
});

describe("version ranges", () => {
  test.each([
    [">=3.100.0", true],
    [">=3.0.0 !3.259.0", false],
    ["<3.0.0 || >3.200.0", true],
    ["3.259.0", true],
    [">= 4.0.0", false],
  ])("%s of 3.259.0: %s", (range, expected) => {
    expect(inVersionRange("3.259.0", range)).toBe(expected);
  });

  test("fails on what is no range, and names the part", () => {
    expect(() => inVersionRange("3.259.0", ">=3.0.0 ~latest")).toThrow(/"~latest"/);
  });
});
