/**
 * Stands for the part of the Pulumi SDK that packs a function's packages (magic lambdas), by
 * jest.config.cjs. It reads a package manager, a third of a second for every test file.
 */
export function computeCodePaths(): Promise<never> {
  return Promise.reject(new Error("test/jest/codePaths.ts: functions are not packed in tests"));
}
