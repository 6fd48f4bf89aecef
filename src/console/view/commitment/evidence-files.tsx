// Files of evidence: what was named by hash, whether it is here, and whether what came is what was named.

import type { ReactNode } from "react";

import type { ClaimView } from "../../../api/commitment-views.ts";
import { count } from "../../model/format.ts";
import { useWords } from "../../words/words.tsx";
import { PressButton } from "../frame/button.tsx";
import { useConsole } from "../frame/context.tsx";
import { ForeignLine } from "../message/foreign.tsx";
import { save } from "../record/save-file.ts";

/** The files of a claim. A file is saved, never opened here. */
export function EvidenceFiles(props: { readonly claim: ClaimView }): ReactNode {
  const { claim } = props;
  const { store } = useConsole();
  const { say } = useWords();
  return (
    <ul className="evidence-files">
      {claim.evidence.map((file, at) => (
        <li key={file.sha256} data-state={file.state}>
          <ForeignLine text={file.name} />{" "}
          <span className="hint">{count(file.bytes)} B · <bdi>{file.media}</bdi></span>{" "}
          <code className="hash" dir="ltr">{file.sha256.slice(0, 16)}</code>{" "}
          <span className={file.state === "bad" ? "refusing" : "hint"}>{say(`evidence-file.${file.state}`)}</span>{" "}
          {file.state !== "bad" && (
            <PressButton
              tone="quiet"
              onPress={() => save(
                store.client.evidenceFileAddress(claim.leaf, at), `evidence-${file.sha256.slice(0, 16)}`,
              )}
            >
              {say("evidence-file.save")}
            </PressButton>
          )}
        </li>
      ))}
    </ul>
  );
}
