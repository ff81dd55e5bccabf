import { build } from "./topologies";

// The stack's outputs: Pulumi takes what the program's module exports.
export = build();
