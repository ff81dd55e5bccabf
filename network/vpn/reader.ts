import { parseAddress, parseCidr, type Address, type Cidr } from "../address";
import { FaultList, joinPath } from "../faults";

const KEY = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;

/** Reads the parts of a description and collects what is wrong with them. */
export class Reader {
  readonly faults = new FaultList();

  /** Keys become names and ids at both ends. */
  key(path: string, key: string): void {
    if (!KEY.test(key)) {
      const allowed = "letters, digits, - and _, beginning with a letter or digit";
      this.faults.add(path, { message: "this key names objects", value: key, allowed });
    }
  }

  /** A description may come from a program without types. */
  isThere(path: string, value: unknown, allowed: string): boolean {
    const isThere = value !== undefined && value !== null && value !== "";
    if (!isThere) {
      this.faults.add(path, { message: "this is required", allowed });
    }
    return isThere;
  }

  network(path: string, text: string | undefined, allowed: string): Cidr | undefined {
    return this.ipv4(path, text, allowed, parseCidr);
  }

  address(path: string, text: string | undefined, allowed: string): Address | undefined {
    return this.ipv4(path, text, allowed, parseAddress);
  }

  wholeNumber(path: string, value: number, least: number, most: number): boolean {
    const fits = Number.isInteger(value) && value >= least && value <= most;
    if (!fits) {
      const allowed = `a whole number from ${least} to ${most}`;
      this.faults.add(path, { message: "out of range", value, allowed });
    }
    return fits;
  }

  /** Names that must be keys of a map. */
  names(path: string, names: readonly string[], known: object, of: string): void {
    names.forEach((name, index) => {
      const at = joinPath(path, `[${index}]`);
      if (!Object.hasOwn(known, name)) {
        const allowed = Object.keys(known).join(", ");
        this.faults.add(at, { message: `${of} has no network of this name`, value: name, allowed });
      } else if (names.indexOf(name) !== index) {
        this.faults.add(at, { message: "this is named twice", value: name });
      }
    });
  }

  private ipv4<T extends { family: 4 | 6 }>(
    path: string,
    text: string | undefined,
    allowed: string,
    parse: (text: string) => T,
  ): T | undefined {
    if (!this.isThere(path, text, allowed) || text === undefined) {
      return undefined;
    }
    const parsed = this.faults.attempt(path, () => parse(text));
    if (parsed?.family === 6) {
      this.faults.add(path, { message: "IPv6 is not offered here", value: text, allowed: "IPv4" });
      return undefined;
    }
    return parsed;
  }
}
