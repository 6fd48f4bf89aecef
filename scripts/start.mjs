// npm start: sets up, builds the console, runs the demo.

import { buildConsole } from "./build.mjs";
import { hardened, runNode, setUp } from "./setup.mjs";

const node = setUp();
if (!(await buildConsole(node))) process.exit(1);
process.exit(await runNode(node, [...hardened, "src/cli/main.ts", "demo", ...process.argv.slice(2)]));
