// Opens a record in Mirador: one window, in the reader's language and colours, without the
// furniture of a desk with many windows. What to open stands in the data attributes of #viewer.
// Settings: https://github.com/ProjectMirador/mirador/blob/main/src/config/settings.js
"use strict";

const place = document.getElementById("viewer");
const { manifest, canvas, query, panel, thumbnails } = place.dataset;

// On the page of the record, which has the title and needs no way back.
const isAtHome = window.self !== window.top && isOurs(window.top);
const isNarrow = window.matchMedia("(max-width: 40rem)").matches;
const isCalm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
const night = window.matchMedia("(prefers-color-scheme: dark)");

// A window of another origin does not say which.
function isOurs(other) {
  try {
    return other.location.origin === window.location.origin;
  } catch {
    return false;
  }
}

// Mirador's names of languages, where they are not those of BCP 47.
const MIRADOR_NAMES = { ko: "kr", no: "nb-NO", nb: "nb-NO", pt: "pt-BR", zh: "zh-CN" };
const BCP47_NAMES = { kr: "ko" };
const RIGHT_TO_LEFT = ["ar", "fa"];
const TRADITIONAL_CHINESE = /^zh-(hant|tw|hk|mo)\b/i;

// The first of the reader's languages that Mirador speaks.
function chosenLanguage(wanted, spoken) {
  for (const tag of wanted) {
    const base = tag.split("-")[0].toLowerCase();
    const names = [tag, TRADITIONAL_CHINESE.test(tag) ? "zh-TW" : MIRADOR_NAMES[base], base];
    const found = names.find((name) => spoken.includes(name));
    if (found) return found;
  }
  return "en";
}

const language = chosenLanguage(navigator.languages, Object.keys(Mirador.settings.availableLanguages));
const direction = RIGHT_TO_LEFT.includes(language) ? "rtl" : "ltr";

function palette(accent, paper, panel) {
  return {
    primary: { main: accent },
    secondary: { main: accent },
    shades: { dark: panel, main: paper, light: panel },
    background: { default: paper, paper },
  };
}

// The colours of fonds.css.
const themes = {
  light: { palette: { mode: "light", ...palette("#6d2116", "#fcfbf8", "#f4f1ea") } },
  dark: { palette: { mode: "dark", ...palette("#eda48f", "#181613", "#221f1b") } },
};

const theme = {
  direction,
  typography: { fontFamily: getComputedStyle(document.body).getPropertyValue("--sans") },
  ...(isCalm && { transitions: { create: () => "none" } }),
};

const panels = { info: true, attribution: true, canvas: true, annotations: true, search: true, layers: false };

document.documentElement.lang = BCP47_NAMES[language] ?? language;
document.documentElement.dir = direction;
document.documentElement.classList.toggle("at-home", isAtHome);
place.replaceChildren();

const shown = Mirador.viewer({
  id: "viewer",
  language,
  selectedTheme: night.matches ? "dark" : "light",
  themes,
  theme,
  // A transcript supplements its page; Mirador leaves that out unless it is asked for.
  annotations: { filteredMotivations: ["supplementing", "describing", "commenting", "oa:commenting", "tagging", "oa:tagging"] },
  workspace: { type: "single", allowNewWindows: false, draggingEnabled: false, showZoomControls: true },
  workspaceControlPanel: { enabled: false },
  window: {
    allowClose: false,
    allowMaximize: false,
    allowFullscreen: document.fullscreenEnabled,
    defaultSidebarPanelWidth: 300,
    hideWindowTitle: true,
    panels,
    defaultSideBarPanel: query ? "search" : panel,
    sideBarOpen: !isNarrow || Boolean(query),
  },
  osdConfig: isCalm ? { animationTime: 0, blendTime: 0 } : {},
  windows: [{
    manifestId: manifest,
    canvasId: canvas,
    thumbnailNavigationPosition: thumbnails,
  }],
});

const { store } = shown;

// A search that is under way, or answered, is not asked for again: Mirador 4.0 would forget the
// answer while its hits are on the screen, and fail.
function askOnce() {
  const dispatch = store.dispatch;
  store.dispatch = (action) => {
    const { type, windowId, companionWindowId, searchId } = action;
    const known = store.getState().searches[windowId]?.[companionWindowId]?.data?.[searchId];
    return type === "mirador/REQUEST_SEARCH" && known && !known.error ? action : dispatch(action);
  };
}

// Its own way to begin with a search forgets to escape the words.
function search(words) {
  const unsubscribe = store.subscribe(() => {
    const [windowId] = store.getState().workspace.windowIds;
    const service = Mirador.getManifestSearchService(store.getState(), { windowId });
    const [panelId] = Mirador.getCompanionWindowIdsForPosition(store.getState(), { windowId, position: "left" });
    if (!service || !panelId) return;
    unsubscribe();
    const address = `${service.id}?${new URLSearchParams({ q: words })}`;
    store.dispatch(Mirador.fetchSearch(windowId, panelId, address, words));
  });
}

askOnce();
if (query) search(query);

night.addEventListener("change", () => {
  store.dispatch(Mirador.updateConfig({ selectedTheme: night.matches ? "dark" : "light" }));
});
