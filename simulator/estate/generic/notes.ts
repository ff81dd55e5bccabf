import { formatFault } from "./formats";

/** A rule that the tables have only as the provider's own words of refusal. */
interface Note {
  words: RegExp;
  /** What is allowed, when the value does not fit; `match` is what the words say of it. */
  fault(value: string | number, match: RegExpMatchArray): string | undefined;
}

/** `4, 7-11`: numbers and ranges of them. */
function isListed(list: string, value: string | number): boolean {
  return list.split(",").some((part) => {
    const [from, to = from] = part.trim().split("-").map(Number);
    return Number(value) >= (from ?? NaN) && Number(value) <= (to ?? NaN);
  });
}

const notes: Note[] = [
  {
    words: /must end in (\.\w+)/,
    fault: (value, [, ending = ""]) =>
      String(value).endsWith(ending) ? undefined : `a name that ends in ${ending}`,
  },
  {
    words: /must be ([\d, -]+), got/,
    fault: (value, [, list = ""]) => (isListed(list, value) ? undefined : `one of ${list}`),
  },
  {
    words: /Linux\/Unix TZ format/,
    fault: (value) =>
      /^[-+/_a-zA-Z0-9]+$/.test(String(value)) ? undefined : "a time zone such as Europe/Berlin",
  },
  {
    // Networks are taken too, as the provider's documentation says.
    words: /contains invalid IP address/,
    fault: (value) => formatFault("ip", value) && formatFault("cidr", value) && "an IP address",
  },
];

/** What is allowed when the value breaks a noted rule; undefined when it does not. Empty texts pass. */
export function noteFault(note: string, value: string | number): string | undefined {
  const known = notes.find(({ words }) => words.test(note));
  const match = known === undefined ? null : known.words.exec(note);
  return known === undefined || match === null || value === ""
    ? undefined
    : known.fault(value, match);
}

/** Whether a note of the tables is one that is checked. */
export const isCheckedNote = (note: string) => notes.some(({ words }) => words.test(note));
