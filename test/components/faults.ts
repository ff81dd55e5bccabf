import type { Fault } from "vmnet/network/faults";

import { runProgram } from "./harness";

/** A component's error, as the package's users see it. */
interface ThrownFaults extends Error {
  faults: Fault[];
  errors: { propertyPath: string; reason: string }[];
}

/** Runs a program that must be refused: nothing registered, one error that Pulumi prints cleanly. */
export async function refused(program: () => unknown): Promise<ThrownFaults> {
  const { registrations, errors } = await runProgram(program);
  expect(registrations.map(({ name }) => name)).toEqual([]);
  expect(errors).toHaveLength(1);
  const [error] = errors as ThrownFaults[];
  expect(error).toMatchObject({
    name: "InputFaultsError",
    __pulumiRunError: true,
    __pulumiInputPropertiesError: true,
  });
  return error!;
}

/** The faults by path; several at one path are joined. */
export async function faultsOf(program: () => unknown): Promise<Record<string, string>> {
  const { faults } = await refused(program);
  const texts: Record<string, string> = {};
  for (const { path, message } of faults) {
    texts[path] = texts[path] === undefined ? message : `${texts[path]}; ${message}`;
  }
  return texts;
}
