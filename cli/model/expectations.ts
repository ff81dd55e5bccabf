/** Reads the expectations of a stack, from a module or a data file. */
import { extname } from "node:path";
import { FaultList, faultsText } from "vmnet/network/faults";
import type { Fault } from "vmnet/network/faults";
import { schemaFaults } from "vmnet/network/schemaFaults";
import { parseAddress } from "vmnet/network/address";
import type { Expectation } from "vmnet/network/reason/expectation/index";
import { Relation } from "vmnet/network/reason/expectation/expectation";
import { checkTraffic, parseTraffic, Protocol } from "vmnet/network/services";
import type { Traffic } from "vmnet/network/services";
import { z } from "zod";
import { readYaml } from "../lab/project";
import { errorText, UserError } from "../terminal";
import { matchesGlob } from "./glob";
import { moduleValues } from "./moduleValues";

/** A change of the network that no expectation needs to notice. */
export interface AcceptedMutant {
  /** As `vmnet check --mutate` names it. */
  mutant: string;
  reason: string;
  /** Names or patterns of the stacks whose network has it. Default: every stack. */
  stacks?: string[];
}

export interface ExpectationFile {
  expectations: Expectation[];
  accepted: AcceptedMutant[];
}

const name = z.string("expected a name").min(1, "a name is missing");
const subject = z.union([name, z.strictObject({ name })], {
  error: "expected a name, or a list of names",
});
const trafficShape = z.strictObject({
  protocol: z.enum(Protocol),
  ports: z.string().optional(),
  icmpType: z.number().optional(),
  icmpCode: z.number().optional(),
});
const stackPatterns = z.array(name, "expected a list of stacks' names").min(1).optional();
const expectationShape = z.strictObject({
  relation: z.enum(Relation, `expected ${Object.values(Relation).join(", ")}`),
  from: z.union([subject, z.array(subject).min(1)], {
    error: "expected a name, or a list of names",
  }),
  to: z.union([subject, z.array(subject).min(1)], { error: "expected a name, or a list of names" }),
  traffic: z
    .array(
      z.union([z.string(), trafficShape], { error: "expected traffic such as tcp/443" }),
      "expected a list such as [tcp/443]",
    )
    .default([]),
  at: z.string("expected an address").optional(),
  inspected: z.boolean("expected true or false").optional(),
  because: z.string("expected a text").optional(),
  stacks: stackPatterns,
  without: z.array(name, "expected a list of resources' names").min(1).optional(),
});
const acceptedShape = z.strictObject({
  mutant: name,
  reason: z.string().min(10, "say why, in a sentence"),
  stacks: stackPatterns,
});
const fileShape = z.strictObject(
  {
    expectations: z.array(expectationShape, "expected a list of expectations"),
    accepted: z.array(acceptedShape).default([]),
  },
  "expected expectations: [...]",
);

/**
 * Reads expectations: the exports `expectations` and `accepted` of a module, or the fields of these names in
 * YAML or JSON, where a subject is a name and traffic a text such as `tcp/443`.
 *
 * @param stack Entries that name other stacks are left out; without a name, those that name any.
 * @throws UserError with every fault and its path
 */
export async function readExpectations(
  file: string,
  shown = file,
  stack?: string,
): Promise<ExpectationFile> {
  const isData = [".yaml", ".yml", ".json"].includes(extname(file));
  const content = isData ? readYaml(file) : await loadModule(file, shown);
  const { expectations, accepted } = parseExpectations(content, shown);
  const isMeant = ({ stacks }: { stacks?: string[] }) =>
    stacks?.some((pattern) => stack !== undefined && matchesGlob(pattern, stack)) ?? true;
  return { expectations: expectations.filter(isMeant), accepted: accepted.filter(isMeant) };
}

async function loadModule(file: string, shown: string): Promise<unknown> {
  try {
    const { expectations, accepted } = await moduleValues(file, ["expectations", "accepted"]);
    return { expectations, ...(accepted === undefined ? {} : { accepted }) };
  } catch (error) {
    throw new UserError(`${shown}: the module cannot be loaded: ${errorText(error)}`);
  }
}

/** Checks the content of an expectations file. */
export function parseExpectations(content: unknown, shown: string): ExpectationFile {
  const read = fileShape.safeParse(content);
  if (!read.success) {
    throw new UserError(faultsText(shown, schemaFaults(fileShape, read.error.issues, content)));
  }
  const faults = new FaultList();
  const expectations = read.data.expectations.map(({ from, to, traffic, at, ...rest }, index) => {
    const where = `expectations[${index}]`;
    if (at !== undefined) {
      faults.attempt(`${where}.at`, () => parseAddress(at));
    }
    if (rest.inspected === true && rest.relation !== Relation.CanReach) {
      const message = "what never gets through is not looked into";
      faults.add(`${where}.inspected`, { message, allowed: "relation canReach" });
    }
    return {
      ...rest,
      from: subjects(from),
      to: subjects(to),
      traffic: traffic.flatMap((one, place) =>
        trafficOf(one, `${where}.traffic[${place}]`, faults),
      ),
      ...(at === undefined ? {} : { at }),
    };
  });
  if (!faults.isEmpty) {
    throw new UserError(faults.toText(shown));
  }
  return {
    expectations: expectations.map(withoutUndefined),
    accepted: read.data.accepted.map(withoutUndefined),
  };
}

function withoutUndefined<T extends object>(entry: T): T {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)) as T;
}

type SubjectInput = z.output<typeof subject>;

function subjects(given: SubjectInput | SubjectInput[]): { name: string }[] {
  return [given].flat().map((one) => (typeof one === "string" ? { name: one } : one));
}

function trafficOf(given: string | Traffic, path: string, faults: FaultList): Traffic[] {
  if (typeof given === "string") {
    const read = faults.attempt(path, () => parseTraffic(given));
    return read === undefined ? [] : [read];
  }
  const found: Fault[] = checkTraffic(given);
  faults.addAll(path, found);
  return found.length === 0 ? [given] : [];
}
