import { ValueError } from "../../network/faults";

/** The {@link ValueError} that a call throws; the test fails when it throws none. */
export function thrownBy(call: () => unknown): ValueError {
  try {
    call();
  } catch (error) {
    if (error instanceof ValueError) {
      return error;
    }
    throw error;
  }
  throw new Error("nothing was thrown");
}
