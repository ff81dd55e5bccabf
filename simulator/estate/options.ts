import type { Inventory } from "./inventory";
import type { EstateObject } from "./stateFile";

/** Where an estate's objects come from and where they are kept. */
export interface EstateOptions {
  /** An inventory, or the path of one. Default: the lab's own. */
  inventory?: Inventory | string;
  /** Objects of the site that an inventory has no place for; they win over the inventory's. Default: none. */
  siteObjects?: readonly EstateObject[];
  /** File that keeps the objects. Default: memory only. Its folder must exist. */
  stateFile?: string;
  /**
   * How often NSX is asked in vain for a machine that was just made. 0 where only the finished network
   * counts, as in a review. Default: 1.
   */
  vainQuestions?: number;
}
