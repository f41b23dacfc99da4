import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { ENVIRONMENT_NAMES } from '../../../gateway/src/config.ts';
import { createMetrics } from '../../../gateway/src/log/metrics.ts';

const DEPLOY = path.join(import.meta.dirname, '../../../deploy');
const textOf = (name: string) => readFileSync(path.join(DEPLOY, name), 'utf8');

/** Names of n8n's settings in 2.41 that the files use: https://docs.n8n.io/hosting/configuration/environment-variables/ */
const N8N_NAMES = [
  'EXECUTIONS_MODE', 'QUEUE_BULL_REDIS_HOST', 'DB_TYPE', 'DB_POSTGRESDB_HOST', 'DB_POSTGRESDB_DATABASE', 'DB_POSTGRESDB_USER',
  'DB_POSTGRESDB_PASSWORD', 'N8N_ENCRYPTION_KEY', 'N8N_HOST', 'N8N_PROTOCOL', 'N8N_WEBHOOK_URL', 'N8N_PROXY_HOPS',
]; // prettier-ignore
/** What compose.yaml takes from its `.env` besides. */
const COMPOSE_NAMES = ['PARLEY_HOSTNAME', 'N8N_HOSTNAME', 'POSTGRES_PASSWORD'];
const POSTGRES_NAMES = ['POSTGRES_USER', 'POSTGRES_PASSWORD', 'POSTGRES_DB'];

interface Service {
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly image: string;
}
const compose: { readonly services: Readonly<Record<string, Service>>; readonly volumes: Readonly<Record<string, null>> } = parse(
  textOf('compose.yaml'),
  { merge: true },
);

describe('the compose file', () => {
  it('gives three gateways, and n8n with its worker, only settings that they know', () => {
    const known = (name: string) =>
      name.startsWith('parley') ? ENVIRONMENT_NAMES : name.startsWith('n8n') ? N8N_NAMES : [...POSTGRES_NAMES, ...COMPOSE_NAMES];
    const unknown = Object.entries(compose.services).flatMap(([name, { environment = {} }]) =>
      Object.keys(environment).filter((one) => !known(name).includes(one)),
    );
    expect(unknown).toEqual([]);
    expect(Object.keys(compose.services).filter((name) => name.startsWith('parley'))).toHaveLength(3);
    const n8n = [compose.services['n8n'], compose.services['n8n-worker']];
    expect(n8n.map((one) => one?.environment?.['EXECUTIONS_MODE'])).toEqual(['queue', 'queue']);
  });

  it('gives each gateway a disk of its own and all of them one place for files', () => {
    const places = Object.entries(compose.services).flatMap(([name, { volumes = [] }]) => (name.startsWith('parley') ? [volumes] : []));
    expect(new Set(places.map(([own]) => own)).size).toBe(3);
    expect(new Set(places.map(([, shared]) => shared))).toEqual(new Set(['media:/media']));
    const named = Object.values(compose.services).flatMap(({ volumes = [] }) => volumes.map((one) => one.split(':')[0] ?? ''));
    expect(named.filter((one) => !one.startsWith('.') && !(one in compose.volumes))).toEqual([]);
    const files = named.filter((one) => one.startsWith('./')).map((one) => one.slice(2));
    expect(files.filter((one) => !readdirSync(DEPLOY).includes(one))).toEqual([]);
  });

  it('asks for nothing that the example of its settings does not name', () => {
    const asked = [...`${textOf('compose.yaml')}${textOf('Caddyfile')}`.matchAll(/\{\$?([A-Z0-9_]+)(?::-)?\}/g)].map(
      ([, name = '']) => name,
    );
    const named = new Set([...textOf('env.example').matchAll(/^([A-Z0-9_]+)=/gm)].map(([, name = '']) => name));
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.filter((name) => !named.has(name))).toEqual([]);
    expect([...named].filter((name) => ![...ENVIRONMENT_NAMES, ...N8N_NAMES, ...COMPOSE_NAMES].includes(name))).toEqual([]);
  });
});

it('the container and the unit start what npm run gateway starts, with settings that the gateway knows', () => {
  const scripts: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync(path.join(DEPLOY, '../package.json'), 'utf8'),
  );
  const [, command = ''] = /^node (.+)$/.exec(scripts.scripts['gateway'] ?? '') ?? [];
  expect(textOf('parley.service')).toContain(`ExecStart=/usr/bin/node ${command}\n`);
  const [, entry = ''] = /^ENTRYPOINT (.+)$/m.exec(textOf('Containerfile')) ?? [];
  // The image has the right Node of its own, and nothing that would look for one.
  expect(['launch.mjs', ...JSON.parse(entry).slice(1)]).toEqual(command.split(' '));
  const named = [...`${textOf('parley.service')}${textOf('Containerfile')}`.matchAll(/\b(PARLEY_[A-Z_]+|DATABASE_URL)=/g)].map(
    ([, name = '']) => name,
  );
  expect(named.length).toBeGreaterThan(1);
  expect(named.filter((name) => !ENVIRONMENT_NAMES.includes(name))).toEqual([]);
});

it('the dashboard and the alerts ask for figures that there are', async () => {
  const metrics = createMetrics();
  const types = (await metrics.render()).matchAll(/^# TYPE (\S+) (\S+)$/gm);
  const known = new Set(
    [...types].flatMap(([, name, type]) => (type === 'histogram' ? ['bucket', 'sum', 'count'].map((end) => `${name}_${end}`) : [name])),
  );
  const dashboard: { readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[] } = JSON.parse(
    textOf('grafana-dashboard.json'),
  );
  const alerts: { readonly groups: readonly { readonly rules: readonly { readonly expr: string }[] }[] } = parse(textOf('alerts.yml'));
  const asked = [
    ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    ...alerts.groups.flatMap(({ rules }) => rules.map(({ expr }) => expr)),
  ];
  const names = asked.flatMap((expr) => expr.match(/\bparley_\w+/g) ?? []);
  expect(names.length).toBeGreaterThanOrEqual(asked.length);
  expect(names.filter((name) => !known.has(name))).toEqual([]);
});

it('what an alert counts from nothing is there before it happens', async () => {
  const text = await createMetrics().render();
  const { groups } = parse(textOf('alerts.yml'));
  const counted = groups[0].rules.flatMap(({ expr }: { expr: string }) => [...expr.matchAll(/increase\((\w+\{[^}]*\})/g)].map(([, series = '']) => series)); // prettier-ignore
  expect(counted).toEqual(['parley_deliveries_total{result="failed"}']);
  for (const series of counted) expect(text).toContain(`${series} 0`);
});

it('a backup takes every database, and the files, of what the compose file runs', () => {
  const script = textOf('backup.sh');
  const databases = new Set(Object.values(compose.services).flatMap(({ environment = {} }) => environment['DB_POSTGRESDB_DATABASE'] ?? environment['POSTGRES_DB'] ?? [])); // prettier-ignore
  expect(/for database in (.+); do/.exec(script)?.[1]?.split(' ')).toEqual([...databases]);
  const services = [...script.matchAll(/(?:exec -T|--entrypoint tar) (\S+)/g)].map(([, name = '']) => name);
  expect(services).toEqual(['postgres', 'parley-1']);
  expect(services.filter((name) => !(name in compose.services))).toEqual([]);
  expect(compose.services['parley-1']?.volumes).toContain('media:/media');
  expect(spawnSync('sh', ['-n', path.join(DEPLOY, 'backup.sh')]).status).toBe(0);
});

it('Prometheus reads the gateways of the compose file', () => {
  const { scrape_configs: jobs } = parse(textOf('prometheus.yml'));
  const hosts = jobs[0].static_configs[0].targets.map((one: string) => one.split(':')[0]);
  expect(hosts).toEqual(Object.keys(compose.services).filter((name) => name.startsWith('parley')));
  for (const host of hosts) expect(textOf('Caddyfile')).toContain(`${host}:8400`);
});

/** Whether this machine has a program. Its own word on a file is worth more than ours. */
const has = (program: string) => spawnSync(program, ['--version']).error === undefined || spawnSync(program, ['-v']).error === undefined;

(has('nginx') ? it : it.skip)('nginx takes its file', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'parley-nginx-'));
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((one) => `${one}_temp_path ${folder}/${one};`).join(' ');
  const server = textOf('nginx.conf')
    .replace('listen 443 ssl;', 'listen 8443;')
    .replaceAll(/^\s*ssl_certificate.*$/gm, '');
  writeFileSync(
    path.join(folder, 'nginx.conf'),
    `pid ${folder}/pid; error_log stderr; events {} http { access_log off; ${places}\n${server}\n}`,
  );
  const { status, stderr } = spawnSync('nginx', ['-t', '-p', folder, '-c', path.join(folder, 'nginx.conf')], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  expect([status, stderr.includes('syntax is ok')]).toEqual([0, true]);
});

(has('systemd-analyze') ? it : it.skip)('systemd takes its unit', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'parley-unit-'));
  const unit = path.join(folder, 'parley.service');
  writeFileSync(unit, textOf('parley.service').replace('/usr/bin/node', process.execPath));
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', unit], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  expect([status, stderr.split('\n').filter((one) => one.includes('parley.service'))]).toEqual([0, []]);
});
