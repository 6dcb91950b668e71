import { type Browser, firefox, type LaunchOptions } from 'playwright-core';

/**
 * A stock Firefox is driven over WebDriver BiDi: playwright-core does so for its channels `moz-…`, whose own place of the
 * executable is overridden. Animations are over before they begin, as for a visitor who has asked for that.
 */
export const FIREFOX_OPTIONS: LaunchOptions = {
  channel: 'moz-firefox',
  args: ['--remote-allow-system-access'],
  firefoxUserPrefs: { 'ui.prefersReducedMotion': 1 },
};

/** 0 dark, 1 light: what pages take for the system's theme. */
const THEME = 'layout.css.prefers-color-scheme.content-override';

interface Session {
  readonly connection: { readonly browserSession: Session };
  send(method: string, params: object): Promise<unknown>;
  dispatchMessage(message: { method?: string; params?: Download }): void;
}
interface Download {
  navigation: string | null;
  url: string;
  download?: string;
}
interface Tree {
  contexts: { context: string }[];
}

// Whoever launches it, Vitest too.
const launch = firefox.launch.bind(firefox);
firefox.launch = async options => bridged(await launch(options));

const met = new WeakSet<Session>();

/** Firefox 153 and this playwright-core disagree in two places of the protocol. */
function bridged(browser: Browser): Browser {
  const sessions = Object.getPrototypeOf(browserSession(browser)) as Session;
  if (!met.has(sessions)) {
    met.add(sessions);
    setThemesByPreference(sessions);
    nameDownloads(sessions);
  }
  return browser;
}

/**
 * With every page a command for media features is sent, which Firefox does not have. Here the theme is set by its
 * preference instead, from the browser's own scope, so for all pages of one Firefox at once.
 */
function setThemesByPreference(sessions: Session): void {
  const { send } = sessions;
  sessions.send = async function (method, params) {
    if (method !== 'emulation.setMediaFeaturesOverride') return send.call(this, method, params);
    const { browserSession } = this.connection;
    const tree = await send.call(browserSession, 'browsingContext.getTree', { 'moz:scope': 'chrome' });
    const { features } = params as { features: Record<string, unknown> };
    const value = features['prefers-color-scheme'] === 'dark' ? 0 : 1;
    return send.call(browserSession, 'script.evaluate', {
      expression: `Services.prefs.setIntPref('${THEME}', ${value})`,
      target: { context: (tree as Tree).contexts[0]?.context },
      awaitPromise: false,
    });
  };
}

/** A download that navigates nowhere comes without the name by which its end is matched to its beginning: its URL will do. */
function nameDownloads(sessions: Session): void {
  const { dispatchMessage } = sessions;
  sessions.dispatchMessage = function (message) {
    const { method, params } = message;
    if (method?.startsWith('browsingContext.download') && params && !params.navigation)
      params.download ??= params.url;
    return dispatchMessage.call(this, message);
  };
}

/** playwright-core has no name for it outside: it is taken from its implementation, whose version package.json pins. */
function browserSession(browser: Browser): Session {
  const { _connection } = browser as unknown as {
    _connection: { toImpl(client: unknown): { _browserSession: Session } };
  };
  return _connection.toImpl(browser)._browserSession;
}
