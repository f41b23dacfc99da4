import { useChannels, useSettings } from '../api/queries.ts';
import { Button } from '../parts/Button.tsx';
import { useStrings } from '../strings/strings.ts';
import { PageHead } from './PageHead.tsx';

/** Where to look when something is odd, and what to send to whoever helps. */
export function HelpPage() {
  const s = useStrings();
  const words = s.settings.help;
  const channels = useChannels();
  const settings = useSettings();
  const download = () => {
    const bundle = {
      at: new Date().toISOString(),
      page: location.origin,
      browser: navigator.userAgent,
      languages: navigator.languages,
      // No settings of a channel: what a platform calls an account is nobody else's business.
      channels: channels.data?.map(({ id, type, provider, status, health, twoWay, teamIds }) => ({
        id,
        type,
        provider,
        status,
        health,
        twoWay,
        teamIds,
      })),
      settings: settings.data,
    };
    const address = URL.createObjectURL(new Blob([JSON.stringify(bundle, null, 2)], { type: 'application/json' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = 'parley-diagnostics.json';
    link.click();
    URL.revokeObjectURL(address);
  };
  return (
    <>
      <PageHead title={s.settings.pages.help} lead={words.lead} />
      <ul className="cards">
        <li className="card-line">
          <span className="card-text">
            <strong>{words.api}</strong>
            <a href="/docs">/docs</a>
          </span>
        </li>
        <li className="card-line">
          <span className="card-text">
            <strong>{words.bundle}</strong>
            <span className="soft">{words.bundleLead}</span>
          </span>
          <Button onClick={download}>{words.download}</Button>
        </li>
      </ul>
    </>
  );
}
