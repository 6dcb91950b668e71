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
}
interface Tree {
  contexts: { context: string }[];
}

const patched = new WeakSet<Session>();

// Whoever launches it, Vitest too.
const launch = firefox.launch.bind(firefox);
firefox.launch = async options => withThemes(await launch(options));

/**
 * With every page playwright-core sends a command for media features that Firefox 153 does not have, and fails. Here the
 * theme is set by its preference instead, from the browser's own scope, so for all pages of one Firefox at once.
 */
function withThemes(browser: Browser): Browser {
  const sessions = Object.getPrototypeOf(browserSession(browser)) as Session;
  if (patched.has(sessions)) return browser;
  patched.add(sessions);
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
  return browser;
}

/** playwright-core has no name for it outside: it is taken from its implementation, whose version package.json pins. */
function browserSession(browser: Browser): Session {
  const { _connection } = browser as unknown as {
    _connection: { toImpl(client: unknown): { _browserSession: Session } };
  };
  return _connection.toImpl(browser)._browserSession;
}
