// Preloaded into n8n (`--require`). n8n's own WhatsApp nodes have Meta's address built in: this leads it to the stand-in, so that
// they can be measured without leaving the machine. Everything else goes where it went.
const http = require('node:http');
const https = require('node:https');

const standIn = new URL(process.env.PARLEY_SUITE_GRAPH);
const request = https.request;

https.request = function (options, ...more) {
  if (options?.hostname !== 'graph.facebook.com' && options?.host !== 'graph.facebook.com') return request.call(this, options, ...more);
  const headers = { ...options.headers, host: standIn.host };
  const path = standIn.pathname.replace(/\/$/, '') + (options.path ?? '/');
  const { hostname, port } = standIn;
  // The agent is one for TLS.
  return http.request({ ...options, protocol: 'http:', agent: undefined, hostname, host: hostname, port, path, headers }, ...more);
};
