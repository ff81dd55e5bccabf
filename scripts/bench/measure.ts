/** What a measurement gives, and how measurements of two things are compared. */

/** A line of the result. */
export interface Result {
  what: string;
  measured: string;
  /** What it must not exceed; absent: it is told only. */
  limit?: string;
  isGood: boolean;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

export interface Compared {
  ours: number;
  theirs: number;
  /** Median of the rounds' ratios: both runs of a round meet the same machine. */
  ratio: number;
}

/** Runs two things in turn, now the one first and now the other, and compares them round by round. */
export async function compare(
  rounds: number,
  ours: () => Promise<number>,
  theirs: () => Promise<number>,
): Promise<Compared> {
  const pairs: [number, number][] = [];
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) {
      const first = await ours();
      pairs.push([first, await theirs()]);
    } else {
      const first = await theirs();
      pairs.push([await ours(), first]);
    }
  }
  return {
    ours: median(pairs.map(([one]) => one)),
    theirs: median(pairs.map(([, other]) => other)),
    ratio: median(pairs.map(([one, other]) => one / other)),
  };
}
