/** Text of others inside lines that people read, shells run and browsers show. Nothing here throws. */

/** No name of vSphere or NSX is longer; what is, is not shown to its end. */
const LONGEST = 255;

/** One line, without control characters and those that turn the direction of text, 255 characters at most by default. */
export function plainLine(text: string, longest = LONGEST): string {
  const start = text.length > 4 * longest ? text.slice(0, 4 * longest) : text;
  const line = start
    .replace(/\s+/gu, " ")
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, "\uFFFD")
    .trim();
  const characters = [...line];
  return characters.length > longest || start !== text
    ? `${characters.slice(0, longest - 3).join("")}...`
    : line;
}

/**
 * One word of a POSIX shell that stands for the text of {@link plainLine}: as it is where nothing in it
 * means anything to a shell, in single quotes otherwise.
 */
export function shellWord(text: string): string {
  const plain = plainLine(text);
  return /^[\w@%+:,./-]+$/.test(plain) ? plain : `'${plain.replaceAll("'", `'\\''`)}'`;
}

/** A text inside a comment of a shell or the description of a TAP line: it stays what it is. */
export function commentText(text: string): string {
  return plainLine(text).replaceAll("#", "\uFF03");
}

/** A text inside a line of Markdown: that of {@link plainLine}, and nothing of it is obeyed. */
export function markdownText(text: string, longest = LONGEST): string {
  return markdownEscaped(plainLine(text, longest));
}

/**
 * Every character of a line that Markdown or HTML obeys becomes a character reference, and mentions, links
 * and references are broken by a space of no width.
 */
export function markdownEscaped(line: string): string {
  return line
    .replace(/[&<"`*_[\]#|~$\\]|:(?=\/)|^[-+>=]|^\d+[.)](?=\s|$)/g, (found) =>
      [...found].map((character) => `&#${character.charCodeAt(0)};`).join(""),
    )
    .replace(/@|&#35;|www(?=\.)/gi, (found) => `${found}\u200b`);
}

/** A text inside an HTML element or a quoted attribute. */
export function htmlText(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}
