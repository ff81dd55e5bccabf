export * from "./client";
export * from "./filter";
export * from "./pool";
export * from "./routing";
export * from "./server";
export * from "./text";
export * from "./types";
export * from "./userData";
