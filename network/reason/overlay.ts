/** Alternatives: what holds for packets that may fare in several ways (docs/semantics.md section 8). */
import { intersectBoxes, subtractAll, subtractBox, type Box } from "./boxes";
import { Verdict } from "./question";
import type { Variables } from "./symbolic";
import type { Resolved } from "./verdicts";

/** Packets as sent, with everything that may happen to them; one member where that is certain. */
export interface Region {
  box: Box;
  members: readonly Resolved[];
}

/** The packets as the sender sends them. */
export function inputBox({ addresses, numbers }: Variables): Box {
  const [source = [], destination = []] = addresses;
  const [protocols = [], sourcePorts = [], destinationPorts = []] = numbers;
  return { source, destination, protocols, sourcePorts, destinationPorts };
}

/** Disjoint regions that cover what the results cover. */
export function overlay(results: readonly Resolved[]): Region[] {
  const certain = results
    .filter(({ vars }) => !vars.forked)
    .map((result) => ({ box: inputBox(result.vars), members: [result] }));
  const forked = results.filter(({ vars }) => vars.forked).reduce(addAlternative, []);
  return [...certain, ...forked];
}

function addAlternative(regions: Region[], result: Resolved): Region[] {
  let left = [inputBox(result.vars)];
  const next: Region[] = [];
  for (const region of regions) {
    const hits = left.flatMap((box) => intersectBoxes(box, region.box) ?? []);
    if (hits.length === 0) {
      next.push(region);
      continue;
    }
    const { members } = region;
    for (const box of subtractAll([region.box], hits)) {
      next.push({ box, members });
    }
    for (const box of hits) {
      next.push({ box, members: [...members, result] });
    }
    left = left.flatMap((box) => subtractBox(box, region.box));
  }
  return [...next, ...left.map((box) => ({ box, members: [result] }))];
}

/** What holds for a region: the common verdict of its members, or that they differ. */
export interface Combined {
  verdict: Verdict;
  reason: string;
  /** The member that stands for the region; one that is not allowed where they differ. */
  speaker: Resolved;
  /** Everything that the packets may be delivered to. */
  receivers: string[];
}

export function combine([first, ...more]: readonly Resolved[]): Combined | undefined {
  if (first === undefined) {
    return undefined;
  }
  const members = [first, ...more];
  const receivers = [...new Set(members.flatMap(({ receiver }) => receiver ?? []))].sort();
  if (more.every(({ verdict }) => verdict === first.verdict)) {
    return { verdict: first.verdict, reason: first.reason, speaker: first, receivers };
  }
  const unknown = members.find(({ verdict }) => verdict === Verdict.Unknown);
  const speaker = unknown ?? members.find(({ verdict }) => verdict !== Verdict.Allowed) ?? first;
  const verdict = unknown === undefined ? Verdict.Conditional : Verdict.Unknown;
  return { verdict, reason: "alternatives", speaker, receivers };
}
