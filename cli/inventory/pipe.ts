/** A named pipe in a private folder: what is written to it never touches the disk. */
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errorCode, errorText, UserError } from "../terminal";

/** A longer line is given up: nothing that is kept comes near. */
const LONGEST_LINE = 64_000_000;

/** Lines that other processes write to a path. */
export interface LinePipe {
  /** For the writers: the path of the pipe. */
  path: string;
  /** Resolves when everything that was written before has been handed over. */
  drained(): Promise<void>;
  close(): void;
}

/**
 * Opens a pipe. Its folder is the owner's alone (0700), and so is the pipe (0600). It is held open for reading
 * and writing, so that no writer waits for a reader and the end of one writer is not the end.
 *
 * @param onLine Called for each line.
 * @throws UserError where the system has no named pipes
 */
export function openLinePipe(onLine: (line: string) => void): LinePipe {
  if (process.platform === "win32") {
    throw new UserError(
      "vmnet inventory record needs a named pipe, which Windows has not in the file system: what the " +
        "engine says of look-ups comes with provider passwords in clear and must not touch the disk. " +
        "Record on Linux or macOS, or in WSL.",
    );
  }
  const folder = mkdtempSync(join(tmpdir(), "vmnet-record-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", remove);
  try {
    const path = join(folder, "lookups");
    execFileSync("mkfifo", ["-m", "600", path], { stdio: "pipe" });
    const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
    const reader = new LineReader(fd, onLine);
    const close = () => {
      reader.close();
      process.off("exit", remove);
      remove();
    };
    return { path, drained: () => reader.drained(), close };
  } catch (error) {
    process.off("exit", remove);
    remove();
    throw new UserError(`no named pipe can be made in ${tmpdir()} (mkfifo): ${errorText(error)}`);
  }
}

/** Cuts what arrives into lines, which it forgets at once. */
class LineReader {
  private readonly socket: Socket;
  private parts: Buffer[] = [];
  private size = 0;
  private readonly waiting = new Map<string, () => void>();

  constructor(
    private readonly fd: number,
    private readonly onLine: (line: string) => void,
  ) {
    this.socket = new Socket({ fd, readable: true, writable: false });
    this.socket.on("data", (chunk: Buffer) => this.take(chunk));
  }

  /** A line of our own goes through the pipe behind all others. */
  drained(): Promise<void> {
    const mark = randomBytes(16).toString("hex");
    return new Promise((resolve, reject) => {
      this.waiting.set(mark, resolve);
      const send = () => {
        try {
          writeSync(this.fd, `\n${mark}\n`);
        } catch (error) {
          // Full: the reader comes first.
          if (errorCode(error) === "EAGAIN") setTimeout(send, 5);
          else reject(error instanceof Error ? error : new Error(errorText(error)));
        }
      };
      send();
    });
  }

  close(): void {
    this.socket.destroy();
    try {
      closeSync(this.fd);
    } catch {
      // The socket has closed it.
    }
  }

  private take(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      this.keep(chunk.subarray(start, end));
      this.end();
      start = end + 1;
    }
    this.keep(chunk.subarray(start));
  }

  private keep(part: Buffer): void {
    this.size += part.length;
    if (this.size <= LONGEST_LINE) this.parts.push(Buffer.from(part));
    else this.parts = [];
  }

  private end(): void {
    const isWhole = this.size <= LONGEST_LINE;
    const line = isWhole ? Buffer.concat(this.parts).toString("utf8") : "";
    this.parts = [];
    this.size = 0;
    const done = this.waiting.get(line);
    if (done !== undefined) {
      this.waiting.delete(line);
      done();
    } else if (line !== "") {
      this.onLine(line);
    }
  }
}
