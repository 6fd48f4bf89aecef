// chirograph refuse: we will not answer; a reason is offered, never compulsory.

import { withReason } from "./own-desk.ts";

export const refuse = withReason("refuse", "refuse.done");
