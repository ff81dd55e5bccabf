/** A review in a process of its own: `program.ts FOLDER STACK`; prints its JSON. */
import { runReview } from "../../../cli/review/review";

const [cwd, stack] = process.argv.slice(2);
void runReview({ format: "json", ...(cwd && { cwd }), ...(stack && { stack }) }).then((code) => {
  process.exitCode = code;
});
