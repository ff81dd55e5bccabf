/** The site's hosts as a command knows them: those of the simulated site, and those that a vCenter told. */
import { basename, relative } from "node:path";
import { parseHosts } from "../inventory/hostsFile";
import { count } from "../terminal";
import { siteFileNote } from "./age";
import type { SiteHost } from "./captured";
import { readNamedFile } from "./sources";
import { oneLine } from "./words";

/** Hosts by managed object id. */
export type SiteHosts = Record<string, SiteHost>;

/**
 * Lays the hosts of a file over those that are known already.
 *
 * Ids of a recording or of a stack's state are the vCenter's own, and so the file's. A simulated site makes up ids, which
 * could be other hosts' in the vCenter: there a host is the one of the same name.
 *
 * @param file written by `vmnet inventory dump`
 * @param idsAreReal whether `known` and the resources have the vCenter's ids
 * @throws UserError with every fault of the file
 */
export function withHostsFile(
  known: SiteHosts,
  file: string,
  cwd: string,
  idsAreReal: boolean,
  now?: number,
): { hosts: SiteHosts; notes: string[] } {
  const shown = relative(cwd, file);
  const read = parseHosts(readNamedFile("hosts", file), shown);
  const told: SiteHosts = read.hosts;
  const what = `${count(Object.keys(told).length, "host")} of the vCenter, read`;
  const again = `dump again: vmnet inventory dump --site ${oneLine(read.site)}`;
  const { takenAt } = read;
  const age = siteFileNote({ name: basename(file), what, takenAt, again }, now);
  if (idsAreReal) return { hosts: { ...known, ...told }, notes: [age] };
  const byName = new Map(Object.values(told).map((host) => [host.name.toLowerCase(), host]));
  const of = (host: SiteHost) => byName.get(host.name.toLowerCase());
  const strangers = Object.values(known).filter((host) => of(host) === undefined);
  const hosts = Object.entries(known).map(([id, host]) => [id, of(host) ?? host] as const);
  return {
    hosts: Object.fromEntries(hosts),
    notes:
      strangers.length === 0
        ? [age]
        : [
            age,
            `${shown} has no host ${strangers.map(({ name }) => name).join(", ")}, which the simulated ` +
              "site has: record the look-ups too, so that the ids are the vCenter's (docs/inventory.md)",
          ],
  };
}
