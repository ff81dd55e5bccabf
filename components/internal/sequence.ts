/**
 * Sequence numbers of firewall rules. NSX leaves the order of rules with one number open, so rules
 * of one kind, whose order has no meaning, share a number: inserting one renumbers no other.
 */
export const Sequence = {
  /** Exceptions that are let in before anything is dropped. */
  InboundAllow: 1000,
  /** What is dropped before a forward's own rule would let it in. */
  InboundDrop: 2000,
  /** One rule per forward, and one per peer of a tier. */
  Allow: 3000,
  Outbound: 4000,
  /** Everything else. */
  Terminal: 100_000,
  /** Policies of zones among those of their category: after those of single networks, which have 0. */
  TierPolicy: 1000,
  /** The policy of a whole gateway: after those of its interfaces, which have 0. */
  EdgePolicy: 1000,
  /** Policies that look into connections: before the boundaries of tiers, and of their category first. */
  InspectionPolicy: 500,
} as const;
