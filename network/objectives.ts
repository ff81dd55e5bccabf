import { FaultList } from "./faults";
import { checkTraffic, type Traffic } from "./services";

const SUBJECT = "objectives";

/** What a way through the network has to be like (R50). */
export interface Objective {
  /** Where the measuring starts: a machine's name, or an address. */
  from: string;
  /** What is measured: a machine's name, or an address. */
  to: string;
  /** How it is asked. Default: an ICMP echo. */
  service?: Traffic;
  /** Largest time there and back in milliseconds; less is needed. Default: 5. */
  latencyMilliseconds?: number;
  /** Largest part of lost packets in percent; less is needed. Default: 0.1. */
  lossPercent?: number;
  /** Largest use of the way's slowest link in percent. Default: 90. */
  utilisationPercent?: number;
}

/** R50's own numbers. */
export const OBJECTIVE_DEFAULTS = {
  latencyMilliseconds: 5,
  lossPercent: 0.1,
  utilisationPercent: 90,
} as const;

const SECOND_MILLISECONDS = 1000;
const MOST_MILLISECONDS = 60 * SECOND_MILLISECONDS;
/** So many losses are expected at the limit: fewer packets could not tell a good way from a bad one. */
const EXPECTED_LOSSES = 10;

/** An objective with nothing left open, as a probe measures it. */
export interface PlannedObjective extends Required<Omit<Objective, "service">> {
  service?: Traffic;
  /** Packets that a probe has to send before it can judge the loss. */
  packets: number;
}

/** What a probe measured. */
export interface Measurement {
  latencyMilliseconds: number;
  sent: number;
  lost: number;
  /** Absent where nothing tells. */
  utilisationPercent?: number;
}

/** Everything wrong with objectives, under their names. */
export function objectiveFaults(objectives: Readonly<Record<string, Objective>>): FaultList {
  const faults = new FaultList();
  for (const [name, objective] of Object.entries(objectives)) {
    for (const end of ["from", "to"] as const) {
      if (typeof objective[end] !== "string" || objective[end] === "") {
        const allowed = "a machine's name, or an address";
        faults.add(`${name}.${end}`, { message: "this is required", allowed });
      }
    }
    if (objective.from === objective.to && objective.from !== "") {
      const message = "a way leads from one place to another";
      faults.add(`${name}.to`, { message, value: objective.to });
    }
    addUnlessBetween(faults, `${name}.latencyMilliseconds`, objective, MOST_MILLISECONDS);
    addUnlessBetween(faults, `${name}.lossPercent`, objective, 100);
    addUnlessBetween(faults, `${name}.utilisationPercent`, objective, 100);
    if (objective.service !== undefined) {
      faults.addAll(`${name}.service`, checkTraffic(objective.service));
    }
  }
  return faults;
}

function addUnlessBetween(
  faults: FaultList,
  path: string,
  objective: Objective,
  most: number,
): void {
  const field = path.slice(path.lastIndexOf(".") + 1) as keyof typeof OBJECTIVE_DEFAULTS;
  const value = objective[field];
  if (value !== undefined && !(value > 0 && value <= most)) {
    faults.add(path, { message: "out of range", value, allowed: `more than 0, at most ${most}` });
  }
}

/**
 * Objectives with R50's numbers where they name none, and with the packets that it takes to judge
 * them: a loss of 0.1 % shows in ten thousand packets, not in four.
 *
 * @throws FaultsError with everything wrong
 */
export function planObjectives(
  objectives: Readonly<Record<string, Objective>>,
): Record<string, PlannedObjective> {
  objectiveFaults(objectives).throwIfAny(SUBJECT);
  const planned = Object.entries(objectives).map(([name, objective]) => {
    const whole = { ...OBJECTIVE_DEFAULTS, ...objective };
    const packets = Math.ceil((EXPECTED_LOSSES * 100) / whole.lossPercent);
    return [name, { ...whole, packets }] as const;
  });
  return Object.fromEntries(planned);
}

/** What a measurement misses of an objective, in words; nothing where all is met. */
export function missed(objective: PlannedObjective, measured: Measurement): string[] {
  const { latencyMilliseconds, sent, lost, utilisationPercent } = measured;
  const lossPercent = sent === 0 ? 100 : (lost * 100) / sent;
  const words: string[] = [];
  if (latencyMilliseconds >= objective.latencyMilliseconds) {
    words.push(
      `latency ${latencyMilliseconds} ms, wanted less than ${objective.latencyMilliseconds}`,
    );
  }
  if (lossPercent >= objective.lossPercent) {
    words.push(`loss ${lossPercent} %, wanted less than ${objective.lossPercent}`);
  } else if (sent < objective.packets) {
    words.push(`loss not judged: ${sent} packets, ${objective.packets} are needed`);
  }
  if (utilisationPercent !== undefined && utilisationPercent > objective.utilisationPercent) {
    words.push(`use ${utilisationPercent} %, wanted at most ${objective.utilisationPercent}`);
  }
  return words;
}
