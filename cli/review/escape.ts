/**
 * Text of others inside Markdown, somewhere within a line. Every character that Markdown or HTML could obey
 * becomes a character reference, and what hosts turn into mentions, links or references is broken by a space
 * of no width.
 */
export function escapeMarkdown(text: string): string {
  return plain(text)
    .replace(/[&<"`*_[\]#|~$\\]|:(?=\/)|^[-+>=]|^\d+[.)](?=\s|$)/g, (found) =>
      [...found].map((character) => `&#${character.charCodeAt(0)};`).join(""),
    )
    .replace(/@|&#35;|www(?=\.)/gi, (found) => `${found}\u200b`);
}

/** Text inside of `<pre>`, or of a page: nothing but HTML counts there. */
export function escapeHtml(text: string): string {
  return plain(text).replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** One line without control characters, and without those that turn the direction of text. */
function plain(text: string): string {
  return text.replace(/[\t\r\n\u2028\u2029]+/g, " ").replace(/[\p{Cc}\p{Cf}]/gu, "\uFFFD");
}
