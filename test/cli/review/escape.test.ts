import fc from "fast-check";
import { escapeHtml, escapeMarkdown } from "../../../cli/review/escape";

const hostile = fc.string({
  unit: fc.constantFrom(
    ..."|<>`*_[]()#~\\&\"'@!$:/-+=.1aw \n\r\t\u2028\u202e\u0007",
    "<script>",
    "www.",
    "https://",
    "](x)",
    "</pre>",
    "-->",
  ),
});

/** What a reader of the rendered page sees. */
const rendered = (text: string) =>
  text
    .replace(/&#(\d+);/g, (_all, code) => String.fromCharCode(Number(code)))
    .replaceAll("\u200b", "");

describe("text of others in Markdown", () => {
  test("holds nothing that Markdown or HTML obeys, and still reads the same", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const escaped = escapeMarkdown(text);
        expect(escaped).not.toMatch(/[<|`*_[\]~\\$\n\r"]|^[-+>=]|:\/|^\d+[.)]\s/);
        expect(escaped).not.toMatch(/&(?!#\d+;)|#(?!\d+;)|@(?!\u200b)|www(?=\.)/);
        const readable = text
          .replace(/[\t\r\n\u2028\u2029]+/g, " ")
          .replace(/[\p{Cc}\p{Cf}]/gu, "\uFFFD");
        expect(rendered(escaped)).toBe(readable);
      }),
    );
  });

  test("leaves addresses and ports as they are", () => {
    const text = "tcp 10.0.0.11:49152 -> 192.168.1.60:5000";
    expect(escapeMarkdown(text)).toBe(text);
  });

  test.each([
    ["a tag", "<script>alert(1)</script>", "&#60;script>alert(1)&#60;/script>"],
    ["a cell's end", "a|b", "a&#124;b"],
    ["a mention", "ask @team", "ask @\u200bteam"],
    ["an issue", "see #12", "see &#35;\u200b12"],
    ["a link", "[x](https://x)", "&#91;x&#93;(https&#58;//x)"],
    ["a new line", "a\n# b", "a &#35;\u200b b"],
  ])("makes %s harmless", (_what, text, expected) => {
    expect(escapeMarkdown(text)).toBe(expected);
  });
});

test("text inside of HTML holds no tag and no quote", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(escapeHtml(text)).not.toMatch(/[<>"'`\n\r]|&(?!#\d+;)/);
    }),
  );
});
