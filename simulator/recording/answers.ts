/** A simulated site whose look-ups are answered by a recording first. */
import { nearest } from "vmnet/network/nearest";
import type { PropertyMap } from "vmnet/network/model/resource";
import type { Estate } from "../estate/estate";
import { shortName } from "../estate/generic/tables";
import { textOf } from "../estate/generic/values";
import { EstateRefusal } from "../estate/types";
import type { EstateProvider } from "../estate/types";
import { canonical, questionOf } from "./format";
import type { Recording, RecordedLookup } from "./format";

/** The site, and what it was asked that the recording does not hold. */
export interface RecordedSite {
  provider: EstateProvider;
  /** Functions that the recording has nothing of, which the simulated site answered. */
  unrecorded: ReadonlySet<string>;
}

/**
 * Answers look-ups in this order: the recorded answer to the same question; for what the program has
 * made itself, and for functions that the recording has nothing of, the simulated site. Any other
 * question is refused: an answer made up for a real site would be a guess.
 *
 * @param again The command that records the site again, for the message.
 */
export function withRecording(estate: Estate, recording: Recording, again: string): RecordedSite {
  const answers = new Map(
    recording.lookups.map((lookup) => [questionOf(lookup), lookup.result] as const),
  );
  const tokens = new Set(recording.lookups.map(({ token }) => token));
  const unrecorded = new Set<string>();
  const invoke = (token: string, args: PropertyMap): PropertyMap => {
    const known = answers.get(questionOf({ token, args }));
    if (known !== undefined) {
      return structuredClone(known);
    }
    if (!tokens.has(token)) {
      const answer = estate.invoke(token, args);
      if (!isOfProgram(estate, args, answer)) unrecorded.add(token);
      return answer;
    }
    const answer = attempt(() => estate.invoke(token, args));
    if (answer !== undefined && isOfProgram(estate, args, answer)) {
      return answer;
    }
    throw new EstateRefusal(notRecorded(token, args, recording, again), "NotRecorded");
  };
  return { provider: delegate(estate, invoke), unrecorded };
}

function attempt(call: () => PropertyMap): PropertyMap | undefined {
  try {
    return call();
  } catch (error) {
    if (error instanceof EstateRefusal) return undefined;
    throw error;
  }
}

/** Whether a look-up is about something that the program made, not about the site as it was. */
function isOfProgram(estate: Estate, args: PropertyMap, answer: PropertyMap): boolean {
  const asked = [args["path"], args["gatewayPath"], answer["path"], answer["id"]];
  const names = new Set(asked.flatMap((value) => textOf(value) ?? []));
  return estate.objects().some(({ origin, id, path, outputs, internal }) => {
    const own = [id, path, textOf(outputs["moid"]), internal?.["network"]];
    return origin === "managed" && own.some((name) => names.has(String(name)));
  });
}

function notRecorded(token: string, args: PropertyMap, recording: Recording, again: string) {
  const { site, lookups, recordedAt } = recording;
  const others = lookups.filter((lookup) => lookup.token === token);
  const near = nearestTo(args, others);
  const number = others.length === 1 ? "1 other question" : `${others.length} other questions`;
  return (
    `${shortName(token)} ${canonical(args)} is not in the recording of site "${site}" ` +
    `(${recordedAt}, ${number} to ${shortName(token)}); ` +
    (near === undefined ? "" : `the nearest one is ${canonical(near.args)}; `) +
    `where the program asks something new, record again: ${again}`
  );
}

function nearestTo(args: PropertyMap, others: readonly RecordedLookup[]) {
  const texts = others.map((lookup) => canonical(lookup.args));
  const close = nearest(canonical(args), texts);
  const index = close === undefined ? shared(args, others) : texts.indexOf(close);
  return others[index];
}

/** Index of the look-up that has the most arguments in common. */
function shared(args: PropertyMap, others: readonly RecordedLookup[]): number {
  const scores = others.map(
    (lookup) =>
      Object.entries(lookup.args).filter(
        ([name, value]) => canonical(value) === canonical(args[name]),
      ).length,
  );
  return scores.indexOf(Math.max(...scores));
}

function delegate(estate: Estate, invoke: EstateProvider["invoke"]): EstateProvider {
  return {
    check: (...all) => estate.check(...all),
    diff: (...all) => estate.diff(...all),
    create: (...all) => estate.create(...all),
    read: (...all) => estate.read(...all),
    update: (...all) => estate.update(...all),
    delete: (...all) => estate.delete(...all),
    secretOutputs: (type) => estate.secretOutputs(type),
    flushed: () => estate.flushed(),
    isModelled: (type) => estate.isModelled(type),
    invoke,
  };
}
