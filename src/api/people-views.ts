// What a station shows of its people to one of them (GET /people).

/** The people of this station, as one of them may see them. */
export interface PeopleView {
  readonly officers: readonly {
    readonly id: string; readonly name: string; readonly language: string; readonly roles: readonly string[];
    readonly passkeys: number; readonly password: boolean;
  }[];
  readonly claims: readonly ClaimView[];
  readonly proposals: readonly ProposalView[];
  readonly undertakings: readonly UndertakingView[];
  readonly sessions: readonly SessionLine[];
  readonly policy: Readonly<Record<string, boolean>>;
}

/** What another site of ours says of our people and is not proven here: it has no effect. */
export interface ClaimView {
  readonly site: string; readonly timeMs: number;
  readonly what:
    | { readonly about: "officer"; readonly name: string; readonly roles: readonly string[]; readonly gone: boolean }
    | { readonly about: "passkey"; readonly name: string; readonly gone: boolean }
    | { readonly about: "policy"; readonly name: string; readonly allow: boolean };
}

/** A change that waits for two persons. `mine` says what the viewer's assent would be. */
export interface ProposalView {
  readonly object: string;
  readonly digest: string;
  readonly change: "enrol" | "roles" | "withdraw" | "reset" | "link" | "policy";
  readonly by: string;
  readonly timeMs: number;
  readonly officer: { readonly id: string; readonly name: string; readonly roles: readonly string[] } | null;
  readonly policy: { readonly name: string; readonly allow: boolean } | null;
  readonly assents: readonly string[];
  readonly mine: "may" | "given" | "not";
}

/** One line of a read-back: `name` is a word of the catalogues (`undertaking.<name>`), beside it a text or a time. */
export interface ReadBackLine {
  readonly name: string;
  readonly text: string | null;
  readonly timeMs: number | null;
}

/** What would bind us and waits for persons, with all that they assent to. */
export interface UndertakingView {
  readonly object: string;
  readonly digest: string;
  readonly shortHash: string;
  /** What it would be, as a word of the catalogues (`undertaking.<what>`): `accept.minutes`, `commitment.waive`. */
  readonly what: string;
  readonly channel: string;
  readonly by: string;
  readonly timeMs: number;
  readonly lines: readonly ReadBackLine[];
  readonly persons: number;
  readonly assents: readonly string[];
  readonly mine: "may" | "given" | "not";
}

export interface SessionLine {
  readonly session: string;
  readonly officer: string;
  readonly own: boolean;
  readonly means: string;
  readonly openedMs: number;
}
