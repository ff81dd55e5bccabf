export * from "./estate";
export * from "./mocks";
