import { createColors } from "picocolors";
import type { Terminal } from "../../cli/terminal";

/** A terminal that remembers what was written. */
export class Lines implements Terminal {
  readonly lines: string[] = [];
  /** What `--json` would print. */
  readonly printed: string[] = [];
  colors = createColors(false);

  line(text = ""): void {
    this.lines.push(text);
  }

  data(text: string): void {
    this.printed.push(text);
  }

  get text(): string {
    return this.lines.join("\n");
  }

  json<Shape>(): Shape {
    return JSON.parse(this.printed.join("\n")) as Shape;
  }
}
