export * from "./acme";
export * from "./configuration";
export * from "./faults";
export * from "./ocsp";
export * from "./types";
export * from "./userData";
export * from "./values";
