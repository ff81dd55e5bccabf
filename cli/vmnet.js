#!/usr/bin/env node
"use strict";

require("./bin/main.js");
