/**
 * Reads the XML of SOAP 1.1 answers: elements, attributes, text and CDATA. SOAP allows no document type and no processing
 * instruction (https://www.w3.org/TR/2000/NOTE-SOAP-20000508/, section 3), so there are no entities
 * but the five predefined ones and character references, and nothing that could expand or be loaded.
 */

/** An element; prefixes are dropped, since the answers that are read use each local name once. */
export interface XmlElement {
  name: string;
  /** By local name. */
  attributes: ReadonlyMap<string, string>;
  children: XmlElement[];
  /** Own text, without that of children. */
  text: string;
}

/** Text that is no XML of this kind; the message tells what and where, never the text itself. */
export class XmlError extends Error {}

/** A host's network configuration is nine levels deep. */
const DEEPEST = 64;
/** A page of a hundred hosts has some ten thousand elements. */
const MOST_ELEMENTS = 2_000_000;

const NAME = "[A-Za-z_][A-Za-z0-9_.-]*(?::[A-Za-z_][A-Za-z0-9_.-]*)?";
const OPEN = new RegExp(`<(${NAME})`, "y");
const CLOSE = new RegExp(`</(${NAME})\\s*>`, "y");
const ATTRIBUTE = new RegExp(`\\s+(${NAME})\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`, "y");
const END_OF_TAG = /\s*(\/?)>/y;
const DECLARATION = /^\uFEFF?<\?xml\s[^<>]{0,200}\?>/;
// What XML 1.0 allows in no document.
// eslint-disable-next-line no-control-regex
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/;
const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

/**
 * Parses a document.
 *
 * @throws XmlError for anything that is not well formed, document types, and more than 64 levels
 */
export function parseXml(text: string): XmlElement {
  const bad = FORBIDDEN.exec(text);
  if (bad !== null) throw new XmlError(`a forbidden character at ${bad.index}`);
  return new Reader(text).document();
}

class Reader {
  private at = 0;
  private elements = 0;
  private readonly open: XmlElement[] = [];
  /** Qualified names of the open elements. */
  private readonly names: string[] = [];
  private root: XmlElement | undefined;

  constructor(private readonly text: string) {}

  document(): XmlElement {
    this.at = DECLARATION.exec(this.text)?.[0].length ?? 0;
    while (this.at < this.text.length) {
      this.step();
    }
    if (this.root === undefined) this.fail("no element");
    if (this.open.length > 0) this.fail(`the end is missing: ${this.names.at(-1)} is open`);
    return this.root;
  }

  private step(): void {
    const { text, at } = this;
    if (text[at] !== "<") {
      const next = text.indexOf("<", at);
      const end = next < 0 ? text.length : next;
      this.append(decode(text.slice(at, end), at), at);
      this.at = end;
    } else if (text.startsWith("<!--", at)) {
      this.at = this.after("-->", at + 4);
    } else if (text.startsWith("<![CDATA[", at)) {
      const end = this.after("]]>", at + 9);
      this.append(text.slice(at + 9, end - 3), at);
      this.at = end;
    } else if (text.startsWith("<!", at) || text.startsWith("<?", at)) {
      this.fail("document types, entities and processing instructions are not read");
    } else if (text[at + 1] === "/") {
      this.closeTag();
    } else {
      this.openTag();
    }
  }

  private openTag(): void {
    const name = this.match(OPEN)?.[1];
    if (name === undefined) this.fail("no element's name");
    if (this.root !== undefined && this.open.length === 0) this.fail("a second root element");
    this.elements += 1;
    if (this.elements > MOST_ELEMENTS) this.fail(`more than ${MOST_ELEMENTS} elements`);
    if (this.open.length >= DEEPEST) this.fail(`more than ${DEEPEST} levels`);
    const attributes = this.attributes();
    const isEmpty = this.match(END_OF_TAG)?.[1];
    if (isEmpty === undefined) this.fail("a tag does not end");
    const element: XmlElement = { name: local(name), attributes, children: [], text: "" };
    this.open.at(-1)?.children.push(element);
    this.root ??= element;
    if (isEmpty === "") {
      this.open.push(element);
      this.names.push(name);
    }
  }

  private attributes(): Map<string, string> {
    const found = new Map<string, string>();
    const qualified = new Set<string>();
    for (;;) {
      const start = this.at;
      const match = this.match(ATTRIBUTE);
      if (match === undefined) return found;
      const [, name = "", double, single] = match;
      if (qualified.has(name)) this.fail("an attribute twice");
      qualified.add(name);
      // Declarations of namespaces say nothing here, and their prefixes could hide an attribute.
      if (name !== "xmlns" && !name.startsWith("xmlns:")) {
        found.set(local(name), decode(double ?? single ?? "", start));
      }
    }
  }

  private closeTag(): void {
    const name = this.match(CLOSE)?.[1];
    if (name === undefined || this.names.at(-1) !== name) {
      this.fail("an end without its element");
    }
    this.open.pop();
    this.names.pop();
  }

  private append(text: string, at: number): void {
    const inside = this.open.at(-1);
    if (inside !== undefined) inside.text += text;
    else if (text.trim() !== "") this.fail("text outside of the root element", at);
  }

  private after(mark: string, from: number): number {
    const found = this.text.indexOf(mark, from);
    return found < 0 ? this.fail(`no ${mark}`) : found + mark.length;
  }

  private match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found === null) return undefined;
    this.at = pattern.lastIndex;
    return found;
  }

  private fail(reason: string, at = this.at): never {
    throw new XmlError(`${reason} (at character ${at})`);
  }
}

function local(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

/** Text with its references resolved. */
function decode(text: string, at: number): string {
  if (!text.includes("&")) return text;
  return text.replace(/&([^;&]{0,12};)?/g, (_whole, reference: string | undefined) => {
    const name = reference?.slice(0, -1) ?? "";
    const code = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(name);
    const char =
      code === null
        ? Object.hasOwn(NAMED, name)
          ? NAMED[name]
          : undefined
        : character(Number.parseInt(code[1] ?? code[2] ?? "", code[1] === undefined ? 10 : 16));
    if (char === undefined) throw new XmlError(`an unknown reference (near character ${at})`);
    return char;
  });
}

function character(code: number): string | undefined {
  const isSurrogate = code >= 0xd800 && code <= 0xdfff;
  if (code > 0x10ffff || isSurrogate) return undefined;
  const char = String.fromCodePoint(code);
  return FORBIDDEN.test(char) ? undefined : char;
}

/** Text as it may stand in an element; what XML cannot carry is refused by the server, not lost here. */
export function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&apos;");
}

/** The first child of a name. */
export function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((one) => one.name === name);
}

/** Every child of a name, in order. */
export function childrenOf(element: XmlElement | undefined, name: string): XmlElement[] {
  return (element?.children ?? []).filter((one) => one.name === name);
}

/** Text of the element that a path leads to. */
export function textAt(
  element: XmlElement | undefined,
  ...path: readonly string[]
): string | undefined {
  return path.reduce(child, element)?.text;
}
