"use strict";

const { PolicyGroup } = require("@pulumi/nsxt");

/** The program is a promise. */
module.exports = Promise.resolve({
  path: new PolicyGroup("plain", { displayName: "plain", nsxId: "plain" }).path,
  answer: 42,
});
