// The station's API as the console asks it. Every answer is the station's; a failure is a value with a code.

import type { Act, ActOf, ActResult, AssertionInput, ChallengeInput } from "../../api/acts.ts";
import type { BundleView, CourierView } from "../../api/courier-views.ts";
import type { CommitmentView, ExhibitView, FollowView, ScheduleView } from "../../api/commitment-views.ts";
import type { SlotHistory, TextSummary, TextView } from "../../api/text-views.ts";
import type { MeetingView } from "../../api/meeting-views.ts";
import type { PeopleView } from "../../api/people-views.ts";
import type {
  ChallengeView, DraftView, EvidenceView, HandoverView, MessageView, ProofView, ReadBack, RecordPage, SessionView,
  StationView, ThreadView, VerifyView,
} from "../../api/views.ts";

type EvidenceInput = ActOf<"commitment.claim">["evidence"][number];

/** Root of the API, relative to the page, so that a proxy may put the console under any path. */
export const apiRoot = "api/v1";

/** What came of a request: the answer, or a code ("offline" when the station could not be reached). */
export type Answer<T> =
  { readonly kind: "answer"; readonly value: T } | { readonly kind: "failed"; readonly code: string };

/** Newest messages fetched at once; the station sends no more than this in one answer. */
export const messagesMax = 500;
export const recordPageLength = 100;

export interface Client {
  session(): Promise<Answer<SessionView>>;
  signInByLink(token: string): Promise<Answer<SessionView>>;
  signInByPassword(officer: string, password: string): Promise<Answer<SessionView>>;
  signInByPasskey(given: AssertionInput): Promise<Answer<SessionView>>;
  challenge(ask: ChallengeInput): Promise<Answer<ChallengeView>>;
  people(): Promise<Answer<PeopleView>>;
  handover(): Promise<Answer<HandoverView>>;
  signOut(): Promise<Answer<SessionView>>;
  state(): Promise<Answer<StationView>>;
  messages(): Promise<Answer<readonly MessageView[]>>;
  /** What waits for somebody, however old: it may lie below the newest messages. */
  waiting(): Promise<Answer<readonly MessageView[]>>;
  thread(object: string): Promise<Answer<ThreadView>>;
  proof(object: string): Promise<Answer<ProofView>>;
  drafts(): Promise<Answer<readonly DraftView[]>>;
  readBack(draft: string): Promise<Answer<ReadBack>>;
  record(from: number, channel: string | null): Promise<Answer<RecordPage>>;
  house(from: number): Promise<Answer<RecordPage>>;
  verify(): Promise<Answer<VerifyView>>;
  evidence(): Promise<Answer<readonly EvidenceView[]>>;
  courier(): Promise<Answer<readonly CourierView[]>>;
  texts(): Promise<Answer<readonly TextSummary[]>>;
  text(object: string): Promise<Answer<TextView>>;
  meetings(): Promise<Answer<readonly MeetingView[]>>;
  commitments(): Promise<Answer<readonly CommitmentView[]>>;
  schedule(object: string): Promise<Answer<ScheduleView>>;
  /** Who owes what; `since` is a time in ms, or the object of a meeting or a text. */
  follow(since: string | null): Promise<Answer<FollowView>>;
  /** Hands a file of evidence to the station, which seals it; what comes back stands in the claim. */
  keepExhibit(file: File): Promise<Answer<EvidenceInput>>;
  /** How the n-th file of a claim is, from 1; where it is not here, the station asks for it. */
  lookExhibit(claim: string, number: number): Promise<Answer<Omit<ExhibitView, "bytes">>>;
  /** Every version of one clause. */
  clauseHistory(object: string, slot: string): Promise<Answer<SlotHistory>>;
  /** Has the station look into a bundle, or take it in; the browser sends it as it reads it. */
  readBundle(file: Blob, keep: boolean): Promise<Answer<BundleView>>;
  act(act: Act): Promise<Answer<ActResult>>;
  /** Address of the export, for a link that downloads. */
  exportAddress(channel: string | null): string;
  /** Address of a file of evidence, the n-th of a claim from 1, once it is here. */
  exhibitAddress(claim: string, number: number): string;
  /** Address of a compiled copy of a fair copy, of the n-th principal from 0; and of the proof of its publication. */
  copyAddress(object: string, digest: string, index: number): string;
  publicationAddress(object: string, digest: string): string;
  /** Address of a new bundle for a peer's station. */
  bundleAddress(station: string): string;
  /** Address of the file of one piece of evidence. */
  evidenceAddress(id: string): string;
  /** Address of the file that the root signs where the station went on twice. */
  joinAddress(): string;
}

/** The part of `fetch` that the client uses. */
export type Fetch = (address: string, init?: RequestInit) => Promise<Response>;

/** A client; `refused` is told each time the station answers that the session is over or locked. */
export function createClient(fetch: Fetch, refused: (code: string) => void): Client {
  const ask = async <T>(path: string, body?: unknown): Promise<Answer<T>> => {
    const init: RequestInit = { credentials: "same-origin", headers: { accept: "application/json" } };
    if (body !== undefined) {
      init.method = "POST";
      const isFile = body instanceof Blob;
      const type = isFile ? "application/octet-stream" : "application/json";
      init.headers = { accept: "application/json", "content-type": type };
      init.body = isFile ? body : JSON.stringify(body);
    }
    let response: Response;
    try {
      response = await fetch(`${apiRoot}/${path}`, init);
    } catch {
      return { kind: "failed", code: "offline" };
    }
    const value = (await response.json().catch(() => null)) as unknown;
    if (response.ok && value !== null) return { kind: "answer", value: value as T };
    const code = codeOf(value, response.status);
    if (code === "sign-in" || code === "session-locked") {
      if (!path.startsWith("session")) refused(code);
    }
    return { kind: "failed", code };
  };
  const part = encodeURIComponent;
  const channelPart = (channel: string | null): string => (channel === null ? "" : `&channel=${part(channel)}`);
  return {
    session: () => ask("session"),
    signInByLink: (token) => ask("session/link", { token }),
    signInByPassword: (officer, password) => ask("session/password", { officer, password }),
    signInByPasskey: (given) => ask("session/passkey", given),
    challenge: (what) => ask("challenge", what),
    people: () => ask("people"),
    handover: () => ask("handover"),
    signOut: () => ask("session/end", {}),
    state: () => ask("state"),
    messages: () => ask(`messages?limit=${messagesMax}`),
    waiting: () => ask("messages?waiting=1"),
    thread: (object) => ask(`messages/${part(object)}`),
    proof: (object) => ask(`messages/${part(object)}/proof`),
    drafts: () => ask("drafts"),
    readBack: (draft) => ask(`drafts/${part(draft)}/readback`),
    record: (from, channel) => ask(`record?from=${from}&limit=${recordPageLength}${channelPart(channel)}`),
    house: (from) => ask(`house?from=${from}&limit=${recordPageLength}`),
    verify: () => ask("record/verify", {}),
    evidence: () => ask("evidence"),
    courier: () => ask("courier"),
    texts: () => ask("texts"),
    meetings: () => ask("meetings"),
    commitments: () => ask("commitments"),
    schedule: (object) => ask(`commitments/${part(object)}`),
    follow: (since) => ask(`follow${since === null ? "" : `?since=${part(since)}`}`),
    keepExhibit: (file) => ask(`exhibits?name=${part(file.name.normalize("NFC"))}&media=${part(mediaOf(file))}`, file),
    lookExhibit: (claim, number) => ask(`claims/${part(claim)}/exhibits/${number}?look`),
    exhibitAddress: (claim, number) => `${apiRoot}/claims/${part(claim)}/exhibits/${number}`,
    copyAddress: (object, digest, index) => `${apiRoot}/texts/${part(object)}/copies/${part(digest)}/${index}`,
    publicationAddress: (object, digest) => `${apiRoot}/texts/${part(object)}/publication/${part(digest)}`,
    text: (object) => ask(`texts/${part(object)}`),
    clauseHistory: (object, slot) => ask(`texts/${part(object)}/history/${part(slot)}`),
    readBundle: (file, keep) => ask(keep ? "courier/take" : "courier/look", file),
    act: (act) => ask("acts", act),
    bundleAddress: (station) => `${apiRoot}/courier/bundle?station=${part(station)}`,
    joinAddress: () => `${apiRoot}/memory/join-asked`,
    evidenceAddress: (id) => `${apiRoot}/evidence/${part(id)}`,
    exportAddress: (channel) => `${apiRoot}/record/export?${channel === null ? "" : `channel=${part(channel)}`}`,
  };
}

/** The media type that the browser gives a file; where it knows none, bytes of no type. */
function mediaOf(file: File): string {
  return file.type === "" ? "application/octet-stream" : file.type;
}

function codeOf(value: unknown, status: number): string {
  if (typeof value === "object" && value !== null && "error" in value && typeof value.error === "string")
    return value.error;
  return `http-${status}`;
}
