/** Slices of one uplink: who comes first, and who gets how much (R60). */
export * from "./types";
export { dscpClass, perHopBehaviour } from "./dscp";
export { sliceFaults } from "./faults";
export { planSlices } from "./plan";
