import { parseVlans, vlansContain, ALL_VLANS, type VlanRange } from "../../vlan";
import type { Fabric } from "../surroundings";
import type { Layer2Domain, Origin } from "../types";
import { addGap, surroundingsOrigin, type Draft } from "./draft";
import { attempt } from "./readAddress";

/** The fabric that a site has when its surroundings name none. */
const ONLY_FABRIC: Fabric = { name: "physical" };

/** Where the uplinks of a switch or the edges of a VLAN zone go. */
export interface FabricChoice {
  fabric: Fabric;
  /** VLAN that untagged frames land in. */
  nativeVlan: number;
  /** Set where the surroundings do not say so. */
  assumed?: string;
}

function vlansOf(text: string | undefined, fallback: readonly VlanRange[]): readonly VlanRange[] {
  return text === undefined ? fallback : (attempt(() => parseVlans(text)) ?? fallback);
}

/** A fabric by name; undefined when the surroundings have none of that name. */
export function fabricNamed(draft: Draft, name: string): Fabric | undefined {
  return fabricsOf(draft).find((fabric) => fabric.name === name);
}

function fabricsOf(draft: Draft): readonly Fabric[] {
  const stated = draft.surroundings.fabrics ?? [];
  return stated.length === 0 ? [ONLY_FABRIC] : stated;
}

/**
 * The fabric for something that the surroundings do not place: the only one there is, which is noted
 * as an assumption; one of its own where there are several.
 */
export function assumedFabric(draft: Draft, what: string, origin: Origin): FabricChoice {
  const fabrics = fabricsOf(draft);
  const [only] = fabrics;
  if (only !== undefined && fabrics.length === 1) {
    addGap(
      draft,
      origin,
      `Assumed: ${what} is connected to the physical fabric "${only.name}", the only one of the site. ` +
        "The surroundings file does not say so.",
    );
    const assumed = `${what} is connected to the physical fabric "${only.name}"`;
    return { fabric: only, nativeVlan: 0, assumed };
  }
  addGap(
    draft,
    origin,
    `The surroundings file does not say to which fabric ${what} is connected; it is treated as ` +
      "connected to none of them.",
  );
  return { fabric: { name: `unknown fabric of ${what}` }, nativeVlan: 0 };
}

/** Where the uplinks of a virtual switch on a host go. */
export function fabricOfSwitch(
  draft: Draft,
  name: string,
  host: string | undefined,
  origin: Origin,
): FabricChoice {
  const entries = (draft.surroundings.switches ?? []).filter((entry) => entry.name === name);
  const entry =
    entries.find(({ hosts }) => host !== undefined && hosts?.includes(host) === true) ??
    entries.find(({ hosts }) => hosts === undefined);
  const fabric = entry === undefined ? undefined : fabricNamed(draft, entry.fabric);
  if (entry === undefined || fabric === undefined) {
    return assumedFabric(draft, `switch "${name}"`, origin);
  }
  return { fabric, nativeVlan: entry.nativeVlan ?? 0 };
}

function keepDomain(draft: Draft, domain: Layer2Domain): string {
  const known = draft.domains.get(domain.id);
  if (known === undefined) {
    draft.domains.set(domain.id, domain);
    return domain.id;
  }
  const refs = new Set(known.origins.map(({ ref }) => ref));
  known.origins.push(...domain.origins.filter(({ ref }) => !refs.has(ref)));
  const assumes = new Set([...(known.assumes ?? []), ...(domain.assumes ?? [])]);
  if (assumes.size > 0) {
    known.assumes = [...assumes].sort();
  }
  const sizes = [known.mtuBytes, domain.mtuBytes].flatMap((size) => size ?? []);
  if (sizes.length > 0) {
    known.mtuBytes = Math.min(...sizes);
  }
  return domain.id;
}

function mtuField(...sizes: (number | undefined)[]): { mtuBytes?: number } {
  const known = sizes.flatMap((size) => size ?? []);
  return known.length === 0 ? {} : { mtuBytes: Math.min(...known) };
}

/**
 * The domain of a VLAN on a fabric. A VLAN that the fabric's links do not carry stays on `place`, the
 * switch of one host.
 */
export function vlanDomain(
  draft: Draft,
  choice: FabricChoice,
  tag: number,
  origin: Origin,
  options: { mtuBytes?: number; place?: string } = {},
): string {
  const { fabric } = choice;
  const vlan = tag === 0 ? choice.nativeVlan : tag;
  if (!vlansContain(vlansOf(fabric.vlans, ALL_VLANS), vlan)) {
    const place = options.place ?? origin.ref;
    addGap(
      draft,
      origin,
      `VLAN ${vlan} is not among the VLANs that fabric "${fabric.name}" carries ` +
        `(${fabric.vlans ?? "all"}); it ends at ${place}.`,
    );
    return keepDomain(draft, {
      id: `vlan:${fabric.name}/${vlan}@${place}`,
      name: `VLAN ${vlan} on ${place} only`,
      kind: "vlan",
      vlan,
      ...mtuField(options.mtuBytes),
      open: false,
      origins: [origin],
    });
  }
  return keepDomain(draft, {
    id: `vlan:${fabric.name}/${vlan}`,
    name: vlan === 0 ? `untagged on ${fabric.name}` : `VLAN ${vlan} on ${fabric.name}`,
    kind: "vlan",
    fabric: fabric.name,
    vlan,
    ...mtuField(fabric.mtuBytes, options.mtuBytes),
    open: !vlansContain(vlansOf(fabric.closedVlans, []), vlan),
    ...(choice.assumed === undefined ? {} : { assumes: [choice.assumed] }),
    origins: [origin],
  });
}

/** The domain of a VLAN on a switch without uplinks: it ends at the host. */
export function isolatedDomain(
  draft: Draft,
  place: string,
  vlan: number,
  origin: Origin,
  mtuBytes?: number,
): string {
  return keepDomain(draft, {
    id: `isolated:${place}/${vlan}`,
    name: vlan === 0 ? `${place}, no uplink` : `VLAN ${vlan} of ${place}, no uplink`,
    kind: "isolatedSwitch",
    vlan,
    ...mtuField(mtuBytes),
    open: false,
    origins: [origin],
  });
}

/** Where the ports of a port group are that lets nothing through. */
export function blockedDomain(draft: Draft, group: { id: string; name: string; origin: Origin }) {
  return keepDomain(draft, {
    id: `blocked:${group.id}`,
    name: `the blocked ports of ${group.name}`,
    kind: "isolatedSwitch",
    open: false,
    blocked: true,
    origins: [group.origin],
  });
}

/** The domain of an overlay segment. */
export function segmentDomain(
  draft: Draft,
  segment: { id: string; name: string; origin: Origin; mtuBytes?: number; open?: boolean },
): string {
  const { id, name, origin, mtuBytes, open = false } = segment;
  const own = { id: `segment:${id}`, name, kind: "segment" as const, open, origins: [origin] };
  return keepDomain(draft, { ...own, ...mtuField(mtuBytes) });
}

/** The domain between an outside network and the router that it is behind. */
export function outsideDomain(draft: Draft, name: string, path: string): string {
  return keepDomain(draft, {
    id: `outside:${name}`,
    name,
    kind: "outside",
    open: true,
    origins: [surroundingsOrigin(path, name)],
  });
}
