// The headers that every answer carries.

import { createHash } from "node:crypto";

/**
 * The style sheet that the console's press handling adds to the page by itself (react-aria, usePress). Its hash stands
 * in the policy; a page that already holds an element with the id `react-aria-pressable-style` is not given it at all.
 */
const pressStyle = "@layer {\n  [data-react-aria-pressable] {\n    touch-action: pan-x pan-y pinch-zoom;\n  }\n}";

/** What of the headers the place of use decides. */
export interface HeaderChoices {
  /** Whether the pages are served over https, seen from the browser. */
  readonly secure: boolean;
  /** Origins that may show the console in a frame; none but in the demo. */
  readonly frameAncestors: readonly string[];
}

/** The content security policy. */
function contentSecurityPolicy(choices: HeaderChoices): string {
  const styleHash = createHash("sha256").update(pressStyle).digest("base64");
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'sha256-${styleHash}'`,
    "connect-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${choices.frameAncestors.length === 0 ? "'none'" : choices.frameAncestors.join(" ")}`,
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}

/** Features no page of ours uses; what it does use is allowed to itself alone. */
const permissionsPolicy = [
  "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid", "magnetometer",
  "microphone", "midi", "payment", "serial", "usb", "xr-spatial-tracking",
].map((feature) => `${feature}=()`).concat(
  "autoplay=(self)", "publickey-credentials-get=(self)", "publickey-credentials-create=(self)",
).join(", ");

/** Every header that every answer carries, API and files alike. */
export function securityHeaders(choices: HeaderChoices): readonly (readonly [name: string, value: string])[] {
  const headers: (readonly [string, string])[] = [
    ["Content-Security-Policy", contentSecurityPolicy(choices)],
    ["Cross-Origin-Opener-Policy", "same-origin"],
    ["Cross-Origin-Embedder-Policy", "require-corp"],
    ["Cross-Origin-Resource-Policy", "same-origin"],
    ["X-Content-Type-Options", "nosniff"],
    ["Referrer-Policy", "no-referrer"],
    ["Permissions-Policy", permissionsPolicy],
    ["Cache-Control", "no-store"],
  ];
  if (choices.frameAncestors.length === 0) headers.push(["X-Frame-Options", "DENY"]);
  if (choices.secure) headers.push(["Strict-Transport-Security", "max-age=63072000"]);
  return headers;
}
