/** What physical switches have to be for a stack, written for their operators and compared with what is. */
export * from "./types";
export { handoffOf, type Site } from "./needs";
export { renderSwitch } from "./render";
export { readRunning, type RunningConfig } from "./running";
export { compareSwitch } from "./compare";
export { handoffFindings } from "./findings";
