import { ValueError } from "../../network/faults";

/** What `read` returns; undefined where it refuses, since the fault was reported where the value stands. */
export function quietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof ValueError) {
      return undefined;
    }
    throw error;
  }
}
