import { readProject, chooseStack } from "../lab/project";
import type { Project } from "../lab/project";
import { oneLine } from "../model/words";
import { count, processTerminal, table, UserError } from "../terminal";
import type { Terminal } from "../terminal";
import { codeOf, itemsOf, simulatedReplies } from "./report";
import type { Item } from "./report";
import { surveyStack } from "./survey";
import type { Survey } from "./survey";
import type { Reply } from "./lookup";

export interface DoctorOptions {
  cwd?: string;
  lab?: boolean;
  live?: boolean;
  inventory?: string;
  json?: boolean;
}

/** `vmnet doctor [stack]`; returns the exit code. */
export async function runDoctor(
  asked: string | undefined,
  options: DoctorOptions,
  terminal: Terminal = processTerminal({ quiet: options.json ?? false }),
): Promise<number> {
  if (options.lab && options.live) {
    throw new UserError("--lab and --live exclude each other: a check asks one site");
  }
  const project = readProject(options.cwd ?? process.cwd());
  const stack = chooseStack(project, asked).name;
  const survey = await surveyStack(project, stack, options);
  const answers = await askSite(project, survey, options);
  const items = itemsOf(survey, answers.replies, options.live ? undefined : survey.inventory);
  const notes = [...survey.notes, ...answers.notes];
  const { errors } = survey;
  if (options.json) {
    const data = { format: 1, stack, site: answers.site, items, errors, notes };
    terminal.data(JSON.stringify(data, undefined, 2));
  } else {
    print({ stack, site: answers.site, items, errors, notes }, terminal);
  }
  return codeOf(items, errors);
}

interface Answers {
  /** Who was asked, for people. */
  site: string;
  replies: Reply[];
  notes: string[];
}

async function askSite(
  project: Project,
  survey: Survey,
  { lab, live }: DoctorOptions,
): Promise<Answers> {
  if (live) {
    const { askLive, encryptedSettings, systemsOf } = await import("./live.js");
    const encrypted = [
      ...survey.encrypted.filter((key) => /^(vsphere|nsxt):/.test(key)),
      ...encryptedSettings(survey.resources),
    ];
    const notes = encrypted.map((key) => `${key} is encrypted: the environment stands for it`);
    const replies = await askLive(project, survey);
    return { site: `the site itself: ${systemsOf(survey)}`, replies, notes };
  }
  const replies = simulatedReplies(survey);
  return lab
    ? { site: `the lab: ${survey.site}`, replies, notes: [] }
    : { site: survey.site, replies, notes: ["nothing was asked of a real site; --live does"] };
}

interface Printed {
  stack: string;
  site: string;
  items: Item[];
  errors: string[];
  notes: string[];
}

const words: Record<Item["status"], string> = {
  ok: "ok",
  missing: "missing",
  unanswered: "unanswered",
  byHand: "by hand",
};

function print({ stack, site, items, errors, notes }: Printed, terminal: Terminal): void {
  const { colors } = terminal;
  const head = [`stack ${stack}`, `checked: ${site}`, ...notes].map(oneLine).join("; ");
  terminal.line(colors.dim(head));
  const checked = items.filter(({ status }) => status !== "byHand");
  const rows = checked.map(({ status, what, neededBy }) => [
    words[status],
    oneLine(what),
    neededBy.length === 0 ? "the program" : names(neededBy),
  ]);
  const [heading = "", ...lines] = table([["check", "what", "needed by"], ...rows]);
  terminal.line(colors.bold(heading));
  lines.forEach((line, index) => {
    const item = checked[index];
    terminal.line(item?.status === "ok" ? line : colors.red(line));
    (item === undefined ? [] : whyOf(item)).forEach((text) => terminal.line(`    ${text}`));
  });
  errors.forEach((text) => {
    terminal.line(colors.red(`the program did not run to its end: ${oneLine(text)}`));
  });
  const byHand = items.filter(({ status }) => status === "byHand");
  if (byHand.length > 0) {
    terminal.line();
    terminal.line(colors.bold("by hand: no look-up tells"));
  }
  for (const { what, neededBy, without, look } of byHand) {
    terminal.line(`  [ ] ${what} (${names(neededBy)})`);
    terminal.line(colors.dim(`      without: ${without ?? ""}`));
    terminal.line(colors.dim(`      look: ${look}`));
  }
  terminal.line();
  terminal.line(summaryOf(items));
}

function whyOf({ status, detail, nearest, without, look }: Item): string[] {
  if (status === "ok") {
    return [];
  }
  return [
    ...(detail === undefined ? [] : [oneLine(detail)]),
    ...(nearest === undefined ? [] : [`nearest: ${JSON.stringify(nearest)}`]),
    ...(without === undefined ? [] : [`without: ${without}`]),
    ...(status === "missing" ? [`look: ${look}`] : []),
  ];
}

/** The first few names. */
function names(all: readonly string[]): string {
  const [shown, more] = [all.slice(0, MOST_NAMES).map(oneLine), all.length - MOST_NAMES];
  return shown.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

const MOST_NAMES = 4;

function summaryOf(items: readonly Item[]): string {
  const of = (status: Item["status"]) => items.filter((item) => item.status === status).length;
  const parts = [
    `${of("ok")} ok`,
    `${of("missing")} missing`,
    ...(of("unanswered") > 0 ? [`${of("unanswered")} unanswered`] : []),
    `${count(of("byHand"), "item")} by hand`,
  ];
  return parts.join(", ");
}
