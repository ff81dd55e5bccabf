/** What components cost beside the same resources written out. */
import { run, type Registered } from "./mocked";
import { compare, type Result } from "./measure";
import { RESOURCES_PER_SEGMENT, throughComponents, writtenOut } from "./programs";

const MOST_RATIO = 1.1;

/** @throws Error when the two programs do not make the same resources, so that nothing is compared */
export async function benchComponents(resources: number, rounds: number): Promise<Result[]> {
  const segments = Math.round(resources / RESOURCES_PER_SEGMENT);
  await refuseDifference();
  // The first runs compile the code; they count for neither.
  await run(() => throughComponents(segments));
  await run(() => writtenOut(segments));
  const { ours, theirs, ratio } = await compare(
    rounds,
    () => run(() => throughComponents(segments)),
    () => run(() => writtenOut(segments)),
  );
  const count = segments * RESOURCES_PER_SEGMENT;
  return [
    {
      what: `${count} resources through ${segments} components, processor time under mocks`,
      measured: `${ours.toFixed(0)} ms; written out ${theirs.toFixed(0)} ms; ratio ${ratio.toFixed(2)}`,
      limit: `ratio ${MOST_RATIO}`,
      isGood: ratio <= MOST_RATIO,
    },
  ];
}

async function refuseDifference(): Promise<void> {
  const [ours, theirs] = [await customOf(throughComponents), await customOf(writtenOut)];
  const different = ours.find((one, index) => one !== theirs[index]);
  if (ours.length !== theirs.length || different !== undefined) {
    const other = theirs[ours.findIndex((one, index) => one !== theirs[index])];
    throw new Error(`the programs differ:\n${String(different)}\n${String(other)}`);
  }
}

async function customOf(program: (segments: number) => void): Promise<string[]> {
  const found: Registered[] = [];
  await run(
    () => program(1),
    (one) => found.push(one),
  );
  return found
    .filter(({ custom }) => custom)
    .map(({ custom: _custom, inputs, replaceOnChanges, ...rest }) =>
      JSON.stringify({
        ...rest,
        inputs: sortedKeys(inputs),
        replaceOnChanges: [...replaceOnChanges].sort(),
      }),
    )
    .sort();
}

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sortedKeys);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const entries = Object.entries(value).map(([key, part]) => [key, sortedKeys(part)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
