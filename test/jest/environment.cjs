"use strict";

const { AsyncLocalStorage } = require("node:async_hooks");
const { TestEnvironment } = require("jest-environment-node");

/**
 * The environment of every test file. The Pulumi SDK keeps its state in an AsyncLocalStorage, and
 * every file loads an SDK of its own. A storage that was ever entered is copied into each new promise
 * of the process and keeps its modules alive, so after a hundred files half of the time went there:
 * what a file entered is disabled when the file ends.
 */
class Environment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.entered = new Set();
    this.originals = {};
    const { entered } = this;
    for (const name of ["run", "enterWith"]) {
      const original = AsyncLocalStorage.prototype[name];
      this.originals[name] = original;
      AsyncLocalStorage.prototype[name] = function (...given) {
        entered.add(this);
        return original.apply(this, given);
      };
    }
  }

  async teardown() {
    Object.assign(AsyncLocalStorage.prototype, this.originals);
    for (const storage of this.entered) storage.disable();
    this.entered.clear();
    await super.teardown();
  }
}

module.exports = Environment;
