import { spawnSync } from "node:child_process";

/** Whether a program is on the PATH. */
export const has = (program: string): boolean =>
  spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;

/** Tests that drive a program: left out, and shown as such, where it is not there. */
export const where = (possible: boolean) => (possible ? describe : describe.skip);
