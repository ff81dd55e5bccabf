import type { Inventory } from "@vmnet/simulator/estate/index";

/** Something that a site must have and that no resource of a program makes. */
export interface Need {
  /** What must be there, in one line. */
  what: string;
  /** What happens without it. */
  without: string;
  /** Where the product shows it. */
  look: string;
  /**
   * Whether a simulated site has it, by its inventory; undefined where the inventory does not say.
   * A real site answers no look-up about it, so that there it is for people to see to.
   */
  inventory?: (site: Inventory) => boolean | undefined;
}

/** The needs of a component that are its own, beside those of its resources' types. */
export type ComponentNeeds<Id extends string> =
  { needs: readonly Id[] } | { nothingBeyond: string };
