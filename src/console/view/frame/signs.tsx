// The signs of the console: a shape for each precedence and state, and the wavy cut. Always beside a word, never alone.

import type { Precedence } from "../../../core/names.ts";
import type { ReactNode } from "react";

import type { BearerView } from "../../../api/line-views.ts";
import type { DeliveryState } from "../../../api/views.ts";
import { precedenceOf } from "../../model/precedence.ts";

const levelPaths = {
  FLASH: "M8 1.2 15.2 14.4H.8Z",
  IMMEDIATE: "M8 .8 15.2 8 8 15.2 .8 8Z",
  PRIORITY: "M2 2h12v12H2Z",
  ROUTINE: "M8 1.6a6.4 6.4 0 1 1 0 12.8A6.4 6.4 0 0 1 8 1.6Z",
} as const;

/** ▲ ◆ ■ ●. It flashes while nobody has taken the message, and nothing else on the screen ever does. */
export function LevelSign(props: { readonly precedence: Precedence; readonly flashing?: boolean }): ReactNode {
  const precedence = precedenceOf(props.precedence);
  return (
    <svg
      className={`level-sign${props.flashing === true ? " flashing" : ""}`}
      viewBox="0 0 16 16"
      aria-hidden="true"
      data-level={precedence}
    >
      <path d={levelPaths[precedence]} fill="currentColor" />
    </svg>
  );
}

// Each state differs in outline, not only in how full it is.
const statePaths: Readonly<Record<DeliveryState, string>> = {
  composed: "M4 3h8v10H4Z",
  unreachable: "M3 3l10 10M13 3 3 13",
  carried: "M2 8h10M8.5 4.5 12 8l-3.500 3.500",
  durable: "M2.500 4.500h11v8h-11ZM2.500 7.500h11",
  taken: "M3 8.500 6.500 12 13 4.500",
  holding: "M5 3v10M11 3v10",
  answered: "M13 4v4H4M7 5 4 8l3 3",
  refused: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2ZM3.800 12.200l8.400-8.400",
};

/** The sign of a state of delivery. */
export function StateSign(props: { readonly state: DeliveryState }): ReactNode {
  return (
    <svg className="state-sign" viewBox="0 0 16 16" aria-hidden="true" data-state={props.state}>
      <path
        d={statePaths[props.state]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  );
}

/** The mark: the wavy cut between two parts of one parchment. */
export function Mark(): ReactNode {
  return (
    <svg className="mark" viewBox="0 0 28 28" aria-hidden="true">
      <path
        d="M4 3h20v8.200c-3.300 3.400-5 3.400-8.300.600s-6.700-2.600-11.700 1.200Z"
        fill="currentColor"
        opacity=".95"
      />
      <path d="M4 16.200c5-3.800 8.400-4 11.700-1.200s5 2.800 8.300-.600V25H4Z" fill="currentColor" opacity=".5" />
    </svg>
  );
}

/** Whether a line is up: a joined or a crossed-out shape, in grey when down. */
export function LineSign(props: { readonly up: boolean }): ReactNode {
  return (
    <svg className="state-sign" viewBox="0 0 16 16" aria-hidden="true">
      <path
        d={props.up ? "M1.500 8h13M4.500 5v6M11.500 5v6" : "M1.500 8h4M10.500 8h4M6 4.500l4 7M10 4.500l-4 7"}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.800"
        strokeLinecap="round"
      />
    </svg>
  );
}

// Heard: a full ring; not heard yet: an empty one; no answer: half of one; cut: crossed.
const bearerPaths: Readonly<Record<BearerView["state"], string>> = {
  up: "M8 3.500a4.500 4.500 0 1 1 0 9 4.500 4.500 0 0 1 0-9Z",
  untried: "M8 3.500a4.500 4.500 0 1 1 0 9 4.500 4.500 0 0 1 0-9Z",
  quiet: "M12.500 8a4.500 4.500 0 0 1-9 0",
  cut: "M3.500 3.500l9 9M12.500 3.500l-9 9",
};

/** How a bearer is; always beside the word for it. */
export function BearerSign(props: { readonly state: BearerView["state"] }): ReactNode {
  return (
    <svg className="state-sign" viewBox="0 0 16 16" aria-hidden="true">
      <path
        d={bearerPaths[props.state]}
        fill={props.state === "up" ? "currentColor" : "none"}
        stroke="currentColor"
        strokeWidth="1.800"
        strokeLinecap="round"
      />
    </svg>
  );
}
