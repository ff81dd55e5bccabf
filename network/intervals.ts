/**
 * Sets of whole numbers as sorted, disjoint, non-adjacent intervals. Addresses (bigint), ports and
 * VLAN ids (number) share this algebra; every operation is one linear pass, merging apart.
 */

export interface Interval<T> {
  readonly first: T;
  readonly last: T;
}

/** What the algebra must know of a kind of number. */
export interface Steps<T> {
  next(value: T): T;
  previous(value: T): T;
}

export const NUMBER_STEPS: Steps<number> = {
  next: (value) => value + 1,
  previous: (value) => value - 1,
};

export const BIGINT_STEPS: Steps<bigint> = {
  next: (value) => value + 1n,
  previous: (value) => value - 1n,
};

type Intervals<T> = readonly Interval<T>[];

/** Any intervals, in any order and overlapping, as the one normal form: sorted, joined, disjoint. */
export function normalise<T extends number | bigint>(
  items: Intervals<T>,
  steps: Steps<T>,
): Interval<T>[] {
  const sorted = [...items].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  return joinSorted(sorted, steps);
}

function joinSorted<T extends number | bigint>(
  sorted: Intervals<T>,
  steps: Steps<T>,
): Interval<T>[] {
  const joined: Interval<T>[] = [];
  let current: Interval<T> | undefined;
  for (const item of sorted) {
    if (current === undefined) {
      current = item;
    } else if (item.first <= steps.next(current.last)) {
      if (item.last > current.last) {
        current = { first: current.first, last: item.last };
      }
    } else {
      joined.push(current);
      current = item;
    }
  }
  if (current !== undefined) {
    joined.push(current);
  }
  return joined;
}

/** All members of either. Both in normal form. */
export function unite<T extends number | bigint>(
  a: Intervals<T>,
  b: Intervals<T>,
  steps: Steps<T>,
): Interval<T>[] {
  const merged: Interval<T>[] = [];
  let i = 0;
  let j = 0;
  for (
    let left = a[i], right = b[j];
    left !== undefined || right !== undefined;
    left = a[i], right = b[j]
  ) {
    if (left !== undefined && (right === undefined || left.first <= right.first)) {
      merged.push(left);
      i += 1;
    } else if (right !== undefined) {
      merged.push(right);
      j += 1;
    }
  }
  return joinSorted(merged, steps);
}

/** The members that both have. Both in normal form. */
export function common<T extends number | bigint>(a: Intervals<T>, b: Intervals<T>): Interval<T>[] {
  const result: Interval<T>[] = [];
  let i = 0;
  let j = 0;
  for (
    let left = a[i], right = b[j];
    left !== undefined && right !== undefined;
    left = a[i], right = b[j]
  ) {
    const first = left.first > right.first ? left.first : right.first;
    const last = left.last < right.last ? left.last : right.last;
    if (first <= last) {
      result.push({ first, last });
    }
    if (left.last < right.last) {
      i += 1;
    } else {
      j += 1;
    }
  }
  return result;
}

/** The members of `a` that `b` has not. Both in normal form. */
export function without<T extends number | bigint>(
  a: Intervals<T>,
  b: Intervals<T>,
  steps: Steps<T>,
): Interval<T>[] {
  const result: Interval<T>[] = [];
  let j = 0;
  for (const { first: start, last } of a) {
    let first = start;
    let hole = b[j];
    while (hole !== undefined && hole.last < first) {
      hole = b[++j];
    }
    // The last hole may reach into the next interval of `a`, so it is not passed over here.
    for (let k = j; hole !== undefined && hole.first <= last && first <= last; hole = b[++k]) {
      if (hole.first > first) {
        result.push({ first, last: steps.previous(hole.first) });
      }
      first = steps.next(hole.last);
      j = k;
    }
    if (first <= last) {
      result.push({ first, last });
    }
  }
  return result;
}

/** Whether one value is a member; logarithmic. `items` in normal form. */
export function hasMember<T extends number | bigint>(items: Intervals<T>, value: T): boolean {
  let low = 0;
  let high = items.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item === undefined || (item.first <= value && value <= item.last)) {
      return item !== undefined;
    }
    if (value < item.first) {
      high = middle - 1;
    } else {
      low = middle + 1;
    }
  }
  return false;
}

/** Whether any member is shared. Both in normal form. */
export function meet<T extends number | bigint>(a: Intervals<T>, b: Intervals<T>): boolean {
  let i = 0;
  let j = 0;
  for (
    let left = a[i], right = b[j];
    left !== undefined && right !== undefined;
    left = a[i], right = b[j]
  ) {
    if (left.last < right.first) {
      i += 1;
    } else if (right.last < left.first) {
      j += 1;
    } else {
      return true;
    }
  }
  return false;
}

/** Whether every member of `inner` is one of `outer`. Both in normal form. */
export function covers<T extends number | bigint>(
  outer: Intervals<T>,
  inner: Intervals<T>,
): boolean {
  let i = 0;
  return inner.every((item) => {
    let candidate = outer[i];
    while (candidate !== undefined && candidate.last < item.first) {
      candidate = outer[++i];
    }
    return candidate !== undefined && candidate.first <= item.first && item.last <= candidate.last;
  });
}

/** Whether both have the same members. Both in normal form. */
export function sameIntervals<T extends number | bigint>(
  a: Intervals<T>,
  b: Intervals<T>,
): boolean {
  return (
    a.length === b.length &&
    a.every((item, index) => item.first === b[index]?.first && item.last === b[index]?.last)
  );
}
