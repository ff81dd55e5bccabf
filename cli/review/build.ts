/** The build step of a written-out commit, where its own vmnet.yaml names one. */
import { exec } from "node:child_process";
import { PackagesError } from "./packages";

const LONGEST_MS = 10 * 60_000;

/** What a build may need of the environment; names that hold credentials are not among them. */
const NEEDED =
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_\w+|TZ|TMPDIR|TEMP|TMP|SystemRoot|ComSpec|PATHEXT|NODE_OPTIONS)$/;

/**
 * Runs the command in the folder of the project. It gets no credentials: of the environment only what a
 * shell and a compiler need.
 *
 * @throws PackagesError with the last lines that it printed
 */
export function runBuild(command: string, folder: string, name: string): Promise<void> {
  const given = Object.entries(process.env).filter(([key]) => NEEDED.test(key));
  const options = {
    cwd: folder,
    env: Object.fromEntries(given),
    timeout: LONGEST_MS,
    maxBuffer: 1 << 26,
  };
  return new Promise((resolve, reject) => {
    exec(command, options, (error, stdout, stderr) => {
      if (error === null) {
        resolve();
        return;
      }
      const lines = `${stdout}\n${stderr}`.split("\n").filter((line) => line.trim() !== "");
      const ending = error.killed ? `within ${LONGEST_MS / 60_000} minutes` : "";
      reject(
        new PackagesError(
          [
            `${name}: review.build of vmnet.yaml does not run through ${ending}`.trimEnd() + ":",
            `$ ${command}`,
            ...lines.slice(-8),
          ].join("\n  "),
        ),
      );
    });
  });
}
