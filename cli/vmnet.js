#!/usr/bin/env node
"use strict";

// Newer versions of Node keep compiled code between runs, which halves the start.
require("node:module").enableCompileCache?.();
void require("./bin/main.js").main();
