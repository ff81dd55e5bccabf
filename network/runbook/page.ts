/** A runbook as data, before it is Markdown or HTML. Texts hold names as they are; rendering escapes them. */

/** One line to type, with what to look for. */
export interface Step {
  readonly line: string;
  /** Absent where the line says it all. */
  readonly look?: string;
}

/** Lines that are typed at one place. */
export interface Steps {
  /** `on esxi-01.lab.example`. */
  readonly where: string;
  readonly steps: readonly Step[];
}

export interface Section {
  readonly title: string;
  /** Paragraphs before the lines. */
  readonly text: readonly string[];
  readonly blocks: readonly Steps[];
}

export interface Runbook {
  /** What it is for: `stack three-tier-nat-lab`. */
  readonly name: string;
  readonly sections: readonly Section[];
}

export const step = (line: string, look?: string): Step =>
  look === undefined ? { line } : { line, look };
