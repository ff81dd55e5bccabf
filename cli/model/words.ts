/** A name that others chose, on one line and without anything that a terminal would obey. */
export function oneLine(text: string): string {
  return text.replace(/\s+/gu, " ").replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "\uFFFD");
}
