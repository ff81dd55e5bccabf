/** What a network is, and how it is built from resources and surroundings. */
export * from "./types";
export * from "./virtualServer";
export * from "./resource";
export * from "./paths";
export * from "./surroundings";
export { buildModel, type BuildOptions } from "./build";
export { readStackExport } from "./read/stackExport";
export { readPreview } from "./read/preview";
export { readDump } from "./read/dump";
export { rebuildPaths } from "./read/rebuild";
