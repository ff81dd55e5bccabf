/** What both ways of drawing say about nodes and lines. */
import type { DiagramEdge, DiagramNode, Status } from "vmnet/network/diagram/types";
import { oneLine } from "../model/words";

const LONGEST = 48;

/** Marks of a change, for readers who do not see colours. */
export const MARKS: Readonly<Record<Status, string>> = { added: "+", removed: "−", changed: "~" };

function short(text: string): string {
  const line = oneLine(text.slice(0, 10 * LONGEST));
  return [...line].length <= LONGEST ? line : `${[...line].slice(0, LONGEST - 1).join("")}…`;
}

/** The lines of a node: its name first, marked where it changes. Nothing in them is escaped. */
export function nodeLines({ name, details, status }: DiagramNode): string[] {
  const mark = status === undefined ? "" : `${MARKS[status]} `;
  return [`${mark}${short(name)}`, ...details.map(short)];
}

/** The text at a line, or nothing. */
export function edgeText({ label, kind, status }: DiagramEdge): string | undefined {
  const mark = status === undefined ? "" : MARKS[status];
  const text = label === undefined ? (kind === "tunnel" ? "tunnel" : "") : short(label);
  const whole = [mark, text].filter((part) => part !== "").join(" ");
  return whole === "" ? undefined : whole;
}
