import { z } from 'zod';

/** Standard Webhooks: `whsec_` and 24 to 64 bytes in base64 (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md). */
export const secretSchema = z.string().refine((secret) => {
  const bytes = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1];
  const length = bytes === undefined ? 0 : Buffer.from(bytes, 'base64').length;
  return length >= 24 && length <= 64;
}, 'This is whsec_ and 24 to 64 bytes in base64.');
