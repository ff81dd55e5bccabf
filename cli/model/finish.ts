import { FaultsError } from "vmnet/network/faults";
import { UserError } from "../terminal";

/** Runs a command that ends with an exit code; faults of files and names are the user's, printed without a stack. */
export async function finish(run: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await run();
  } catch (error) {
    throw error instanceof FaultsError ? new UserError(error.message) : error;
  }
}
