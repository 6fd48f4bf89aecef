// Runs a file of the project, or the test runner, with the pinned Node: node scripts/run.mjs FILE|--OPTION ...

import { runNode, setUp } from "./setup.mjs";

process.exit(await runNode(setUp(), process.argv.slice(2)));
