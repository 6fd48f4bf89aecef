// The forms of a narrow entry: what is sent, and what the reader has to know by itself (spec/11-narrow.md, Forms).

/** `prev` and the lamport are sent. */
export const prevSent = 1;
/** Logs that are acknowledged are sent with their ids and roots. */
export const rootsSent = 2;
/** What the entry is about, and what its content names, is sent whole. */
export const objectsSent = 4;
/** Time, epoch and index are sent whole. */
export const numbersSent = 8;
/** Everything is sent that the reader cannot recompute from the entry itself. */
export const fullForm = prevSent | rootsSent | objectsSent | numbersSent;

/** Whether a form sends something. */
export function sends(form: number, what: number): boolean {
  return (form & what) !== 0;
}
