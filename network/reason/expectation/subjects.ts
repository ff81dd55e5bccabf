import { parseAddress } from "../../address";
import { FaultList, type Fault } from "../../faults";
import type { NetworkModel, Origin } from "../../model/types";
import { nearest } from "../../nearest";
import { checkTraffic } from "../../services";
import type { Expectation, Subject } from "./expectation";

/** The endpoints that names stand for, and the gateways and routers as receivers. */
export class SubjectIndex {
  private static readonly known = new WeakMap<NetworkModel, SubjectIndex>();

  private readonly byName = new Map<string, Map<string, Set<string>>>();
  private readonly routers: ReadonlySet<string>;

  /** The index of a model, made once. */
  static of(model: NetworkModel): SubjectIndex {
    const known = SubjectIndex.known.get(model) ?? new SubjectIndex(model);
    SubjectIndex.known.set(model, known);
    return known;
  }

  private constructor(model: NetworkModel) {
    // The ports of a machine that routes are a router's; the machine itself is meant.
    const machines = new Map(model.routers.map(({ id, machine }) => [id, machine ?? id]));
    const ownerOf = new Map(model.ports.map(({ id, owner }) => [id, machines.get(owner) ?? owner]));
    const memberOf = ({ id }: { id: string }) => ownerOf.get(id) ?? "";
    const endpoints = new Set(model.endpoints.map(({ id }) => id));
    const domains = model.domains.map((domain) => ({
      ...domain,
      members: model.ports
        .filter((port) => port.domain === domain.id && endpoints.has(memberOf(port)))
        .map(memberOf),
    }));
    for (const { id, name } of model.endpoints) {
      this.addAll([id, name], `endpoint ${id}`, [id]);
    }
    for (const { id, name, members } of domains) {
      this.addAll([id, name], `network ${id}`, members);
    }
    for (const { path, name, ports } of model.groups) {
      const members = ports
        .map((port) => ownerOf.get(port))
        .filter((owner): owner is string => owner !== undefined && endpoints.has(owner));
      this.addAll([path, name], `group ${path}`, members);
    }
    // Names of the resources behind a part serve where nothing is called so itself.
    const own = new Set(this.byName.keys());
    const labels = (origins: readonly Origin[]) =>
      origins.map(({ label }) => label).filter((label) => !own.has(label));
    for (const { id, origins } of model.endpoints) {
      this.addAll(labels(origins), `endpoint ${id}`, [id]);
    }
    for (const { id, origins, members } of domains) {
      this.addAll(labels(origins), `network ${id}`, members);
    }
    const taken = new Set(this.byName.keys());
    for (const { id, name } of model.routers) {
      const free = [id, name].filter((text) => !taken.has(text));
      this.addAll(free, `router ${id}`, [id]);
    }
    this.routers = new Set(model.routers.map(({ id }) => id));
  }

  private addAll(texts: readonly string[], thing: string, members: readonly string[]): void {
    new Set(texts).forEach((text) => this.add(text, thing, members));
  }

  private add(text: string, thing: string, members: readonly string[]): void {
    const things = this.byName.get(text) ?? new Map<string, Set<string>>();
    things.set(thing, new Set(members));
    this.byName.set(text, things);
  }

  /**
   * Ids of the endpoints that a subject means, or what is wrong with its name. A gateway or router is found
   * as a receiver only: what it sends by itself is not in the model.
   */
  find(
    { name }: Subject,
    side: "from" | "to" = "to",
  ): { ids: string[] } | { fault: Omit<Fault, "path"> } {
    const things = this.byName.get(name);
    if (things === undefined) {
      return { fault: unknownName(name, [...this.byName.keys()]) };
    }
    const sets = [...things.values()].map((set) => [...set].sort());
    const [first = []] = sets;
    if (side === "from" && first.some((id) => this.routers.has(id))) {
      return {
        fault: {
          message: "a router sends nothing by itself in the model",
          value: name,
          allowed: "a machine, an outside network, or a network or group that has some",
          fix: "name the machine or network behind it",
        },
      };
    }
    if (sets.some((set) => set.join("\n") !== first.join("\n"))) {
      return {
        fault: {
          message: "several things of the model have this name",
          value: name,
          allowed: [...things.keys()].sort().join("; "),
          fix: "use an id or a path in place of the name",
        },
      };
    }
    if (first.length === 0) {
      return {
        fault: {
          message: "nothing of the model belongs to this, so the expectation would say nothing",
          value: name,
          allowed: [...things.keys()].sort().join("; "),
          fix: "name a machine, an outside network, or a network or group that has some",
        },
      };
    }
    return { ids: first };
  }

  /** What is wrong with expectations: names that mean nothing here, traffic and addresses that are none. */
  check(expectations: readonly Expectation[]): FaultList {
    const faults = new FaultList();
    expectations.forEach(({ from, to, traffic, at }, index) => {
      const path = `expectations[${index}]`;
      traffic.forEach((one, place) => {
        faults.addAll(`${path}.traffic[${place}]`, checkTraffic(one));
      });
      if (at !== undefined) {
        faults.attempt(`${path}.at`, () => parseAddress(at));
      }
      for (const [side, subjects] of [
        ["from", from],
        ["to", to],
      ] as const) {
        subjects.forEach((subject, place) => {
          const found = this.find(subject, side);
          if ("fault" in found) {
            faults.add(`${path}.${side}[${place}]`, found.fault);
          }
        });
      }
    });
    return faults;
  }
}

function unknownName(name: string, known: readonly string[]): Omit<Fault, "path"> {
  const near = nearest(name, known);
  const some = known.filter((text) => !text.includes("/") && !text.includes("::")).sort();
  return {
    message: "the model has nothing of this name",
    value: name,
    allowed: `${some.slice(0, 12).join(", ")}${some.length > 12 ? ", ..." : ""}`,
    ...(near === undefined ? {} : { fix: `did you mean "${near}"?` }),
  };
}
