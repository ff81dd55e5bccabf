export { FaultPlan } from "./plan";
export type { FaultCall } from "./plan";
export { withFaults } from "./inject";
export type { FaultSite, FaultyCall } from "./inject";
export { configuredRetries, defaultRetries } from "./retries";
export type { Retries } from "./retries";
export { faultMethods, faultProcesses, FaultRulesError, parseFaults } from "./schema";
export type { FaultMethod, FaultProcess, FaultRule } from "./schema";
