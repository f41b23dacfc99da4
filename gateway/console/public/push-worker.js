// Shows what the gateway pushes to this browser while no page of the console is open, and opens the place it is about.
// It keeps nothing and answers no request of the page.

self.addEventListener('push', (event) => {
  const told = toldOf(event.data);
  if (told === undefined) return;
  const shown = self.registration.showNotification(told.title, { body: told.body, tag: told.id, data: { path: told.path } });
  event.waitUntil(shown);
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data.path));
});

/** What was pushed; undefined for what is not the gateway's. */
function toldOf(data) {
  try {
    const { id, title, body, path } = data.json();
    return { id: String(id), title: String(title), body: String(body ?? ''), path: String(path ?? '/') };
  } catch {
    return undefined;
  }
}

/** A page that is open is brought to the front and told where to go; without one a new one opens. */
async function open(path) {
  const address = new URL(path, self.location.origin);
  // Whatever was pushed, it never leads away from the console.
  if (address.origin !== self.location.origin) return;
  const [page] = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (page === undefined) return void (await self.clients.openWindow(address.href));
  await page.focus();
  page.postMessage({ goTo: address.pathname + address.search });
}
