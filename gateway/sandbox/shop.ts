import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import express, { type Router } from 'express';

const FOLDER = fileURLToPath(new URL('./shop', import.meta.url));

/** The widget that a site has: where its script is, and which channel it talks to. */
export interface SiteWidget {
  /** Of the gateway, without a slash at the end. */
  readonly origin: string;
  readonly channelId: string;
}

/** A small shop that has the widget on its pages, as any site would: on an origin of its own, with one line of script. */
export interface Shop {
  readonly router: Router;
  /** Puts the widget on the pages; before, they are a shop without a chat. */
  putWidget(widget: SiteWidget): void;
}

/**
 * Serves the shop's pages: `/`, and `/orders` behind a link that loads no page. Its policy is as strict as a careful site's: it names
 * the gateway and nothing else, and lets no inline script or style be run.
 */
export function createShop(): Shop {
  const page = readFileSync(`${FOLDER}/index.html`, 'utf8');
  const router = express.Router();
  let widget: SiteWidget | undefined;
  router.get(['/', '/orders', '/atlas'], (_request, response) => {
    const script =
      widget === undefined ? '' : `<script src="${widget.origin}/widget.js" data-channel="${widget.channelId}" async></script>`;
    response.set({ 'content-security-policy': policyFor(widget), 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    response.type('html').send(page.replace('<!-- widget -->', script));
  });
  router.use(express.static(FOLDER, { index: false, cacheControl: false }));
  return { router, putWidget: (one) => (widget = one) };
}

function policyFor(widget: SiteWidget | undefined): string {
  const theirs = widget === undefined ? '' : ` ${widget.origin}`;
  return [
    "default-src 'none'",
    `script-src 'self'${theirs}`,
    `connect-src 'self'${theirs}`,
    `img-src 'self'${theirs}`,
    `media-src 'self'${theirs}`,
    "style-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}
