/** The work behind `vmnet handoff`. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import {
  compareSwitch,
  handoffOf,
  readRunning,
  renderSwitch,
  type Handoff,
  type SwitchNeed,
} from "vmnet/network/handoff/index";
import type { Finding } from "vmnet/network/reason/finding";
import { loadNetwork } from "../model/load";
import { readNamedFile, type SourceOptions } from "../model/sources";
import { oneLine } from "../model/words";
import { findingLines } from "../proofs/findings";
import { count, exitCode, processTerminal, UserError, type Terminal } from "../terminal";
import { readCabling } from "./cabling";

export interface HandoffOptions extends SourceOptions {
  cabling?: string;
  /** Name of one physical switch. */
  switch?: string;
  /** Running configurations to compare with. */
  check?: string[];
  /** Folder for one file a switch. */
  output?: string;
}

/** No running configuration is larger; show tech-support is. */
const LARGEST = 16 * 1024 * 1024;

const NOTHING = "it is what the stack needs";

export async function runHandoff(
  options: HandoffOptions,
  terminal: Terminal = processTerminal({ quiet: options.json ?? false }),
): Promise<number> {
  const { cwd = process.cwd() } = options;
  const network = await loadNetwork(options);
  network.hostNotes.forEach((text) => terminal.line(`! note: ${oneLine(text)}`));
  const file = options.cabling ?? network.cabling;
  if (file === undefined) {
    throw new UserError(
      "what is plugged where is not known: name a cabling file with --cabling, or in vmnet.yaml " +
        "(stacks.<name>.cabling; docs/handoff.md)",
    );
  }
  const cabling = readCabling(resolve(cwd, file), cwd);
  const handoff = handoffOf(network.resources, cabling, network.hosts);
  const wanted = chosen(handoff, options.switch);
  return options.check === undefined
    ? show({ ...handoff, switches: wanted }, options, terminal)
    : check(handoff, options, terminal);
}

function chosen({ switches }: Handoff, name: string | undefined): readonly SwitchNeed[] {
  const found = switches.filter((one) => name === undefined || one.name === name);
  if (found.length === 0) {
    const all = switches.map((one) => one.name).join(", ");
    throw new UserError(
      `--switch ${name ?? ""}: the cabling file has no such switch (it has ${all})`,
    );
  }
  return found;
}

function show(handoff: Handoff, options: HandoffOptions, terminal: Terminal): number {
  const { switches, open } = handoff;
  if (options.json) {
    terminal.data(JSON.stringify({ format: 1, switches, open }, undefined, 2));
    return exitCode.ok;
  }
  const texts = switches.map((need) => ({ need, text: renderSwitch(need).join("\n") }));
  if (options.output === undefined) {
    texts.forEach(({ text }) => terminal.line(`${text}\n`));
  } else {
    const folder = resolve(options.cwd ?? process.cwd(), options.output);
    mkdirSync(folder, { recursive: true });
    for (const { need, text } of texts) {
      const path = join(folder, `${need.name}.txt`);
      writeFileSync(path, `${text}\n`);
      terminal.line(`${relative(options.cwd ?? process.cwd(), path)}: ${summary(need)}`);
    }
  }
  open.forEach((text) => terminal.line(`! open: ${oneLine(text)}`));
  return exitCode.ok;
}

function summary({ platform, ports, vlans }: SwitchNeed): string {
  return `${platform}, ${count(ports.length, "port")}, ${count(vlans.length, "VLAN")}`;
}

/** Compares each running configuration with the switch whose name it carries. */
function check(handoff: Handoff, options: HandoffOptions, terminal: Terminal): number {
  const results = (options.check ?? []).map((file) => {
    const text = readNamedFile("--check", file, options.cwd);
    if (text.length > LARGEST) {
      throw new UserError(`--check ${file}: this is larger than any running configuration`);
    }
    const need = needFor(handoff, file, text, options.switch);
    return { file, need, findings: compareSwitch(need, readRunning(text)) };
  });
  if (options.json) {
    const data = results.map(({ file, need, findings }) => ({ file, switch: need.name, findings }));
    terminal.data(JSON.stringify({ format: 1, results: data, open: handoff.open }, undefined, 2));
  } else {
    results.forEach(({ file, need, findings }) => {
      terminal.line(`${file}: ${need.name}, ${summary(need)}`);
      const lines = findings.length === 0 ? [NOTHING] : findingLines(findings, terminal);
      lines.forEach((line) => terminal.line(`  ${line}`));
    });
  }
  const has = (severity: Finding["severity"]) =>
    results.some(({ findings }) => findings.some((one) => one.severity === severity));
  return has("error") ? exitCode.failed : has("warning") ? exitCode.changes : exitCode.ok;
}

function needFor({ switches }: Handoff, file: string, text: string, name?: string): SwitchNeed {
  const [, hostname] = /^(?:hostname|switchname) (\S+)/m.exec(text) ?? [];
  const wanted = name ?? hostname;
  const need = switches.find((one) => one.name === wanted);
  if (need !== undefined) return need;
  const all = switches.map((one) => one.name).join(", ");
  throw new UserError(
    wanted === undefined
      ? `--check ${file}: it has no line \`hostname ...\`; name the switch with --switch (${all})`
      : `--check ${file}: the cabling file has no switch ${oneLine(wanted)} (it has ${all}); name another with --switch`,
  );
}
