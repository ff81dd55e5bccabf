/**
 * Proof of packet sizes (R40, X5): each layer carries what the one above sends, on every path, or the
 * place that does not is named. What nobody says stays unknown. docs/proofs.md has the rules.
 */
import type { NetworkModel } from "../../model/types";
import type { Finding } from "../finding";
import { edgeFindings, gatewayFindings, tunnelFindings } from "./gateways";
import {
  interfaceFindings,
  mtuFinding,
  switchFindings,
  transportFindings,
  unequalFindings,
} from "./layers";
import { Carriers } from "./underlay";

export { largestPacket, proveMtu, type MtuProof, type PairProof, type PairQuestion } from "./prove";
export type { MtuHop, PathProof } from "./path";
export type { Layer, Limit } from "./underlay";

const RANK = { error: 0, warning: 1, note: 2 } as const;

/** Sizes that do not fit together, and sizes that nobody says; errors first. */
export function mtuFindings(model: NetworkModel): Finding[] {
  if (model.underlay === undefined) {
    return [];
  }
  const carriers = new Carriers(model);
  const all = [
    ...switchFindings(carriers),
    ...transportFindings(carriers),
    ...interfaceFindings(carriers),
    ...unequalFindings(carriers),
    ...gatewayFindings(carriers),
    ...edgeFindings(carriers),
    ...tunnelFindings(carriers),
    ...unknownOverlays(carriers),
  ];
  return all.sort((a, b) => RANK[a.severity] - RANK[b.severity]);
}

/** Overlays of which nobody says what carries them. */
function unknownOverlays(carriers: Carriers): Finding[] {
  const zones = new Map<string, string[]>();
  for (const network of carriers.underlay.networks) {
    const { zone, kind } = network;
    if (kind !== "overlaySegment" || zone === undefined) {
      continue;
    }
    const limits = carriers.model.ports
      .filter((port) => port.network === network.key)
      .flatMap((port) => carriers.carrierLimits(port));
    if (limits.some(({ bytes }) => bytes === undefined)) {
      zones.set(zone, [...(zones.get(zone) ?? []), network.name]);
    }
  }
  return [...zones].map(([zone, names]) =>
    mtuFinding("overlay-unknown", "note", [zone, ...names], zone, {
      text: `nobody says all of what carries the packets of ${names.join(", ")}: whether guests' packets fit in Geneve is not known`,
      evidence: [`transport zone ${zone}`],
      fix: "say it in the surroundings: transportZones[].mtuBytes, or fabrics[].mtuBytes below the hosts",
    }),
  );
}
