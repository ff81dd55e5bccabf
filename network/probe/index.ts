/** Probe plans: what to send on the real site, and what must come of it (R07, R50). */
export { planProbes, type ProbeOptions } from "./plan";
export { planSizes, type VmkernelAdapters } from "./sizes";
export { objectiveProbes } from "./objectives";
export { traceflows, type TraceflowBody, type TraceflowRequest } from "./traceflow";
export { probeScript, probeSenders } from "./script";
export {
  expectedText,
  REFUSED,
  objectiveLines,
  powershellLine,
  probeLine,
  probeText,
  sizeLine,
} from "./lines";
export type {
  Denial,
  ObjectiveProbe,
  Probe,
  ProbeEnd,
  ProbePlan,
  SizeProbe,
  Unprobed,
} from "./types";
