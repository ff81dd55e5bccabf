"use strict";

/** @type {import("jest").Config} */
const base = {
  rootDir: __dirname,
  testEnvironment: "<rootDir>/test/jest/environment.cjs",
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { target: "es2022", parser: { syntax: "typescript" } }, sourceMaps: "inline" },
    ],
  },
  moduleNameMapper: {
    "^vmnet$": "<rootDir>/index.ts",
    "^vmnet/network$": "<rootDir>/network/index.ts",
    "^vmnet/network/(.*)$": "<rootDir>/network/$1",
    "^@vmnet/simulator$": "<rootDir>/simulator/index.ts",
    // The SDK's own, by any of its relative names; the stand-in takes it by another.
    "(^|/)debuggable$": "<rootDir>/test/jest/debuggable.ts",
    "^fast-check$": "<rootDir>/test/jest/fastCheck.cjs",
    "(^|/)closure/codePaths$": "<rootDir>/test/jest/codePaths.ts",
    "(^|/)typescript-shim$": "<rootDir>/test/jest/compiler.ts",
    "^@vmnet/simulator/(.*)$": "<rootDir>/simulator/$1",
  },
  modulePathIgnorePatterns: ["<rootDir>/bin/", "<rootDir>/cli/bin/", "<rootDir>/simulator/bin/"],
};

module.exports = {
  // Half of the time is spent waiting for engines and programs that tests start.
  maxWorkers: "100%",
  projects: [
    {
      ...base,
      displayName: "unit",
      testMatch: ["<rootDir>/test/**/*.test.ts"],
      testPathIgnorePatterns: ["/node_modules/", "<rootDir>/test/e2e/"],
    },
    { ...base, displayName: "e2e", testMatch: ["<rootDir>/test/e2e/**/*.test.ts"] },
  ],
};
