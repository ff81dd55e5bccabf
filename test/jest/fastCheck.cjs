"use strict";

/**
 * Stands for fast-check, by jest.config.cjs: one commit gives one result. `VMNET_SEED=<number> npm
 * test` draws other cases.
 */
const fc = require("../../node_modules/fast-check/lib/cjs/fast-check.js");

fc.configureGlobal({ seed: Number(process.env.VMNET_SEED ?? 1) });

module.exports = fc;
