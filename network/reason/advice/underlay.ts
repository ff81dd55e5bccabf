/** Suggestions about what the network runs on: uplinks, sizes, reservations, second ways. */
import { MOST_RESERVED_PERCENT } from "../../nioc";
import type { NetworkModel } from "../../model/types";
import type { CarrierNetwork, Teaming, VirtualSwitch } from "../../model/underlay";
import { capacityOf, type Metrics } from "../capacity";
import { failureFindings, type Rehearsal } from "../failures";
import type { Expectation } from "../expectation";
import { effectOf, isWithoutEffect } from "../failures/effect";
import { elementsOf } from "../failures/elements";
import { Uplinks } from "../failures/uplinks";
import { mtuFindings } from "../mtu";
import type { Suggestion } from "./types";

/** Port groups that use one uplink although their switch has more on the host: add the others as standby. */
export function teamingAdvice(model: NetworkModel): Suggestion[] {
  const { underlay } = model;
  if (underlay === undefined) {
    return [];
  }
  return underlay.switches.flatMap((one): Suggestion[] => {
    const idle = idleUplinks(one, one.teaming);
    const own = underlay.networks.filter(
      (network) => network.switch === one.id && network.teaming !== undefined,
    );
    return [
      ...(idle.length === 0 ? [] : standby(model, one, undefined, idle)),
      ...own.flatMap((network) => {
        const left = idleUplinks(one, network.teaming);
        const isSaid =
          (network.teaming?.active.length ?? 0) + (network.teaming?.standby.length ?? 0) > 0;
        return isSaid && left.length > 0 ? standby(model, one, network, left) : [];
      }),
    ];
  });
}

/** Uplinks that a teaming of one uplink leaves unused. */
function idleUplinks({ uplinks }: VirtualSwitch, teaming: Teaming | undefined): string[] {
  const used = new Set([...(teaming?.active ?? []), ...(teaming?.standby ?? [])]);
  return used.size === 1 ? uplinks.filter((name) => !used.has(name)) : [];
}

function standby(
  model: NetworkModel,
  one: VirtualSwitch,
  network: CarrierNetwork | undefined,
  idle: readonly string[],
): Suggestion[] {
  const changed = withStandby(model, one, network, idle);
  const uplinks = elementsOf(model).filter(({ uplink }) => uplink?.switch === one.id);
  const cut = (given: NetworkModel) => {
    const known = new Uplinks(given);
    return uplinks.filter((element) => !isWithoutEffect(effectOf(given, known, [element]))).length;
  };
  const [before, after] = [cut(model), cut(changed)];
  if (after >= before) {
    return [];
  }
  const target = network ?? one;
  return [
    {
      kind: "teaming",
      text: `give ${target.name} ${idle.join(", ")} as standby uplink: one NIC carries it today`,
      changes: [
        {
          resource: target.name,
          origin: target.origin,
          property: one.kind === "standard" ? "standbyNics" : "standbyUplinks",
          from: "[]",
          to: `[${idle.join(", ")}]`,
        },
      ],
      effect: "none",
      proof: [
        `rehearsed: ${before} of ${uplinks.length} uplinks cut machines off today, ${after} with it`,
        "no rule, route or network changes, so no flow does while all uplinks are up",
      ],
      key: JSON.stringify(["advice/teaming", one.id, network?.key ?? ""]),
    },
  ];
}

function withStandby(
  model: NetworkModel,
  one: VirtualSwitch,
  network: CarrierNetwork | undefined,
  idle: readonly string[],
): NetworkModel {
  const { underlay } = model;
  if (underlay === undefined) {
    return model;
  }
  const more = (teaming: Teaming | undefined): Teaming => ({
    active: [],
    ...teaming,
    standby: [...(teaming?.standby ?? []), ...idle],
  });
  return {
    ...model,
    underlay: {
      ...underlay,
      switches: underlay.switches.map((other) =>
        other === one && network === undefined ? { ...other, teaming: more(other.teaming) } : other,
      ),
      networks: underlay.networks.map((other) =>
        other === network ? { ...other, teaming: more(other.teaming) } : other,
      ),
    },
  };
}

/** Switches above their physical network: the size that ends the finding, tried. */
export function mtuAdvice(model: NetworkModel): Suggestion[] {
  const { underlay } = model;
  if (underlay === undefined) {
    return [];
  }
  const before = mtuFindings(model);
  return underlay.switches.flatMap((one): Suggestion[] => {
    const physical = underlay.fabrics.find(({ name }) => name === one.fabric)?.mtuBytes;
    if (one.mtuBytes === undefined || physical === undefined || one.mtuBytes <= physical) {
      return [];
    }
    const switches = underlay.switches.map((other) =>
      other === one ? { ...other, mtuBytes: physical } : other,
    );
    const after = mtuFindings({ ...model, underlay: { ...underlay, switches } });
    const keys = new Set(after.map(({ key }) => key));
    const known = new Set(before.map(({ key }) => key));
    const fresh = after.filter(({ key }) => !known.has(key));
    return [
      {
        kind: "mtu",
        text: `set the MTU of switch ${one.name} to what its physical network carries`,
        changes: [
          {
            resource: one.name,
            origin: one.origin,
            property: one.kind === "standard" ? "mtu" : "maxMtu",
            from: String(one.mtuBytes),
            to: String(physical),
          },
        ],
        effect: "none",
        proof: [
          ...before.filter(({ key }) => !keys.has(key)).map(({ text }) => `ends: ${text}`),
          ...fresh.map(
            ({ text, fix }) => `then also: ${text}${fix === undefined ? "" : ` (${fix})`}`,
          ),
        ],
        key: JSON.stringify(["advice/mtu", one.id]),
      },
    ];
  });
}

/** Reservations above what the slowest uplink can keep: each class the same share less. */
export function reservationAdvice(model: NetworkModel, metrics: Metrics): Suggestion[] {
  const { usages } = capacityOf(model, [], metrics);
  return (model.underlay?.switches ?? []).flatMap((one): Suggestion[] => {
    const usage = usages.find(({ name }) => name === `reservation ${one.name}`);
    const { used = 0, limit } = usage ?? {};
    if (limit === undefined || used <= limit || one.reservedMbit === undefined) {
      return [];
    }
    const classes = Object.entries(one.reservedMbit).filter(([, mbit]) => mbit > 1);
    const least = Object.keys(one.reservedMbit).length - classes.length;
    const large = classes.reduce((sum, [, mbit]) => sum + mbit, 0);
    const lowered = classes.map(
      ([name, mbit]) =>
        [name, mbit, Math.max(Math.floor((mbit * (limit - least)) / large), 1)] as const,
    );
    const sum = lowered.reduce((total, [, , mbit]) => total + mbit, least);
    return sum > limit
      ? []
      : [
          {
            kind: "reservation",
            text: `lower what classes of traffic reserve on ${one.name}: together more than ${MOST_RESERVED_PERCENT} % of the slowest uplink`,
            changes: lowered.map(([name, from, to]) => ({
              resource: one.name,
              origin: one.origin,
              property: `${name}ReservationMbit`,
              from: String(from),
              to: String(to),
            })),
            effect: "none",
            proof: [`${used} Mbit/s reserved, ${limit} possible; then ${sum}`],
            key: JSON.stringify(["advice/reservation", one.id]),
          },
        ];
  });
}

/** Single points of failure with the second way that would end them; the rehearsal is the proof. */
export function redundancyAdvice(
  model: NetworkModel,
  expectations: readonly Expectation[],
  rehearsal: Rehearsal,
): Suggestion[] {
  return failureFindings(model, expectations, rehearsal)
    .filter(({ severity, check }) => severity === "warning" && check !== "failure/single-host")
    .map(({ subjects, text, evidence, fix = "", key }) => ({
      kind: "redundancy" as const,
      text: `${fix}: ${subjects[0] ?? ""} is a single point of failure`,
      changes: [{ resource: subjects[0] ?? "", property: "redundancy", from: "1", to: "2" }],
      effect: "none" as const,
      proof: [text, ...evidence],
      key: JSON.stringify(["advice/redundancy", key]),
    }));
}
