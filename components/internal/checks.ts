import * as pulumi from "@pulumi/pulumi";

import {
  cidrContains,
  formatAddress,
  formatCidr,
  isUsableHost,
  nthAddress,
  parseAddress,
  parseCidr,
  parseInterfaceCidr,
  parseRange,
  type Address,
  type AddressRange,
  type Cidr,
  type InterfaceCidr,
} from "../../network/address";
import { FaultList, joinPath, type FaultInput } from "../../network/faults";
import { nearest } from "../../network/nearest";
import { parsePortRange, type PortRange } from "../../network/ports";
import { checkTraffic, type Traffic } from "../../network/services";

/** A value that is known only after other resources exist. */
export type Later<T> = pulumi.Output<T> | Promise<T>;

/** What a late value turned out to be. */
export interface LateValue {
  value: unknown;
  secret: boolean;
}

/**
 * Reads the values of a component's arguments and collects what is wrong with them. A value that is
 * known later reads as undefined and is remembered in {@link deferred}; the same check runs again
 * with `late` when those are known.
 */
export class Checks {
  readonly faults = new FaultList();

  constructor(
    private readonly late?: ReadonlyMap<unknown, LateValue>,
    readonly deferred = new Set<Later<unknown>>(),
  ) {}

  /** The plain value; undefined when left out or known only later. */
  known<T>(input: pulumi.Input<T> | undefined): T | undefined {
    if (!isLater(input)) {
      // What is no output and no promise is the value itself.
      return input as T | undefined;
    }
    if (this.late === undefined) {
      this.deferred.add(input);
      return undefined;
    }
    // The map holds what this very output resolved to.
    return this.late.get(input)?.value as T | undefined;
  }

  /** Checks of the same run with faults of their own; what is known only later is shared. */
  part(): Checks {
    return new Checks(this.late, this.deferred);
  }

  /** What a value turned out to be, where this is known by now; nothing waits for it. */
  lateValue(input: Later<unknown>): LateValue | undefined {
    return this.late?.get(input);
  }

  fault(path: string, fault: FaultInput): void {
    this.faults.add(path, fault);
  }

  /** A fault when nothing was given; a value that comes later counts as given. */
  required(path: string, input: unknown, allowed: string): boolean {
    if (input !== undefined && input !== null && input !== "") {
      return true;
    }
    this.fault(path, { message: "this is required", allowed, fix: "write it" });
    return false;
  }

  /** What `parse` reads from a value that is known now; faults otherwise. */
  parsed<T, R>(
    path: string,
    input: pulumi.Input<T> | undefined,
    parse: (value: T) => R,
  ): R | undefined {
    const value = this.known(input);
    const secret = isLater(input) && (this.late?.get(input)?.secret ?? false);
    return value === undefined
      ? undefined
      : this.faults.attempt(path, () => parse(value), { secret });
  }

  /** One IPv4 address: the NAT, gateway and guest settings here are IPv4 only. */
  address(path: string, input: pulumi.Input<string> | undefined): Address | undefined {
    return this.ipv4(path, input, this.parsed(path, input, parseAddress));
  }

  cidr(path: string, input: pulumi.Input<string> | undefined): Cidr | undefined {
    return this.ipv4(path, input, this.parsed(path, input, parseCidr));
  }

  interfaceCidr(path: string, input: pulumi.Input<string> | undefined): InterfaceCidr | undefined {
    const parsed = this.parsed(path, input, parseInterfaceCidr);
    return this.ipv4(path, input, parsed?.address) === undefined ? undefined : parsed;
  }

  /** An address, a network or a range. */
  range(path: string, input: pulumi.Input<string> | undefined): AddressRange | undefined {
    return this.ipv4(path, input, this.parsed(path, input, parseRange));
  }

  /** An address or a network, where an API takes no ranges (NAT's source networks). */
  source(path: string, input: pulumi.Input<string> | undefined): Cidr | Address | undefined {
    const parse = (text: string) =>
      typeof text === "string" && text.includes("/") ? parseCidr(text) : parseAddress(text);
    return this.ipv4(path, input, this.parsed(path, input, parse));
  }

  /** One port or one range. */
  ports(path: string, input: pulumi.Input<string> | undefined): PortRange | undefined {
    return this.parsed(path, input, parsePortRange);
  }

  /** An address that a host of the network can have. */
  hostIn(
    network: Cidr | undefined,
    path: string,
    input: pulumi.Input<string> | undefined,
  ): Address | undefined {
    const address = this.address(path, input);
    if (address !== undefined && network !== undefined && !isUsableHost(network, address)) {
      const inside = cidrContains(network, address);
      this.fault(path, {
        message: inside
          ? "this is the network's own or broadcast address"
          : "this address is not in the network",
        value: this.known(input),
        allowed: `a host address of ${formatCidr(network)}`,
        fix: `such as ${formatAddress(nthAddress(network, network.prefixLength > 30 ? 0 : 1))}`,
      });
      return undefined;
    }
    return address;
  }

  wholeNumber(path: string, input: number | undefined, least: number, most: number): void {
    if (input !== undefined && !(Number.isInteger(input) && input >= least && input <= most)) {
      const allowed = `a whole number from ${least} to ${most}`;
      const near = Number.isFinite(input) ? Math.round(Math.min(most, Math.max(least, input))) : "";
      const fix = near === "" ? undefined : `the nearest is ${near}`;
      this.fault(path, { message: "out of range", value: input, allowed, fix });
    }
  }

  oneOf(path: string, value: string | undefined, allowed: readonly string[], fix?: string): void {
    if (value !== undefined && !allowed.includes(value)) {
      const near = typeof value === "string" ? nearest(value, allowed) : undefined;
      this.fault(path, {
        message: "this is not one of the choices",
        value,
        allowed: allowed.join(", "),
        fix: near === undefined ? fix : `did you mean "${near}"?`,
      });
    }
  }

  /** A policy path of NSX; names and ids are the usual mistake. */
  policyPath(path: string, input: pulumi.Input<string> | undefined): void {
    const allowed = "a policy path such as /infra/tier-0s/edge";
    if (!this.required(path, input, allowed) || isLater(input)) {
      return;
    }
    const isPath = typeof input === "string" && /^\/\S+$/.test(input) && !/\/(\/|$)/.test(input);
    if (!isPath) {
      const fix = "pass the `path` output of the resource or look-up";
      this.fault(path, { message: "this is not a policy path", value: input, allowed, fix });
    }
  }

  traffic(path: string, services: readonly Traffic[] | undefined): void {
    if (services === undefined || services.length === 0) {
      const fix = "to allow nothing, leave the whole entry out";
      this.fault(path, { message: "no service is named", allowed: 'such as [tcp("3306")]', fix });
    }
    services?.forEach((one, index) => {
      this.faults.addAll(joinPath(path, `[${index}]`), checkTraffic(one));
    });
  }

  /** The keys of a map become names of resources and ids of NSX objects. */
  keys(path: string, map: Record<string, unknown> | undefined, pattern: RegExp = KEY): void {
    for (const key of Object.keys(map ?? {})) {
      if (key.length > LONGEST_KEY || !pattern.test(key)) {
        const more = pattern === KEY ? "- and _" : "-, _ and .";
        this.fault(joinPath(path, key), {
          message: "this key names resources",
          value: key,
          allowed: `letters a to z, digits, ${more}, beginning with a letter or digit, at most ${LONGEST_KEY}`,
          fix: likelyName(key, pattern, LONGEST_KEY),
        });
      }
    }
  }

  private ipv4<T extends { family: 4 | 6 }>(
    path: string,
    input: unknown,
    parsed: T | undefined,
  ): T | undefined {
    if (parsed?.family !== 6) {
      return parsed;
    }
    const message = "IPv6 is not offered here";
    this.fault(path, { message, value: isLater(input) ? undefined : input, allowed: "IPv4" });
    return undefined;
  }
}

/** Room for the component's name and the role before it, in what NSX takes as an id (255). */
const LONGEST_KEY = 120;
const KEY = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;
/** Keys that name vSphere objects only: host names have dots. */
export const HOST_KEY = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** A name near to one that is refused: without accents, blanks and other strange characters. */
export function likelyName(name: string, pattern: RegExp, longest: number): string | undefined {
  const plain = name
    .slice(0, longest)
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^A-Za-z0-9_.-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "");
  return pattern.test(plain) ? `did you mean "${plain}"?` : undefined;
}

/** A name that vCenter takes, near to one that it does not. */
export function likelyObjectName(name: string): string | undefined {
  if (typeof name !== "string") {
    return undefined;
  }
  const plain = name.replace(/[/\\%\p{Cc}]+/gu, "-").slice(0, 75);
  return plain === "" || plain === name ? undefined : `did you mean ${JSON.stringify(plain)}?`;
}

export function isLater(input: unknown): input is Later<unknown> {
  return pulumi.Output.isInstance(input) || input instanceof Promise;
}
