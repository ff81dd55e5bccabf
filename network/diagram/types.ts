/**
 * Drawings of a network as data: nodes on layers, and lines between them. Nothing here says how it looks;
 * names are as others chose them, and whoever renders them has to escape them.
 */

/** From the outside down to the cables; a drawing has them from top to bottom. */
export const LAYERS = [
  { id: "outside", title: "outside" },
  { id: "router", title: "routers" },
  { id: "tier0", title: "tier-0" },
  { id: "tier1", title: "tier-1" },
  { id: "network", title: "networks" },
  { id: "machine", title: "machines" },
  { id: "carrier", title: "port groups" },
  { id: "zone", title: "transport zones" },
  { id: "switch", title: "switches" },
  { id: "uplink", title: "uplinks" },
] as const;

export type LayerId = (typeof LAYERS)[number]["id"];

export type NodeKind =
  | "outside"
  | "router"
  | "tier0"
  | "tier1"
  | "vrf"
  | "segment"
  | "vlan"
  | "isolatedSwitch"
  | "machine"
  | "vmkernel"
  | "portGroup"
  | "vlanSegment"
  | "transportZone"
  | "distributedSwitch"
  | "standardSwitch"
  | "uplinks";

/** What a change does to a node or a line; absent where nothing changes. */
export type Status = "added" | "removed" | "changed";

export interface DiagramNode {
  /** The same on both sides of a change; never shown. */
  id: string;
  layer: LayerId;
  kind: NodeKind;
  name: string;
  /** Short facts: `10.0.0.0/24`, `MTU 9000`, `8 NAT rules`. */
  details: string[];
  /** What decides whether it changed besides name and details, never shown. */
  facts?: string;
  /** How many objects it stands for, when it stands for several. */
  count?: number;
  status?: Status;
}

export interface DiagramEdge {
  /** Ids of nodes; `from` is on the upper layer. */
  from: string;
  to: string;
  /** `tunnel` between gateways, `link` between routers, `attachment` for everything else. */
  kind: "attachment" | "link" | "tunnel";
  label?: string;
  status?: Status;
}

export interface Diagram {
  nodes: DiagramNode[];
  edges: DiagramEdge[];
}
