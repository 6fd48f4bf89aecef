// The whole console: frame around one room, words around everything.

import { useEffect, useMemo, useReducer, useState, useSyncExternalStore } from "react";
import type { ReactNode } from "react";

import { createCommands } from "../../model/commands.ts";
import { directionOf, languageOf } from "../../model/preferences.ts";
import type { ConsoleLanguage, Preferences } from "../../model/preferences.ts";
import type { Store } from "../../model/store.ts";
import type { Ticker } from "../../model/ticker.ts";
import { english, loadCatalogue } from "../../words/catalogues.ts";
import { useWords, wordsOf, WordsContext } from "../../words/words.tsx";
import type { Words } from "../../words/words.tsx";
import { Brief } from "../brief/brief.tsx";
import { CommitmentsRoom } from "../commitment/commitments.tsx";
import { ComposeRoom } from "../compose/compose.tsx";
import { CourierRoom } from "../courier/courier.tsx";
import { HandoverRoom } from "../handover/handover.tsx";
import { MeetingsRoom } from "../meeting/meetings.tsx";
import { MessageRoom } from "../message/message.tsx";
import { OfficersRoom } from "../officers/officers.tsx";
import { RecordRoom } from "../record/record.tsx";
import { SignIn } from "../sign-in/sign-in.tsx";
import { TextsRoom } from "../text/texts.tsx";
import { WatchRoom } from "../watch/watch.tsx";
import { Banners } from "./banners.tsx";
import { ConsoleContext, useCommand, useConsole, useKnown } from "./context.tsx";
import type { ConsoleParts } from "./context.tsx";
import { deskActs, deskAfter, firstDesk } from "./desk.ts";
import { KeyHelp } from "./key-help.tsx";
import { useKeyboard } from "./keyboard.ts";
import { useRinging } from "./ringing.ts";
import { StatusBar } from "./status-bar.tsx";
import { Toolbar } from "./toolbar.tsx";
import type { Sounder } from "./sounder.ts";

/** What `main.tsx` makes before anything is drawn. */
export interface AppParts {
  /** The whole console, or the one page that is read in the pocket. */
  readonly page: "console" | "brief";
  readonly store: Store;
  readonly ticker: Ticker;
  readonly sounder: Sounder;
  readonly preferences: Preferences;
  readonly keepPreferences: (next: Preferences) => void;
  readonly browserLanguage: string;
  /** The code of a one-time link that did not open a session, or null. */
  readonly linkFailure: string | null;
}

/** The console. */
export function App(props: AppParts): ReactNode {
  const { store, ticker, sounder } = props;
  const known = useSyncExternalStore(store.subscribe, store.get);
  const [preferences, keep] = useState(props.preferences);
  const [desk, dispatch] = useReducer(deskAfter, firstDesk);
  const acts = useMemo(() => deskActs(dispatch), []);
  const commands = useMemo(createCommands, []);
  const language =
    preferences.language ?? languageOf(known.officer?.language) ?? languageOf(props.browserLanguage) ?? "en";
  const words = useLoadedWords(language);

  useEffect(() => {
    const root = document.documentElement;
    root.lang = words.language;
    root.dir = directionOf(words.language);
    root.dataset["theme"] = preferences.theme;
  }, [words.language, preferences.theme]);

  const parts: ConsoleParts = {
    store,
    ticker,
    sounder,
    desk,
    acts,
    commands,
    preferences,
    setPreferences: (next) => {
      keep(next);
      props.keepPreferences(next);
    },
  };
  return (
    <WordsContext value={words}>
      <ConsoleContext value={parts}>
        {props.page === "brief"
          ? <BriefFrame linkFailure={props.linkFailure} /> : <Frame linkFailure={props.linkFailure} />}
      </ConsoleContext>
    </WordsContext>
  );
}

const rooms = {
  watch: WatchRoom, compose: ComposeRoom, message: MessageRoom, record: RecordRoom, officers: OfficersRoom,
  handover: HandoverRoom, courier: CourierRoom, texts: TextsRoom, commitments: CommitmentsRoom, meetings: MeetingsRoom,
} as const;

function Frame(props: { readonly linkFailure: string | null }): ReactNode {
  const { desk, commands, preferences, sounder, store } = useConsole();
  const known = useKnown();
  const [help, setHelp] = useState(false);
  const silence = useRinging(known, sounder, store.nowMs);
  useKeyboard(desk.room, commands, preferences.singleKeys);
  useCommand("silence", silence);
  useCommand("back", () => setHelp(false), help);
  useTitle();
  useEffect(() => {
    // Newer browsers answer with a promise, which an effect must not hand on as its end.
    void window.scrollTo(0, 0);
  }, [desk.room, desk.readingBack]);
  const { world } = known;
  const Room = rooms[desk.room];
  const signedIn = known.phase === "ready";
  return (
    <div className="frame" data-world={world ?? "none"} data-stale={known.linkLostMs !== null}>
      {world === "exercise" && <ExerciseBar place="head" />}
      <StatusBar />
      {signedIn && <Toolbar onHelp={() => setHelp(!help)} helpOpen={help} onSilence={silence} />}
      <Banners />
      {signedIn && help && <KeyHelp onClose={() => setHelp(false)} />}
      {signedIn && known.station !== null && (
        <main key={desk.room} className={`room room-${desk.room}`}>
          <Room />
        </main>
      )}
      {(known.phase === "signed-out" || known.phase === "locked") && (
        <main className="room room-sign-in">
          <SignIn linkFailure={props.linkFailure} />
        </main>
      )}
      {world === "exercise" && <ExerciseBar place="foot" />}
    </div>
  );
}

/** The pocket brief has no tabs, no keys and no sound: it is read. */
function BriefFrame(props: { readonly linkFailure: string | null }): ReactNode {
  const { phase, station, world, linkLostMs } = useKnown();
  useTitle();
  return (
    <div className="frame" data-world={world ?? "none"} data-stale={linkLostMs !== null}>
      {world === "exercise" && <ExerciseBar place="head" />}
      {phase === "ready" && station !== null && <main className="room room-brief"><Brief /></main>}
      {(phase === "signed-out" || phase === "locked") && (
        <main className="room room-sign-in"><SignIn linkFailure={props.linkFailure} /></main>
      )}
      {world === "exercise" && <ExerciseBar place="foot" />}
    </div>
  );
}

/** The hatched bar above and below everything in an exercise. */
function ExerciseBar(props: { readonly place: "head" | "foot" }): ReactNode {
  const { say } = useWords();
  return (
    <div className={`exercise-bar exercise-${props.place}`} aria-hidden={props.place === "foot"}>
      <span>{say("world.exercise")}</span>
    </div>
  );
}

/** The window's title: the world first, then who we are and how much waits. */
function useTitle(): void {
  const { station, world } = useKnown();
  const { say } = useWords();
  const waiting = station === null ? 0 : station.counts.waitingReceipt + station.counts.waitingAnswer;
  const parts = [world === null ? null : say(`world.${world}`), station?.party.short, say("product")];
  const title = parts.filter((part) => part != null).join(" · ");
  useEffect(() => {
    document.title = waiting > 0 ? `(${waiting}) ${title}` : title;
  }, [title, waiting]);
}

/** The words of a language once its catalogue is here; the former words until then. */
function useLoadedWords(language: ConsoleLanguage): Words {
  const [words, setWords] = useState(() => wordsOf("en", english));
  useEffect(() => {
    let wanted = true;
    void loadCatalogue(language).then(
      (catalogue) => (wanted ? setWords(wordsOf(language, catalogue)) : undefined),
      // The station cannot be reached just now; what is on the screen stays readable.
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [language]);
  return words;
}
