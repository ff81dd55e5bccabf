/** Questions to a model of a network, and their exact answers. */
export * from "./question";
export { explain, flowsFrom, reach, UnknownEndpointError } from "./reachability";
export { matrix, type MatrixOptions, type PairFlows } from "./matrix";
export type { EndpointClass, Member } from "./classes";
export { flowDifference, type FlowChange } from "./difference";
export { deadRules, type DeadRule } from "./deadRules";
export { portsText, shortAddresses, shortList } from "./shortText";
export { assumptionsOf, assumptionsOfModel } from "./assumptions";
export { packetText, protocolName, trafficText } from "./text";
