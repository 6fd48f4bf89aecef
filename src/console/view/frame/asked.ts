// A view that a room asks the station for, and asks for again when the record has grown.

import { useEffect, useState } from "react";

import type { Answer } from "../../model/client.ts";
import { useConsole, useKnown } from "./context.tsx";

export interface Asked<T> {
  /** The newest answer; null until the first one has come. */
  readonly value: T | null;
  readonly failure: string | null;
}

/**
 * Asks for what `about` names, now, after each change of the record, and after each act of this officer: what an act
 * changes may stand in our house record alone.
 */
export function useAsked<T>(about: string, ask: () => Promise<Answer<T>>): Asked<T> {
  const { recordTotal, linkLostMs } = useKnown();
  const { desk: { notice } } = useConsole();
  const [found, setFound] = useState<Asked<T> & { readonly about: string }>({ about, value: null, failure: null });
  useEffect(() => {
    let wanted = true;
    void ask().then((answer) => {
      if (!wanted) return;
      if (answer.kind === "answer") return setFound({ about, value: answer.value, failure: null });
      // What was shown stays readable.
      setFound((before) => ({ about, value: before.about === about ? before.value : null, failure: answer.code }));
    });
    return () => {
      wanted = false;
    };
  }, [about, recordTotal, linkLostMs === null, notice]);
  return found.about === about ? found : { value: null, failure: null };
}
