import * as fc from "fast-check";
import { execFileSync } from "node:child_process";
import { commentText, htmlText, markdownText, plainLine, shellWord } from "../../network/words";

describe("text of others", () => {
  it("stays one word of a shell, whatever it holds", () => {
    const names = [
      "it's",
      "$(id)",
      "`id`",
      "a b",
      "-rf",
      "*",
      "a\nb",
      "; reboot #",
      "",
      "\\",
      "a'\"'b",
      "!x",
    ];
    const script = names.map((name) => `printf '%s\\n' ${shellWord(name)}`).join("\n");
    const said = execFileSync("sh", ["-c", script], { encoding: "utf8" });
    expect(said).toBe(names.map((name) => `${plainLine(name)}\n`).join(""));
  });

  it("is one short line without control characters, for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
        for (const shown of [plainLine(text), shellWord(text), commentText(text)]) {
          expect(shown).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202e]/u);
        }
        expect([...plainLine(text)].length).toBeLessThanOrEqual(255);
        expect(markdownText(text)).not.toMatch(/[<>`|]/);
        expect(htmlText(text)).not.toMatch(/[<>"']/);
      }),
    );
    expect(plainLine("x".repeat(10_000_000))).toHaveLength(255);
  });
});
