/** How much of a full link something gets beside others: vSphere's four words (R60). */
export enum TrafficWeight {
  /** 25 shares. */
  Low = "low",
  /** 50 shares. */
  Normal = "normal",
  /** 100 shares. */
  High = "high",
  /** As many shares as `shares` says. */
  Custom = "custom",
}

const SHARES: Readonly<Record<string, number>> = {
  [TrafficWeight.Low]: 25,
  [TrafficWeight.Normal]: 50,
  [TrafficWeight.High]: 100,
};

/** How many shares a weight is; undefined for a custom one that does not say. */
export function sharesOf(weight: TrafficWeight, shares?: number): number | undefined {
  return weight === TrafficWeight.Custom ? shares : SHARES[weight];
}
