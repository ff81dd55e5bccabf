/** Alternatives: what holds for packets that may fare in several ways (docs/semantics.md section 8). */
import type { Origin } from "../model/types";
import { FIELDS, intersectBoxes, subtractAll, subtractBox, type Box } from "./boxes";
import { Verdict } from "./question";
import { FREE_ADDRESSES, FREE_NUMBERS, type AddressField, type Variables } from "./symbolic";
import { textOf } from "./values";
import type { Resolved } from "./verdicts";

/**
 * Packets as sent, with everything that may happen to them; one member where that is certain, and one
 * for all ways that come to the same.
 */
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

/** An alternative, and the text that it shares with those that come to the same. */
interface Alternative {
  result: Resolved;
  likeness: string;
}

interface AlternativeRegion extends Region {
  likenesses: readonly string[];
}

/** Disjoint regions that cover what the results cover. */
export function overlay(results: readonly Resolved[]): Region[] {
  const certain: Region[] = [];
  const alternatives = new Map<string, Alternative>();
  for (const result of results) {
    const box = inputBox(result.vars);
    if (!result.vars.forked) {
      certain.push({ box, members: [result] });
      continue;
    }
    const likeness = likenessOf(result);
    const key = [likeness, ...FIELDS.map((field) => textOf(box[field]))].join("|");
    if (!alternatives.has(key)) {
      alternatives.set(key, { result, likeness });
    }
  }
  const forked = [...alternatives.values()].reduce<AlternativeRegion[]>(addAlternative, []);
  return [...certain, ...forked];
}

function addAlternative(
  regions: AlternativeRegion[],
  { result, likeness }: Alternative,
): AlternativeRegion[] {
  let left = [inputBox(result.vars)];
  const next: AlternativeRegion[] = [];
  for (const region of regions) {
    const hits = left.flatMap((box) => intersectBoxes(box, region.box) ?? []);
    if (hits.length === 0) {
      next.push(region);
      continue;
    }
    left = left.flatMap((box) => subtractBox(box, region.box));
    const { members, likenesses } = region;
    if (likenesses.includes(likeness)) {
      next.push(region);
      continue;
    }
    for (const box of subtractAll([region.box], hits)) {
      next.push({ box, members, likenesses });
    }
    const all = { members: [...members, result], likenesses: [...likenesses, likeness] };
    next.push(...hits.map((box) => ({ box, ...all })));
  }
  const alone = { members: [result], likenesses: [likeness] };
  return [...next, ...left.map((box) => ({ box, ...alone }))];
}

/** Equal for results that say the same of the same packets. */
function likenessOf(result: Resolved): string {
  const { verdict, reason, receiver = "", origin } = result;
  return [verdict, reason, receiver, originText(origin), receivedKey(result)].join("|");
}

export function originText(origin: Origin | undefined): string {
  return origin === undefined ? "" : `${origin.source} ${origin.ref} ${origin.label}`;
}

/** Equal for packets that look the same to their receiver, apart from what the sender chose. */
export function receivedKey({ vars, receiver, asked }: Resolved): string {
  if (receiver === undefined) {
    return "";
  }
  const { source, destination, sourcePort, destinationPort } = asked.way.journey.header;
  const address = ({ variable, distance }: AddressField) =>
    variable < FREE_ADDRESSES
      ? `${variable}+${distance}`
      : `${textOf(vars.addresses[variable] ?? [])}+${distance}`;
  const port = (variable: number) =>
    variable < FREE_NUMBERS ? `${variable}` : textOf(vars.numbers[variable] ?? []);
  return [address(source), address(destination), port(sourcePort), port(destinationPort)].join(" ");
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
  if (more.length === 0) {
    const { verdict, reason, receiver } = first;
    return { verdict, reason, speaker: first, receivers: receiver === undefined ? [] : [receiver] };
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
