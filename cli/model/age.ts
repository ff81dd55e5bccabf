/** How old a file is that was read from a real site. */
import { count } from "../terminal";

/** An older file is a warning: a site that people work on changes within a month. */
export const OLD_AFTER_DAYS = 30;

const DAY_MS = 86_400_000;

/** A file that was read from a site. */
export interface SiteFile {
  /** For people: `prod.json`. */
  name: string;
  /** What is in it and how it came there: `12 look-ups, recorded`. */
  what: string;
  /** UTC, as ISO 8601. */
  takenAt: string;
  /** What to do about an old one: `record again: vmnet inventory record ...`. */
  again: string;
}

/** `prod.json: 12 look-ups, recorded 3 days ago`; a warning when that is long ago. */
export function siteFileNote(
  { name, what, takenAt, again }: SiteFile,
  now: number = Date.now(),
): string {
  const days = Math.floor((now - Date.parse(takenAt)) / DAY_MS);
  const when =
    days < 0
      ? "at a time that is yet to come (check the clocks)"
      : days === 0
        ? "today"
        : `${count(days, "day")} ago`;
  const text = `${name}: ${what} ${when}`;
  return days > OLD_AFTER_DAYS
    ? `warning: ${text}: the site may have changed since; ${again}`
    : text;
}
