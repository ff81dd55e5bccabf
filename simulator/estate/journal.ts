/**
 * Keeps a large state file from being written whole for every change: changes are appended to a
 * journal beside it, and the file is written anew when the journal has grown as long as the file, a
 * moment after the last change, and at the end. A small state is always written whole, so that the
 * file alone tells everything.
 *
 * What is appended survives a kill at once, and the loss of power when {@link StateKeeper.flushed}
 * says so: calls that arrive together share one wait for the disk.
 */
import {
  closeSync,
  existsSync,
  fsync,
  openSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { fileStamp, readState, writeState } from "./stateFile";
import type { EstateObject, StateDocument } from "./stateFile";

/** One change of the state, whole: replaying it twice does no harm. */
export interface JournalRecord {
  put: EstateObject[];
  /** Objects that are gone, as `type id`. */
  remove: string[];
  counters: Record<string, number>;
  /** Inventory objects that are gone, all of them. */
  deleted: string[];
}

/** A state file up to this many characters is written whole each time. */
const SMALL_FILE = 16 * 1024;
/** The file is written this long after the last change, for people who read or edit it. */
const IDLE_MILLISECONDS = 300;

const journalOf = (file: string) => `${file}.journal`;
const keyOf = ({ type, id }: { type: string; id: string }) => `${type} ${id}`;

/** Changes whenever somebody else writes the file or its journal. */
export function stateStamp(file: string): string {
  return `${fileStamp(file)} ${fileStamp(journalOf(file))}`;
}

/**
 * Reads a state file and the journal beside it.
 *
 * @throws StateFileError when one of them is there and cannot be used
 */
export function readJournaled(file: string): StateDocument {
  for (;;) {
    // The journal first: what is in both is the same, and a journal that is gone is in the file.
    const before = fileStamp(file);
    const text = existsSync(journalOf(file)) ? readJournal(file) : "";
    const state = readState(file);
    if (fileStamp(file) === before) {
      return replayed(state, text);
    }
  }
}

function readJournal(file: string): string {
  try {
    return readFileSync(journalOf(file), "utf8");
  } catch {
    return ""; // joined to the file meanwhile
  }
}

function replayed(state: StateDocument, text: string): StateDocument {
  // What follows the last line break was never finished, and nobody was told that it was done.
  const lines = text.split("\n").slice(0, -1);
  if (lines.length === 0) {
    return state;
  }
  const objects = new Map(state.objects.map((object) => [keyOf(object), object]));
  let { counters, deleted } = state;
  for (const line of lines) {
    const record = recordOf(line);
    if (record === undefined) {
      break; // a disk that lost its end; what was before it stands
    }
    record.remove.forEach((key) => objects.delete(key));
    record.put.forEach((object) => objects.set(keyOf(object), object));
    ({ counters, deleted } = record);
  }
  return { ...state, counters, deleted, objects: [...objects.values()] };
}

function recordOf(line: string): JournalRecord | undefined {
  try {
    return JSON.parse(line) as JournalRecord;
  } catch {
    return undefined;
  }
}

/** Writes one estate's state: the file, or the journal where that is cheaper. */
export class StateKeeper {
  private journal: number | undefined;
  private journalLength = 0;
  private fileLength = 0;
  private idle: NodeJS.Timeout | undefined;
  private whole: (() => StateDocument) | undefined;
  /** Lines were appended since the last wait for the disk began. */
  private isDirty = false;
  private running: Promise<void> | undefined;
  private queued: Promise<void> | undefined;

  constructor(private readonly file: string) {}

  /** Puts a change on the disk. `whole` gives the state as it is when it is called, now or later. */
  save(record: JournalRecord, whole: () => StateDocument): void {
    this.whole = whole;
    if (this.fileLength < SMALL_FILE || this.journalLength > this.fileLength) {
      this.compact();
      return;
    }
    try {
      this.append(`${JSON.stringify(record)}\n`);
    } catch (error) {
      // Half a line may be there, which nothing may follow: the next change writes the file.
      this.fileLength = 0;
      throw error;
    }
    clearTimeout(this.idle);
    this.idle = setTimeout(() => this.compactQuietly(), IDLE_MILLISECONDS).unref();
  }

  /** Resolves when everything saved so far survives the loss of power. */
  flushed(): Promise<void> {
    if (!this.isDirty) {
      return this.running ?? Promise.resolve();
    }
    // A wait that has begun may have begun before the last line.
    this.queued ??= (this.running ?? Promise.resolve()).then(() => {
      this.queued = undefined;
      this.running = this.sync().finally(() => (this.running = undefined));
      return this.running;
    });
    return this.queued;
  }

  private sync(): Promise<void> {
    this.isDirty = false;
    const { journal } = this;
    return journal === undefined
      ? Promise.resolve()
      : new Promise((resolve, reject) => {
          fsync(journal, (error) => (error === null ? resolve() : reject(error)));
        });
  }

  /** Joins the journal to the file. */
  close(): void {
    if (this.journal !== undefined) {
      this.compact();
    }
  }

  /** Somebody else has written: the next change writes the whole file. */
  forget(): void {
    this.fileLength = 0;
  }

  private append(line: string): void {
    this.journal ??= openSync(journalOf(this.file), "a", 0o600);
    writeSync(this.journal, line);
    this.isDirty = true;
    this.journalLength += line.length;
  }

  private compact(): void {
    clearTimeout(this.idle);
    if (this.whole === undefined) {
      return;
    }
    this.fileLength = writeState(this.file, this.whole());
    this.journalLength = 0;
    this.isDirty = false;
    const { journal, running } = this;
    if (journal !== undefined) {
      this.journal = undefined;
      // Not under a wait that has begun: its number might be given to another file.
      if (running === undefined) {
        closeSync(journal);
      } else {
        void running.catch(() => undefined).then(() => closeSync(journal));
      }
    }
    if (existsSync(journalOf(this.file))) {
      unlinkSync(journalOf(this.file));
    }
  }

  private compactQuietly(): void {
    try {
      this.compact();
      this.onCompacted();
    } catch {
      // The journal holds everything; the next change tries again, and tells of it.
      this.forget();
    }
  }

  /** Called when the file was written without a change. */
  onCompacted: () => void = () => undefined;
}
