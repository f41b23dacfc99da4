import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from '../api/queries.ts';
import '../theme/tokens.css';
import '../theme/base.css';
import '../parts/buttons.css';
import '../parts/fields.css';
import '../parts/marks.css';
import '../parts/states.css';
import '../parts/overlays.css';
import './app.css';
import '../categories/categories.css';
import '../conversations/conversations.css';
import '../thread/talk.css';
import '../thread/thread.css';
import '../thread/bubble.css';
import '../thread/content.css';
import '../composer/composer.css';
import '../panel/panel.css';
import '../notifications/notifications.css';
import '../settings/settings.css';
import '../rules/rules.css';
import { followPushes } from '../notifications/push.ts';
import { App } from './App.tsx';
import { ErrorEdge } from './ErrorEdge.tsx';
import { LookProvider } from './Look.tsx';

// The libraries that make a `style` element while a dialog is open look for the page's nonce under this name.
Object.assign(globalThis, { __webpack_nonce__: document.querySelector('meta[name="csp-nonce"]')?.getAttribute('content') ?? '' });

followPushes();
const place = document.getElementById('console');
if (place !== null) {
  createRoot(place).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <LookProvider>
          <ErrorEdge>
            <App />
          </ErrorEdge>
        </LookProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}
