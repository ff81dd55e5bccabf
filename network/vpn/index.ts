export * from "./types";
export * from "./check";
export * from "./plan";
export * from "./credentials";
