/**
 * Stands for the TypeScript compiler that the Pulumi SDK reads to send functions elsewhere, by
 * jest.config.cjs. No program here does that; reading it took every test file a fifth of a second.
 * Whoever does ask for a part of it (the schema's analyzer) gets the real one.
 */
import { createRequire } from "node:module";

import { lazily } from "../../simulator/program/late";

const load = createRequire(__filename);

export = lazily(() => load("typescript") as Record<PropertyKey, unknown>);
