/** Gathers the values of an option that may be given several times, for commander. */
export function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}
