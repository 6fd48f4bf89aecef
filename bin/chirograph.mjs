#!/usr/bin/env node
// The command in a checkout: finds the pinned Node and runs the command line with it.

import { join } from "node:path";

import { hardened, root, runNode, setUp } from "../scripts/setup.mjs";

const main = join(root, "src/cli/main.ts");
process.exit(await runNode(setUp(), [...hardened, main, ...process.argv.slice(2)], process.cwd()));
