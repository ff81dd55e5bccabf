"use strict";

/** Loaded on demand: together the four tables are 0.8 MB of JSON. */
exports.schema = (name) => require(`./${name}.schema.json`);
exports.rules = (name) => require(`./${name}.rules.json`);
