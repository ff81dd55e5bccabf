/** What resources cannot say about a site: its types, and reading with faults. */
export * from "./types";
export { checkSurroundings, emptySurroundings, readSurroundings } from "./read";
export type { GuestNetwork, GuestRouting, GuestRule } from "./routing";
