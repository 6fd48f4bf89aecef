// Every command, in the order the help lists them: making, agreeing, running, saying, acting, proving.

import type { Command } from "./cli.ts";

/** A command by its first word, read when it is asked for: nobody waits for what another one needs. */
export interface NamedCommand {
  readonly name: string;
  read(): Promise<Command>;
}

/** The commands. A new one is a file beside these and a line here. */
export const commands: readonly NamedCommand[] = [
  { name: "init", read: async () => (await import("./party/init.ts")).init },
  { name: "card", read: async () => (await import("./party/card.ts")).card },
  { name: "roster", read: async () => (await import("./party/roster.ts")).roster },
  { name: "station", read: async () => (await import("./station/station.ts")).station },
  { name: "charter", read: async () => (await import("./agree/charter.ts")).charter },
  { name: "agree", read: async () => (await import("./agree/agree.ts")).agree },
  { name: "text", read: async () => (await import("./text/text.ts")).text },
  { name: "officer", read: async () => (await import("./officer/officer.ts")).officer },
  { name: "watch", read: async () => (await import("./officer/watch.ts")).watch },
  { name: "start", read: async () => (await import("./station/start.ts")).start },
  { name: "send", read: async () => (await import("./message/send.ts")).send },
  { name: "draft", read: async () => (await import("./message/draft.ts")).draft },
  { name: "list", read: async () => (await import("./message/list.ts")).list },
  { name: "show", read: async () => (await import("./message/show.ts")).show },
  { name: "take", read: async () => (await import("./message/take.ts")).take },
  { name: "hold", read: async () => (await import("./message/hold.ts")).hold },
  { name: "answer", read: async () => (await import("./message/answer.ts")).answer },
  { name: "refuse", read: async () => (await import("./message/refuse.ts")).refuse },
  { name: "correct", read: async () => (await import("./message/correct.ts")).correct },
  { name: "cancel", read: async () => (await import("./message/cancel.ts")).cancel },
  { name: "translate", read: async () => (await import("./message/translate.ts")).translate },
  { name: "commitment", read: async () => (await import("./commitment/commitment.ts")).commitment },
  { name: "meeting", read: async () => (await import("./meeting/meeting.ts")).meeting },
  { name: "calendar", read: async () => (await import("./meeting/calendar.ts")).calendar },
  { name: "follow", read: async () => (await import("./commitment/follow.ts")).follow },
  { name: "line", read: async () => (await import("./station/line.ts")).line },
  { name: "bearer", read: async () => (await import("./bearers/bearer.ts")).bearer },
  { name: "courier", read: async () => (await import("./courier/courier.ts")).courier },
  { name: "export", read: async () => (await import("./verify/export.ts")).exportRecord },
  { name: "proof", read: async () => (await import("./verify/proof.ts")).proof },
  { name: "publish", read: async () => (await import("./text/publish.ts")).publish },
  { name: "evidence", read: async () => (await import("./verify/evidence.ts")).evidence },
  { name: "verify", read: async () => (await import("./verify/verify.ts")).verify },
  { name: "witness", read: async () => (await import("./witness/witness.ts")).witness },
  { name: "memory", read: async () => (await import("./backup/memory.ts")).memory },
  { name: "backup", read: async () => (await import("./backup/backup.ts")).backup },
  { name: "restore", read: async () => (await import("./backup/restore.ts")).restore },
  { name: "drill", read: async () => (await import("./drill/drill.ts")).drill },
  { name: "doctor", read: async () => (await import("./station/doctor.ts")).doctor },
  { name: "demo", read: async () => (await import("./demo/demo.ts")).demo },
  { name: "link", read: async () => (await import("./link/link.ts")).link },
  { name: "gateway", read: async () => (await import("./gateway/gateway.ts")).gateway },
];
