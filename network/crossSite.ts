import { cidrsOverlap, formatCidr, parseCidr, type Cidr } from "./address";
import { FaultList, joinPath, ValueError } from "./faults";

const SUBJECT = "cross-site zones";

/** What {@link planCrossSiteZones} decides from; all plain data. */
export interface CrossSiteRequest {
  /** Networks of each zone at each site: `zones.production.berlin = ["10.1.0.0/16"]`. */
  zones: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** Networks that a site translates (SNAT) on their way to the others, by site. Default: none. */
  translated?: Readonly<Record<string, readonly string[]>>;
}

/** Per site, what each zone holds elsewhere: `berlin.production = ["10.2.0.0/16"]`. */
export type CrossSitePlan = Record<string, Record<string, string[]>>;

/** A network that cannot be a zone's at its site. */
export class CrossSiteError extends ValueError {}

interface Placed {
  zone: string;
  site: string;
  path: string;
  cidr: Cidr;
}

/**
 * One group over several sites (R23). Two NSX managers share no groups, so each site has a group of
 * its own: local members by segment or tag, members elsewhere by the prefixes that this plan gives.
 *
 *     zones { app: { a: [10.1.0.0/16], b: [10.2.0.0/16] } }
 *       ->  { a: { app: [10.2.0.0/16] }, b: { app: [10.1.0.0/16] } }
 *
 * Prefixes are what the other site sends from. A site that translates them would show up there under
 * another address, so a translated network in a zone is a fault, and so is one network at two sites
 * or in two zones.
 *
 * @throws FaultsError with everything wrong: paths are `zones.<zone>.<site>[<n>]` and `translated.<site>[<n>]`
 */
export function planCrossSiteZones(request: CrossSiteRequest): CrossSitePlan {
  const faults = new FaultList();
  const placed = placedNetworks(request, faults);
  addOverlaps(placed, faults);
  addTranslated(request, placed, faults);
  faults.throwIfAny(SUBJECT);
  const sites = [...new Set(placed.map(({ site }) => site))];
  const zones = Object.keys(request.zones);
  return Object.fromEntries(
    sites.map((site) => [
      site,
      Object.fromEntries(zones.map((zone) => [zone, elsewhere(placed, zone, site)])),
    ]),
  );
}

function elsewhere(placed: readonly Placed[], zone: string, site: string): string[] {
  return placed
    .filter((one) => one.zone === zone && one.site !== site)
    .map(({ cidr }) => formatCidr(cidr))
    .sort();
}

function placedNetworks({ zones }: CrossSiteRequest, faults: FaultList): Placed[] {
  return Object.entries(zones).flatMap(([zone, sites]) =>
    Object.entries(sites).flatMap(([site, networks]) =>
      networks.flatMap((text, index) => {
        const path = joinPath("zones", zone, site, `[${index}]`);
        const cidr = faults.attempt(path, () => parseCidr(text));
        return cidr === undefined ? [] : [{ zone, site, path, cidr }];
      }),
    ),
  );
}

function addOverlaps(placed: readonly Placed[], faults: FaultList): void {
  placed.forEach((one, index) => {
    const twin = placed
      .slice(0, index)
      .find((other) => cidrsOverlap(other.cidr, one.cidr) && !sameHome(other, one));
    if (twin !== undefined) {
      faults.add(one.path, {
        message: `this overlaps ${formatCidr(twin.cidr)} of zone ${twin.zone} at ${twin.site}`,
        value: formatCidr(one.cidr),
        allowed: "networks that one zone has at one site",
        fix: "an address stands for one machine: renumber one of the two",
      });
    }
  });
}

function sameHome(one: Placed, other: Placed): boolean {
  return one.zone === other.zone && one.site === other.site;
}

function addTranslated(
  { translated = {} }: CrossSiteRequest,
  placed: readonly Placed[],
  faults: FaultList,
): void {
  for (const [site, networks] of Object.entries(translated)) {
    networks.forEach((text, index) => {
      const path = joinPath("translated", site, `[${index}]`);
      const cidr = faults.attempt(path, () => parseCidr(text));
      const hit = placed.find(
        (one) => cidr !== undefined && one.site === site && cidrsOverlap(one.cidr, cidr),
      );
      if (hit !== undefined) {
        faults.add(path, {
          message: `zone ${hit.zone} goes by ${formatCidr(hit.cidr)}, which other sites never see`,
          value: text,
          allowed: "source NAT for networks that are in no zone",
          fix: "keep the traffic between the sites untranslated (NO_SNAT for the other sites' prefixes)",
        });
      }
    });
  }
}
