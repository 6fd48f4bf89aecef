// Placeholder until the export format lands.
import type { Channel, StationState } from "../state.ts";
import type { Store } from "../../ports/store.ts";
import type { ProofView } from "../../api/views.ts";

export async function* exportRecord(_s: StationState, _store: Store, _c: Channel, _w: readonly string[]): AsyncIterable<Uint8Array> {}
export async function proofOf(_s: StationState, _store: Store, _o: string): Promise<ProofView | null> { return null; }
