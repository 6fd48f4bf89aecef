// Screen 5, the officers: one's own passkeys.

import type { ReactNode } from "react";

import { useWords } from "../../words/words.tsx";
import { RoomTitle } from "../frame/room-title.tsx";
import { OwnPasskeys } from "./own-passkeys.tsx";

/** The room. */
export function OfficersRoom(): ReactNode {
  const { say } = useWords();
  return (
    <>
      <RoomTitle room="officers" handling={null} />
      <div className="officers">
        <section aria-labelledby="own-passkeys-title">
          <h2 id="own-passkeys-title">{say("passkeys.title")}</h2>
          <OwnPasskeys />
        </section>
      </div>
    </>
  );
}
