// Every command, in the order the help lists them: making, agreeing, running, saying, acting, proving.

import { agree } from "./agree.ts";
import { answer } from "./answer.ts";
import { backup } from "./backup/backup.ts";
import { bearer } from "./bearers/bearer.ts";
import { restore } from "./backup/restore.ts";
import { cancel } from "./cancel.ts";
import { card } from "./card.ts";
import { charter } from "./charter.ts";
import type { Command } from "./cli.ts";
import { correct } from "./correct.ts";
import { courier } from "./courier/courier.ts";
import { demo } from "./demo/demo.ts";
import { doctor } from "./doctor.ts";
import { draft } from "./draft.ts";
import { drill } from "./drill/drill.ts";
import { evidence } from "./evidence.ts";
import { exportRecord } from "./export.ts";
import { gateway } from "./gateway/gateway.ts";
import { hold } from "./hold.ts";
import { init } from "./init.ts";
import { line } from "./line.ts";
import { link } from "./link/link.ts";
import { list } from "./list.ts";
import { memory } from "./memory.ts";
import { officer } from "./officer.ts";
import { proof } from "./proof.ts";
import { refuse } from "./refuse.ts";
import { roster } from "./roster.ts";
import { send } from "./send.ts";
import { show } from "./show.ts";
import { start } from "./start.ts";
import { station } from "./station.ts";
import { take } from "./take.ts";
import { translate } from "./translate.ts";
import { verify } from "./verify.ts";
import { watch } from "./watch.ts";
import { witness } from "./witness.ts";

/** The commands. A new one is a file beside these and a line here. */
export const commands: readonly Command[] = [
  init, card, roster, station, charter, agree, officer, watch, start, send, draft, list, show, take, hold, answer,
  refuse, correct, cancel, translate, line, bearer, courier, exportRecord, proof, evidence, verify, witness, memory,
  backup, restore, drill, doctor, demo, link, gateway,
];
