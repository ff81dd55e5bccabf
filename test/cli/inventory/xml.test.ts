import * as fc from "fast-check";
import { child, escapeXml, parseXml, textAt, XmlError } from "../../../cli/inventory/xml";

describe("the XML of SOAP answers", () => {
  test("is read with prefixes, attributes, references, CDATA and comments", () => {
    const root = parseXml(
      `<?xml version="1.0" encoding="UTF-8"?>\n<!-- c --><e:a xmlns:e="urn:x" x='1 &lt; 2'>` +
        `<b e:type="T">&#x41;&#66;&amp;</b><c/><b><![CDATA[<script>&amp;]]> d</b></e:a>\n`,
    );
    expect(root.name).toBe("a");
    expect([...root.attributes]).toEqual([["x", "1 < 2"]]);
    expect(root.children.map(({ name, text }) => [name, text])).toEqual([
      ["b", "AB&"],
      ["c", ""],
      ["b", "<script>&amp; d"],
    ]);
    expect(child(root, "b")?.attributes.get("type")).toBe("T");
    expect(textAt(root, "b", "none")).toBeUndefined();
  });

  test("gives back every text that was escaped", () => {
    const text = fc.string({ unit: "grapheme" }).filter((one) => !one.includes("\r"));
    fc.assert(
      fc.property(text, (value) => {
        expect(parseXml(`<a b="${escapeXml(value)}">${escapeXml(value)}</a>`)).toMatchObject({
          text: value,
        });
      }),
    );
  });

  test.each([
    ['<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "document types"],
    ['<a><!ENTITY x "y"></a>', "document types"],
    ["<a><?php x ?></a>", "processing instructions"],
    ["<a>&x;</a>", "unknown reference"],
    ["<a>&constructor;</a>", "unknown reference"],
    ["<a>&#xD800;</a>", "unknown reference"],
    ["<a>&#0;</a>", "unknown reference"],
    ["<a>a & b</a>", "unknown reference"],
    ["<a>\u0001</a>", "forbidden character"],
    ["<a><b></a></b>", "an end without its element"],
    ["<a><b>", "the end is missing: b is open"],
    ["<a", "a tag does not end"],
    ['<a b="1" b="2"/>', "an attribute twice"],
    ["<a b=1/>", "a tag does not end"],
    ["<a/><b/>", "a second root"],
    ["<a/>x", "text outside"],
    ["<a><![CDATA[x</a>", "no ]]>"],
    ["<a><!-- x</a>", "no -->"],
    ["", "no element"],
    ["{}", "text outside"],
    ["<a>".repeat(65), "more than 64 levels"],
  ])("fails for %j", (text, reason) => {
    expect(() => parseXml(text)).toThrow(XmlError);
    expect(() => parseXml(text)).toThrow(reason);
  });

  test("reads two million characters in a moment, whatever they are", () => {
    const started = performance.now();
    expect(parseXml(`<a>${"&lt;".repeat(500_000)}</a>`).text).toHaveLength(500_000);
    for (const part of [" ", "<", "&", "<a ", '<a b="'] as const) {
      expect(() => parseXml(`<a ${part.repeat(2_000_000 / part.length)}`)).toThrow(XmlError);
    }
    expect(performance.now() - started).toBeLessThan(8_000);
  });
});
