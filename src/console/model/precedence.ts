// The four precedences of the line and the alert levels that follow from them.

/** Most urgent first: the order of every list. */
export const precedences = ["FLASH", "IMMEDIATE", "PRIORITY", "ROUTINE"] as const;
export type Precedence = (typeof precedences)[number];

/** What an alert is called by the station. */
export type AlertLevel = "emergency" | "alarm" | "warning" | "caution";

const levels: Readonly<Record<AlertLevel, Precedence>> = {
  emergency: "FLASH",
  alarm: "IMMEDIATE",
  warning: "PRIORITY",
  caution: "ROUTINE",
};

/** The precedence whose shape, colour and sound an alert level takes. */
export function precedenceOfLevel(level: AlertLevel): Precedence {
  return levels[level];
}

/**
 * A precedence from outside; anything unknown is the least urgent, so that it is shown, and never above a known one.
 */
export function precedenceOf(name: string): Precedence {
  return precedences.find((one) => one === name) ?? "ROUTINE";
}

/** 0 for FLASH to 3 for ROUTINE. */
export function urgency(name: string): number {
  return precedences.indexOf(precedenceOf(name));
}
