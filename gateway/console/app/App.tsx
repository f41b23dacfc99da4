import { useQuery } from '@tanstack/react-query';
import { Suspense, lazy } from 'react';
import { meQuery } from '../api/queries.ts';
import { ApiProblem } from '../api/request.ts';
import { Empty, Failed } from '../parts/Empty.tsx';
import { Toasts } from '../parts/toasts.tsx';
import { useStrings } from '../strings/strings.ts';
import { Inbox } from './Inbox.tsx';
import { LiveProvider } from './Live.tsx';
import { MeContext } from './me.ts';
import { Shell } from './Shell.tsx';
import { usePlace } from './location.ts';

// Only for some, or only once: not part of the first load.
const Entrance = lazy(() => import('./Entrance.tsx').then((found) => ({ default: found.Entrance })));
const SettingsPage = lazy(() => import('../settings/SettingsPage.tsx').then((found) => ({ default: found.SettingsPage })));
const AnalyticsPage = lazy(() => import('../settings/AnalyticsPage.tsx').then((found) => ({ default: found.AnalyticsPage })));

/** Addresses for people who are not signed in, whoever else is. */
const PUBLIC = /^(invitation|password-reset)$/;

/** The whole console: the way in, or the pages. */
export function App() {
  const s = useStrings();
  const { page } = usePlace();
  const isPublic = PUBLIC.test(page);
  const me = useQuery({ ...meQuery, enabled: !isPublic });
  const isStranger = me.error instanceof ApiProblem && me.error.status === 401;
  if (isPublic || isStranger) {
    return (
      <Suspense fallback={<p className="hidden">{s.app.loading}</p>}>
        <Entrance />
        <Toasts />
      </Suspense>
    );
  }
  if (me.isError) {
    return (
      <main className="lonely">
        <Failed error={me.error} onRetry={() => void me.refetch()} />
      </main>
    );
  }
  if (me.data === undefined) return <main className="lonely" aria-busy="true" aria-label={s.app.loading} />;
  return (
    <MeContext value={me.data}>
      <LiveProvider>
        <Shell>
          <Suspense fallback={<main className="page" id="page" tabIndex={-1} aria-busy="true" />}>
            <Page page={page} />
          </Suspense>
        </Shell>
        <Toasts />
      </LiveProvider>
    </MeContext>
  );
}

function Page({ page }: { readonly page: string }) {
  const s = useStrings();
  if (page === 'inbox') return <Inbox />;
  if (page === 'analytics') return <AnalyticsPage />;
  if (page === 'settings' || page.startsWith('settings/')) return <SettingsPage name={page.split('/')[1] ?? 'start'} />;
  return (
    <main className="page" id="page" tabIndex={-1}>
      <Empty icon="question" title={s.app.notFound} />
    </main>
  );
}
