// Courtesy translations: one box for each other language of the channel. Each becomes a signed object of its own.

import type { ReactNode } from "react";

import type { ChannelView, DraftContent } from "../../../api/views.ts";
import { useWords } from "../../words/words.tsx";
import { PressButton, Writing } from "../frame/button.tsx";
import { languageName } from "../message/message-body.tsx";

type Translation = DraftContent["translations"][number];

/** The boxes; the original stays the text that binds. */
export function Translations(props: {
  readonly content: DraftContent;
  readonly channel: ChannelView | null;
  readonly change: (part: Partial<DraftContent>) => void;
}): ReactNode {
  const { content, channel, change } = props;
  const { say, language } = useWords();
  const others = (channel?.languages ?? []).filter((tag) => tag !== content.language);
  const set = (tag: string, part: Partial<Translation> | null): void => {
    const rest = content.translations.filter((one) => one.language !== tag);
    const former = content.translations.find((one) => one.language === tag) ?? { language: tag, subject: "", text: "" };
    change({ translations: part === null ? rest : [...rest, { ...former, ...part }] });
  };
  return others.map((tag) => {
    const found = content.translations.find((one) => one.language === tag);
    const name = languageName(tag, language);
    if (found === undefined) {
      return (
        <div key={tag} className="translation-offer">
          <PressButton onPress={() => set(tag, {})}>{say("compose.add-translation", { language: name })}</PressButton>
          <p className="hint">{say("compose.translation.hint")}</p>
        </div>
      );
    }
    return (
      <div key={tag} className="translation">
        <Writing
          label={say("compose.translation", { language: name })}
          value={found.text}
          lines={8}
          max={40_000}
          language={tag}
          onChange={(text) => set(tag, { text })}
        />
        <Writing
          label={say("compose.translation-subject", { language: name })}
          value={found.subject}
          max={400}
          language={tag}
          onChange={(subject) => set(tag, { subject })}
        />
        <PressButton tone="quiet" onPress={() => set(tag, null)}>
          {say("compose.remove-translation")}
        </PressButton>
      </div>
    );
  });
}
