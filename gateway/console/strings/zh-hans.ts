import { type Strings, en } from './en.ts';

export const zhHans: Strings = en;
