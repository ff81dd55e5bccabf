/** The work behind `vmnet ledger`. */
import { join, relative, resolve } from "node:path";
import { checkExpectations } from "vmnet/network/reason/expectation/index";
import { chooseStack, readProject } from "../lab/project";
import { readExpectations } from "../model/expectations";
import { loadNetwork } from "../model/load";
import { losing } from "../model/losing";
import type { SourceOptions } from "../model/sources";
import { oneLine } from "../model/words";
import { commitOf, openRepository } from "../review/git";
import { count, exitCode, processTerminal, UserError, type Terminal } from "../terminal";
import { anchorText, appendEntry, parseAnchor, readLedger, type LedgerFault } from "./chain";
import { differing, intendedBy, type Entry } from "./entry";
import { makeKey, readPrivateKey, trustedKeys } from "./keys";

export interface LedgerOptions extends SourceOptions {
  /** Folder of ledgers and trusted keys. */
  ledger?: string;
  key?: string;
  note?: string;
  anchor?: string;
  /** Fingerprints; when given, no other key counts. */
  trust?: string[];
}

/** Where everything lies. */
function places({ cwd = process.cwd(), ledger = "ledger" }: LedgerOptions) {
  const folder = resolve(cwd, ledger);
  return { keys: join(folder, "keys"), of: (stack: string) => join(folder, `${stack}.jsonl`) };
}

/** The keys whose signatures count. */
function keysFor(options: LedgerOptions) {
  const keys = trustedKeys(places(options).keys);
  const { trust } = options;
  return trust === undefined
    ? keys
    : new Map([...keys].filter(([fingerprint]) => trust.includes(fingerprint)));
}

/** `vmnet ledger keygen` */
export function runKeygen(options: LedgerOptions, terminal = processTerminal()): number {
  const { cwd = process.cwd(), key } = options;
  if (key === undefined) throw new UserError("name the file of the new private key with --key");
  const { keys } = places(options);
  const fingerprint = makeKey(resolve(cwd, key), keys);
  terminal.line(`private key  ${key}  (keep it out of the repository)`);
  terminal.line(`public key   ${relative(cwd, keys)}/${fingerprint.slice(0, 16)}.pem  (commit it)`);
  terminal.line(`fingerprint  ${fingerprint}`);
  return exitCode.ok;
}

/** `vmnet ledger add`: records what the program intends now, after the whole ledger was checked. */
export async function runAdd(
  options: LedgerOptions,
  terminal: Terminal = processTerminal({ quiet: options.json ?? false }),
  now: () => Date = () => new Date(),
): Promise<number> {
  const { cwd = process.cwd() } = options;
  const key = readPrivateKey(options.key && resolve(cwd, options.key), process.env);
  const anchor = anchorOf(options);
  const network = await loadNetwork(options);
  const stack = stackOf(network.name);
  const { of } = places(options);
  const file = of(stack);
  const { entries, faults } = readLedger(file, keysFor(options), anchor);
  if (faults.length > 0) {
    return refuse(file, cwd, faults, terminal, "nothing was added");
  }
  const last = entries.at(-1);
  const at = now().toISOString();
  if (last !== undefined && at < last.entry.at) {
    throw new UserError(`this machine's clock (${at}) is behind the last entry (${last.entry.at})`);
  }
  const commit = await currentCommit(cwd);
  const signed = appendEntry(
    file,
    last,
    {
      stack,
      at,
      ...(commit === undefined ? {} : { commit }),
      ...(options.note === undefined ? {} : { note: options.note }),
      intended: intendedBy(network.resources),
      expectations: await resultsOf(network, cwd),
    },
    key,
  );
  const changed = differing(last?.entry.intended ?? {}, signed.entry.intended);
  if (options.json) {
    terminal.data(JSON.stringify({ ...signed, anchor: anchorText(signed), changed }, undefined, 2));
  } else {
    terminal.line(entryLine(signed.entry));
    terminal.line(`changed since the entry before: ${count(changed.length, "resource")}`);
    terminal.line(`anchor: ${anchorText(signed)}`);
  }
  return signed.entry.expectations.some(({ status }) => status === "broken")
    ? exitCode.failed
    : exitCode.ok;
}

/** `vmnet ledger verify` */
export async function runVerify(
  options: LedgerOptions,
  terminal: Terminal = processTerminal({ quiet: options.json ?? false }),
): Promise<number> {
  const { cwd = process.cwd() } = options;
  const anchor = anchorOf(options);
  const network = await loadNetwork(options);
  const { of } = places(options);
  const file = of(stackOf(network.name));
  const { entries, faults } = readLedger(file, keysFor(options), anchor);
  const last = entries.at(-1);
  if (last === undefined && faults.length === 0) {
    throw new UserError(
      `${relative(cwd, file)}: there is no entry yet (\`vmnet ledger add\` makes one)`,
    );
  }
  const changed = differing(last?.entry.intended ?? {}, intendedBy(network.resources));
  if (options.json) {
    terminal.data(JSON.stringify({ entries: entries.length, faults, changed }, undefined, 2));
  } else if (faults.length === 0 && last !== undefined) {
    terminal.line(`${count(entries.length, "entry", "entries")}, all signed, linked and in order`);
    terminal.line(entryLine(last.entry));
    terminal.line(
      changed.length === 0
        ? "the program intends what the last entry says"
        : `the program intends something else than the last entry in ${count(changed.length, "resource")}:`,
    );
    changed.slice(0, 20).forEach((name) => terminal.line(`  ${oneLine(name)}`));
    if (changed.length > 20) terminal.line(`  and ${changed.length - 20} more`);
  }
  if (faults.length > 0) return refuse(file, cwd, faults, terminal, "do not trust it");
  return changed.length > 0 ? exitCode.changes : exitCode.ok;
}

/** `vmnet ledger head`: the anchor of the last entry, to be kept elsewhere. */
export function runHead(options: LedgerOptions, terminal = processTerminal()): number {
  const { cwd = process.cwd() } = options;
  const file = places(options).of(chooseStack(readProject(cwd), options.stack).name);
  const { entries, faults } = readLedger(file, keysFor(options));
  if (faults.length > 0) return refuse(file, cwd, faults, terminal, "no anchor");
  const last = entries.at(-1);
  if (last === undefined) {
    throw new UserError(`${relative(cwd, file)}: there is no entry yet`);
  }
  terminal.data(anchorText(last));
  return exitCode.ok;
}

function anchorOf({ anchor }: LedgerOptions) {
  return anchor === undefined ? undefined : parseAnchor(anchor);
}

/** A ledger follows one program; networks from files have no place in one. */
function stackOf(name: string): string {
  const [, stack] = /^stack (\S+)$/.exec(name) ?? [];
  if (stack === undefined) {
    throw new UserError("a ledger records a stack's program: use --stack, not files");
  }
  return stack;
}

async function currentCommit(cwd: string): Promise<string | undefined> {
  try {
    return await commitOf(await openRepository(cwd), "HEAD", "HEAD");
  } catch {
    return undefined;
  }
}

async function resultsOf(
  { model, modelOf, resources, stack, expectations }: Awaited<ReturnType<typeof loadNetwork>>,
  cwd: string,
): Promise<Entry["expectations"]> {
  if (expectations === undefined) return [];
  const read = await readExpectations(expectations, relative(cwd, expectations), stack);
  const findings = checkExpectations(model, read.expectations, losing(resources, modelOf));
  return findings.map(({ text, status }) => ({ text, status }));
}

function refuse(
  file: string,
  cwd: string,
  faults: readonly LedgerFault[],
  terminal: Terminal,
  consequence: string,
): number {
  const where = relative(cwd, file) || file;
  faults.slice(0, 20).forEach(({ line, message }) => {
    terminal.line(`${where}${line === undefined ? "" : `:${line}`}: ${oneLine(message)}`);
  });
  terminal.line(`${count(faults.length, "fault")} in this ledger: ${consequence}`);
  return exitCode.failed;
}

function entryLine({ number, at, stack, commit, note, intended, expectations }: Entry): string {
  const held = expectations.filter(({ status }) => status === "holds").length;
  return [
    `entry ${number} of ${stack}, ${at}`,
    ...(commit === undefined ? [] : [`commit ${commit.slice(0, 12)}`]),
    count(Object.keys(intended).length, "resource"),
    `${held} of ${count(expectations.length, "expectation")} hold`,
    ...(note === undefined ? [] : [oneLine(note)]),
  ].join(", ");
}
