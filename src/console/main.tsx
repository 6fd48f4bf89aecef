// The console's beginning: what the browser gives, put together once.

import { createRoot } from "react-dom/client";

import { createClient } from "./model/client.ts";
import { parsePreferences } from "./model/preferences.ts";
import { takeLinkToken } from "./model/link-token.ts";
import { createStore } from "./model/store.ts";
import { createTicker } from "./model/ticker.ts";
import { App } from "./view/frame/app.tsx";
import { createSounder } from "./view/frame/sounder.ts";
import "./style/console.css";

const preferencesKey = "chirograph.desk";

/** A browser may refuse to keep anything at a desk; the console works all the same. */
function stored(): string | null {
  try {
    return localStorage.getItem(preferencesKey);
  } catch {
    return null;
  }
}

function keep(text: string): void {
  try {
    localStorage.setItem(preferencesKey, text);
  } catch {
    // The choice then lasts as long as the page.
  }
}

const fetchHere = (address: string, init?: RequestInit): Promise<Response> => fetch(address, init);
const store = createStore({
  fetch: fetchHere,
  after(delayMs, work) {
    const timer = setTimeout(work, delayMs);
    return () => clearTimeout(timer);
  },
  monotonicMs: () => performance.now(),
  makeClient: (refused) => createClient(fetchHere, refused),
});
const ticker = createTicker(store.nowMs);
const root = createRoot(document.getElementById("console") as HTMLElement);

// The token leaves the address before anything else happens, so that no history, screen or picture keeps it.
const token = takeLinkToken(location.hash);
if (token !== null) history.replaceState(null, "", `${location.pathname}${location.search}`);
const linkFailure = await store.start(token);

setInterval(() => {
  store.tick();
  ticker.tick();
}, 200);
root.render(
  <App
    page={new URLSearchParams(location.search).get("brief") !== null ? "brief" : "console"}
    store={store} ticker={ticker} sounder={createSounder()} preferences={parsePreferences(stored())}
    keepPreferences={(next) => keep(JSON.stringify(next))} browserLanguage={navigator.language}
    linkFailure={token === null ? null : linkFailure}
  />,
);
