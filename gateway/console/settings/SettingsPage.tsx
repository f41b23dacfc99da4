import { type ReactNode, Suspense, lazy } from 'react';
import { goTo } from '../app/location.ts';
import { useMe } from '../app/me.ts';
import { Empty, Waiting } from '../parts/Empty.tsx';
import { Icon } from '../parts/icons.tsx';
import { useStrings } from '../strings/strings.ts';
import { AccountPage } from './AccountPage.tsx';
import { FirstSteps } from './FirstSteps.tsx';
import { HelpPage } from './HelpPage.tsx';
import { PAGES, type PageName, pageNamed, pagesOf } from './pages.ts';

const MembersPage = lazy(() => import('./MembersPage.tsx').then((found) => ({ default: found.MembersPage })));
const TeamsPage = lazy(() => import('./TeamsPage.tsx').then((found) => ({ default: found.TeamsPage })));
const ChannelsPage = lazy(() => import('./ChannelsPage.tsx').then((found) => ({ default: found.ChannelsPage })));
const TemplatesPage = lazy(() => import('./TemplatesPage.tsx').then((found) => ({ default: found.TemplatesPage })));
const CampaignsPage = lazy(() => import('./CampaignsPage.tsx').then((found) => ({ default: found.CampaignsPage })));
const AnnouncementsPage = lazy(() => import('./AnnouncementsPage.tsx').then((found) => ({ default: found.AnnouncementsPage })));
const RulesPage = lazy(() => import('../rules/RulesPage.tsx').then((found) => ({ default: found.RulesPage })));
const KeysPage = lazy(() => import('./KeysPage.tsx').then((found) => ({ default: found.KeysPage })));
const AuditPage = lazy(() => import('../audit/AuditPage.tsx').then((found) => ({ default: found.AuditPage })));
const ChoicesPage = lazy(() => import('../notifications/ChoicesPage.tsx').then((found) => ({ default: found.ChoicesPage })));
const SubscriptionsPage = lazy(() => import('./SubscriptionsPage.tsx').then((found) => ({ default: found.SubscriptionsPage })));

/** Everything that is set up rather than done each day. */
export function SettingsPage({ name }: { readonly name: string }) {
  const s = useStrings();
  const me = useMe();
  const isAdmin = me.role !== 'agent';
  const shown = pagesOf(me);
  const here = pageNamed(name);
  const page = here === 'start' && !isAdmin ? 'account' : here;
  return (
    <div className="settings">
      <nav className="settings-nav" aria-label={s.settings.title}>
        <h2>{s.settings.title}</h2>
        {shown.map((one) => (
          <a
            key={one}
            className="category"
            href={`/settings/${one}`}
            aria-current={one === page ? 'page' : undefined}
            onClick={(event) => {
              event.preventDefault();
              goTo({ page: `settings/${one}`, conversationId: null });
            }}
          >
            <Icon name={PAGES[one].icon} size={18} />
            <span className="category-name">{s.settings.pages[one]}</span>
          </a>
        ))}
      </nav>
      <main className="page" id="page" tabIndex={-1}>
        <div className="page-body">
          <Suspense fallback={<Waiting rows={4} />}>{bodyOf(page, isAdmin, s.settings.adminOnly, s.app.notFound)}</Suspense>
        </div>
      </main>
    </div>
  );
}

function bodyOf(page: PageName | undefined, isAdmin: boolean, adminOnly: string, notFound: string): ReactNode {
  if (page === undefined) return <Empty icon="question" title={notFound} />;
  if (PAGES[page].admin && !isAdmin) return <Empty icon="key" title={adminOnly} />;
  switch (page) {
    case 'start':
      return <FirstSteps />;
    case 'members':
      return <MembersPage />;
    case 'teams':
      return <TeamsPage />;
    case 'channels':
      return <ChannelsPage />;
    case 'templates':
      return <TemplatesPage />;
    case 'campaigns':
      return <CampaignsPage />;
    case 'announcements':
      return <AnnouncementsPage />;
    case 'rules':
      return <RulesPage />;
    case 'keys':
      return <KeysPage />;
    case 'subscriptions':
      return <SubscriptionsPage />;
    case 'audit':
      return <AuditPage />;
    case 'notifications':
      return <ChoicesPage />;
    case 'account':
      return <AccountPage />;
    case 'help':
      return <HelpPage />;
  }
}
