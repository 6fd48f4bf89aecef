// Screen 2, first step: writing. The second step, the read-back, stands in the same room.

import { useState } from "react";
import type { ReactNode } from "react";

import type { ChannelView, DraftContent, StationView } from "../../../api/views.ts";
import { edit, missingOf, newDraft, personsFor, relationChoices, withWord } from "../../model/draft-form.ts";
import type { DraftForm } from "../../model/draft-form.ts";
import { channelOf, nameIn, openChannels } from "../../model/named.ts";
import { useWords } from "../../words/words.tsx";
import { Choice, CommandButton, PressButton, useReason, Writing } from "../frame/button.tsx";
import { useCommand, useConsole, useKnown } from "../frame/context.tsx";
import { RoomTitle } from "../frame/room-title.tsx";
import { languageName, WordTexts } from "../message/message-body.tsx";
import { Addresses } from "./addresses.tsx";
import { PrecedenceChoice } from "./precedence-choice.tsx";
import { ReadBackStep } from "./read-back.tsx";
import { useSave } from "./save.ts";
import { Translations } from "./translations.tsx";

/** The room: a draft, its read-back, or the offer to begin one. */
export function ComposeRoom(): ReactNode {
  const { station } = useKnown();
  const { desk } = useConsole();
  if (station === null) return null;
  if (desk.draft === null) return <Nothing station={station} />;
  return (
    <>
      <RoomTitle room="compose" handling={desk.draft.content.label} channel={desk.draft.content.channel} />
      {desk.readingBack ? (
        <ReadBackStep draft={desk.draft} station={station} />
      ) : (
        <Write draft={desk.draft} station={station} />
      )}
    </>
  );
}

function Nothing(props: { readonly station: StationView }): ReactNode {
  const { acts } = useConsole();
  const { say, language } = useWords();
  const ready = openChannels(props.station).length > 0;
  return (
    <>
      <RoomTitle room="compose" handling={null} />
      <div className="empty">
        <p>{say(ready ? "compose.none" : "compose.no-channel")}</p>
        {ready && (
          <PressButton tone="main" onPress={() => acts.write(newDraft(props.station, language))}>
            {say("act.compose")}
          </PressButton>
        )}
      </div>
    </>
  );
}

/** The form: what kind, to whom, under which label, then the words themselves. */
function Write(props: { readonly draft: DraftForm; readonly station: StationView }): ReactNode {
  const { draft, station } = props;
  const { content } = draft;
  const { acts } = useConsole();
  const { messages } = useKnown();
  const { say } = useWords();
  const [asked, setAsked] = useState(false);
  const channel = channelOf(station, content.channel);
  const change = (part: Partial<DraftContent>): void => acts.change(edit(draft, part));
  const missing = missingOf(content);
  const { relation } = content;
  const related = relation === null ? null : (messages.get(relation.object) ?? null);
  useCommand("back", () => acts.go("watch"));
  return (
    <form className="compose" aria-label={say("room.compose")} onSubmit={(event) => event.preventDefault()}>
      {relation !== null && (
        <div className="standing">
          <Choice
            label={say("compose.relation")}
            hidden
            value={relation.kind}
            onChange={(kind) => change({ relation: { kind: kind as typeof relation.kind, object: relation.object } })}
            choices={relationChoices(related).map((one) => ({ value: one, text: say(`relation.${one}`) }))}
          />
          <strong dir="ltr">{related?.label ?? relation.object.slice(0, 16)}</strong>
          {related?.direction !== "out" && (
            <PressButton tone="quiet" onPress={() => change({ relation: null })}>
              {say("compose.no-relation")}
            </PressButton>
          )}
        </div>
      )}
      <div className="compose-top">
        <PrecedenceChoice
          value={content.precedence}
          fixed={content.word !== null}
          onChange={(precedence) => change({ precedence })}
          channel={channel}
        />
        <Addresses
          station={station}
          channel={channel}
          content={content}
          change={change}
          invalid={asked && content.to.length === 0}
        />
      </div>
      <Terms content={content} channel={channel} station={station} change={change} asked={asked} />
      <WordChoice draft={draft} channel={channel} />
      {content.word === null && <FreeText content={content} channel={channel} change={change} asked={asked} />}
      <ComposeEnd
        draft={draft}
        missing={missing}
        asked={asked}
        setAsked={setAsked}
        persons={personsFor(channel, content)}
      />
    </form>
  );
}

interface Changing {
  readonly content: DraftContent;
  readonly channel: ChannelView | null;
  readonly change: (part: Partial<DraftContent>) => void;
}

/**
 * Our desk, the capacity we speak in, the handling label, the language. The label has no default: it is chosen each
 * time.
 */
function Terms(props: Changing & { readonly station: StationView; readonly asked: boolean }): ReactNode {
  const { content, channel, station, change, asked } = props;
  const { say, language } = useWords();
  return (
    <div className="compose-terms">
      <Choice
        label={say("compose.desk")}
        value={content.desk}
        onChange={(desk) => change({ desk })}
        choices={station.party.desks.map((one) => ({
          value: one.code,
          text: nameIn(one.names, language)?.text ?? one.code,
        }))}
      />
      <Choice
        label={say("compose.label")}
        value={content.label}
        onChange={(label) => change({ label })}
        placeholder={say("compose.label.choose")}
        invalid={asked && content.label === ""}
        choices={(channel?.labels ?? []).map((one) => ({
          value: one.code,
          text: nameIn(one.names, language)?.text ?? one.code,
        }))}
      />
      <Choice
        label={say("compose.language")}
        value={content.language}
        onChange={(tag) => change({ language: tag })}
        choices={(channel?.languages ?? [content.language]).map((tag) => ({
          value: tag,
          text: languageName(tag, language),
        }))}
      />
      <Writing
        label={say("compose.capacity")}
        value={content.capacity}
        max={200}
        onChange={(capacity) => change({ capacity })}
      />
    </div>
  );
}

/** Fixed words first: they need no translator, and some may go out with the watch's own keys. */
function WordChoice(props: { readonly draft: DraftForm; readonly channel: ChannelView | null }): ReactNode {
  const { draft, channel } = props;
  const { acts } = useConsole();
  const { say, language } = useWords();
  const words = channel?.words ?? [];
  if (words.length === 0) return null;
  const chosen = words.find((one) => one.code === draft.content.word) ?? null;
  return (
    <div className="compose-word">
      <Choice
        label={say("compose.word")}
        value={draft.content.word ?? ""}
        placeholder={say("compose.word.none")}
        onChange={(code) => acts.change(withWord(draft, channel, code === "" ? null : code))}
        choices={words.map((one) => {
          const name = nameIn(one.names, language);
          return {
            value: one.code,
            text: name?.text ?? one.code,
            ...(name === null ? {} : { language: name.language }),
          };
        })}
      />
      {chosen !== null && <WordTexts names={chosen.names} code={chosen.code} />}
    </div>
  );
}

function FreeText(props: Changing & { readonly asked: boolean }): ReactNode {
  const { content, channel, change, asked } = props;
  const { say, language } = useWords();
  return (
    <>
      <Writing
        label={say("compose.subject")}
        value={content.subject}
        max={400}
        language={content.language}
        onChange={(subject) => change({ subject })}
      />
      <div className="compose-texts">
        <Writing
          label={say("compose.text", { language: languageName(content.language, language) })}
          value={content.text}
          lines={8}
          max={40_000}
          language={content.language}
          invalid={asked && content.text.trim() === ""}
          onChange={(text) => change({ text })}
        />
        <Translations content={content} channel={channel} change={change} />
      </div>
    </>
  );
}

/** Keep, read back, give up. What is missing is said when the read-back is asked for, not before. */
function ComposeEnd(props: {
  readonly draft: DraftForm;
  readonly missing: readonly string[];
  readonly asked: boolean;
  readonly setAsked: (asked: boolean) => void;
  readonly persons: number;
}): ReactNode {
  const { draft, missing, asked, setAsked, persons } = props;
  const { acts, store, desk: { sheet } } = useConsole();
  const { station } = useKnown();
  const { say } = useWords();
  const reason = useReason();
  const save = useSave();
  const keep = async (): Promise<boolean> => {
    if (draft.content.to.length === 0) {
      setAsked(true);
      return false;
    }
    const saved = await save(draft);
    if (saved.kind === "saved") acts.notice("done", say("done.draft-kept"));
    else acts.notice("refused", reason(saved.code, saved.detail));
    return saved.kind === "saved";
  };
  const readBack = async (): Promise<void> => {
    setAsked(true);
    if (missing.length > 0) return;
    if (await keep()) acts.readBack(true, sheet);
  };
  const discard = async (): Promise<void> => {
    if (draft.saved !== null) await store.client.act({ act: "draft.discard", draft: draft.saved });
    acts.endDraft(sheet, null);
  };
  const world = station?.world ?? "exercise";
  return (
    <div className="compose-end">
      {asked && missing.length > 0 && (
        <ul className="missing" role="alert">
          {missing.map((one) => (
            <li key={one}>{say(one)}</li>
          ))}
        </ul>
      )}
      <div className="actions">
        <CommandButton command={`release.${world}`} tone="main" run={() => void readBack()}>
          {say("act.read-back")}
        </CommandButton>
        <CommandButton command="save" run={() => void keep()}>
          {say("act.keep")}
        </CommandButton>
        <PressButton tone="quiet" onPress={() => void discard()}>
          {say("act.discard")}
        </PressButton>
        <span className="hint">{say("compose.persons", { n: persons })}</span>
      </div>
    </div>
  );
}
