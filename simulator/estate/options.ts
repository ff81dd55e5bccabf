import type { Inventory } from "./inventory";

/** Where an estate's objects come from and where they are kept. */
export interface EstateOptions {
  /** An inventory, or the path of one. Default: the lab's own. */
  inventory?: Inventory | string;
  /** File that keeps the objects. Default: memory only. Its folder must exist. */
  stateFile?: string;
  /**
   * How often NSX is asked in vain for a machine that was just made. 0 where only the finished network
   * counts, as in a review. Default: 1.
   */
  vainQuestions?: number;
}
