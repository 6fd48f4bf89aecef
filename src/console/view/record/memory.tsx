// The station's memory after a start: who has not said yet that nothing of ours is lost, two officers in their stead,
// and the root's word where the station went on twice.

import { useState } from "react";
import type { ReactNode } from "react";

import type { ChannelView, StationView } from "../../../api/views.ts";
import { joinFileBytesMax, readJoinSigned } from "../../../core/record/join-file.ts";
import { toHex } from "../../../core/bytes/hex.ts";
import { partyShort } from "../../model/named.ts";
import { useWords } from "../../words/words.tsx";
import { useAct } from "../frame/act.ts";
import { PressButton, useReason } from "../frame/button.tsx";
import { useConsole, useKnown } from "../frame/context.tsx";
import { FileChoice } from "../frame/file-choice.tsx";
import { save } from "./save-file.ts";

/** What is not whole, and what a person may do about it; nothing where all is. */
export function Memory({ station }: { readonly station: StationView }): ReactNode {
  const { say } = useWords();
  const open = station.channels.filter((one) => one.memory !== "confirmed");
  const twice = station.channels.some((one) => one.wentOnTwice);
  if (open.length === 0 && !twice && station.houseMemory === "confirmed") return null;
  return (
    <section aria-labelledby="memory-title" className="evidence memory">
      <h2 id="memory-title">{say("own-memory.title")}</h2>
      <ul>
        {open.map((one) => (
          <li key={one.id}>
            <bdi>{othersOf(station, one)}</bdi>: {say(`own-memory.${one.memory}`)}
          </li>
        ))}
        {station.houseMemory !== "confirmed" && (
          <li>
            {say("own-memory.house")}: {say(`own-memory.${station.houseMemory}`)}
          </li>
        )}
      </ul>
      {(open.length > 0 || station.houseMemory !== "confirmed") && <Confirm station={station} />}
      {twice && <Join />}
    </section>
  );
}

function othersOf(station: StationView, { parties }: ChannelView): string {
  return parties.filter((one) => one !== station.party.id).map((one) => partyShort(station, one)).join(", ");
}

/** Two different officers may confirm in the stead of those who do not answer. */
function Confirm({ station }: { readonly station: StationView }): ReactNode {
  const { officer } = useKnown();
  const { say } = useWords();
  const send = useAct();
  const { by, needed } = station.memoryConfirmed;
  const contradicted = [...station.channels.map((one) => one.memory), station.houseMemory].includes("contradicted");
  const may = officer?.roles.some((role) => role === "releaser" || role === "administrator") === true;
  return (
    <>
      <p className="hint">{say(contradicted ? "own-memory.no-confirming" : "own-memory.explain")}</p>
      <p>
        {say("own-memory.count", { n: by.length, needed })}
        {by.map((name) => (
          <bdi key={name} className="approval">
            ✓ {name}
          </bdi>
        ))}
      </p>
      {may && !contradicted && by.length < needed && (
        <PressButton
          tone="main" disabled={by.includes(officer?.name ?? "")}
          onPress={() => void send({ act: "memory.confirm" }, say("own-memory.done"))}
        >
          {say("own-memory.confirm")}
        </PressButton>
      )}
    </>
  );
}

/** The root signs where it lies; what goes there and comes back are two files. */
function Join(): ReactNode {
  const { store, acts } = useConsole();
  const { officer } = useKnown();
  const { say } = useWords();
  const reason = useReason();
  const [reading, setReading] = useState(false);
  const bring = async (file: File): Promise<void> => {
    setReading(true);
    const refused = await broughtFrom(file, async (act) => {
      const answer = await store.client.act(act);
      if (answer.kind === "failed") return reason(answer.code);
      return answer.value.kind === "refused" ? reason(answer.value.reason, answer.value.detail) : null;
    });
    setReading(false);
    if (refused === null) acts.notice("done", say("own-memory.joined"));
    else acts.notice("refused", refused === "" ? say("own-memory.no-join") : refused);
  };
  if (officer?.roles.includes("administrator") !== true) return <p className="hint">{say("own-memory.twice")}</p>;
  return (
    <>
      <p className="hint">{say("own-memory.twice")}</p>
      <PressButton onPress={() => save(store.client.joinAddress(), "chirograph.join-asked")}>
        {say("own-memory.save")}
      </PressButton>
      <FileChoice
        label={say("own-memory.bring")}
        disabled={reading}
        onChoose={([file]) => {
          if (file !== undefined) void bring(file);
        }}
      />
    </>
  );
}

type JoinAct = {
  readonly act: "memory.join"; readonly statement: string; readonly ed25519: string; readonly mlDsa87: string;
};

/** Does the acts of a signed file one after the other: null, or why one was refused; empty where it is no such file. */
async function broughtFrom(file: File, doAct: (act: JoinAct) => Promise<string | null>): Promise<string | null> {
  if (file.size > joinFileBytesMax) return "";
  let joins: ReturnType<typeof readJoinSigned>;
  try {
    joins = readJoinSigned(await file.text());
  } catch {
    return "";
  }
  for (const { statement, ed25519, mlDsa87 } of joins) {
    const refused = await doAct({
      act: "memory.join", statement: toHex(statement), ed25519: toHex(ed25519), mlDsa87: toHex(mlDsa87),
    });
    if (refused !== null) return refused;
  }
  return null;
}
