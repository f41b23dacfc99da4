/** Files that are changed together, and the suites that should notice. */
export interface Group {
  readonly name: string;
  /** Patterns from the root of the repository. */
  readonly files: readonly string[];
  readonly suites: readonly string[];
  /** Changes that make no difference to anything one could test, each with the reason. */
  readonly equivalent: readonly Equivalent[];
}

export interface Equivalent {
  /** The end of the file's path. */
  readonly file: string;
  /** A piece of the line that is changed. */
  readonly line: string;
  /** What Stryker puts in its place. */
  readonly becomes: string;
  readonly why: string;
}

const CHANNELS = 'gateway/src/channels';
const UNIT = 'test/gateway/unit';
const CONTRACT = 'test/gateway/contract';

/** What reads a channel's webhooks. */
function parsing(channel: string, more: { readonly files?: readonly string[]; readonly equivalent?: readonly Equivalent[] } = {}): Group {
  return {
    name: `parse-${channel}`,
    files: [`${CHANNELS}/${channel}/parse*.ts`, ...(more.files ?? [])],
    suites: [`${UNIT}/channels/${channel}/{parse,parse-*,xml}.test.ts`, `${CONTRACT}/${channel}.test.ts`],
    equivalent: more.equivalent ?? [],
  };
}

export const GROUPS: readonly Group[] = [
  {
    name: 'verify',
    files: [`${CHANNELS}/*/verify.ts`],
    suites: [`${UNIT}/channels/*/verify.test.ts`, `${CONTRACT}/{whatsapp,twilio,facebook,line,wechat,widget}.test.ts`],
    equivalent: [],
  },
  {
    name: 'addresses',
    files: ['gateway/src/net/addresses.ts'],
    suites: [`${UNIT}/net/addresses.test.ts`],
    equivalent: [],
  },
  {
    name: 'status',
    files: ['gateway/src/model/{status,delivery}.ts'],
    suites: [`${UNIT}/model/{status,delivery}.test.ts`],
    equivalent: [],
  },
  {
    name: 'lanes',
    files: ['gateway/src/outbox/{lane-worker,plan,cargoes,shares,hints}.ts'],
    suites: [`${UNIT}/outbox/{lane-worker,plan,cargoes,shares,hints}.test.ts`],
    equivalent: [],
  },
  parsing('whatsapp'),
  parsing('twilio', { files: [`${CHANNELS}/twilio/params.ts`] }),
  parsing('facebook'),
  parsing('line'),
  parsing('wechat', { files: [`${CHANNELS}/wechat/xml.ts`] }),
  parsing('widget'),
];
