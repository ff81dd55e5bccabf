/**
 * Whether a name fits a pattern: `*` stands for anything within a part between slashes, `**` for anything at
 * all, `?` for one character.
 */
export function matchesGlob(pattern: string, name: string): boolean {
  const source = pattern
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => WILDCARDS[part] ?? part.replace(/[\\^$.|+()[\]{}]/g, "\\$&"))
    .join("");
  return new RegExp(`^${source}$`, "s").test(name);
}

const WILDCARDS: Readonly<Record<string, string>> = {
  "**/": "(?:.*/)?",
  "**": ".*",
  "*": "[^/]*",
  "?": "[^/]",
};
