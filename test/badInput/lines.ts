import { runProgram } from "../components/harness";

/** A faulty input: what is wrong with it, the program, and each fault as its user reads it. */
export type Row = [title: string, program: () => unknown, lines: string[]];

/** Nothing of a stack, of a library or of the provider belongs into a message for the user. */
const NOISE =
  /\n\s+at |node_modules|TypeError|ZodError|SyntaxError|\bzod\b|Invalid input|undefined/;

/** The faults of a message, a line each; fails for a message with anything else in it. */
export function faultLines(message: string): string[] {
  expect(message).not.toMatch(NOISE);
  const [heading = "", ...lines] = message.split("\n");
  const count = Number(/(\d+) faults?\)?:?$/.exec(heading)?.[1]);
  const faults = lines.map((line) => {
    expect(line).toMatch(/^ {2}- /);
    return line.slice(4);
  });
  expect(count).toBe(faults.length);
  return faults;
}

/**
 * Runs a program that must be refused: one error, marked so that Pulumi prints its message alone,
 * and nothing registered before it.
 */
export async function linesOf(program: () => unknown): Promise<string[]> {
  const { registrations, errors } = await runProgram(program);
  expect(registrations.map(({ name }) => name)).toEqual([]);
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatchObject({ name: "InputFaultsError", __pulumiRunError: true });
  return faultLines(errors[0]!.message);
}

/** What a program without types hands over. */
export const untyped = <T>(value: unknown): T => value as T;
