import { nearest } from "vmnet/network/nearest";

/** `; did you mean "x"?`, or nothing. */
export function didYouMean(name: string, known: string[]): string {
  const found = nearest(name, known);
  return found === undefined ? "" : `; did you mean "${found}"?`;
}
