// With whom something is begun, where there is more than one channel.

import type { ReactNode } from "react";

import type { StationView } from "../../../api/views.ts";
import { openChannels, partyShort } from "../../model/named.ts";
import { useWords } from "../../words/words.tsx";
import { Choice } from "./button.tsx";

/** The channels by their parties; nothing where there is one alone. */
export function ChannelChoice(props: {
  readonly station: StationView; readonly value: string; readonly onChange: (channel: string) => void;
}): ReactNode {
  const { station, value, onChange } = props;
  const { say } = useWords();
  const channels = openChannels(station);
  if (channels.length < 2) return null;
  return (
    <Choice
      label={say("text.channel")} value={value} onChange={onChange}
      choices={channels.map(({ id, parties }) => (
        { value: id, text: parties.map((one) => partyShort(station, one)).join(" – ") }
      ))}
    />
  );
}
