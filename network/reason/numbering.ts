/** One number or object for all equal values, so that large models are compared without texts. */
import { addressBits, type Address, type Cidr } from "../address";

/** Gives equal networks one number. */
export class CidrNumbers {
  /** By number; no two are equal. */
  readonly list: Cidr[] = [];
  /** For each family and prefix length: numbers by first address. */
  private readonly tables: Map<bigint, number>[] = [];

  numberOf(cidr: Cidr): number {
    const { family, first, prefixLength } = cidr;
    const table = (this.tables[family * 256 + prefixLength] ??= new Map<bigint, number>());
    let number = table.get(first);
    if (number === undefined) {
      number = this.list.push(cidr) - 1;
      table.set(first, number);
    }
    return number;
  }

  /** The number of an address, as a network of one. */
  numberOfAddress({ family, value }: Address): number {
    return this.numberOf({ family, first: value, prefixLength: addressBits(family) });
  }
}

/** What a list of values that tells things apart may hold. */
export type Mark = string | number | undefined;

/**
 * A tree of lists: the node at the end of a list of marks stands for that list, and equal lists end at
 * the same node. Lists of different lengths must not run into each other, so lengths are marks as well.
 */
export class MarkTree<T> {
  value: T | undefined;
  private branches: Map<Mark, MarkTree<T>> | undefined;

  at(marks: readonly Mark[]): MarkTree<T> {
    return marks.reduce<MarkTree<T>>((node, mark) => node.branch(mark), this);
  }

  private branch(mark: Mark): MarkTree<T> {
    this.branches ??= new Map<Mark, MarkTree<T>>();
    let branch = this.branches.get(mark);
    if (branch === undefined) {
      branch = new MarkTree<T>();
      this.branches.set(mark, branch);
    }
    return branch;
  }
}
