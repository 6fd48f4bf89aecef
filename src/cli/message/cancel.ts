// chirograph cancel: our own message no longer stands; it stays in the record.

import { withReason } from "./own-desk.ts";

export const cancel = withReason("cancel", "cancel.done");
