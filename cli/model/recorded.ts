/** The simulated site of a stack: from an inventory, or from a recording of a real one. */
import { readFileSync } from "node:fs";
import { basename, extname } from "node:path";
import type { Estate } from "@vmnet/simulator/estate/index";
import type { EstateProvider } from "@vmnet/simulator/estate/types";
import type { Recording } from "@vmnet/simulator/recording/format";
import { count, errorText, UserError } from "../terminal";
import { siteFileNote } from "./age";

/** A site that a program can be captured on. */
export interface OpenedSite {
  estate: Estate;
  provider: EstateProvider;
  /** What the reader should know; call it after the capture. */
  notes(): string[];
}

/** Whether a file that `inventory` names holds look-ups of a real site, and not an inventory. */
export async function isRecordingFile(file: string | undefined): Promise<boolean> {
  if (file === undefined || extname(file) !== ".json") {
    return false;
  }
  const { isRecording } = await import("@vmnet/simulator/recording/format");
  return isRecording(textOf(file));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UserError(`inventory ${file}: ${errorText(error)}`);
  }
}

/**
 * Opens a simulated site as it is before the program.
 *
 * @param inventory File of the inventory; default: the simulator's own.
 * @param recording File of recorded look-ups, which are answered first.
 * @throws InventoryError, RecordingError for files that cannot be used
 */
export async function openSite(
  inventory: string | undefined,
  recording: string | undefined,
  now: number = Date.now(),
): Promise<OpenedSite> {
  const { Estate, loadInventory } = await import("@vmnet/simulator/estate/index");
  // What is read is the finished network.
  const options = { vainQuestions: 0 };
  if (recording === undefined) {
    const estate = Estate.open({ ...options, ...(inventory === undefined ? {} : { inventory }) });
    return { estate, provider: estate, notes: () => [] };
  }
  const [{ parseRecording }, { siteOf }, { withRecording }] = await Promise.all([
    import("@vmnet/simulator/recording/format"),
    import("@vmnet/simulator/recording/site"),
    import("@vmnet/simulator/recording/answers"),
  ]);
  const name = basename(recording);
  const read = parseRecording(textOf(recording), name);
  const site = siteOf(read, loadInventory(inventory));
  const estate = Estate.open({
    ...options,
    inventory: site.inventory,
    siteObjects: site.objects,
  });
  const again = recordAgain(read);
  const { provider, unrecorded } = withRecording(estate, read, again);
  const notes = () => [
    ageNote(name, read, again, now),
    ...(unrecorded.size === 0
      ? []
      : [
          `${name} has nothing of ${[...unrecorded].sort().join(", ")}: ` +
            "the simulated site answered, which knows nothing of the real one",
        ]),
  ];
  return { estate, provider, notes };
}

/** The command that makes a recording again. */
export function recordAgain({ site, stack }: Pick<Recording, "site" | "stack">): string {
  const named = site === stack ? "" : ` --site ${site}`;
  return `vmnet inventory record${named} -- pulumi preview --stack ${stack}`;
}

/** `prod.json: 12 look-ups, recorded 3 days ago`; a warning when that is long ago. */
export function ageNote(name: string, recording: Recording, again: string, now?: number): string {
  const what = `${count(recording.lookups.length, "look-up")}, recorded`;
  const { recordedAt: takenAt } = recording;
  return siteFileNote({ name, what, takenAt, again: `record again: ${again}` }, now);
}
