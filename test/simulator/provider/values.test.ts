import fc from "fast-check";
import { open, redact, seal, signature, toStruct } from "@vmnet/simulator/provider/values";
import { UNKNOWN } from "vmnet/network/model/resource";
import type { PropertyMap } from "vmnet/network/model/resource";
import { secret, struct } from "./client";

describe("open", () => {
  it("opens secrets at every depth and remembers where they were", () => {
    const opened = open(struct({ a: secret("x"), b: { c: [1, secret({ d: "y" })] } }));
    expect(opened.values).toEqual({ a: "x", b: { c: [1, { d: "y" }] } });
    expect(opened.secretPaths).toEqual([["a"], ["b", "c", 1]]);
  });

  it("turns output values into their value, and into the unknown mark without one", () => {
    const output = { [signature.key]: signature.outputValue };
    const { values, secretPaths } = open(
      struct({ known: { ...output, value: 5, secret: true }, unknown: output }),
    );
    expect(values).toEqual({ known: 5, unknown: UNKNOWN });
    expect(secretPaths).toEqual([["known"]]);
  });

  it("turns a resource reference into the resource's id, a component's into its URN", () => {
    const reference = { [signature.key]: signature.resource, urn: "urn:x" };
    const { values } = open(
      struct({ custom: { ...reference, id: "seg-1" }, component: reference }),
    );
    expect(values).toEqual({ custom: "seg-1", component: "urn:x" });
  });

  it("leaves assets as they are", () => {
    const asset = { [signature.key]: signature.asset, text: "hello" };
    expect(open(struct({ file: asset })).values).toEqual({ file: asset });
  });
});

describe("seal", () => {
  it("marks what arrived secret and what the type says is secret", () => {
    const arrived = open(struct({ psk: secret("p"), name: "n" }));
    const sealed = seal({ psk: "p", name: "n", token: "t" }, arrived, ["token"]).toJavaScript();
    expect(sealed).toEqual({ psk: secret("p"), name: "n", token: secret("t") });
  });

  it("keeps an unknown secret both unknown and secret", () => {
    const arrived = open(struct({ psk: secret(UNKNOWN) }));
    expect(seal(arrived.values, arrived).toJavaScript()).toEqual({ psk: secret(UNKNOWN) });
  });

  it("marks the whole list when its elements came back in another order", () => {
    const arrived = open(struct({ users: [secret("a"), "b"] }));
    expect(seal({ users: ["a", "b"] }, arrived).toJavaScript()).toEqual({
      users: [secret("a"), "b"],
    });
    expect(seal({ users: ["b", "a"] }, arrived).toJavaScript()).toEqual({
      users: secret(["b", "a"]),
    });
  });

  it("marks once where an outer and an inner value are both secret", () => {
    const arrived = open(struct({ vpn: { psk: secret("p") } }));
    const sealed = seal({ vpn: { psk: "p" } }, arrived, ["vpn"]);
    expect(open(sealed).values).toEqual({ vpn: { psk: "p" } });
    expect(open(sealed).secretPaths).toContainEqual(["vpn"]);
  });

  it("leaves undefined properties out and keeps null", () => {
    expect(toStruct({ a: undefined, b: null, c: { d: undefined } }).toJavaScript()).toEqual({
      b: null,
      c: {},
    });
  });

  it("gives back what was opened, with every secret still secret, for any properties", () => {
    const leaf = fc.oneof(fc.string(), fc.boolean(), fc.integer(), fc.constant(null));
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: "small" },
        leaf,
        leaf.map(secret),
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), tie("tree"), { maxKeys: 3 }),
      ),
    }));
    const properties = fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), tree, { maxKeys: 4 });
    fc.assert(
      fc.property(properties, (value) => {
        const arrived = open(struct(value as Record<string, unknown>));
        const again = open(seal(arrived.values, arrived));
        expect(again).toEqual(arrived);
      }),
    );
  });
});

describe("redact", () => {
  const opened = (value: PropertyMap) => open(struct(value as Record<string, unknown>));

  it("takes secrets out of a text", () => {
    const arrived = open(struct({ psk: secret("hunter22") }));
    expect(redact("psk hunter22 is too short", arrived)).toBe("psk [secret] is too short");
  });

  it("replaces a short secret only where it stands alone", () => {
    const arrived = open(struct({ pin: secret("1") }));
    expect(redact("got 1, allowed 10 to 19", arrived)).toBe("got [secret], allowed 10 to 19");
  });

  it("leaves a text without secrets alone", () => {
    expect(redact("vlan 5000 is out of range", opened({ vlan: 5000 }))).toBe(
      "vlan 5000 is out of range",
    );
  });
});
