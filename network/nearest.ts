/** Edit distance that counts a swap of two neighbours as one step. */
function distance(left: string, right: string): number {
  let before: number[] = [];
  let above = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const same = left[i - 1] === right[j - 1];
      let best = Math.min(
        (above[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (above[j - 1] ?? 0) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) {
        best = Math.min(best, (before[j - 2] ?? 0) + 1);
      }
      row.push(best);
    }
    before = above;
    above = row;
  }
  return above[right.length] ?? 0;
}

/** The known name that a mistyped one most likely means; undefined when none is near. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  const wanted = name.slice(0, 60).toLowerCase();
  const allowed = Math.max(1, Math.floor(wanted.length / 3));
  let best: { name: string; steps: number } | undefined;
  for (const candidate of known) {
    const steps = distance(wanted, candidate.toLowerCase());
    if (steps <= allowed && (best === undefined || steps < best.steps)) {
      best = { name: candidate, steps };
    }
  }
  return best?.name ?? completed(wanted, known);
}

/** The one name that begins with what was written, or the only one that it begins with. */
function completed(wanted: string, known: Iterable<string>): string | undefined {
  const candidates = [...known].filter((name) => {
    const other = name.toLowerCase();
    const shorter = Math.min(other.length, wanted.length);
    return shorter >= LEAST_BEGINNING && (other.startsWith(wanted) || wanted.startsWith(other));
  });
  return candidates.length === 1 ? candidates[0] : undefined;
}

/** Shorter beginnings fit by chance. */
const LEAST_BEGINNING = 4;
