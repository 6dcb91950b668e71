import { type Browser, firefox } from 'playwright-core';

/** Animations are over before they begin, as for a visitor who has asked for that. */
const PREFERENCES = { 'ui.prefersReducedMotion': 1 };
/** 0 dark, 1 light: what pages take for the system's theme. */
const THEME = 'layout.css.prefers-color-scheme.content-override';
const SET_MEDIA_FEATURES = 'emulation.setMediaFeaturesOverride';

interface Session {
  send(method: string, params: object): Promise<unknown>;
}
interface Tree {
  contexts: { context: string }[];
}

/**
 * A stock Firefox, driven over WebDriver BiDi: playwright-core does so for its channels `moz-…` (their own place for the
 * executable is overridden). It sends a command for media features that Firefox 153 does not have with every new context;
 * here the theme is set by its preference instead, from the browser's own scope, so for all pages of this Firefox at once.
 */
export async function launchFirefox(executablePath: string): Promise<Browser> {
  const browser = await firefox.launch({
    channel: 'moz-firefox',
    executablePath,
    args: ['--remote-allow-system-access'],
    firefoxUserPrefs: PREFERENCES,
  });
  const session = browserSession(browser);
  const sessions = Object.getPrototypeOf(session) as Session;
  const { send } = sessions;
  const { contexts } = (await session.send('browsingContext.getTree', { 'moz:scope': 'chrome' })) as Tree;
  const target = { context: contexts[0]?.context };
  sessions.send = function (this: Session, method, params) {
    if (method !== SET_MEDIA_FEATURES) return send.call(this, method, params);
    const { features } = params as { features: Record<string, unknown> };
    const value = features['prefers-color-scheme'] === 'dark' ? 0 : 1;
    const expression = `Services.prefs.setIntPref('${THEME}', ${value})`;
    return send.call(session, 'script.evaluate', { expression, target, awaitPromise: false });
  };
  return browser;
}

/** playwright-core has no name for it outside: it is taken from its implementation, whose version package.json pins. */
function browserSession(browser: Browser): Session {
  const { _connection } = browser as unknown as {
    _connection: { toImpl(client: unknown): { _browserSession: Session } };
  };
  return _connection.toImpl(browser)._browserSession;
}
