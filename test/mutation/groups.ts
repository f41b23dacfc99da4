/** What has one score. */
export interface Group {
  readonly name: string;
  readonly parts: readonly Part[];
  /** Changes that make no difference to anything one could test, each with the reason. */
  readonly equivalent: readonly Equivalent[];
}

/** Files, and the suites that should notice when they are changed: patterns from the root of the repository. */
export interface Part {
  readonly files: readonly string[];
  readonly suites: readonly string[];
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
    parts: [
      {
        files: [`${CHANNELS}/${channel}/parse*.ts`, ...(more.files ?? [])],
        suites: [`${UNIT}/channels/${channel}/{parse,parse-*,xml}.test.ts`, `${CONTRACT}/${channel}.test.ts`],
      },
    ],
    equivalent: more.equivalent ?? [],
  };
}

/** What judges a channel's webhooks; `as` is the channel whose suites are asked. */
const verifying = (channel: string, as = channel): Part => ({
  files: [`${CHANNELS}/${channel}/verify.ts`],
  suites: [`${UNIT}/channels/${as}/verify.test.ts`, `${CONTRACT}/${as}.test.ts`],
});

export const GROUPS: readonly Group[] = [
  {
    name: 'verify',
    // Meta signs for WhatsApp, Pages and Instagram alike.
    parts: [verifying('meta', 'whatsapp'), verifying('twilio'), verifying('line'), verifying('wechat'), verifying('widget')],
    equivalent: [],
  },
  {
    name: 'addresses',
    parts: [{ files: ['gateway/src/net/addresses.ts'], suites: [`${UNIT}/net/addresses.test.ts`] }],
    equivalent: [],
  },
  {
    name: 'status',
    parts: [{ files: ['gateway/src/model/{status,delivery}.ts'], suites: [`${UNIT}/model/{status,delivery}.test.ts`] }],
    equivalent: [],
  },
  {
    name: 'lanes',
    parts: [
      {
        files: ['gateway/src/outbox/{plan,cargoes,shares,hints,rests,alarms}.ts'],
        suites: [`${UNIT}/outbox/{plan,cargoes,shares,hints,rests,alarms}.test.ts`],
      },
      { files: ['gateway/src/outbox/lane-worker.ts'], suites: [`${UNIT}/outbox/lane-worker{,-time}.test.ts`] },
    ],
    equivalent: [],
  },
  parsing('whatsapp'),
  parsing('twilio', { files: [`${CHANNELS}/twilio/params.ts`] }),
  parsing('facebook'),
  parsing('line'),
  parsing('wechat', { files: [`${CHANNELS}/wechat/xml.ts`] }),
  parsing('widget'),
];
