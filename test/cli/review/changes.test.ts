import type { CapturedResource } from "@vmnet/simulator/capture/capture";
import { UNKNOWN } from "../../../network/model/resource";
import { resourceChanges } from "../../../cli/review/changes";

function resource(name: string, more: Partial<CapturedResource> = {}): CapturedResource {
  const type = "nsxt:index/policyGroup:PolicyGroup";
  const inputs = { displayName: name };
  return { urn: `urn::${name}`, type, name, custom: true, inputs, outputs: {}, ...more };
}

describe("changes of resources", () => {
  test("are found by URN, with the differing leaves", () => {
    const before = [resource("a", { inputs: { tags: ["x", "y"], size: { w: 1 } } }), resource("b")];
    const after = [
      resource("a", { inputs: { tags: ["x", "z"], size: { w: 1, h: 2 } } }),
      resource("c"),
    ];
    expect(resourceChanges(before, after)).toEqual([
      expect.objectContaining({
        operation: "update",
        name: "a",
        properties: [
          { path: "size.h", after: "2" },
          { path: "tags[1]", before: '"y"', after: '"z"' },
        ],
      }),
      expect.objectContaining({ operation: "create", name: "c" }),
      expect.objectContaining({ operation: "delete", name: "b" }),
    ]);
  });

  test("are replacements where provider or options say so", () => {
    const before = [resource("a", { inputs: { id: "1", note: "x" }, protect: true })];
    const after = [resource("a", { inputs: { id: "2", note: "y" } })];
    const [change] = resourceChanges(before, after, () => ["id"]);
    expect(change).toMatchObject({
      operation: "replace",
      properties: [{ path: "id", replaces: true }, { path: "note" }],
      hints: ["protected: Pulumi refuses to delete it"],
    });
    const options = { replaceOnChanges: ["*"], deleteBeforeReplace: true };
    const [forced] = resourceChanges(before, [{ ...after[0]!, options }]);
    expect(forced).toMatchObject({ operation: "replace" });
    expect(forced!.hints).toContain("the old one is deleted first");
  });

  test("follow aliases, and leave out ignored properties, components and providers", () => {
    const renamed = resource("new", {
      inputs: { displayName: "a" },
      options: { aliases: ["urn::a"] },
    });
    expect(resourceChanges([resource("a")], [renamed])).toEqual([
      expect.objectContaining({ operation: "update", properties: [], hints: ["formerly a"] }),
    ]);
    const ignoring = resource("a", {
      inputs: { displayName: "b" },
      options: { ignoreChanges: ["displayName"] },
    });
    expect(resourceChanges([resource("a")], [ignoring])).toEqual([]);
    const others = [
      resource("c", { custom: false }),
      resource("p", { type: "pulumi:providers:nsxt" }),
    ];
    expect(resourceChanges([], others)).toEqual([]);
  });

  test("never show a secret", () => {
    const [change] = resourceChanges(
      [resource("a", { inputs: { psk: UNKNOWN } })],
      [resource("a", { inputs: { psk: "plain" } })],
    );
    expect(change!.properties).toEqual([
      { path: "psk", before: '"(secret or not known yet)"', after: '"plain"' },
    ]);
    expect(JSON.stringify(change)).not.toContain(UNKNOWN);
  });
});
