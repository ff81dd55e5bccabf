import { htmlText, markdownEscaped } from "vmnet/network/words";

/** Text of others inside Markdown, somewhere within a line; a review shows all of it. */
export function escapeMarkdown(text: string): string {
  return markdownEscaped(plain(text));
}

/** Text inside of `<pre>`, or of a page: nothing but HTML counts there, and blanks stay. */
export function escapeHtml(text: string): string {
  return htmlText(plain(text));
}

/** One line without control characters, and without those that turn the direction of text. */
function plain(text: string): string {
  return text.replace(/[\t\r\n\u2028\u2029]+/g, " ").replace(/[\p{Cc}\p{Cf}]/gu, "\uFFFD");
}
