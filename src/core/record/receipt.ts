// A receipt: an entry of its own that carries only acknowledgements (spec/03-record.md, Receipts).

import { kind } from "../mechanism/kind.ts";

/** Kind 0: no content, no commitment; what it says stands in `acks` and `leaves`. */
export const receipt = kind(
  { code: 0, name: "receipt", form: "bare", content: null, about: "none", record: "channel" },
);
