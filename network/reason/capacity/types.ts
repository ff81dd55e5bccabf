/** How full things are, as plain data. */

export type UsageKind =
  "ports" | "addresses" | "dhcp" | "pool" | "reservation" | "rules" | "nat" | "sessions";

/** One thing that can be full. */
export interface Usage {
  kind: UsageKind;
  /** Unique among all: `addresses app-segment 10.0.0.0/24`. Metrics refer to it. */
  name: string;
  used: number;
  /** How much there is; absent where nobody says. */
  limit?: number;
  /** `addresses`, `Mbit/s`. */
  unit: string;
  /** Where the limit comes from. */
  source: string;
  /** True when more is made on demand, so that full is no fault. */
  grows?: boolean;
}

/** Used amounts at a day, by the names of usages. */
export interface Snapshot {
  /** `2026-06-01`, or an ISO date and time. */
  date: string;
  used: Readonly<Record<string, number>>;
}

/** Traffic of a physical NIC, as some monitoring measured it. */
export interface LinkLoad {
  /** Managed object id or name. */
  host: string;
  nic: string;
  mbit: number;
  date?: string;
}

/** What no model knows. */
export interface Metrics {
  /** Two or more; the first and the last count. */
  snapshots?: readonly Snapshot[];
  links?: readonly LinkLoad[];
  /** Limits of the site's release, by kind or by a usage's name; they win over the defaults. */
  limits?: Readonly<Record<string, number>>;
}

/** How fast something fills. */
export interface Growth {
  name: string;
  from: Snapshot["date"];
  to: Snapshot["date"];
  perDay: number;
  limit: number;
  /** The day on which it is full, `2027-02-11`; absent when it does not grow, or not in 100 years. */
  exhausted?: string;
  daysLeft?: number;
}

/** How loaded a physical NIC is. */
export interface Load {
  name: string;
  mbit: number;
  /** Absent where nobody says the speed. */
  speedMbit?: number;
  percent?: number;
  date?: string;
}

export interface Capacity {
  usages: Usage[];
  growth: Growth[];
  loads: Load[];
  /** Names in the metrics that mean nothing here. */
  strangers: string[];
}
