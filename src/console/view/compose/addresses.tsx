// To whom: every desk of every other party of the channel, for action, for information, or not at all.

import type { ReactNode } from "react";

import type { ChannelView, DraftContent, StationView } from "../../../api/views.ts";
import { addressChoices } from "../../model/draft-form.ts";
import { deskName, partyShort } from "../../model/named.ts";
import { useWords } from "../../words/words.tsx";
import { Choice } from "../frame/button.tsx";

type Role = "to" | "info" | "none";
type Address = DraftContent["to"][number];

/** One choice for each desk. */
export function Addresses(props: {
  readonly station: StationView;
  readonly channel: ChannelView | null;
  readonly content: DraftContent;
  readonly invalid: boolean;
  readonly change: (part: Partial<DraftContent>) => void;
}): ReactNode {
  const { station, channel, content, change } = props;
  const { say, language } = useWords();
  const nameOf = ({ party, desk }: Address): string =>
    `${partyShort(station, party)} ${deskName(station, party, desk, language).text}`;
  const set = (address: Address, role: Role): void => {
    const others = (list: readonly Address[]): readonly Address[] => list.filter((one) => !same(one, address));
    change({
      to: role === "to" ? [...others(content.to), address] : others(content.to),
      info: role === "info" ? [...others(content.info), address] : others(content.info),
    });
  };
  return (
    <fieldset className="addresses" aria-invalid={props.invalid ? true : undefined}>
      <legend className="field-label">{say("compose.addressees")}</legend>
      {addressChoices(station, channel).map((address) => (
        <div key={`${address.party}${address.desk}`} className="address">
          <Choice
            label={nameOf(address)}
            value={roleOf(content, address)}
            onChange={(role) => set(address, role as Role)}
            choices={(["none", "to", "info"] as const).map((role) => ({
              value: role,
              text: say(`address.choice.${role}`),
            }))}
          />
        </div>
      ))}
    </fieldset>
  );
}

function roleOf(content: DraftContent, address: Address): Role {
  if (content.to.some((one) => same(one, address))) return "to";
  return content.info.some((one) => same(one, address)) ? "info" : "none";
}

function same(a: Address, b: Address): boolean {
  return a.party === b.party && a.desk === b.desk;
}
