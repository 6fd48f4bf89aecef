// Files of evidence: what was named by hash, whether it is here, and whether what came is what was named.

import { useState } from "react";
import type { ReactNode } from "react";

import type { ClaimView, EvidenceFileView } from "../../../api/commitment-views.ts";
import { count } from "../../model/format.ts";
import { useWords } from "../../words/words.tsx";
import { PressButton, useReason } from "../frame/button.tsx";
import { useConsole } from "../frame/context.tsx";
import { ForeignLine } from "../message/foreign.tsx";
import { save } from "../record/save-file.ts";

/** How long a press of the button waits for a file that is on its way, and between two looks, in milliseconds. */
const waitMs = 60_000;
const lookMs = 500;

/** The files of a claim. A file is saved, never opened here. */
export function EvidenceFiles(props: { readonly claim: ClaimView }): ReactNode {
  const { claim } = props;
  return (
    <ul className="evidence-files">
      {claim.evidence.map((file, at) => (
        <EvidenceFile key={file.sha256} claim={claim.leaf} number={at + 1} file={file} />
      ))}
    </ul>
  );
}

function EvidenceFile(props: {
  readonly claim: string; readonly number: number; readonly file: EvidenceFileView;
}): ReactNode {
  const { claim, number, file } = props;
  const { say } = useWords();
  const { acts } = useConsole();
  const reason = useReason();
  const fetchFile = useExhibit(claim, number);
  const [found, setFound] = useState<EvidenceFileView["state"] | null>(null);
  const state = found === "asked" || found === null ? file.state : found;
  const isAsked = found === "asked" && file.state !== "bad";
  const press = async (): Promise<void> => {
    setFound("asked");
    const came = await fetchFile();
    setFound(came.state);
    if (came.reason !== "") acts.notice("refused", reason(came.reason));
    else if (came.state === "here") save(came.address, file.name);
  };
  return (
    <li data-state={isAsked ? "asked" : state}>
      <ForeignLine text={file.name} />{" "}
      <span className="hint">{count(file.bytes)} B · <bdi>{file.media}</bdi></span>{" "}
      <code className="hash" dir="ltr">{file.sha256.slice(0, 16)}</code>{" "}
      <span className={state === "bad" ? "refusing" : "hint"}>
        {say(`evidence-file.${isAsked ? "asked" : state}`)}
      </span>{" "}
      {state !== "bad" && (
        <PressButton tone="quiet" disabled={isAsked} onPress={() => void press()}>
          {say("evidence-file.save")}
        </PressButton>
      )}
    </li>
  );
}

interface Came {
  readonly state: EvidenceFileView["state"];
  /** Why it did not come; else empty. */
  readonly reason: string;
  readonly address: string;
}

/** Looks for a file, and again while it is on its way. */
function useExhibit(claim: string, number: number): () => Promise<Came> {
  const { store: { client, nowMs } } = useConsole();
  return async () => {
    const address = client.exhibitAddress(claim, number);
    for (const end = nowMs() + waitMs; nowMs() < end;) {
      const looked = await client.lookExhibit(claim, number);
      if (looked.kind === "failed") return { state: "missing", reason: looked.code, address };
      const { state, reason } = looked.value;
      // What is bad is told beside its name, by whatever it is bad.
      if (state === "bad") return { state, reason: "", address };
      if (state === "here" || reason !== "") return { state, reason, address };
      await new Promise((done) => setTimeout(done, lookMs));
    }
    return { state: "missing", reason: "exhibit-late", address };
  };
}
