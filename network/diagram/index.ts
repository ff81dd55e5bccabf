/** Drawings of a network, and of what a change does to it, as data: cli/diagram renders them. */
import type { Resource } from "../model/resource";
import type { NetworkModel } from "../model/types";
import { drawCarriers } from "./carriers";
import { drawLogical } from "./logical";
import { Sketch } from "./sketch";
import type { Diagram } from "./types";

export { diagramDifference, isChanged, isShapeChanged } from "./difference";
export { grouped } from "./grouping";
export * from "./types";

/**
 * The topology by layer: outside networks, routers and gateways, segments and VLANs, machines, port groups
 * and transport zones, switches, uplinks; and tunnels between gateways. Every object is a node of its own:
 * {@link grouped} joins those that are alike.
 *
 * @param resources Say what carries the networks; those that the model was built from.
 */
export function networkDiagram(model: NetworkModel, resources: readonly Resource[]): Diagram {
  const sketch = new Sketch();
  drawLogical(model, sketch);
  drawCarriers(model, resources, sketch);
  // What the surroundings list and this network does not touch is no part of its drawing.
  const stated = new Set(
    [...model.routers, ...model.domains, ...model.endpoints]
      .filter(({ origins }) => origins.every(({ source }) => source === "surroundings"))
      .map(({ id }) => id),
  );
  return sketch.finish(({ id, kind }) => stated.has(id) || kind === "transportZone");
}
