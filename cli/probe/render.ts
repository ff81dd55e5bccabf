/** A probe plan as text and as JSON. */
import {
  expectedText,
  REFUSED,
  objectiveLines,
  powershellLine,
  probeLine,
  probeText,
  sizeLine,
  type Probe,
  type ProbePlan,
} from "vmnet/network/probe/index";
import { oneLine } from "../model/words";
import { count, type Terminal } from "../terminal";

/** Grouped by where the lines are run, since that is how they are worked through. */
export function planLines(plan: ProbePlan, { colors }: Pick<Terminal, "colors">): string[] {
  const { probes, sizes, objectives, unprobed } = plan;
  const senders = [...new Set(probes.map(({ from }) => from.name))].sort();
  const negative = probes.filter(({ expected }) => expected === "denied").length;
  return [
    ...senders.flatMap((sender) => {
      const own = probes.filter(({ from }) => from.name === sender);
      const [first] = own;
      const place = placeOf(sender, first);
      return ["", colors.bold(place), ...probeLines(own, { colors })];
    }),
    ...(probes.length === 0 ? [] : ["", colors.dim(REFUSED)]),
    ...section(
      "sizes: one packet, not fragmented",
      colors.bold,
      sizes.flatMap((probe) => [
        `  ${sizeLine(probe)}`,
        `      on ${oneLine(probe.vmkernel?.host ?? probe.from.name)}: ${probe.bytes} bytes to ${oneLine(probe.to.name)}; replies, no loss`,
      ]),
    ),
    ...section(
      "objectives: latency, loss, use",
      colors.bold,
      objectives.flatMap((objective) => [
        `  ${oneLine(objective.name)}, on ${oneLine(objective.from)}`,
        ...objectiveLines(objective).flatMap(({ line, wanted }) => [
          `    ${line}`,
          `        ${oneLine(wanted)}`,
        ]),
      ]),
    ),
    ...section(
      "without a probe",
      colors.yellow,
      unprobed.map(({ expectation, reason }) => `  ${oneLine(expectation)}: ${reason}`),
    ),
    "",
    `${count(probes.length, "probe")}: ${probes.length - negative} must pass, ${negative} must not; ` +
      `${count(sizes.length, "size")}, ${count(objectives.length, "objective")}` +
      (unprobed.length === 0 ? "" : `, ${count(unprobed.length, "expectation")} without a probe`),
  ];
}

function placeOf(sender: string, first: Probe | undefined): string {
  switch (first?.from.kind) {
    case "network":
      return `on any machine of ${oneLine(sender)}, such as ${first.packet.source}`;
    case "vmkernel":
      return `in the shell of the host of ${oneLine(sender)} (from ${first.packet.source}: use tools of its TCP/IP stack)`;
    default:
      return `on ${oneLine(sender)}`;
  }
}

function section(title: string, paint: (text: string) => string, lines: string[]): string[] {
  return lines.length === 0 ? [] : ["", paint(title), ...lines];
}

/** Below each expectation its lines: what to type, and what has to be seen. */
function probeLines(probes: readonly Probe[], { colors }: Pick<Terminal, "colors">): string[] {
  const marks = { allowed: colors.green("pass "), denied: colors.red("block") };
  return [...new Set(probes.map(({ expectation }) => expectation))].flatMap((expectation) => [
    `  ${colors.dim(oneLine(expectation))}`,
    ...probes
      .filter((probe) => probe.expectation === expectation)
      .flatMap((probe) => {
        const { expected, needsTarget, to, decidedBy } = probe;
        const by = decidedBy === undefined ? "" : ` [${oneLine(decidedBy)}]`;
        const target = needsTarget ? ` (no real host: --target ${oneLine(to.name)}=ADDRESS)` : "";
        return [
          `    ${marks[expected]} ${(probeLine(probe) ?? `${probeText(probe)} (traceflow only)`).padEnd(40)} ` +
            `${oneLine(expectedText(probe))}${by}${target}`,
        ];
      }),
  ]);
}

/** The plan with the lines, for tools. */
export function planJson({ probes, sizes, objectives, unprobed }: ProbePlan): object {
  return {
    probes: probes.map((probe) => ({
      ...probe,
      line: probeLine(probe),
      powershell: powershellLine(probe),
      wanted: expectedText(probe),
    })),
    sizes: sizes.map((probe) => ({ ...probe, line: sizeLine(probe) })),
    objectives: objectives.map((objective) => ({
      ...objective,
      lines: objectiveLines(objective),
    })),
    unprobed,
  };
}
