import { goneCommands, importCommands, pulumi, quoted } from "./advice";
import type { Advice } from "./advice";
import { urnParts } from "./deployment";
import type { Deployment } from "./deployment";
import { typeName } from "vmnet/network/model/resource";
import { fullType } from "./importId";

/** One message of a log, with the resource that it was said of. */
export interface LoggedError {
  type?: string;
  name?: string;
  urn?: string;
  message: string;
}

// The engine's heading over a resource's messages: `  nsxt:index:PolicyGroup (web):`
const heading = /^\s*((?:nsxt|vsphere):[\w/]+:\w+) \((.+)\):\s*$/;
const otherHeading = /^\s*\w[\w-]*:[\w/]+:\w+ \(.+\):\s*$/;

/** Reads what `pulumi up` printed, or its `--json` events, one on each line. */
export function readLog(text: string): LoggedError[] {
  let current: Omit<LoggedError, "message"> = {};
  return text.split("\n").flatMap((line) => {
    const event = line.trim().startsWith("{") ? eventOf(line) : undefined;
    if (event) return [event];
    const [, type, name] = heading.exec(line) ?? [];
    if (type && name) current = { type: fullType(type), name };
    else if (otherHeading.test(line)) current = {};
    else if (line.trim() !== "") return [{ ...current, message: line.trim() }];
    return [];
  });
}

function eventOf(line: string): LoggedError | undefined {
  try {
    const { diagnosticEvent } = JSON.parse(line) as {
      diagnosticEvent?: { urn?: string; message?: string };
    };
    const { urn, message } = diagnosticEvent ?? {};
    if (message === undefined) return undefined;
    if (!urn) return { message };
    const { types, name } = urnParts(urn);
    return { type: types.at(-1), name, urn, message };
  } catch {
    return undefined;
  }
}

interface Situation {
  error: LoggedError;
  stack: string | undefined;
  /** The state, where it was given: it knows URNs. */
  deployment: Deployment | undefined;
}

interface Symptom {
  pattern: RegExp;
  advise(situation: Situation, match: RegExpExecArray): Omit<Advice, "subject">;
}

/** The URN of a message's resource, or a word that stands for it. */
function urnOf({ error, deployment }: Situation): string {
  const { type, name, urn } = error;
  const found = (deployment?.resources ?? []).filter(
    (item) => item.type === type && urnParts(item.urn).name === name,
  );
  return urn ?? (found.length === 1 ? (found[0]?.urn ?? "<urn>") : "<urn>");
}

const refresh = (reason: string): Symptom["advise"] => {
  return ({ stack }) => ({ reason, commands: [pulumi(["up", "--refresh"], stack)] });
};

function takeIn(situation: Situation, id?: string): Omit<Advice, "subject"> {
  const { error, stack } = situation;
  const { type = "<type>", name = "<name>", urn } = error;
  const parent = urn ? urnParts(urn).types.at(-2) : "component";
  const child = parent ? `; for a child of a ${parent} add --parent <name>=<urn>` : "";
  const named = type.startsWith("vsphere:") && id !== undefined ? { inputs: { name: id } } : {};
  return {
    reason: `the object exists and the state does not know it: an earlier create worked and its answer was lost, or somebody else made it. Refresh does not find it; import it, or delete the object${child}`,
    commands: importCommands({ type, name, id, ...named }, stack),
  };
}

const symptoms: Symptom[] = [
  {
    pattern: /Resource with id (\S+) already exists/,
    advise: (situation, [, id]) => takeIn(situation, id),
  },
  {
    pattern: /specified key, name, or identifier '([^']+)' already exists/,
    advise: (situation, [, name]) => takeIn(situation, name),
  },
  {
    pattern: /code 604\)|code 412\)|Fetch the latest copy of the object|Precondition Failed/,
    advise: refresh(
      "the manager holds a newer revision than the state: somebody else wrote, or an earlier change worked and its answer was lost. The next `pulumi up` fails in the same way",
    ),
  },
  {
    pattern: /ConcurrentAccess/,
    advise: refresh("the distributed switch was changed since the state was written"),
  },
  {
    pattern: /could not find|NotFound|has already been deleted|was deleted outside/i,
    advise: (situation) => ({
      reason: "the object was removed outside of Pulumi",
      commands: goneCommands(
        { type: situation.error.type ?? "", urn: urnOf(situation) },
        situation.stack,
      ),
    }),
  },
  {
    pattern: /failed to load checkpoint: EOF/,
    advise: ({ stack }) => ({
      reason:
        "an engine was killed while it wrote a side file of the state (file backends only); the state itself is whole",
      commands: [
        "# in the backend's folder; the file is empty or cut off:",
        `rm ${quoted(`.pulumi/stacks/<project>/${stack ?? "<stack>"}.json.attrs`)}`,
      ],
    }),
  },
  {
    pattern: /currently locked by \d+ lock|Another update is currently in progress/,
    advise: ({ stack }) => ({
      reason: "a lock is left. Only when nothing runs any more, on no machine:",
      commands: [pulumi(["cancel"], stack)],
    }),
  },
];

/** What to do about the errors of a log; each resource and symptom once, others are left out. */
export function adviceForLog(
  errors: LoggedError[],
  stack: string | undefined,
  deployment?: Deployment,
): Advice[] {
  const seen = new Set<string>();
  return errors.flatMap((error) => {
    for (const symptom of symptoms) {
      const match = symptom.pattern.exec(error.message);
      if (!match) continue;
      const { type, name } = error;
      const subject = type ? `${typeName(type)} ${name ?? ""}`.trim() : match[0];
      const advice = { subject, ...symptom.advise({ error, stack, deployment }, match) };
      const key = JSON.stringify(advice);
      if (seen.has(key)) return [];
      seen.add(key);
      return [advice];
    }
    return [];
  });
}
