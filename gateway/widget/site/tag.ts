/** How the site has put the script on its page. */
export interface Tag {
  readonly origin: string;
  readonly channelId: string;
  readonly locale: string | undefined;
  readonly theme: 'light' | 'dark' | undefined;
  /** `none`: the site has a button of its own. */
  readonly hasLauncher: boolean;
}

/** Undefined where the script cannot find its tag, or the tag names no channel. */
export function readTag(): Tag | undefined {
  const script = document.currentScript;
  if (!(script instanceof HTMLScriptElement)) return undefined;
  const { channel, locale, theme, launcher } = script.dataset;
  if (channel === undefined) return undefined;
  return {
    origin: new URL(script.src).origin,
    channelId: channel,
    locale,
    theme: theme === 'light' || theme === 'dark' ? theme : undefined,
    hasLauncher: launcher !== 'none',
  };
}
