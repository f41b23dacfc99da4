import { type Strings, en } from './en.ts';

export const zhHant: Strings = en;
