/** From regions to answers: joined boxes, what the receiver sees, the path of an example. */
import { BIGINT_STEPS, normalise, NUMBER_STEPS } from "../intervals";
import { intersectBoxes, mergeBoxes, spaceOf, type Box } from "./boxes";
import { fieldAddresses, pathOf } from "./hops";
import type { CompiledNetwork } from "./network";
import { combine, originText, receivedKey, type Combined, type Region } from "./overlay";
import { Verdict, type Answer, type FlowSpace } from "./question";
import type { Header, Variables } from "./symbolic";
import type { Numbers } from "./values";
import type { Resolved } from "./verdicts";

interface Group {
  combined: Combined;
  members: readonly Resolved[];
  boxes: { box: Box; combined: Combined; members: readonly Resolved[] }[];
}

/** Regions as answers: joined where they say the same. */
export function answersOf(
  network: CompiledNetwork,
  regions: readonly Region[],
  wanted?: string,
): Answer[] {
  const groups = new Map<string, Group>();
  for (const { box, members } of regions) {
    const combined = combine(members);
    if (combined === undefined) {
      continue;
    }
    const { verdict, reason, speaker, receivers } = combined;
    const key = [
      verdict,
      reason,
      receivers.join(","),
      originText(speaker.origin),
      ...members.map(receivedKey),
    ].join("|");
    const group = groups.get(key) ?? { combined, members, boxes: [] };
    group.boxes.push({ box, combined, members });
    groups.set(key, group);
  }
  return [...groups.values()].flatMap((group) =>
    mergeBoxes(group.boxes.map(({ box }) => box)).map((box) =>
      answerOf(network, group, box, wanted),
    ),
  );
}

function answerOf(
  network: CompiledNetwork,
  { combined, members, boxes }: Group,
  box: Box,
  wanted: string | undefined,
): Answer {
  const part = boxes.find((candidate) => intersectBoxes(candidate.box, box) !== undefined);
  const { verdict, reason, receivers } = combined;
  const receiver = wanted !== undefined && receivers.includes(wanted) ? wanted : receivers[0];
  const speaker = speakerFor(part ?? { combined, members }, receiver);
  const { example, hops } = pathOf(network, speaker, part?.box ?? box);
  const received = receiver === undefined ? undefined : receivedSpace(members, receiver, box);
  return {
    verdict,
    space: spaceOf(box),
    ...(receiver === undefined ? {} : { receiver }),
    ...(receivers.length > 1 ? { receivers } : {}),
    ...(received === undefined ? {} : { received }),
    hops,
    reason,
    ...(speaker.origin === undefined ? {} : { origin: speaker.origin }),
    example,
  };
}

/** Whose path is told: where all alternatives get through, one that leads to the named receiver. */
function speakerFor(
  { combined, members }: Pick<Group, "combined" | "members">,
  receiver: string | undefined,
): Resolved {
  const own = members.find((member) => member.receiver === receiver);
  return combined.verdict === Verdict.Allowed && own !== undefined ? own : combined.speaker;
}

/** The packets of a box as the receiver sees them; over alternatives the union, field by field. */
function receivedSpace(members: readonly Resolved[], receiver: string, box: Box): FlowSpace {
  const seen = members
    .filter((member) => member.receiver === receiver)
    .map(({ vars, asked }) => seenBy(vars, box, asked.way.journey.header));
  return spaceOf({
    source: normalise(
      seen.flatMap((one) => [...one.source]),
      BIGINT_STEPS,
    ),
    destination: normalise(
      seen.flatMap((one) => [...one.destination]),
      BIGINT_STEPS,
    ),
    protocols: box.protocols,
    sourcePorts: normalise(
      seen.flatMap((one) => [...one.sourcePorts]),
      NUMBER_STEPS,
    ),
    destinationPorts: normalise(
      seen.flatMap((one) => [...one.destinationPorts]),
      NUMBER_STEPS,
    ),
  });
}

function seenBy(vars: Variables, box: Box, header: Header): Box {
  const numbers: readonly Numbers[] = [box.protocols, box.sourcePorts, box.destinationPorts];
  const port = (variable: number) => numbers[variable] ?? vars.numbers[variable] ?? [];
  return {
    source: fieldAddresses(vars, box, header.source),
    destination: fieldAddresses(vars, box, header.destination),
    protocols: box.protocols,
    sourcePorts: port(header.sourcePort),
    destinationPorts: port(header.destinationPort),
  };
}
