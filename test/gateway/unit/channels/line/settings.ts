import type { LineSettings } from '../../../../../gateway/src/channels/line/index.ts';

/** A channel's settings with invented values. */
export const settings: LineSettings = { channelSecret: 'a-channel-secret', channelAccessToken: 'an-access-token+/=' };
