#!/usr/bin/env node
// The command in a checkout: finds the pinned Node and runs the command line with it.

import { join } from "node:path";

import { root, runNode, setUp } from "../scripts/setup.mjs";

process.exit(await runNode(setUp(), [join(root, "src/cli/main.ts"), ...process.argv.slice(2)], process.cwd()));
